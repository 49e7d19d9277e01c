"""The layer table: every figure of every layer, edited in place, in step with the selection, copied for reports."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.export.columns import COLUMNS
from designer.ui.document import Change, Document
from designer.ui.models.layer_table import LayerTable
from designer.ui.models.steps import runs
from designer.ui.panels.layers_totals import TotalsStrip
from designer.ui.panels.layers_view import LayersView
from designer.ui.table_clipboard import copy_table
from designer.ui.theme import Theme

Flag = QItemSelectionModel.SelectionFlag


class LayersPanel(QWidget):
    """The table of all layers above the row of totals."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layers")
        self.setAccessibleName("Layer table")
        self._document = document
        self.table = LayerTable(document, theme, self)
        self.view = LayersView(self)
        self.view.setModel(self.table)
        self.totals = TotalsStrip(document, self.view, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.totals)
        self.setFocusProxy(self.view)
        self._add_column_choices()
        self.view.copy_asked.connect(self.copy_table)
        self.view.selectionModel().selectionChanged.connect(self._selected)
        document.changed.connect(self._follow)
        document.selection_changed.connect(self._show_selection)
        self.view.horizontalHeader().sortIndicatorChanged.connect(lambda *_: self._fit_columns())
        self._fit_columns(shrink=True)
        self._show_selection()

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.table.set_theme(theme)

    def selected_ids(self) -> tuple[str, ...]:
        """The ids of the selected rows, from top to bottom."""
        # Ranges, not selectedRows: that asks every cell of the table.
        ranges = self.view.selectionModel().selection()
        found = [ranges.at(i) for i in range(ranges.size())]
        rows = {row for part in found for row in range(part.top(), part.bottom() + 1)}
        return tuple(self.table.layer_at(row) for row in sorted(rows))

    def copy_table(self) -> None:
        """Put the selected rows, or the whole table with totals, on the clipboard: as text with tabs and as HTML."""
        columns = tuple(column for i, column in enumerate(COLUMNS) if not self.view.isColumnHidden(i))
        copy_table(self._document.analysis, columns, self.selected_ids() or None)

    def _add_column_choices(self) -> None:
        """A menu of the columns, on the headings."""
        header = self.view.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for section, column in enumerate(COLUMNS[1:], 1):
            action = QAction(column.heading, header)
            action.setCheckable(True)
            action.setChecked(not self.view.isColumnHidden(section))
            action.setToolTip(column.tip)
            action.toggled.connect(lambda shown, section=section: self._show_column(section, shown))
            header.addAction(action)

    def _show_column(self, section: int, shown: bool) -> None:
        self.view.setColumnHidden(section, not shown)
        self._fit_columns()

    def _fit_columns(self, shrink: bool = False) -> None:
        self.view.fit_columns(self.totals.view.model(), shrink)

    def _follow(self, change: Change) -> None:
        replaced = not any(layer.id in change.before for layer in change.after)
        if replaced:
            self.view.scrollToTop()
        self._fit_columns(shrink=replaced)
        self._show_selection()

    def _selected(self) -> None:
        if not self.table.following:
            self._document.select(self.selected_ids())

    def _show_selection(self) -> None:
        wanted = self._document.selection
        if set(wanted) == set(self.selected_ids()):
            return
        rows = sorted(self.table.row_of(layer_id) for layer_id in wanted)
        chosen = QItemSelection()
        for first, last in runs(rows):
            chosen.select(self.table.index(first, 0), self.table.index(last, self.table.columnCount() - 1))
        model = self.view.selectionModel()
        if rows:
            current = self.table.index(rows[0], max(0, self.view.currentIndex().column()))
            model.setCurrentIndex(current, Flag.NoUpdate)
            self.view.scrollTo(current)
        model.select(chosen, Flag.ClearAndSelect | Flag.Rows)
