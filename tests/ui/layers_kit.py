"""What the tests of the layer table share: cells by layer and column, rows, and an editor over a cell."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer.export.columns import COLUMNS
from designer.ui.models.layer_table import LAYER
from designer.ui.panels.layers_cells import CellEditor

AT = {column.key: section for section, column in enumerate(COLUMNS)}
Role = Qt.ItemDataRole


def cell(panel, layer, key, role=Role.DisplayRole):
    row = panel.table.row_of(layer)
    return panel.table.index(row, AT[key]).data(role)


def ids(model) -> list[str]:
    return [model.index(row, 0).data(LAYER) for row in range(model.rowCount())]


def open_editor(panel, layer, key) -> CellEditor:
    index = panel.table.index(panel.table.row_of(layer), AT[key])
    panel.view.setCurrentIndex(index)
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    return panel.view.findChild(CellEditor)
