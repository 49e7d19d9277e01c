"""The row of totals that stays below the layer table, its columns below those of the table."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QTableView, QWidget

from designer.export.columns import COLUMNS
from designer.ui.document import Document
from designer.ui.models.total_row import TotalRow
from designer.ui.panels.layers_cells import CELL_PADDING
from designer.ui.panels.layers_view import ROW_HEIGHT


class TotalsStrip(QWidget):
    """One row that follows a table's column widths and scrolls sideways with it; it carries the scroll bar of both."""

    def __init__(self, document: Document, table: QTableView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layers_totals_strip")
        self._table = table
        self.view = _row(document, self)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self.view)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = table.horizontalHeader()
        for section in range(header.count()):
            self._resize(section, 0, 0 if header.isSectionHidden(section) else header.sectionSize(section))
        header.sectionResized.connect(self._resize)
        bar, above = self.view.horizontalScrollBar(), table.horizontalScrollBar()
        bar.valueChanged.connect(above.setValue)
        above.valueChanged.connect(bar.setValue)
        bar.rangeChanged.connect(self._fit)
        table.verticalScrollBar().rangeChanged.connect(self._fit)
        self._fit()

    def _resize(self, section: int, _old: int, new: int) -> None:
        self.view.setColumnHidden(section, new == 0)
        if new:
            self.view.setColumnWidth(section, new)

    def _fit(self) -> None:
        """As high as the row and, where it is needed, the scroll bar; as wide as the table without its scroll bar."""
        bar, beside = self.view.horizontalScrollBar(), self._table.verticalScrollBar()
        scroll = bar.sizeHint().height() if bar.maximum() else 0
        self.setFixedHeight(ROW_HEIGHT + scroll + 2 * self.view.frameWidth())
        self._line.setContentsMargins(0, 0, beside.sizeHint().width() if beside.maximum() else 0, 0)


def _row(document: Document, parent: QWidget) -> QTableView:
    view = QTableView(parent)
    view.setObjectName("layers_totals")
    view.setAccessibleName("Totals of the layer table")
    view.setModel(TotalRow(document, view))
    view.setStyleSheet(f"QTableView::item {{ padding: 0 {CELL_PADDING}px; }}")
    view.setSpan(0, 0, 1, next(section for section, column in enumerate(COLUMNS) if column.total))
    view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.horizontalHeader().hide()
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    font = view.font()
    font.setBold(True)
    view.setFont(font)
    return view
