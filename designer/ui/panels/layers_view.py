"""The table widget of the layers: rows selected whole, cells edited in place, copied as a table."""

from collections.abc import Iterable

from PySide6.QtCore import QAbstractItemModel, QEvent, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QWidget

from designer.export.columns import COLUMNS, DEFAULT
from designer.ui.models.layer_table import LayerTable
from designer.ui.panels.layers_cells import CELL_PADDING, CellDelegate, CellEditor
from designer.ui.panels.layers_widths import Widths

ROW_HEIGHT = 26
HEADING_MARGIN = 26
ICON_ROOM = 24
WIDEST = {"name": 320, "kind": 220, "options": 320, "block": 320}
USUALLY_WIDEST = 150
MOST_MEASURED = 60
"""Rows that are measured for the widths of the columns."""


class LayersView(QTableView):
    """Headings that sort, and keys of its own: Enter and F2 edit a cell, Ctrl+C asks for a copy."""

    copy_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layers_table")
        self.setAccessibleName("Layers of the network")
        self._cells = CellDelegate(self)
        self.setItemDelegate(self._cells)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setStyleSheet(f"QTableView::item {{ padding: 0 {CELL_PADDING}px; }}")
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setObjectName("layers_header")
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a LayerTable, first the default columns, in the order of the list."""
        super().setModel(model)
        self.setSortingEnabled(True)
        for section, column in enumerate(COLUMNS):
            self.setColumnHidden(section, column not in DEFAULT)

    def fit_columns(self, totals: QAbstractItemModel, shrink: bool) -> None:
        """Make columns wide enough for headings, totals and the cells in sight; narrower ones only with `shrink`."""
        header, model = self.horizontalHeader(), self.model()
        assert isinstance(model, LayerTable)
        first = max(0, self.rowAt(0))
        rows = range(first, min(model.rowCount(), first + MOST_MEASURED))
        for section in range(header.count()):
            if self.isColumnHidden(section):
                continue
            texts = (model.text(row, section) for row in rows)
            width = self._room_for(section, texts, str(totals.index(0, section).data()))
            if shrink or width > header.sectionSize(section):
                header.resizeSection(section, width)

    def _room_for(self, section: int, texts: Iterable[str], total: str) -> int:
        header, column = self.horizontalHeader(), COLUMNS[section]
        icon = ICON_ROOM if column.key in ("name", "kind") else 0
        widths = [round(self._cells.widths.of(text)) + icon for text in texts]
        if column.total:
            bold = self.font()
            bold.setBold(True)
            widths.append(QFontMetrics(bold).horizontalAdvance(total))
        width = max(
            min(max(widths, default=0) + 2 * CELL_PADDING + 8, WIDEST.get(column.key, USUALLY_WIDEST)),
            round(self._cells.widths.of(column.heading)) + HEADING_MARGIN,
        )
        # The heading that sorts has an arrow besides.
        return max(width, header.sectionSizeHint(section)) if section == header.sortIndicatorSection() else width

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in another font, paint in other colours."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._cells.widths = Widths(self.font(), self.palette())

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Close an editor, unless it holds text that is not taken and the person did not press Esc."""
        kept = isinstance(editor, CellEditor) and editor.reason
        if not kept or hint == QAbstractItemDelegate.EndEditHint.RevertModelCache:
            super().closeEditor(editor, hint)

    def event(self, event: QEvent) -> bool:
        """Claim the keys of the table before the window's commands get them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._claims(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies rows; Enter and F2 edit the current cell."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._can_edit():
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _claims(self, event: QKeyEvent) -> bool:
        return event.matches(QKeySequence.StandardKey.Copy) or (event.key() == Qt.Key.Key_F2 and self._can_edit())

    def _can_edit(self) -> bool:
        index = self.currentIndex()
        editing = self.state() == QAbstractItemView.State.EditingState
        return index.isValid() and not editing and bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
