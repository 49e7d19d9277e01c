"""Folding: by buttons, double clicks and keys, what a folded card says, and what lasts through edits."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt

from designer.core import blocks, edits, property_edits
from designer.core.design import Design
from designer.core.kinds import Flatten
from designer.core.templates import EXAMPLES
from designer.ui.canvas import Canvas
from tests.ui.canvas_kit import CONV, check, nested, on, on_button, on_title, stack
from tests.ui.gestures import (
    click,
    double_click,
)

MODULE, WIDE = "\tmodule", "\tmodule/wide"


@pytest.fixture
def module(canvas: Canvas) -> Canvas:
    """The canvas with a block in a block."""
    canvas.document.reset(nested())
    return canvas


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


def test_a_broken_layer_shows_on_its_folded_block(module: Canvas) -> None:
    module.document.apply("Break", lambda design: property_edits.set_kind(design, "left", Flatten()))
    module.fold_all()
    error = module.network.contents[MODULE].error
    assert error is not None
    assert error.startswith("left2: ")
    for zoom in (0.1, 0.3, 1):
        module.set_zoom(zoom)
        module.grab()


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
