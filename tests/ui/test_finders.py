"""Typing instead of pointing: quick insert, connect, the command palette and the search for a layer."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from designer.core.design import Design
from designer.ui.window import Window
from tests.ui.window_kit import give, kinds


def test_connect_offers_every_way_that_fits(window: Window, qtbot: QtBot) -> None:
    window.document.select(["c1"])
    give(window, "connect")
    popup = window.finders.targets
    assert popup.isVisible()
    assert popup.said.text() == "connect c1 to"
    offered = [(choice.text, choice.hint) for choice in window.finders._ways]
    assert ("s2", "by an add") in offered
    assert ("s2", "by a concat") in offered
    assert ("c3", "behind a 1×1 projection") in offered
    assert not any(text in ("image", "c1", "tanh1") for text, _ in offered)
    qtbot.keyClicks(popup.line, "c3 proj")
    assert popup.rows.count() == 1
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    design = window.document.design
    assert design["c3"].inputs == ("add_1",)
    assert design["add_1"].inputs == ("s2", "conv2d_1")
    assert not window.document.analysis.has_errors
    assert window.undo.text() == "&Undo Connect c1 to c3"


def test_connect_of_the_last_layer_says_that_nothing_can_read_it(window: Window, qtbot: QtBot) -> None:
    window.document.select([window.document.design.layers[-1].id])
    give(window, "connect")
    assert "no layer can read" in window.finders.targets.said.text()
    qtbot.keyClick(window.finders.targets.line, Qt.Key.Key_Escape)


def test_quick_insert_types_layers_below_the_selection(window: Window, qtbot: QtBot) -> None:
    window.document.select(["c1"])
    give(window, "insert")
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
    give(window, "insert")
    popup = window.finders.insert
    qtbot.keyClicks(popup.line, "3x3 nonsense")
    assert "nonsense" in popup.said.text()
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert popup.isVisible()
    assert window.document.design is before
    qtbot.keyClick(popup.line, Qt.Key.Key_Escape)
    assert not popup.isVisible()


def test_completions_go_on_being_typed(window: Window, qtbot: QtBot) -> None:
    give(window, "insert")
    popup = window.finders.insert
    qtbot.keyClicks(popup.line, "rel")
    qtbot.keyClick(popup.line, Qt.Key.Key_Tab)
    assert popup.line.text().startswith("relu")
    assert popup.isVisible()
    qtbot.keyClick(popup.line, Qt.Key.Key_Escape)


def test_typing_into_an_empty_design_says_what_to_do_first(window: Window) -> None:
    window.document.reset(Design())
    for key, popup in (("insert", window.finders.insert), ("connect", window.finders.targets)):
        window.notice.hide()
        window.actions_by_key[key].setEnabled(True)
        give(window, key)
        assert "begin with an input" in window.notice.text
        assert popup.isHidden()


def test_the_command_palette_does_what_is_found(window: Window, qtbot: QtBot) -> None:
    give(window, "commands")
    popup = window.finders.commands
    qtbot.keyClicks(popup.line, "select all")
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert len(window.document.selection) == len(window.document.design)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("run", "Run"),
        ("fit", "Fit"),
        ("find layer", "Find layer …"),
        ("colours", "Colours: System"),
        ("layers", "Panel: Layers"),
    ],
)
def test_the_nearest_command_comes_first(window: Window, typed: str, first: str) -> None:
    assert window.finders._matching_commands(typed)[0].text == first


def test_a_layer_is_found_by_name_or_kind(window: Window, qtbot: QtBot) -> None:
    give(window, "find")
    popup = window.finders.layers
    qtbot.keyClicks(popup.line, "linear")
    assert popup.rows.count() == 2
    qtbot.keyClick(popup.line, Qt.Key.Key_Down)
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert window.document.selection == ("output",)
