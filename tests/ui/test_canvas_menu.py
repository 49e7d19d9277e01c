"""The context menu's subject: what a right click selects, and what keys ask for; which block or branch is meant."""

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.core import blocks
from designer.core.blocks import members
from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError
from designer.core.kinds import Add, Conv2d
from designer.ui.canvas import Canvas
from tests.ui.canvas_kit import check, fork, nested, on, on_button, on_title, on_wire
from tests.ui.gestures import click, pull


def ask(canvas: Canvas, at: QPointF | None = None) -> list[str]:
    """What the canvas says the menu is over, for the mouse at a point or for the key."""
    asked: list[tuple[str, QPoint]] = []
    canvas.menu_asked.connect(lambda what, where: asked.append((what, where)))
    reason = QContextMenuEvent.Reason.Keyboard if at is None else QContextMenuEvent.Reason.Mouse
    point = (at or QPointF(3, 3)).toPoint()
    QApplication.sendEvent(canvas.viewport(), QContextMenuEvent(reason, point, canvas.viewport().mapToGlobal(point)))
    return [what for what, _ in asked]


def test_over_a_card_its_layer_is_selected_unless_it_is_already(canvas: Canvas) -> None:
    assert ask(canvas, on(canvas, "pool")) == ["card"]
    assert canvas.document.selection == ("pool",)
    canvas.document.select(("conv1", "pool"))
    assert ask(canvas, on(canvas, "pool")) == ["card"]
    assert canvas.document.selection == ("conv1", "pool")


def test_over_a_wire_the_wire_is_selected(canvas: Canvas) -> None:
    canvas.document.reset(fork())
    canvas.document.select(("top",))
    assert ask(canvas, on_wire(canvas, "joined", 1) - QPointF(0, 4)) == ["wire"]
    assert canvas.wire == ("joined", 1)
    assert canvas.document.selection == ()
    assert canvas.meant.branch() == ("joined", 1)
    assert ask(canvas) == ["wire"]


def test_over_a_title_and_over_a_folded_card_the_block_is_meant(canvas: Canvas) -> None:
    canvas.document.reset(nested())
    assert ask(canvas, on_title(canvas, "module")) == ["block"]
    assert canvas.meant.block == "module"
    assert ask(canvas, on_title(canvas, "module/wide")) == ["block"]
    assert canvas.meant.block == "module/wide"
    click(canvas, on_button(canvas, "module/wide"))
    canvas.document.select(())
    key = canvas.network.outline.key_of_block("module/wide")
    assert ask(canvas, on(canvas, str(key))) == ["block"]
    assert canvas.meant.block == "module/wide"


def test_over_bare_ground_nothing_is_selected_anew(canvas: Canvas) -> None:
    canvas.document.select(("pool",))
    assert ask(canvas, QPointF(4, 4)) == ["ground"]
    assert canvas.document.selection == ("pool",)
    canvas.document.select(())
    canvas.current = None
    assert ask(canvas) == ["ground"]


def test_by_key_the_menu_is_that_of_the_selection(canvas: Canvas) -> None:
    canvas.choose("conv2")
    assert ask(canvas) == ["card"]
    assert canvas.document.selection == ("conv2",)


def test_a_gesture_under_way_ends_first(canvas: Canvas) -> None:
    pull(canvas, on(canvas, "pool"), on(canvas, "relu2"))
    assert canvas.hands.gesture is not None
    ask(canvas, on(canvas, "conv1"))
    assert canvas.hands.gesture is None
    assert canvas.mark is None


def test_of_blocks_with_the_same_layers_the_one_pressed_is_meant(canvas: Canvas) -> None:
    canvas.document.reset(nested())
    canvas.document.apply("Group", lambda design: blocks.group(design, members(design, "module"), "around"))
    inner = "around/module"
    click(canvas, on_title(canvas, inner))
    assert canvas.meant.block == inner
    click(canvas, on_title(canvas, "around"))
    assert canvas.meant.block == "around"
    canvas.document.select(("top",))
    assert canvas.meant.block is None
    canvas.document.select(members(canvas.document.design, "around"))
    assert canvas.meant.block == "around"


def test_the_block_around_a_part_of_it(canvas: Canvas) -> None:
    canvas.document.reset(nested())
    canvas.document.select(("left", "right"))
    assert canvas.meant.block is None
    assert canvas.meant.block_around() == "module"
    canvas.document.select(("top",))
    with pytest.raises(EditError, match="the selection is in no block"):
        canvas.meant.block_around()


def test_the_branch_of_a_wire_within_it(canvas: Canvas) -> None:
    canvas.document.reset(nested())
    canvas.choose_wire(("left", 0))
    assert canvas.meant.branch() == ("joined", 0)
    canvas.choose_wire(("below", 0))
    with pytest.raises(EditError, match="not in one branch"):
        canvas.meant.branch()
    canvas.choose_wire(None)
    canvas.document.select(("right",))
    assert canvas.meant.branch() == ("joined", 1)


def test_minus_and_plus_fold_the_block_whose_title_was_pressed(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.document.reset(nested())
    click(canvas, on_title(canvas, "module"))
    qtbot.keyClicks(canvas, "-")
    assert canvas.network.outline.key_of_block("module")
    qtbot.keyClicks(canvas, "+")
    assert canvas.network.outline.key_of_block("module") is None
    check(canvas)


def test_a_picked_wire_is_told(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.document.reset(fork())
    with qtbot.waitSignal(canvas.wire_chosen):
        click(canvas, on_wire(canvas, "joined", 1) - QPointF(0, 4))
    with qtbot.waitSignal(canvas.wire_chosen):
        canvas.cancel()


def test_deleting_a_join_that_is_needed_is_a_line_and_not_a_broken_design(canvas: Canvas, refused: list[str]) -> None:
    wide = Layer("wide", Conv2d(out_channels=32, kernel_size=(1, 1)), ("top",))
    canvas.document.reset(Design((*fork().layers[:-1], wide, Layer("sum", Add(), ("joined", "wide")))))
    assert not canvas.document.analysis.has_errors
    before = canvas.document.design
    canvas.document.select(("joined",))
    canvas.delete_selection()
    assert canvas.document.design is before
    [line] = refused
    assert line.startswith("without joined sum does not fit: ")
    canvas.document.select(("joined", "sum"))
    canvas.delete_selection()
    assert not canvas.document.analysis.has_errors
    check(canvas)
