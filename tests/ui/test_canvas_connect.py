"""Connecting and disconnecting by hand: ports, legal and other targets, adds and concats, picked wires."""

import pytest
from PySide6.QtCore import QPointF, Qt

from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Add, Concat, Conv2d
from designer.core.templates import EXAMPLES
from designer.ui.canvas import Canvas
from tests.ui.canvas_kit import CONV, IMAGE, check, fork, on, on_port, on_wire, stack
from tests.ui.gestures import CONTROL, NONE, SHIFT, click, move, pull, pull_and_release, release

NO_BUTTON = Qt.MouseButton.NoButton


def tower() -> Design:
    """image – a – b – c – d, all but the image of one shape."""
    layers = [IMAGE]
    for name in "abcd":
        layers.append(Layer(name, CONV, (layers[-1].id,)))
    return Design(tuple(layers))


def test_dragging_from_a_port_to_a_card_puts_an_add_before_it(canvas: Canvas) -> None:
    canvas.document.reset(tower())
    pull_and_release(canvas, on_port(canvas, "a"), on(canvas, "d"))
    design = canvas.document.design
    assert design["add_1"] == Layer("add_1", Add(), ("c", "a"))
    assert design["d"].inputs == ("add_1",)
    assert canvas.document.stack.undoText() == "Connect a to d"
    assert canvas.document.stack.count() == 1
    check(canvas)


def test_with_shift_it_is_a_concat(canvas: Canvas) -> None:
    canvas.document.reset(tower())
    pull_and_release(canvas, on_port(canvas, "a"), on(canvas, "d"), modifiers=SHIFT)
    assert canvas.document.design["concat_1"] == Layer("concat_1", Concat(), ("c", "a"))


def test_a_join_gets_one_more_input(canvas: Canvas) -> None:
    canvas.document.reset(fork())
    pull(canvas, on_port(canvas, "top"), on(canvas, "joined"))
    assert canvas.mark is not None
    assert canvas.mark.text == "one more input: joined → 32×32×48"
    assert not canvas.mark.wrong
    release(canvas, on(canvas, "joined"))
    assert canvas.document.design["joined"].inputs == ("left", "right", "top")
    check(canvas)


def test_an_add_with_one_more_input_says_its_own_shape(canvas: Canvas) -> None:
    layers = (*tower().layers, Layer("sum", Add(), ("d", "b")), Layer("end", Conv2d(out_channels=3), ("sum",)))
    canvas.document.reset(Design(layers))
    pull(canvas, on_port(canvas, "a"), on(canvas, "sum"))
    assert canvas.mark is not None
    assert canvas.mark.text == "one more input: sum → 32×32×16"
    canvas.cancel()


def test_the_mark_says_what_comes_out_and_shift_changes_it_at_rest(canvas: Canvas, qtbot) -> None:
    canvas.document.reset(tower())
    pull(canvas, on_port(canvas, "a"), on(canvas, "d"))
    assert canvas.mark is not None
    assert canvas.mark.text == "add_1 → 32×32×16 (Shift: concat)"
    assert canvas.mark.link is not None
    qtbot.keyPress(canvas, Qt.Key.Key_Shift)
    assert canvas.mark.text == "concat_1 → 32×32×32"
    qtbot.keyRelease(canvas, Qt.Key.Key_Shift, SHIFT)
    assert canvas.mark.text == "add_1 → 32×32×16 (Shift: concat)"
    canvas.cancel()


def test_legal_targets_light_up_and_the_others_pale(canvas: Canvas) -> None:
    canvas.document.reset(tower())
    pull(canvas, on_port(canvas, "b"), QPointF(5, 5))
    layers = canvas.network.layers
    assert [name for name, item in layers.items() if item.lit] == ["d"]
    assert [name for name, item in layers.items() if item.faded] == ["image", "a", "b", "c"]
    canvas.cancel()
    assert not any(item.lit or item.faded for item in layers.values())


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("c", "a", "a stands above c: the connection would close a loop"),
        ("b", "image", "image: an input layer reads nothing"),
        ("a", "b", "b reads a already"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(
    canvas: Canvas, refused: list[str], source: str, target: str, reason: str
) -> None:
    canvas.document.reset(tower())
    pull(canvas, on_port(canvas, source), on(canvas, target))
    assert canvas.mark is not None
    assert canvas.mark.wrong
    assert canvas.mark.text == reason
    release(canvas, on(canvas, target))
    assert refused == [reason]
    assert canvas.document.design == tower()


def test_where_shapes_differ_an_add_points_to_the_concat(canvas: Canvas, refused: list[str]) -> None:
    canvas.document.reset(Design((*tower().layers, Layer("wide", Conv2d(out_channels=5, padding=(1, 1)), ("d",)))))
    canvas.document.apply("Add", lambda d: Design((*d.layers, Layer("end", CONV, ("wide",)))))
    pull(canvas, on_port(canvas, "a"), on(canvas, "end"))
    assert canvas.mark is not None
    assert canvas.mark.wrong
    assert canvas.mark.text.endswith("hold Shift to join by a concat, or Ctrl to add it behind a 1×1 projection")
    release(canvas, on(canvas, "end"), modifiers=SHIFT)
    assert canvas.document.design["concat_1"].inputs == ("wide", "a")
    assert not refused


def test_with_control_a_projection_makes_an_add_possible(canvas: Canvas, refused: list[str]) -> None:
    canvas.document.reset(stack())
    pull(canvas, on_port(canvas, "conv1"), on(canvas, "conv2"), modifiers=CONTROL)
    assert canvas.mark is not None
    assert not canvas.mark.wrong
    assert canvas.mark.text == "add_1 → 16×16×16"
    release(canvas, on(canvas, "conv2"), modifiers=CONTROL)
    design = canvas.document.design
    assert design["add_1"].inputs == ("pool", "conv2d_1")
    assert design["conv2d_1"] == Layer(
        "conv2d_1", Conv2d(out_channels=16, kernel_size=(1, 1), stride=(2, 2)), ("conv1",)
    )
    assert not canvas.document.analysis.has_errors
    assert canvas.document.stack.count() == 1
    assert not refused
    check(canvas)


def test_a_loop_and_a_projection_that_cannot_be_are_refused_with_control_too(canvas: Canvas) -> None:
    canvas.document.reset(tower())
    pull(canvas, on_port(canvas, "d"), on(canvas, "b"), modifiers=CONTROL)
    assert canvas.mark is not None
    assert canvas.mark.wrong
    assert "loop" in canvas.mark.text
    release(canvas, on(canvas, "b"), modifiers=CONTROL)
    assert canvas.document.design == tower()


def test_escape_ends_a_connection_without_a_trace(canvas: Canvas, qtbot) -> None:
    canvas.document.reset(tower())
    before = canvas.grab().toImage()
    pull(canvas, on_port(canvas, "a"), on(canvas, "d"))
    assert canvas.grab().toImage() != before
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    release(canvas, on(canvas, "d"))
    assert canvas.document.design == tower()
    move(canvas, QPointF(5, 5), button=NO_BUTTON)
    assert canvas.grab().toImage() == before


@pytest.mark.parametrize("to", [QPointF(5, 5), None])
def test_a_wire_let_go_over_nothing_or_its_own_card_is_no_connection(canvas: Canvas, refused, to) -> None:
    canvas.document.reset(tower())
    pull_and_release(canvas, on_port(canvas, "a"), to or on(canvas, "a"))
    assert not canvas.document.stack.count()
    assert not refused


def test_a_click_on_a_port_selects_the_card(canvas: Canvas) -> None:
    click(canvas, on_port(canvas, "pool") + QPointF(0, 5))
    assert canvas.document.selection == ("pool",)


def test_ports_show_by_the_pointer_and_not_when_cards_are_small(canvas: Canvas) -> None:
    move(canvas, on_port(canvas, "pool"), button=NO_BUTTON)
    assert canvas.viewport().cursor().shape() == Qt.CursorShape.CrossCursor
    move(canvas, on(canvas, "pool"), button=NO_BUTTON)
    assert canvas.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor
    canvas.set_zoom(0.3)
    move(canvas, on_port(canvas, "pool"), button=NO_BUTTON)
    assert canvas.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor


def test_a_pill_has_a_port_too(canvas: Canvas) -> None:
    canvas.document.reset(Design((*tower().layers[:2], Layer("r", Activation(), ("a",)), Layer("z", CONV, ("r",)))))
    canvas.document.apply("More", lambda d: Design((*d.layers, Layer("end", CONV, ("z",)))))
    pull_and_release(canvas, on_port(canvas, "r"), on(canvas, "end"))
    assert canvas.document.design["add_1"].inputs == ("z", "r")
    check(canvas)


def test_a_wire_into_a_join_is_picked_and_deleted(canvas: Canvas, qtbot) -> None:
    canvas.document.reset(fork())
    canvas.document.select(("top",))
    click(canvas, on_wire(canvas, "joined", 1))
    assert canvas.wire == ("joined", 1)
    assert canvas.document.selection == ()
    assert canvas.network.wires["joined", 1].chosen
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert "joined" not in canvas.document.design  # a join of one is none
    assert "right" not in canvas.document.design  # which nobody reads any more
    assert canvas.document.design["below"].inputs == ("left",)
    assert canvas.document.stack.undoText() == "Disconnect right from joined"
    assert canvas.wire is None
    canvas.document.stack.undo()
    assert canvas.document.design == fork()
    check(canvas)


def test_other_wires_stay_and_it_is_said_why(canvas: Canvas, qtbot, refused: list[str]) -> None:
    click(canvas, on_wire(canvas, "pool"))
    assert canvas.wire == ("pool", 0)
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert refused == ["pool has one input: remove the layer, or connect another to it"]
    assert canvas.document.design == stack()


def test_a_picked_wire_is_let_go(canvas: Canvas, qtbot) -> None:
    for let_go in (
        lambda: qtbot.keyClick(canvas, Qt.Key.Key_Escape),
        lambda: click(canvas, QPointF(5, 5)),
        lambda: canvas.document.select(("pool",)),
        lambda: canvas.document.reset(fork()),
    ):
        click(canvas, on_wire(canvas, canvas.document.design.layers[-1].inputs[0]), modifiers=NONE)
        assert canvas.wire is not None
        let_go()
        assert canvas.wire is None
        assert not any(wire.chosen for wire in canvas.network.wires.values())


def test_every_wire_of_a_real_network_can_be_picked_somewhere(canvas: Canvas) -> None:
    canvas.document.reset(EXAMPLES["googlenet"]())
    for key, item in canvas.network.wires.items():
        (x, y), (to_x, to_y) = item.wire.points[-2:]
        if y < to_y - 1:
            at = canvas.viewportTransform().map(QPointF((x + to_x) / 2, to_y - 2))
            assert canvas.hits.wire(at) == key
