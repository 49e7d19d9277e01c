"""Blocks on the canvas: frames with names, folding and unfolding, and every gesture on folded cards."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt

from designer.core import blocks, edits, property_edits, removals
from designer.core.design import Design, Layer
from designer.core.kinds import Add, Concat, Flatten
from designer.core.templates import EXAMPLES
from designer.ui.canvas import Canvas
from tests.ui.canvas_kit import CONV, IMAGE, check, nested, on, on_button, on_port, on_title, on_wire, stack
from tests.ui.gestures import (
    CONTROL,
    click,
    double_click,
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


def test_the_button_folds_and_unfolds(module: Canvas) -> None:
    click(module, on_button(module, "module/wide"))
    assert module.network.outline.paths == ("module/wide",)
    assert set(module.network.layers) == {"image", "top", WIDE, "right", "joined", "below"}
    check(module)
    click(module, on_button(module, "module/wide"))
    assert module.network.outline.paths == ()
    assert not module.document.stack.count()
    assert module.document.design == nested()
    check(module)


def test_a_double_click_on_a_title_folds_and_one_on_the_card_unfolds(module: Canvas, qtbot) -> None:
    double_click(module, on_title(module, "module"))
    assert module.network.outline.paths == ("module",)
    with qtbot.assertNotEmitted(module.edit_requested):
        double_click(module, on(module, MODULE))
    assert module.network.outline.paths == ()
    check(module)


def test_what_is_folded_inside_shows_when_the_outer_is_unfolded(module: Canvas) -> None:
    module.fold_all()
    assert set(module.network.layers) == {"image", "top", MODULE, "below"}
    click(module, on_button(module, "module"))
    assert WIDE in module.network.layers
    check(module)
    module.unfold_all()
    assert set(module.network.layers) == {layer.id for layer in nested()}
    check(module)


def test_a_folded_card_says_its_subtotals(module: Canvas) -> None:
    module.fold_all()
    said = [line.text for line in module.network.layers[MODULE].lines()]
    assert said == ["module", "32×32×32", "5 layers · 7.1 M MACs", "RF 7 · 7 k params"]
    facts = module.document.analysis.facts
    inside = blocks.members(nested(), "module")
    assert sum(facts[name].parameters or 0 for name in inside) == 2320 * 3
    assert module.network.contents[MODULE].tip.startswith("module: 32×32×32")


@pytest.mark.parametrize("name", ["googlenet", "resnet50", "mobilenet_v1"])
def test_subtotals_of_real_networks_add_up(canvas: Canvas, name: str) -> None:
    canvas.document.reset(EXAMPLES[name]())
    for fold in (canvas.fold_all, canvas.unfold_all):
        fold()
        check(canvas)
        totals, rows = canvas.document.analysis.totals, canvas.network.contents.values()
        figures = [
            (x.row.parameters, x.row.macs) if hasattr(x, "row") else (x.facts.parameters, x.facts.macs) for x in rows
        ]
        assert sum(parameters for parameters, _ in figures) == totals.parameters
        assert sum(macs for _, macs in figures) == totals.macs


def test_the_block_stays_in_its_place_on_screen(canvas: Canvas) -> None:
    canvas.document.reset(EXAMPLES["googlenet"]())
    canvas.reveal("inception_4c/1x1")
    area = canvas.network.frames["stage4/inception_4c"].frame.area
    before = canvas.viewportTransform().map(QPointF(area.centre, area.y))
    canvas.folds.fold("stage4/inception_4c")
    frame = canvas.network.layout.frames["\tstage4/inception_4c"]
    after = canvas.viewportTransform().map(QPointF(frame.centre, frame.y))
    assert (after - before).manhattanLength() < 3


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
    assert module.mark.text.endswith("unfold module to reach the layers in it")
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


def test_what_cannot_be_one_card_stays_open_and_it_is_said_why(canvas: Canvas, refused: list[str]) -> None:
    layers = [replace(layer, block="b" if layer.id in ("conv1", "conv2") else None) for layer in stack()]
    canvas.document.reset(Design(tuple(layers)))
    canvas.folds.fold("b")
    assert canvas.network.outline.paths == ()
    assert refused == ["b cannot be one card: what stands outside reads it and feeds it"]
    assert not canvas.network.frames["b"].frame.whole
    check(canvas)


def test_keys_fold_unfold_and_walk_over_folded_cards(module: Canvas, qtbot) -> None:
    module.document.select(("left2",))
    qtbot.keyClick(module, Qt.Key.Key_Minus)
    assert module.current == WIDE
    qtbot.keyClick(module, Qt.Key.Key_Minus)
    assert module.current == MODULE
    qtbot.keyClick(module, Qt.Key.Key_Up)
    assert module.document.selection == ("top",)
    qtbot.keyClick(module, Qt.Key.Key_Down)
    assert module.document.selection == blocks.members(nested(), "module")
    qtbot.keyClick(module, Qt.Key.Key_Down)
    assert module.document.selection == ("below",)
    qtbot.keyClick(module, Qt.Key.Key_Up)
    qtbot.keyClick(module, Qt.Key.Key_Return)
    assert module.network.outline.paths == ("module/wide",)
    qtbot.keyClick(module, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    check(module)


@pytest.mark.parametrize(("key", "held"), [("Plus", "No"), ("Plus", "Shift"), ("Equal", "No")])
def test_a_plus_unfolds_on_any_keyboard(module: Canvas, qtbot, key: str, held: str) -> None:
    module.folds.fold("module")
    click(module, on(module, MODULE))
    qtbot.keyClick(module, Qt.Key[f"Key_{key}"], Qt.KeyboardModifier[f"{held}Modifier"])
    assert module.network.outline.paths == ()


def test_a_layer_in_a_folded_block_can_be_chosen_from_elsewhere(module: Canvas) -> None:
    module.fold_all()
    module.document.select(("relu",))
    assert module.network.layers[MODULE].chosen
    assert module.current == MODULE
    module.reveal("relu")
    check(module)


def test_folds_last_through_edits_and_undo_and_not_into_another_file(module: Canvas) -> None:
    module.fold_all()
    module.document.apply("More", lambda design: edits.insert_after(design, "left", CONV))
    assert MODULE in module.network.layers
    check(module)
    module.document.apply("Rename", lambda design: blocks.rename_block(design, "module", "other"))
    assert "\tother" in module.network.layers
    check(module)
    module.document.stack.undo()
    module.document.stack.undo()
    assert MODULE in module.network.layers
    module.document.reset(EXAMPLES["lenet5"]())
    module.document.reset(nested())
    assert module.network.outline.paths == ()
    check(module)


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


def test_a_broken_layer_shows_on_its_folded_block(module: Canvas) -> None:
    module.document.apply("Break", lambda design: property_edits.set_kind(design, "left", Flatten()))
    module.fold_all()
    error = module.network.contents[MODULE].error
    assert error is not None
    assert error.startswith("left2: ")
    for zoom in (0.1, 0.3, 1):
        module.set_zoom(zoom)
        module.grab()


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


def test_grouping_everything_keeps_the_view_and_what_is_folded(module: Canvas) -> None:
    module.folds.fold("module/wide")
    module.set_zoom(2.0)
    seen = module.camera.visible().size()
    every = tuple(layer.id for layer in module.document.design)
    assert module.document.apply("Group", lambda design: blocks.group(design, every), every)
    outer = blocks.blocks(module.document.design)[0]
    assert module.network.outline.paths == (f"{outer}/module/wide",)
    assert module.camera.visible().size() == seen
    assert module.document.apply("Ungroup", lambda design: blocks.ungroup(design, f"{outer}/module"), every)
    assert module.network.outline.paths == (f"{outer}/wide",)
    module.document.stack.undo()
    module.document.stack.undo()
    assert module.network.outline.paths == ("module/wide",)
    assert module.zoom == 2.0
