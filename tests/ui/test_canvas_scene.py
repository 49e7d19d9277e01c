"""The scene follows the design: same items for same layers, none too many, none too few, after any edits."""

import gc
import weakref
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core import edits, property_edits, removals
from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, BatchNorm2d, Concat, Conv2d, Flatten, Input
from designer.core.layout import Rect
from designer.core.templates import EXAMPLES
from designer.ui import theme
from designer.ui.canvas import Canvas
from designer.ui.canvas.pick import Picker
from designer.ui.canvas.scene import NetworkScene
from designer.ui.canvas.style import Style
from tests.ui.canvas_kit import CONV, check, fork, on, stack


def test_items_stay_through_an_edit(canvas: Canvas) -> None:
    before = dict(canvas.network.layers)
    canvas.document.apply("Insert", lambda design: edits.insert_after(design, "conv1", BatchNorm2d()))
    assert {name: canvas.network.layers[name] for name in before} == before
    assert set(canvas.network.layers) - set(before) == {"batch_norm2d_1"}
    check(canvas)


def test_a_renamed_layer_changes_its_item(canvas: Canvas) -> None:
    canvas.document.apply("Rename", lambda design: property_edits.rename(design, "pool", "smaller"))
    check(canvas)


def test_a_card_that_becomes_a_pill(canvas: Canvas) -> None:
    canvas.document.apply("Swap", lambda design: property_edits.set_kind(design, "pool", Activation()))
    check(canvas)
    canvas.document.stack.undo()
    check(canvas)


def test_nothing_remains_of_what_was_removed(canvas: Canvas) -> None:
    left = weakref.ref(canvas.network.layers["pool"])
    canvas.document.apply("Delete", lambda design: removals.remove(design, ["pool"]))
    gc.collect()
    assert left() is None


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_examples_are_drawn_without_overlaps(canvas: Canvas, name: str) -> None:
    canvas.document.reset(EXAMPLES[name]())
    check(canvas)
    picker = canvas.network.picker
    for frame_of, frame in canvas.network.layout.frames.items():
        inner = Rect(frame.x + 1, frame.y + 1, frame.width - 2, frame.height - 2)
        assert list(picker.within(inner)) == [frame_of]


def random_edit(random: Random, design: Design) -> Design:
    ids = [layer.id for layer in design]
    kind = random.choice([CONV, BatchNorm2d(), Activation(), Flatten(), Conv2d(out_channels=8, kernel_size=(9, 9))])
    one, other = random.choice(ids), random.choice(ids)
    match random.randrange(6):
        case 0:
            return edits.insert_after(design, one, kind)
        case 1:
            return edits.branch(design, one, one, kind)
        case 2:
            return removals.remove(design, random.sample(ids, min(2, len(ids))))
        case 3:
            return edits.connect(design, one, other, random.choice([Concat(), None]))
        case 4:
            return property_edits.set_kind(design, one, kind)
        case _:
            readers = design.consumers(other)
            target = (readers[0].id, readers[0].inputs.index(other)) if readers else None
            return removals.move(design, [one], other, target)


def test_items_follow_random_edits_and_undo(canvas: Canvas) -> None:
    random = Random(7)
    canvas.document.reset(fork())
    for step in range(250):
        match random.randrange(5):
            case 0:
                canvas.document.stack.undo()
            case 1:
                canvas.document.stack.redo()
            case _:
                canvas.document.apply(f"Edit {step}", lambda design: random_edit(random, design))
        canvas.document.select(random.sample([layer.id for layer in canvas.document.design], 1))
        check(canvas)
    while canvas.document.stack.canUndo():
        canvas.document.stack.undo()
    assert canvas.document.design == fork()
    check(canvas)


def test_a_broken_layer_says_why_and_those_below_show_dashes(canvas: Canvas) -> None:
    canvas.document.apply("Break", lambda design: edits.insert_after(design, "conv1", Flatten()))
    broken, below = canvas.network.layers["pool"], canvas.network.layers["conv2"]
    said = " ".join(line.text for line in broken.lines())
    assert "needs maps (H×W×C), and its input is a vector of 16384 features" in said
    assert broken.content.error is not None
    texts = [line.text for line in below.lines()]
    assert "–" in texts
    assert "RF – · j –" in texts
    assert below.content.error is None


def test_a_broken_layer_stands_out_from_afar_while_it_is_selected(canvas: Canvas) -> None:
    canvas.set_zoom(0.2)
    canvas.document.apply("Break", lambda design: edits.insert_after(design, "conv1", Flatten()))
    canvas.document.select(["pool", "conv1"])
    shown = canvas.grab().toImage()
    ratio = shown.devicePixelRatio()
    colours = {}
    for name in ("pool", "conv1"):
        at = on(canvas, name, 0.9) * ratio
        colours[name] = shown.pixelColor(at.toPoint()).name()
    look = canvas.network.look
    assert colours == {"pool": look.broken_far.color().name(), "conv1": look.chosen_far.color().name()}


def every_kind() -> Design:
    return Design(
        (
            Layer("a rather long name of an input layer, longer than a card", Input(height=5, width=7, channels=2**40)),
            Layer(
                "x" * 128,
                Conv2d(out_channels=2**40, kernel_size=(3, 1), padding=(1, 2, 3, 4), dilation=(2, 1), bias=False),
                ("a rather long name of an input layer, longer than a card",),
            ),
            Layer("bn of a long and even longer name", BatchNorm2d(affine=False), ("x" * 128,)),
            Layer("flat", Flatten(), ("bn of a long and even longer name",)),
            Layer("wrong", BatchNorm2d(), ("flat",)),
            Layer("also wrong", Conv2d(out_channels=3, groups=7), ("x" * 128,)),
        )
    )


@pytest.mark.parametrize("design", [every_kind(), *(make() for make in EXAMPLES.values())])
def test_no_text_leaves_its_card_or_meets_another(canvas: Canvas, design: Design) -> None:
    canvas.document.reset(design)
    for item in canvas.network.layers.values():
        width, height = item.size
        boxes = []
        for text, at, font, _colour in item.lines():
            box = item.look.metrics_of(font).tightBoundingRect(text).translated(at)
            assert box.left() > 0, text
            assert box.right() < width, text
            assert box.top() > 0, text
            assert box.bottom() < height, text
            boxes.append(box)
        for i, box in enumerate(boxes):
            assert not any(box.intersects(other) for other in boxes[:i]), item.key


frames = st.builds(Rect, st.integers(-900, 900), st.integers(-900, 900), st.integers(1, 300), st.integers(1, 300))


@given(st.lists(frames, max_size=12), frames, st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_picking_agrees_with_looking_at_every_frame(placed: list[Rect], area: Rect, x: int, y: int) -> None:
    from designer.core.layout import Layout

    layout = Layout({str(i): frame for i, frame in enumerate(placed)}, (), Rect(0, 0, 0, 0))
    picker = Picker(layout)
    hit = [name for name, f in layout.frames.items() if f.x <= x <= f.right and f.y <= y <= f.bottom]
    assert picker.at(x, y) == (hit[0] if hit else None)
    touched = [
        name
        for name, f in layout.frames.items()
        if f.x <= area.right and f.right >= area.x and f.y <= area.bottom and f.bottom >= area.y
    ]
    assert sorted(picker.within(area)) == sorted(touched)


def test_a_thousand_layers_make_as_many_items(qtbot) -> None:
    layers = [Layer("image", Input(height=64, width=64, channels=3))]
    for number in range(333):
        for kind in (CONV, BatchNorm2d(), Activation()):
            layers.append(Layer(f"{kind.name}_{number}", kind, (layers[-1].id,)))
    scene = NetworkScene(Style(theme.LIGHT, "sans-serif"))
    scene.show_analysis(analyse(Design(tuple(layers))))
    assert len(scene.items()) == 2 * len(layers) - 1
    scene.show_analysis(analyse(stack()))
    assert len(scene.items()) == 2 * len(stack()) - 1
