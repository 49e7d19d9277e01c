"""Naming a block where it stands."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.core.blocks import blocks, group
from designer.ui.canvas import Canvas
from tests.ui.canvas_kit import check, nested, on_button
from tests.ui.gestures import click

Key = Qt.Key


@pytest.fixture
def module(canvas: Canvas) -> Canvas:
    canvas.document.reset(nested())
    return canvas


def name(canvas: Canvas, path: str, text: str) -> None:
    canvas.name_block(path)
    assert canvas.naming.line.selectedText() == path.rpartition("/")[2]
    QTest.keyClicks(canvas.naming.line, text)


def test_enter_renames_as_one_step_of_undo(module: Canvas) -> None:
    name(module, "module", "stage 1")
    QTest.keyClick(module.naming.line, Key.Key_Return)
    assert blocks(module.document.design) == ("stage 1", "stage 1/wide")
    assert module.document.stack.undoText() == "Rename block stage 1"
    assert module.document.stack.count() == 1
    assert not module.naming.open
    assert module.hasFocus()
    check(module)
    module.document.stack.undo()
    assert blocks(module.document.design) == ("module", "module/wide")


def test_an_inner_block_keeps_its_place(module: Canvas) -> None:
    name(module, "module/wide", "lane")
    QTest.keyClick(module.naming.line, Key.Key_Return)
    assert blocks(module.document.design) == ("module", "module/lane")


def test_escape_and_the_same_name_change_nothing(module: Canvas) -> None:
    before = module.document.design
    name(module, "module", "other")
    QTest.keyClick(module.naming.line, Key.Key_Escape)
    assert not module.naming.open
    name(module, "module", "module")
    QTest.keyClick(module.naming.line, Key.Key_Return)
    assert module.document.design is before
    assert not module.document.stack.count()


@pytest.mark.parametrize(("text", "reason"), [("a/b", "none of them a slash"), ("taken", "there is a block taken")])
def test_what_cannot_be_a_name_is_explained_and_stays(module: Canvas, text: str, reason: str) -> None:
    module.document.apply("Group", lambda design: group(design, ["below"], "taken"))
    before = module.document.design
    name(module, "module", text)
    assert module.naming.said.isVisible()
    assert reason in module.naming.said.text()
    QTest.keyClick(module.naming.line, Key.Key_Return)
    assert module.naming.open
    assert module.document.design is before
    QTest.keyClicks(module.naming.line, "x2")
    QTest.keyClick(module.naming.line, Key.Key_Backspace)
    QTest.keyClick(module.naming.line, Key.Key_Escape)
    assert not module.naming.said.isVisible()


def test_the_reason_stays_within_a_narrow_canvas(module: Canvas) -> None:
    module.resize(420, 500)
    name(module, "module", "a/b")
    said, view = module.naming.said, module.viewport()
    assert said.geometry().right() <= view.width()
    assert said.height() >= 2 * said.fontMetrics().lineSpacing()
    QTest.keyClick(module.naming.line, Key.Key_Escape)


def test_an_empty_name_is_refused(module: Canvas) -> None:
    module.name_block("module")
    QTest.keyClick(module.naming.line, Key.Key_Delete)
    assert "1 to 128 printable characters" in module.naming.said.text()
    QTest.keyClick(module.naming.line, Key.Key_Escape)


def test_keys_of_the_line_are_not_the_canvas_s(module: Canvas, qtbot: QtBot) -> None:
    module.choose("top")
    module.name_block("module")
    with qtbot.assertNotEmitted(module.edit_requested):
        for key in (Key.Key_Up, Key.Key_Down, Key.Key_PageDown, Key.Key_Return):
            QTest.keyClick(module.naming.line, key)
    assert module.document.selection == ("top",)
    assert not module.naming.open


def test_leaving_the_line_takes_a_good_name_and_forgets_a_bad_one(module: Canvas) -> None:
    name(module, "module", "good")
    module.setFocus()
    assert blocks(module.document.design)[0] == "good"
    name(module, "good", "a/b")
    module.setFocus()
    assert not module.naming.open
    assert blocks(module.document.design)[0] == "good"


def test_a_folded_block_is_named_on_its_card_and_stays_folded(module: Canvas) -> None:
    click(module, on_button(module, "module"))
    name(module, "module", "folded")
    QTest.keyClick(module.naming.line, Key.Key_Return)
    assert module.network.outline.key_of_block("folded")
    check(module)
    module.document.stack.undo()
    assert module.network.outline.key_of_block("module")
    module.document.stack.redo()
    assert module.network.outline.key_of_block("folded")
    check(module)


def test_the_line_stands_at_the_title_and_goes_with_it(module: Canvas) -> None:
    module.name_block("module")
    title = module.network.frames["module"].frame.title
    corner = module.viewportTransform().map(title.x, title.y)
    assert abs(module.naming.line.x() - corner[0]) <= 1
    module.set_zoom(2.0)
    corner = module.viewportTransform().map(title.x, title.y)
    assert abs(module.naming.line.x() - corner[0]) <= 1
    module.document.apply("x", lambda design: property_edits.set_name(design, "n"))
    assert not module.naming.open
