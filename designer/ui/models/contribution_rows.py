"""What each input channel of a unit adds to its value, as rows that can be sorted."""

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from designer.core.kinds import Conv2d, ConvTranspose2d, Linear
from designer.engine.unit_terms import Doubles, UnitArithmetic, number, signed

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()

PART = Qt.ItemDataRole.UserRole
"""Role of the size of a row's number beside the largest, 0 to 1, with its sign; None where it has no bar."""
TIPS = {
    "Channel": "Input channel",
    "Feature": "Input feature",
    "Value": "What the input holds there",
    "Weight": "What the value is multiplied by",
    "Adds": "The sum of the products of this channel; sorted by size, whatever the sign",
    "Share": "The size of what is added, as a part of the sizes of all",
}


class ContributionRows(QAbstractTableModel):
    """One row a channel (or feature) that a weighted sum reads, the largest contribution first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.headings: tuple[str, ...] = ("Channel", "Adds", "Share")
        self._columns: list[Doubles] = [np.zeros(0)] * 3
        self.order = np.zeros(0, np.intp)
        """The channel, counted among those that are read, in each row."""
        self._sorted = (-1, Qt.SortOrder.DescendingOrder)

    def show_unit(self, answer: UnitArithmetic | None) -> None:
        """Show the rows of a unit; none where it is no weighted sum of several channels."""
        self.beginResetModel()
        self.headings, self._columns = columns_of(answer)
        self.order = np.arange(len(self._columns[0]))
        self._put_in_order()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in the order of a column; contributions by their size."""
        self.layoutAboutToBeChanged.emit()
        self._sorted = column, order
        self._put_in_order()
        self.layoutChanged.emit()

    def _put_in_order(self) -> None:
        column, order = self._sorted
        place = column if 0 <= column < len(self.headings) else len(self.headings) - 1
        keys = self._columns[place] if place == 0 else np.abs(self._columns[place])
        self.order = np.argsort(-keys if order == Qt.SortOrder.DescendingOrder else keys, kind="stable")

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many channels there are."""
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Channel, value and weight where there is one each, contribution, share."""
        return 0 if parent.isValid() else len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Headings with tips."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.headings):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section]
        return TIPS[self.headings[section]] if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Numbers as text, and the bar of the contribution."""
        if not index.isValid() or index.row() >= len(self.order):
            return None
        heading, values = self.headings[index.column()], self._columns[index.column()]
        value = float(values[self.order[index.row()]])
        if role == Qt.ItemDataRole.DisplayRole:
            if index.column() == 0:
                return f"{value:.0f}"
            return f"{value:.1%}" if heading == "Share" else signed(value) if heading == "Adds" else number(value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == PART and heading == "Adds":
            largest = float(np.abs(values).max())
            return value / largest if largest else 0.0
        return None


def columns_of(answer: UnitArithmetic | None) -> tuple[tuple[str, ...], list[Doubles]]:
    """Headings and columns of a unit's contributions; empty columns where it is no weighted sum of several channels."""
    plain = ("Channel", "Adds", "Share")
    if answer is None or not isinstance(answer.kind, Conv2d | ConvTranspose2d | Linear):
        return plain, [np.zeros(0)] * 3
    channels, rows, columns = answer.terms.shape
    if channels < 2 or not len(answer.terms):
        return plain, [np.zeros(0)] * 3
    named = answer.terms.channels.reshape(channels, -1)[:, 0].astype(np.float64)
    added = answer.terms.products.reshape(channels, -1).sum(axis=1)
    total = float(np.abs(added).sum())
    share = np.abs(added) / total if total else np.zeros_like(added)
    if rows * columns > 1:
        return plain, [named, added, share]
    first = "Channel" if answer.sums else "Feature"
    return (first, "Value", "Weight", "Adds"), [named, answer.terms.values, answer.terms.weights, added]
