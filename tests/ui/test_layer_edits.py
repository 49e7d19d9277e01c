"""The commands of the menus over layers, and typing instead of pointing."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from designer.paths import resource
from designer.ui.window import Window
from tests.ui.test_window import Answers


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    window = Window()
    window.files.dialogs = Answers()  # type: ignore[assignment]
    with qtbot.waitExposed(window):
        window.show()
    window.files.open_example(resource("designs", "lenet5.cnn.json"))
    yield window
    window.document.stack.setClean()
    window.close()
    window.deleteLater()


def do(window: Window, key: str) -> None:
    window.actions_by_key[key].trigger()


def kinds(window: Window) -> list[str]:
    return [layer.kind.name for layer in window.document.design]


def test_copied_layers_are_text_that_pastes_with_new_ids(window: Window) -> None:
    window.document.select(["c3", "tanh3"])
    do(window, "copy")
    assert '"kind": "conv2d"' in QGuiApplication.clipboard().text()
    window.document.select(["s4"])
    do(window, "paste")
    design = window.document.design
    assert len(design) == 15
    new = window.document.selection
    assert [design[name].kind for name in new] == [design["c3"].kind, design["tanh3"].kind]
    assert design[new[0]].inputs == ("s4",)
    assert design["c5"].inputs == (new[1],)
    window.undo.trigger()
    assert len(window.document.design) == 13


def test_cut_removes_and_heals(window: Window) -> None:
    window.document.select(["tanh1"])
    do(window, "cut")
    assert "tanh1" not in window.document.design
    assert window.document.design["s2"].inputs == ("c1",)
    assert window.undo.text() == "&Undo Cut tanh1"


def test_pasting_anything_else_says_why_not(window: Window) -> None:
    before = window.document.design
    for text in ("", "hello", '{"format": "else"}', "[1, 2"):
        QGuiApplication.clipboard().setText(text)
        do(window, "paste")
        assert window.notice.text
        assert "\n" not in window.notice.text
        assert window.document.design is before


def test_duplicate_group_and_ungroup(window: Window) -> None:
    window.document.select(["c1", "tanh1"])
    do(window, "duplicate")
    assert kinds(window)[:5] == ["input", "conv2d", "activation", "conv2d", "activation"]
    window.document.select(["c3", "tanh3"])
    do(window, "group")
    assert {window.document.design[name].block for name in ("c3", "tanh3")} == {"block"}
    do(window, "ungroup")
    assert window.document.design["c3"].block is None
    do(window, "ungroup")
    assert "in no block" in window.notice.text


def test_wrap_in_a_residual_adds_the_projection(window: Window) -> None:
    window.document.select(["c1"])
    window.layer_edits.insert_preset("conv3x3")
    do(window, "residual")
    assert kinds(window)[:5] == ["input", "conv2d", "conv2d", "conv2d", "add"]
    assert not window.document.analysis.has_errors


def test_another_kind_keeps_what_fits(window: Window) -> None:
    window.document.select(["s2"])
    window.layer_edits.swap_kind("max_pool2d")
    swapped = window.document.design["s2"].kind
    assert swapped.name == "max_pool2d"
    assert swapped.kernel_size == (2, 2)  # type: ignore[attr-defined]


def test_quick_insert_types_layers_below_the_selection(window: Window, qtbot: QtBot) -> None:
    window.document.select(["c1"])
    do(window, "insert")
    popup = window.finders.insert
    assert popup.isVisible()
    assert "below c1" in popup.said.text()
    qtbot.keyClicks(popup.line, "3x3 8, bn")
    assert "26×26×8" in popup.said.text() or "28×28×8" in popup.said.text()
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert kinds(window)[:4] == ["input", "conv2d", "conv2d", "batch_norm2d"]
    assert window.undo.text() == "&Undo Insert 3x3 8, bn"


def test_quick_insert_explains_what_it_does_not_understand(window: Window, qtbot: QtBot) -> None:
    before = window.document.design
    do(window, "insert")
    popup = window.finders.insert
    qtbot.keyClicks(popup.line, "3x3 nonsense")
    assert "nonsense" in popup.said.text()
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert popup.isVisible()
    assert window.document.design is before
    qtbot.keyClick(popup.line, Qt.Key.Key_Escape)
    assert not popup.isVisible()


def test_completions_go_on_being_typed(window: Window, qtbot: QtBot) -> None:
    do(window, "insert")
    popup = window.finders.insert
    qtbot.keyClicks(popup.line, "rel")
    qtbot.keyClick(popup.line, Qt.Key.Key_Tab)
    assert popup.line.text().startswith("relu")
    assert popup.isVisible()
    qtbot.keyClick(popup.line, Qt.Key.Key_Escape)


def test_the_command_palette_does_what_is_found(window: Window, qtbot: QtBot) -> None:
    do(window, "commands")
    popup = window.finders.commands
    qtbot.keyClicks(popup.line, "select all")
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert len(window.document.selection) == len(window.document.design)


def test_a_layer_is_found_by_name_or_kind(window: Window, qtbot: QtBot) -> None:
    do(window, "find")
    popup = window.finders.layers
    qtbot.keyClicks(popup.line, "linear")
    assert popup.rows.count() == 2
    qtbot.keyClick(popup.line, Qt.Key.Key_Down)
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert window.document.selection == ("output",)


def test_keys_of_the_clipboard_belong_to_text_fields_too(window: Window, qtbot: QtBot) -> None:
    window.document.select(["c1"])
    QGuiApplication.clipboard().setText("kept")
    window.palette_panel.search.setFocus()
    qtbot.keyClick(window.palette_panel.search, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "kept"
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "cnn-design-fragment" in QGuiApplication.clipboard().text()
