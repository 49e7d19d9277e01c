"""The keyboard on the canvas: walking the graph, editing, deleting, zooming."""

import pytest
from PySide6.QtCore import Qt

from designer.core import property_edits
from designer.core.design import Design
from designer.core.templates import EXAMPLES
from designer.ui.canvas import Canvas
from tests.ui.canvas_kit import IMAGE, chain, check, fork, names, stack

Key = Qt.Key
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def walk(qtbot, canvas: Canvas, *keys: Qt.Key) -> tuple[str, ...]:
    for key in keys:
        qtbot.keyClick(canvas, key)
    return canvas.document.selection


def test_down_and_up_walk_along_the_edges(canvas: Canvas, qtbot) -> None:
    seen = [walk(qtbot, canvas, Key.Key_Down) for _ in range(len(stack()))]
    assert seen == [(name,) for name in names(stack())]
    assert walk(qtbot, canvas, Key.Key_Down) == ("relu2",)
    assert walk(qtbot, canvas, Key.Key_Up, Key.Key_Up) == ("pool",)


def test_up_without_a_selection_begins_at_the_end(canvas: Canvas, qtbot) -> None:
    assert walk(qtbot, canvas, Key.Key_Up) == ("relu2",)


def test_left_and_right_change_the_lane(canvas: Canvas, qtbot) -> None:
    canvas.document.reset(fork())
    canvas.document.select(("left",))
    assert walk(qtbot, canvas, Key.Key_Right) == ("right",)
    assert walk(qtbot, canvas, Key.Key_Right) == ("right",)
    assert walk(qtbot, canvas, Key.Key_Down) == ("joined",)
    canvas.document.select(("right",))
    assert walk(qtbot, canvas, Key.Key_Left) == ("left",)
    assert walk(qtbot, canvas, Key.Key_Up) == ("top",)


def test_down_always_reaches_the_end_and_up_the_input(canvas: Canvas, qtbot) -> None:
    for name in ("googlenet", "unet"):
        canvas.document.reset(EXAMPLES[name]())
        design = canvas.document.design
        qtbot.keyClick(canvas, Key.Key_Home)
        assert canvas.document.selection == (design.layers[0].id,)
        for _ in design:
            qtbot.keyClick(canvas, Key.Key_Down)
        assert not design.consumers(canvas.document.selection[0])
        for _ in design:
            qtbot.keyClick(canvas, Key.Key_Up)
        assert canvas.document.selection == (design.layers[0].id,)


def test_the_walk_keeps_the_card_in_sight(canvas: Canvas, qtbot) -> None:
    canvas.document.reset(EXAMPLES["vgg16"]())
    qtbot.keyClick(canvas, Key.Key_End)
    last = canvas.document.selection[0]
    assert canvas.camera.sees(canvas.network.layout.frames[last])


def test_shift_extends(canvas: Canvas, qtbot) -> None:
    canvas.document.select(("conv1",))
    qtbot.keyClick(canvas, Key.Key_Down, SHIFT)
    qtbot.keyClick(canvas, Key.Key_Down, SHIFT)
    assert canvas.document.selection == ("conv1", "relu1", "pool")
    assert canvas.current == "pool"
    qtbot.keyClick(canvas, Key.Key_A, CONTROL)
    assert len(canvas.document.selection) == len(stack())
    check(canvas)


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_enter_asks_to_edit(canvas: Canvas, qtbot, key: Qt.Key) -> None:
    with qtbot.assertNotEmitted(canvas.edit_requested):
        qtbot.keyClick(canvas, key)
    canvas.document.select(("conv2",))
    with qtbot.waitSignal(canvas.edit_requested) as caught:
        qtbot.keyClick(canvas, key)
    assert caught.args == ["conv2"]


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Backspace])
def test_delete_heals(canvas: Canvas, qtbot, key: Qt.Key) -> None:
    canvas.document.select(("conv1", "relu1"))
    qtbot.keyClick(canvas, key)
    assert chain(canvas.document.design, "relu2") == ["image", "pool", "conv2", "relu2"]
    assert canvas.document.stack.undoText() == "Delete 2 layers"
    check(canvas)
    assert walk(qtbot, canvas, Key.Key_Down) == ("conv2",)  # from the pool, which stood below
    canvas.document.stack.undo()
    assert canvas.document.design == stack()
    assert canvas.document.selection == ("conv1", "relu1")
    check(canvas)


def test_delete_of_one_names_it(canvas: Canvas, qtbot) -> None:
    canvas.document.select(("pool",))
    qtbot.keyClick(canvas, Key.Key_Delete)
    assert canvas.document.stack.undoText() == "Delete pool"


def test_delete_of_the_last_input_is_refused_in_one_line(canvas: Canvas, qtbot, refused: list[str]) -> None:
    canvas.document.reset(Design((IMAGE,)))
    canvas.document.select(("image",))
    qtbot.keyClick(canvas, Key.Key_Delete)
    assert refused == ["a design needs an input layer: this was the last one"]


def test_delete_without_a_selection_does_nothing(canvas: Canvas, qtbot, refused: list[str]) -> None:
    qtbot.keyClick(canvas, Key.Key_Delete)
    assert not canvas.document.stack.count()
    assert not refused


def test_escape_clears_the_selection_and_then_means_nothing_here(canvas: Canvas, qtbot) -> None:
    canvas.document.select(("pool",))
    qtbot.keyClick(canvas, Key.Key_Escape)
    assert canvas.document.selection == ()
    assert not canvas.cancel()


def test_keys_zoom(canvas: Canvas, qtbot) -> None:
    qtbot.keyClick(canvas, Key.Key_Minus, CONTROL)
    assert canvas.zoom == pytest.approx(0.8)
    qtbot.keyClick(canvas, Key.Key_Plus, CONTROL)
    assert canvas.zoom == pytest.approx(1)
    canvas.document.reset(EXAMPLES["vgg16"]())
    qtbot.keyClick(canvas, Key.Key_F)
    assert canvas.zoom < 0.5
    qtbot.keyClick(canvas, Key.Key_0, CONTROL)
    assert canvas.zoom == 1
    qtbot.keyClick(canvas, Key.Key_1, CONTROL)
    assert canvas.zoom < 0.5


def test_pages_scroll(canvas: Canvas, qtbot) -> None:
    canvas.document.reset(EXAMPLES["vgg16"]())
    before = canvas.verticalScrollBar().value()
    qtbot.keyClick(canvas, Key.Key_PageDown)
    assert canvas.verticalScrollBar().value() > before + 500
    qtbot.keyClick(canvas, Key.Key_PageUp)
    assert canvas.verticalScrollBar().value() == before


def test_other_keys_are_left_to_the_window(canvas: Canvas, qtbot) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    for key in (Key.Key_S, Key.Key_Tab, 0x0FFFFFFF):
        event = QKeyEvent(QEvent.Type.KeyPress, key, CONTROL)
        QApplication.sendEvent(canvas, event)
        assert not event.isAccepted()


def test_keys_on_an_empty_canvas(canvas: Canvas, qtbot) -> None:
    canvas.document.reset(Design())
    for key in (Key.Key_Down, Key.Key_Up, Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End, Key.Key_Return):
        qtbot.keyClick(canvas, key)
    for key in (Key.Key_F, Key.Key_Delete, Key.Key_Escape):
        qtbot.keyClick(canvas, key)
    assert canvas.document.selection == ()


def test_keys_go_on_from_a_layer_by_its_new_name(canvas: Canvas) -> None:
    canvas.choose("conv1")
    canvas.document.select(())
    canvas.document.apply("Rename", lambda design: property_edits.rename(design, "conv1", "first"), ())
    assert (canvas.document.selection, canvas.current) == ((), "first")
    canvas.document.stack.undo()
    assert (canvas.document.selection, canvas.current) == ((), "conv1")
