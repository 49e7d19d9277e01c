"""The totals below the layer table, as a model of one row with the same columns."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from designer.export.columns import COLUMNS
from designer.ui.document import Document

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class TotalRow(QAbstractTableModel):
    """The sum of each column that has one, the word "Total" in the first."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        document.changed.connect(self._follow)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """One row."""
        return 0 if parent.isValid() else 1

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """The columns of the table."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a sum, set to the right, and how it is meant."""
        if not index.isValid():
            return None
        column, totals = COLUMNS[index.column()], self._document.analysis.totals
        if role == Qt.ItemDataRole.DisplayRole:
            if index.column() == 0:
                return "Total (partial)" if totals.partial else "Total"
            return column.text(column.total(totals)) if column.total else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and column.total:
            return column.tip
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Read only."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren

    def _follow(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(0, len(COLUMNS) - 1))
