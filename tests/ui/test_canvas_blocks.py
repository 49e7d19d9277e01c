"""Blocks on the canvas: frames and titles; dragged, dropped beside, connected and cut as a whole."""

import pytest
from PySide6.QtCore import QPointF, Qt

from designer.core import blocks, edits, removals
from designer.core.design import Design, Layer
from designer.core.kinds import Add, Concat
from designer.ui.canvas import Canvas
from tests.ui.canvas_kit import CONV, IMAGE, check, nested, on, on_port, on_title, on_wire
from tests.ui.gestures import (
    CONTROL,
    click,
    drop,
    move,
    preset_mime,
    pull,
    pull_and_release,
    release,
)

MODULE, WIDE = "\tmodule", "\tmodule/wide"


@pytest.fixture
def module(canvas: Canvas) -> Canvas:
    """The canvas with a block in a block."""
    canvas.document.reset(nested())
    return canvas


def test_open_blocks_have_frames_with_their_names(module: Canvas) -> None:
    frames = {path: item.frame for path, item in module.network.frames.items()}
    assert list(frames) == ["module", "module/wide"]
    outer, inner = frames["module"].area, frames["module/wide"].area
    assert outer.x < inner.x
    assert inner.right < outer.right
    assert outer.y < inner.y
    assert inner.bottom < outer.bottom
    assert module.network.frames["module"].text == "module"
    assert module.network.frames["module/wide"].text == "wide"
    check(module)


def test_a_click_on_a_title_selects_the_block(module: Canvas) -> None:
    click(module, on_title(module, "module/wide"))
    assert module.document.selection == ("left", "relu", "left2")
    click(module, on_title(module, "module/wide"), modifiers=CONTROL)
    assert module.document.selection == ()


def test_the_pointer_lights_a_title_up(module: Canvas) -> None:
    move(module, on_title(module, "module"), button=Qt.MouseButton.NoButton)
    assert [path for path, item in module.network.frames.items() if item.hovered] == ["module"]
    move(module, QPointF(3, 3), button=Qt.MouseButton.NoButton)
    assert not any(item.hovered for item in module.network.frames.values())


def test_a_block_dragged_by_its_title_moves_as_a_whole(module: Canvas) -> None:
    pull_and_release(module, on_title(module, "module"), on(module, "below", down=1.4))
    design = module.document.design
    assert design["below"].inputs == ("top",)
    assert design["left"].inputs == design["right"].inputs == ("below",)
    assert blocks.blocks(design) == ("module", "module/wide")
    check(module)


@pytest.mark.parametrize("beside", [False, True])
def test_a_block_without_joins_takes_its_frame_along(module: Canvas, beside: bool) -> None:
    place = on(module, "below", 1.06) if beside else on(module, "below", down=1.4)
    pull_and_release(module, on_title(module, "module/wide"), place)
    design = module.document.design
    assert [design[name].block for name in ("left", "relu", "left2")] == ["wide"] * 3
    assert design["left"].inputs == (("right",) if beside else ("below",))  # a join with one branch left is gone
    check(module)
    module.document.stack.undo()
    assert module.document.design == nested()


def test_layers_leave_a_block_that_is_not_dragged_as_a_whole(module: Canvas) -> None:
    pull_and_release(module, on(module, "left2"), on(module, "below", down=1.4))
    design = module.document.design
    assert design["left2"].inputs == ("below",)
    assert [design[name].block for name in ("left", "relu", "left2")] == ["module/wide", "module/wide", None]
    check(module)


def test_a_folded_block_is_selected_moved_copied_and_deleted_as_a_whole(module: Canvas, qtbot) -> None:
    module.fold_all()
    click(module, on(module, MODULE))
    assert module.document.selection == blocks.members(nested(), "module")
    pull_and_release(module, on(module, MODULE), on(module, "below", down=1.4))
    assert module.document.design["joined"].inputs == ("left2", "right")
    assert module.document.design["left"].inputs == ("below",)
    assert blocks.blocks(module.document.design) == ("module", "module/wide")
    assert MODULE in module.network.layers
    check(module)
    module.document.stack.undo()
    pull_and_release(module, on(module, MODULE), on(module, "below", down=1.4), modifiers=CONTROL)
    assert blocks.members(module.document.design, "module_2") == ("left_2", "relu_2", "left2_2", "right_2", "joined_2")
    check(module)
    module.document.stack.undo()
    click(module, on(module, MODULE))
    qtbot.keyClick(module, Qt.Key.Key_Delete)
    assert [layer.id for layer in module.document.design] == ["image", "top", "below"]
    check(module)


@pytest.mark.parametrize("down", [-0.2, 1.2])
def test_a_drop_above_or_below_a_folded_block_stays_outside(module: Canvas, down: float) -> None:
    module.fold_all()
    assert drop(module, preset_mime("batch_norm2d"), on(module, MODULE, down=down))
    design = module.document.design
    assert design["batch_norm2d_1"].block is None
    if down < 0:
        assert design["left"].inputs == design["right"].inputs == ("batch_norm2d_1",)
    else:
        assert design["below"].inputs == ("batch_norm2d_1",)
    assert "batch_norm2d_1" in module.network.layers
    check(module)


def test_a_drop_below_a_folded_end_stays_outside(module: Canvas) -> None:
    module.document.apply("Cut", lambda design: removals.remove(design, ["below"]))
    module.fold_all()
    assert drop(module, preset_mime("flatten"), on(module, MODULE, down=1.5))
    assert module.document.design["flatten_1"].block is None
    check(module)


def test_a_drop_beside_a_folded_block_is_a_branch_around_it(module: Canvas) -> None:
    module.fold_all()
    assert drop(module, preset_mime("conv1x1"), on(module, MODULE, across=1.05))
    design = module.document.design
    assert design["conv2d_1"].inputs == ("top",)
    assert design["conv2d_1"].block is None
    assert "conv2d_1" in module.network.layers
    check(module)


def test_a_folded_block_gives_its_output_to_a_connection_and_takes_none(module: Canvas, refused: list[str]) -> None:
    module.document.apply("More", lambda d: edits.insert_after(d, "below", CONV, "end"))
    module.fold_all()
    pull(module, on_port(module, "top"), on(module, MODULE))
    assert module.mark is not None
    assert module.mark.text == "module: unfold module to reach the layers in it"
    release(module, on(module, MODULE))
    assert len(refused) == 1
    canvas = module
    pull_and_release(canvas, on_port(canvas, MODULE), on(canvas, "end"), modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert canvas.document.design["concat_1"] == Layer("concat_1", Concat(), ("below", "joined"))
    check(canvas)


def test_a_block_with_two_outputs_says_to_unfold_it(canvas: Canvas, refused: list[str]) -> None:
    two = (
        IMAGE,
        Layer("a", CONV, ("image",), "pair"),
        Layer("b", CONV, ("image",), "pair"),
        Layer("sum", Add(), ("a", "b")),
    )
    canvas.document.reset(Design(two))
    canvas.fold_all()
    check(canvas)
    pull_and_release(canvas, on_port(canvas, "\tpair"), on(canvas, "sum"))
    assert refused == ["pair has 2 outputs: unfold it first"]


def test_grouping_frames_and_ungrouping_takes_the_frame_away(canvas: Canvas) -> None:
    canvas.document.apply("Group", lambda design: blocks.group(design, ["conv1", "relu1"], "first"))
    assert list(canvas.network.frames) == ["first"]
    canvas.folds.fold("first")
    check(canvas)
    canvas.document.apply("Ungroup", lambda design: blocks.ungroup(design, "first"))
    assert not canvas.network.frames
    check(canvas)


def test_a_pill_outside_the_block_of_its_layer_stands_alone(canvas: Canvas) -> None:
    canvas.document.apply("Group", lambda design: blocks.group(design, ["conv1"], "first"))
    assert not canvas.network.layers["relu1"].glued
    frame = canvas.network.frames["first"].frame.area
    assert canvas.network.layout.frames["relu1"].y > frame.bottom


def test_a_wire_into_a_folded_block_disconnects_or_says_why_not(module: Canvas, qtbot, refused: list[str]) -> None:
    module.fold_all()
    click(module, on_wire(module, MODULE))
    qtbot.keyClick(module, Qt.Key.Key_Delete)
    assert refused == ["2 layers in module read top: unfold it first"]
    module.unfold_all()
    module.folds.fold("module/wide")
    click(module, on_wire(module, "joined"))
    qtbot.keyClick(module, Qt.Key.Key_Delete)
    assert "joined" not in module.document.design
    check(module)
