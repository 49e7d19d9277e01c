"""Editing cells of the layer table: what is taken edits the layer, what is not stays and says why."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from designer.core import edits, property_edits
from designer.core.kinds import ConvTranspose2d
from designer.export.columns import COLUMNS
from designer.ui.panels.layers_cells import CellEditor
from tests.ui.layers_kit import AT, Role, open_editor


@pytest.mark.parametrize(
    ("layer", "key", "text", "field", "value"),
    [
        ("c1", "kernel", "3x5", "kernel_size", (3, 5)),
        ("c1", "kernel", " 7 ", "kernel_size", (7, 7)),
        ("c1", "stride", "2", "stride", (2, 2)),
        ("c1", "padding", "same", "padding", "same"),
        ("c1", "padding", "0, 1, 0, 1", "padding", (0, 1, 0, 1)),
        ("s2", "stride", "1", "stride", (1, 1)),
        ("s2", "kernel", str(2**63 - 1), "kernel_size", (2**63 - 1, 2**63 - 1)),
    ],
)
def test_cells_edit_options(panel, document, layer, key, text, field, value):
    before = document.design
    assert panel.table.setData(panel.table.index(panel.table.row_of(layer), AT[key]), text)
    assert getattr(document.design[layer].kind, field) == value
    assert document.stack.undoText() == f"Change {field.replace('_', ' ')} of {layer}"
    document.stack.undo()
    assert document.design == before


def test_an_emptied_stride_of_a_pool_is_its_kernel(panel, document):
    index = panel.table.index(panel.table.row_of("s2"), AT["stride"])
    assert (index.data(), index.data(Role.EditRole)) == ("2", "")
    panel.table.setData(index, "3")
    assert index.data(Role.EditRole) == "3"
    assert panel.table.setData(index, "")
    assert document.design["s2"].kind.stride is None


def test_renaming_keeps_the_row_selected(panel, document):
    document.select(["c3"])
    index = panel.table.index(panel.table.row_of("c3"), 0)
    assert panel.table.setData(index, "third")
    assert document.selection == ("third",)
    assert panel.selected_ids() == ("third",)
    assert document.design["a3"].inputs == ("third",)


@pytest.mark.parametrize(
    ("layer", "key", "text", "reason"),
    [
        ("c1", "kernel", "3q", "expected a whole number from 1"),
        ("c1", "kernel", "0", "expected a whole number from 1"),
        ("c1", "kernel", str(2**63), f"expected whole numbers of at most {2**63 - 1}"),
        ("c1", "stride", "", "expected a whole number from 1"),
        ("c1", "padding", "some", "expected a whole number from 0"),
        ("c1", "name", "c3", "the name c3 is taken"),
        ("c1", "name", "", "1 to 128 printable characters"),
    ],
)
def test_text_that_is_not_taken_changes_nothing_and_says_why(panel, document, layer, key, text, reason):
    before = document.design
    index = panel.table.index(panel.table.row_of(layer), AT[key])
    assert reason in panel.table.check(index, text)
    assert not panel.table.setData(index, text)
    assert document.design is before
    assert not document.stack.canUndo()


def test_only_names_and_options_that_a_kind_has_can_be_edited(panel, document):
    document.apply("x", lambda design: edits.insert_after(design, "c1", ConvTranspose2d(out_channels=2)))
    editable = {
        (panel.table.layer_at(row), column.key)
        for row in range(panel.table.rowCount())
        for column in COLUMNS
        if panel.table.index(row, AT[column.key]).flags() & Qt.ItemFlag.ItemIsEditable
    }
    windows = {"c1", "s2", "c3", "s4", "conv_transpose2d_1"}
    assert editable == {(layer.id, "name") for layer in document.design} | {
        (layer, key) for layer in windows for key in ("kernel", "stride", "padding")
    }


def test_typing_in_a_cell(panel, document, qtbot):
    editor = open_editor(panel, "c1", "kernel")
    assert editor.text() == "5"
    editor.selectAll()
    QTest.keyClicks(editor, "3")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: document.design["c1"].kind.kernel_size == (3, 3))
    qtbot.waitUntil(lambda: panel.view.findChild(CellEditor) is None)
    qtbot.waitUntil(lambda: panel.view.findChild(QLabel, "cell_reason") is None)
    assert panel.view.hasFocus()


@pytest.mark.parametrize("way", ["enter", "tab", "click", "focus"])
def test_an_editor_with_wrong_text_stays_and_says_why(panel, document, qtbot, way):
    editor = open_editor(panel, "c1", "kernel")
    editor.selectAll()
    QTest.keyClicks(editor, "3q")
    other = panel.table.index(panel.table.row_of("s4"), AT["name"])
    if way == "click":
        at = panel.view.visualRect(other).center()
        QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    elif way == "focus":
        editor.clearFocus()
    else:
        QTest.keyClick(editor, Qt.Key.Key_Return if way == "enter" else Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: bool(editor.reason))
    assert (editor.text(), editor.isVisible()) == ("3q", True)
    assert editor.reason.startswith("expected a whole number from 1")
    assert editor._label.isVisible()
    assert editor._label.text() == editor.accessibleDescription() == editor.reason
    assert panel.view.viewport().rect().contains(editor._label.geometry().topLeft())
    assert document.design["c1"].kind.kernel_size == (5, 5)
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    assert not editor._label.isVisible()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: document.design["c1"].kind.kernel_size == (3, 3))


def test_escape_leaves_wrong_text(panel, document, qtbot):
    editor = open_editor(panel, "c1", "kernel")
    QTest.keyClicks(editor, "q")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(editor.reason))
    label = editor._label
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not label.isVisible()
    assert document.design["c1"].kind.kernel_size == (5, 5)


def test_a_change_elsewhere_leaves_the_text_being_typed(panel, document):
    editor = open_editor(panel, "c1", "kernel")
    QTest.keyClicks(editor, "1")
    typed = editor.text()
    document.apply("x", lambda design: property_edits.set_options(design, "c3", {"out_channels": 8}))
    assert (editor.text(), editor.isVisible()) == (typed, True)
