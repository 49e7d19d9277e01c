"""Dropping a row of the palette: where it lands, and what it becomes there."""

import pytest
from PySide6.QtCore import QPointF

from designer.core.design import Design, Layer
from designer.core.kinds import Add, Concat, Conv2d
from designer.ui.canvas import Canvas
from tests.ui.canvas_kit import CONV, IMAGE, chain, check, fork, names, on, on_wire, stack
from tests.ui.gestures import drag_out, drag_over, drop, preset_mime


def test_drop_between_two_cards_inserts_there(canvas: Canvas) -> None:
    canvas.document.reset(stack())
    assert drop(canvas, preset_mime("max_pool2d"), on_wire(canvas, "pool"))
    design = canvas.document.design
    assert chain(design, "relu2") == ["image", "conv1", "relu1", "max_pool2d_1", "pool", "conv2", "relu2"]
    assert canvas.document.selection == ("max_pool2d_1",)
    assert canvas.document.stack.undoText() == "Insert max-pool 2×2"
    assert canvas.document.stack.count() == 1
    check(canvas)


def test_drop_between_a_card_and_its_pill(canvas: Canvas) -> None:
    canvas.document.reset(stack())
    assert drop(canvas, preset_mime("batch_norm2d"), on(canvas, "relu1", down=0.1))
    assert chain(canvas.document.design, "pool") == ["image", "conv1", "batch_norm2d_1", "relu1", "pool"]
    assert canvas.network.layers["batch_norm2d_1"].glued
    check(canvas)


def test_drop_on_the_upper_part_of_a_card_inserts_above_it_and_on_the_lower_part_below(canvas: Canvas) -> None:
    canvas.document.reset(stack())
    drop(canvas, preset_mime("conv1x1"), on(canvas, "pool", down=0.2))
    assert chain(canvas.document.design, "pool")[-2:] == ["conv2d_1", "pool"]
    drop(canvas, preset_mime("dropout"), on(canvas, "pool", down=0.8))
    assert chain(canvas.document.design, "conv2")[-2:] == ["dropout_1", "conv2"]


def test_the_new_layer_fits_what_it_reads(canvas: Canvas) -> None:
    canvas.document.reset(stack())
    drop(canvas, preset_mime("depthwise"), on_wire(canvas, "conv2"))
    kind = canvas.document.design["conv2d_1"].kind
    assert isinstance(kind, Conv2d)
    assert kind.groups == 16


def test_drop_below_the_last_card(canvas: Canvas) -> None:
    canvas.document.reset(stack())
    assert drop(canvas, preset_mime("flatten"), on(canvas, "relu2", down=2.5))
    assert chain(canvas.document.design, "flatten_1")[-2:] == ["relu2", "flatten_1"]
    check(canvas)


def test_drop_below_the_only_input(canvas: Canvas) -> None:
    canvas.document.reset(Design((IMAGE,)))
    assert drop(canvas, preset_mime("conv3x3"), on(canvas, "image", down=2))
    assert names(canvas.document.design) == ["image", "conv2d_1"]


def test_drop_far_aside_means_the_wire_at_that_height(canvas: Canvas) -> None:
    canvas.document.reset(stack())
    drop(canvas, preset_mime("flatten"), on(canvas, "relu2", across=2.2, down=3))
    assert chain(canvas.document.design, "flatten_1")[-2:] == ["relu2", "flatten_1"]


def test_drop_in_a_branch(canvas: Canvas) -> None:
    canvas.document.reset(fork())
    drop(canvas, preset_mime("conv3x3"), on(canvas, "left", down=1.15))
    design = canvas.document.design
    assert design["conv2d_1"].inputs == ("left",)
    assert design["joined"].inputs == ("conv2d_1", "right")
    check(canvas)


@pytest.mark.parametrize("index", [0, 1])
def test_drop_on_one_input_of_a_join(canvas: Canvas, index: int) -> None:
    canvas.document.reset(fork())
    drop(canvas, preset_mime("batch_norm2d"), on_wire(canvas, "joined", index))
    design = canvas.document.design
    assert design["joined"].inputs[index] == "batch_norm2d_1"
    assert design["joined"].inputs[1 - index] == ("right", "left")[index]


def test_drop_above_one_branch_and_above_the_fork(canvas: Canvas) -> None:
    canvas.document.reset(fork())
    drop(canvas, preset_mime("conv1x1"), on_wire(canvas, "left"))
    assert canvas.document.design["conv2d_1"].inputs == ("top",)
    assert canvas.document.design["right"].inputs == ("top",)
    canvas.document.stack.undo()
    drop(canvas, preset_mime("conv1x1"), on(canvas, "top", down=1.02))
    assert canvas.document.design["left"].inputs == canvas.document.design["right"].inputs == ("conv2d_1",)


@pytest.mark.parametrize("across", [-0.07, 1.07])
def test_drop_beside_a_card_makes_a_branch_joined_by_a_concat(canvas: Canvas, across: float) -> None:
    canvas.document.reset(stack())
    at = on(canvas, "conv1", across=across, down=0.7)
    drag_over(canvas, preset_mime("conv5x5"), at)
    assert canvas.mark is not None
    assert canvas.mark.slot is not None
    assert canvas.mark.slot.kind == "beside"
    assert canvas.mark.text == "→ 32×32×16, joined to 32×32×32 (Shift: add)"
    drop(canvas, preset_mime("conv5x5"), at)
    design = canvas.document.design
    assert design["conv2d_1"].inputs == ("image",)
    assert design["concat_1"].inputs == ("relu1", "conv2d_1")
    assert design["pool"].inputs == ("concat_1",)
    check(canvas)


def test_drop_further_out_makes_a_branch_around_the_whole_chain(canvas: Canvas) -> None:
    canvas.document.reset(stack())
    drag_over(canvas, preset_mime("max_pool2d"), on(canvas, "conv1", across=1.4))
    assert canvas.mark is not None
    assert canvas.mark.slot is not None
    assert (canvas.mark.slot.source, canvas.mark.slot.target) == ("conv1", "relu2")
    drag_out(canvas)


def test_a_join_between_two_cards_makes_a_skip_from_what_fits(canvas: Canvas) -> None:
    canvas.document.reset(Design((IMAGE, Layer("a", CONV, ("image",)), Layer("b", CONV, ("a",)))))
    drag_over(canvas, preset_mime("add"), on(canvas, "b", down=1.4))
    assert canvas.mark is not None
    assert canvas.mark.text == "skip from a → 32×32×16"
    drop(canvas, preset_mime("add"), on(canvas, "b", down=1.4))
    assert canvas.document.design["add_1"] == Layer("add_1", Add(), ("b", "a"))
    check(canvas)


def test_a_join_where_nothing_above_fits_is_refused_with_a_reason(canvas: Canvas, refused: list[str]) -> None:
    canvas.document.reset(stack())
    at = on_wire(canvas, "conv2")
    assert not drag_over(canvas, preset_mime("add"), at).isAccepted()
    assert canvas.mark is not None
    assert canvas.mark.wrong
    assert "no layer straight above has a shape that fits" in canvas.mark.text
    drag_out(canvas)
    assert not drop(canvas, preset_mime("add"), at)
    assert canvas.document.design == stack()
    assert canvas.mark is None


def test_a_join_beside_a_card_makes_a_skip_around_it(canvas: Canvas) -> None:
    canvas.document.reset(fork())
    drop(canvas, preset_mime("add"), on(canvas, "below", across=1.06))
    assert canvas.document.design["add_1"].inputs == ("below", "joined")


def test_a_join_beside_one_feeds_the_same_kind_of_join_below(canvas: Canvas) -> None:
    design = fork()
    canvas.document.reset(design)
    drop(canvas, preset_mime("concat"), on(canvas, "right", across=1.06))
    assert canvas.document.design["joined"] == Layer("joined", Concat(), ("left", "right", "top"))


def test_an_input_may_be_dropped_anywhere(canvas: Canvas) -> None:
    canvas.document.reset(stack())
    drop(canvas, preset_mime("input"), on(canvas, "pool"))
    assert names(canvas.document.design)[:2] == ["input_1", "image"]
    check(canvas)


def test_the_first_layer_of_an_empty_canvas_brings_an_input(canvas: Canvas) -> None:
    canvas.document.reset(Design())
    middle = QPointF(canvas.viewport().rect().center())
    drag_over(canvas, preset_mime("conv3x3"), middle)
    assert canvas.mark is not None
    assert canvas.mark.text == "→ 224×224×32"
    drop(canvas, preset_mime("conv3x3"), middle)
    assert names(canvas.document.design) == ["input_1", "conv2d_1"]
    assert canvas.document.selection == ("conv2d_1",)
    assert canvas.document.stack.count() == 1
    canvas.document.stack.undo()
    drop(canvas, preset_mime("input"), middle)
    assert names(canvas.document.design) == ["input_1"]
    assert canvas.document.selection == ("input_1",)
    check(canvas)


def test_a_join_alone_is_refused_on_an_empty_canvas(canvas: Canvas) -> None:
    canvas.document.reset(Design())
    assert not drop(canvas, preset_mime("add"), QPointF(canvas.viewport().rect().center()))
    assert not len(canvas.document.design)
