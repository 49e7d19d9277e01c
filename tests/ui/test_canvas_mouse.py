"""The mouse on the canvas: selecting, moving cards, rubber band, panning, and what ends them."""

import pytest
from PySide6.QtCore import QPointF, Qt

from designer.core.design import Design
from designer.core.templates import EXAMPLES
from designer.ui.canvas import Canvas
from designer.ui.canvas.border import PATIENCE
from tests.ui.canvas_kit import chain, check, fork, names, on, on_wire, stack
from tests.ui.gestures import (
    CONTROL,
    MIDDLE,
    NONE,
    RIGHT,
    SHIFT,
    click,
    double_click,
    move,
    press,
    pull,
    pull_and_release,
    release,
)


def test_a_click_selects_and_one_on_bare_ground_clears(canvas: Canvas) -> None:
    click(canvas, on(canvas, "pool"))
    assert canvas.document.selection == ("pool",)
    click(canvas, on(canvas, "relu1"))
    assert canvas.document.selection == ("relu1",)
    click(canvas, QPointF(20, 20))
    assert canvas.document.selection == ()
    check(canvas)


@pytest.mark.parametrize("modifier", [SHIFT, CONTROL])
def test_clicks_with_a_modifier_extend_and_take_back(canvas: Canvas, modifier: Qt.KeyboardModifier) -> None:
    click(canvas, on(canvas, "pool"))
    click(canvas, on(canvas, "conv1"), modifiers=modifier)
    assert canvas.document.selection == ("conv1", "pool")
    click(canvas, on(canvas, "pool"), modifiers=modifier)
    assert canvas.document.selection == ("conv1",)
    click(canvas, QPointF(20, 20), modifiers=modifier)
    assert canvas.document.selection == ("conv1",)


def test_a_click_on_one_of_several_selects_it_alone_when_let_go(canvas: Canvas) -> None:
    canvas.document.select(names(stack()))
    press(canvas, on(canvas, "pool"))
    assert len(canvas.document.selection) == len(stack())
    release(canvas, on(canvas, "pool"))
    assert canvas.document.selection == ("pool",)


def test_the_right_button_selects_what_is_under_it(canvas: Canvas) -> None:
    click(canvas, on(canvas, "pool"), button=RIGHT)
    assert canvas.document.selection == ("pool",)
    canvas.document.select(("pool", "conv1"))
    click(canvas, on(canvas, "pool"), button=RIGHT)
    assert canvas.document.selection == ("conv1", "pool")


def test_a_double_click_asks_to_edit(canvas: Canvas, qtbot) -> None:
    with qtbot.waitSignal(canvas.edit_requested) as caught:
        double_click(canvas, on(canvas, "conv2"))
    assert caught.args == ["conv2"]
    assert canvas.document.design == stack()


def test_dragging_a_card_moves_it(canvas: Canvas) -> None:
    pull_and_release(canvas, on(canvas, "pool"), on_wire(canvas, "conv1"))
    assert chain(canvas.document.design, "relu2") == ["image", "pool", "conv1", "relu1", "conv2", "relu2"]
    assert canvas.document.stack.undoText() == "Move pool"
    assert canvas.document.stack.count() == 1
    assert canvas.document.selection == ("pool",)
    check(canvas)


def test_a_card_takes_its_pills_along(canvas: Canvas) -> None:
    pull(canvas, on(canvas, "conv1"), on(canvas, "relu2", down=2))
    assert canvas.network.layers["conv1"].faded
    assert canvas.network.layers["relu1"].faded
    assert not canvas.network.layers["pool"].faded
    assert canvas.mark is not None
    assert canvas.mark.text == "conv1 + 1 → 16×16×16"
    release(canvas, on(canvas, "relu2", down=2))
    assert chain(canvas.document.design, "relu1") == ["image", "pool", "conv2", "relu2", "conv1", "relu1"]
    assert not any(item.faded for item in canvas.network.layers.values())
    check(canvas)


def test_a_pill_goes_alone(canvas: Canvas) -> None:
    pull_and_release(canvas, on(canvas, "relu1"), on_wire(canvas, "conv2"))
    assert chain(canvas.document.design, "relu2") == ["image", "conv1", "pool", "relu1", "conv2", "relu2"]


def test_several_cards_move_together(canvas: Canvas) -> None:
    canvas.document.select(("conv1", "pool"))
    pull_and_release(canvas, on(canvas, "pool"), on(canvas, "relu2", down=2))
    assert chain(canvas.document.design, "pool") == ["image", "conv2", "relu2", "conv1", "relu1", "pool"]
    assert canvas.document.stack.undoText() == "Move 3 layers"
    check(canvas)


def test_a_card_moves_beside_another(canvas: Canvas) -> None:
    pull_and_release(canvas, on(canvas, "conv2"), on(canvas, "pool", across=1.07))
    design = canvas.document.design
    assert design["conv2"].inputs == ("relu1",)
    assert design["relu2"].inputs == ("conv2",)
    assert design["concat_1"].inputs == ("pool", "relu2")
    check(canvas)


def test_a_card_dropped_on_its_own_place_stays(canvas: Canvas, refused: list[str]) -> None:
    pull_and_release(canvas, on(canvas, "pool"), on_wire(canvas, "pool"))
    assert canvas.document.design == stack()
    assert not canvas.document.stack.count()
    assert not refused


def test_a_join_refuses_to_move_and_says_why(canvas: Canvas, refused: list[str]) -> None:
    canvas.document.reset(fork())
    pull(canvas, on(canvas, "joined"), on_wire(canvas, "top"))
    assert canvas.mark is not None
    assert canvas.mark.wrong
    release(canvas, on_wire(canvas, "top"))
    assert canvas.document.design == fork()
    assert refused == ["inputs and joins stay where they are: move the layers of their branches instead"]


def test_escape_ends_a_move_without_a_trace(canvas: Canvas, qtbot) -> None:
    click(canvas, on(canvas, "pool"))
    before = canvas.grab().toImage()
    pull(canvas, on(canvas, "pool"), on_wire(canvas, "conv1"))
    assert canvas.mark is not None
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.mark is None
    assert canvas.document.selection == ("pool",)
    release(canvas, on_wire(canvas, "conv1"))
    assert canvas.document.design == stack()
    move(canvas, QPointF(5, 5), button=Qt.MouseButton.NoButton)
    assert canvas.grab().toImage() == before


def test_a_move_whose_release_went_elsewhere_ends(canvas: Canvas) -> None:
    pull(canvas, on(canvas, "pool"), on_wire(canvas, "conv1"))
    move(canvas, on_wire(canvas, "conv1"), button=Qt.MouseButton.NoButton)
    assert canvas.hands.gesture is None
    assert canvas.document.design == stack()


def test_a_small_tremble_is_a_click(canvas: Canvas) -> None:
    press(canvas, on(canvas, "pool"))
    move(canvas, on(canvas, "pool") + QPointF(2, 1))
    assert canvas.hands.gesture is None
    release(canvas, on(canvas, "pool") + QPointF(2, 1))
    assert canvas.document.selection == ("pool",)


def test_a_rubber_band_selects_what_it_touches_when_let_go(canvas: Canvas, qtbot) -> None:
    corner = on(canvas, "pool", across=1.2, down=1.2)
    with qtbot.assertNotEmitted(canvas.document.selection_changed):
        pull(canvas, on(canvas, "conv1", across=-0.2, down=0.5), corner)
        assert canvas.band is not None
        assert canvas.network.layers["relu1"].chosen
    release(canvas, corner)
    assert canvas.document.selection == ("conv1", "relu1", "pool")
    assert canvas.band is None
    check(canvas)


def test_a_rubber_band_with_shift_adds(canvas: Canvas) -> None:
    canvas.document.select(("relu2",))
    start, stop = on(canvas, "conv1", across=-0.2, down=0.2), on(canvas, "conv1", across=0.5, down=0.8)
    pull_and_release(canvas, start, stop, modifiers=SHIFT)
    assert canvas.document.selection == ("conv1", "relu2")


def test_escape_gives_a_rubber_band_up(canvas: Canvas, qtbot) -> None:
    canvas.document.select(("relu2",))
    pull(canvas, on(canvas, "conv1", across=-0.2), on(canvas, "pool", across=1.2))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.document.selection == ("relu2",)
    check(canvas)


def test_the_middle_button_pans(canvas: Canvas) -> None:
    canvas.document.reset(EXAMPLES["vgg16"]())
    canvas.reveal("features.10")
    before = canvas.scene_point(QPointF(400, 300))
    pull_and_release(canvas, QPointF(400, 300), QPointF(340, 250), button=MIDDLE)
    after = canvas.scene_point(QPointF(340, 250))
    assert (after - before).manhattanLength() < 0.01
    assert canvas.document.selection == ()


def test_space_and_a_drag_pan_and_escape_pushes_back(canvas: Canvas, qtbot) -> None:
    before = canvas.scene_point(QPointF(0, 0))
    qtbot.keyPress(canvas, Qt.Key.Key_Space)
    assert canvas.viewport().cursor().shape() == Qt.CursorShape.OpenHandCursor
    pull(canvas, on(canvas, "pool"), on(canvas, "pool") + QPointF(30, 40))
    assert canvas.scene_point(QPointF(0, 0)) == before - QPointF(30, 40)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.scene_point(QPointF(0, 0)) == before
    qtbot.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor
    assert canvas.document.selection == ()


def test_the_pointer_lights_up_what_it_is_over(canvas: Canvas) -> None:
    move(canvas, on(canvas, "pool"), button=Qt.MouseButton.NoButton)
    assert [name for name, item in canvas.network.layers.items() if item.hovered] == ["pool"]
    move(canvas, QPointF(5, 5), button=Qt.MouseButton.NoButton)
    assert not any(item.hovered for item in canvas.network.layers.values())


def test_a_drag_held_at_the_border_scrolls(canvas: Canvas) -> None:
    before = canvas.scene_point(QPointF(0, 0)).y()
    pull(canvas, on(canvas, "image"), QPointF(450, 799))
    for _ in range(PATIENCE):
        canvas.hands.border.tick()
    assert canvas.scene_point(QPointF(0, 0)).y() == before
    canvas.hands.border.tick()
    assert canvas.scene_point(QPointF(0, 0)).y() > before
    canvas.cancel()


def test_hiding_the_canvas_ends_what_is_under_way(canvas: Canvas) -> None:
    pull(canvas, on(canvas, "pool"), on_wire(canvas, "conv1"))
    canvas.hide()
    assert canvas.hands.gesture is None
    assert canvas.document.design == stack()


def test_an_empty_canvas_bears_every_button(canvas: Canvas) -> None:
    canvas.document.reset(Design())
    for button in (Qt.MouseButton.LeftButton, MIDDLE, RIGHT):
        pull_and_release(canvas, QPointF(100, 100), QPointF(300, 300), button=button, modifiers=NONE)
    check(canvas)
