"""Copies and parts dragged about: Ctrl copies, beside a card a concat joins and with Shift an add, joins go along."""

import pytest
from PySide6.QtCore import Qt

from designer.core.design import Design, Layer
from designer.core.kinds import Add, Concat, Conv2d, MaxPool2d
from designer.core.templates import EXAMPLES
from designer.ui.canvas import Canvas
from tests.ui.canvas_kit import CONV, IMAGE, chain, check, fork, on, on_wire, stack
from tests.ui.gestures import CONTROL, NONE, SHIFT, drag_out, drag_over, drop, preset_mime, pull, pull_and_release


def test_ctrl_drag_copies_a_card_with_its_pills(canvas: Canvas) -> None:
    pull_and_release(canvas, on(canvas, "conv1"), on(canvas, "relu2", down=2), modifiers=CONTROL)
    design = canvas.document.design
    assert chain(design, "relu1_2") == [*chain(stack(), "relu2"), "conv1_2", "relu1_2"]
    assert design["conv1_2"].kind == design["conv1"].kind
    assert canvas.document.stack.undoText() == "Copy 2 layers"
    assert canvas.document.selection == ("conv1_2", "relu1_2")
    check(canvas)


def test_a_copy_lands_on_a_wire(canvas: Canvas) -> None:
    pull_and_release(canvas, on(canvas, "pool"), on_wire(canvas, "conv1"), modifiers=CONTROL)
    assert chain(canvas.document.design, "relu2")[:3] == ["image", "pool_2", "conv1"]
    assert canvas.document.stack.undoText() == "Copy pool"


def test_ctrl_drag_of_an_unselected_card_copies_that_alone(canvas: Canvas) -> None:
    canvas.document.select(("conv1",))
    pull_and_release(canvas, on(canvas, "pool"), on(canvas, "relu2", down=2), modifiers=CONTROL)
    assert set(canvas.document.design) - set(stack()) == {canvas.document.design["pool_2"]}


def test_ctrl_may_come_and_go_while_dragging(canvas: Canvas, qtbot) -> None:
    pull(canvas, on(canvas, "pool"), on(canvas, "relu2", down=2))
    assert canvas.mark is not None
    assert canvas.mark.text == "pool → 16×16×16"
    assert canvas.network.layers["pool"].faded
    qtbot.keyPress(canvas, Qt.Key.Key_Control)
    assert canvas.mark.text == "copy of pool → 8×8×16"
    assert not canvas.network.layers["pool"].faded
    qtbot.keyRelease(canvas, Qt.Key.Key_Control, CONTROL)
    assert canvas.mark.text == "pool → 16×16×16"
    assert canvas.network.layers["pool"].faded
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.document.design == stack()
    assert not any(item.faded for item in canvas.network.layers.values())


@pytest.mark.parametrize("across", [-0.07, 1.07])
def test_a_copy_beside_a_card_is_joined_by_a_concat(canvas: Canvas, across: float) -> None:
    at = on(canvas, "conv2", across=across)
    pull(canvas, on(canvas, "conv2"), at, modifiers=CONTROL)
    assert canvas.mark is not None
    assert canvas.mark.text.endswith("(Shift: add)")
    canvas.cancel()
    pull_and_release(canvas, on(canvas, "conv2"), at, modifiers=CONTROL)
    design = canvas.document.design
    assert design["conv2_2"].inputs == ("pool",)
    assert design["concat_1"] == Layer("concat_1", Concat(), ("relu2", "relu2_2"))
    check(canvas)


def test_with_shift_it_is_an_add(canvas: Canvas) -> None:
    at = on(canvas, "conv2", across=1.07)
    pull_and_release(canvas, on(canvas, "conv2"), at, modifiers=CONTROL | SHIFT)
    assert canvas.document.design["add_1"] == Layer("add_1", Add(), ("relu2", "relu2_2"))


def test_an_add_of_unequal_shapes_is_refused_and_says_so(canvas: Canvas, refused: list[str]) -> None:
    canvas.document.reset(Design((IMAGE, Layer("a", CONV, ("image",)), Layer("b", Conv2d(out_channels=5), ("a",)))))
    at = on(canvas, "a", across=1.07)
    pull_and_release(canvas, on(canvas, "b"), at, modifiers=CONTROL | SHIFT)
    assert refused == ["an add needs equal shapes, and these are 32×32×16 and 30×30×5: without Shift a concat joins"]
    assert not canvas.document.stack.count()


def test_shift_makes_an_add_of_a_moved_card_too(canvas: Canvas) -> None:
    canvas.document.reset(Design((*stack().layers, Layer("end", CONV, ("relu2",)))))
    pull_and_release(canvas, on(canvas, "end"), on(canvas, "conv2", across=1.07), modifiers=SHIFT)
    assert canvas.document.design["add_1"].inputs == ("relu2", "end")
    assert canvas.document.design["end"].inputs == ("pool",)
    check(canvas)


def test_shift_while_dragging_from_the_palette(canvas: Canvas) -> None:
    canvas.document.reset(Design((IMAGE, Layer("a", CONV, ("image",)), Layer("b", CONV, ("a",)))))
    at = on(canvas, "b", across=1.07)
    mime = preset_mime("batch_norm2d")
    drag_over(canvas, mime, at)
    assert canvas.mark is not None
    assert canvas.mark.text.endswith("(Shift: add)")
    drag_out(canvas)
    assert drop(canvas, mime, at, modifiers=SHIFT)
    assert canvas.document.design["add_1"].inputs == ("b", "batch_norm2d_1")


def test_a_part_with_its_join_moves_as_a_whole(canvas: Canvas) -> None:
    canvas.document.reset(fork())
    canvas.document.select(("left", "right", "joined"))
    pull_and_release(canvas, on(canvas, "left"), on(canvas, "below", down=1.4))
    design = canvas.document.design
    assert design["below"].inputs == ("top",)
    assert design["left"].inputs == design["right"].inputs == ("below",)
    assert design["joined"].inputs == ("left", "right")
    assert set(design) - set(fork()) == {design["below"], design["left"], design["right"]}
    check(canvas)


def test_a_part_with_its_join_is_copied_as_a_whole(canvas: Canvas) -> None:
    canvas.document.reset(fork())
    canvas.document.select(("left", "right", "joined"))
    pull_and_release(canvas, on(canvas, "joined"), on(canvas, "below", down=1.4), modifiers=CONTROL)
    assert canvas.document.design["joined_2"].inputs == ("left_2", "right_2")
    assert canvas.document.design["left_2"].inputs == ("below",)
    check(canvas)


def test_a_copy_of_a_join_alone_says_what_comes_of_it(canvas: Canvas) -> None:
    canvas.document.reset(fork())
    pull(canvas, on(canvas, "joined"), on(canvas, "below", across=1.05), modifiers=CONTROL)
    assert canvas.mark is not None
    assert canvas.mark.text.startswith("copy of joined → ")
    canvas.cancel()
    assert canvas.document.design == fork()


def test_a_second_branch_of_the_same_join_is_one_more_input(canvas: Canvas) -> None:
    canvas.document.reset(fork())
    pull_and_release(canvas, on(canvas, "right"), on(canvas, "right", across=1.05), modifiers=CONTROL)
    assert canvas.document.design["joined"].inputs == ("left", "right", "right_2")
    check(canvas)


@pytest.mark.parametrize("name", ["googlenet", "resnet18", "unet"])
@pytest.mark.parametrize("modifiers", [NONE, CONTROL, SHIFT | CONTROL])
def test_every_place_of_a_real_network_takes_a_copy_or_says_why_not(canvas: Canvas, name: str, modifiers) -> None:
    from designer.ui.canvas.drops import CopiedLayers, MovedLayers, try_drop
    from designer.ui.canvas.places import Places

    canvas.document.reset(EXAMPLES[name]())
    design = canvas.document.design
    carried = next(layer.id for layer in design if isinstance(layer.kind, MaxPool2d))
    dragged = CopiedLayers((carried,)) if modifiers & CONTROL else MovedLayers((carried,))
    places = Places(canvas.network.layout, canvas.network.picker)
    for slot in places._all[:: len(places._all) // 40]:
        outcome = try_drop(dragged, canvas.network.outline, slot, bool(modifiers & SHIFT))
        assert outcome.text or outcome.stays
        if outcome.design is not None and modifiers & CONTROL:
            assert len(outcome.design) > len(design)
