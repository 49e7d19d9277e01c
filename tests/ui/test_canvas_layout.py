"""The drawing with the canvas's own sizes: cards apart, wires past foreign cards, frames around their own."""

from dataclasses import replace
from random import Random

import pytest

from designer.core import edits, property_edits
from designer.core.analysis import analyse
from designer.core.blocks import blocks, within
from designer.core.design import Design, Layer
from designer.core.kinds import (
    Activation,
    Add,
    BatchNorm2d,
    Concat,
    Conv2d,
    Dropout,
    Input,
    Linear,
    MaxPool2d,
    Multiply,
)
from designer.core.layout import Rect
from designer.core.templates import EXAMPLES, NETWORKS
from designer.ui import theme
from designer.ui.canvas.boxes import drawing
from designer.ui.canvas.frames import frames
from designer.ui.canvas.outline import Outline
from designer.ui.canvas.pick import Picker
from designer.ui.canvas.style import CARD_HEIGHT, Style
from tests.core import drawings

SHOWN = (*EXAMPLES, "resnet152", "densenet121", "inception_v3")


@pytest.fixture(scope="module")
def style(qapp) -> Style:
    return Style(theme.LIGHT, qapp.font().family())


def check_drawing(outline: Outline, style: Style, whole: bool = True) -> None:
    layout = drawing(outline, style)
    assert list(layout.frames) == list(outline.contents)
    assert not drawings.overlaps(layout)
    assert not drawings.pierced(layout)
    for wire in layout.wires:
        source, target = layout.frames[wire.source], layout.frames[wire.target]
        assert wire.points[0][1] == source.bottom
        assert wire.points[-1][1] == target.y
        assert source.x <= wire.points[0][0] <= source.right
        assert target.x <= wire.points[-1][0] <= target.right
    picker = Picker(layout)
    found = frames(outline, layout, picker)
    for path, frame in found.items():
        inside = {key for key in outline.contents if within(outline.path(key), path)}
        assert inside
        assert frame.whole or not whole
        if frame.whole:
            assert set(picker.within(frame.area)) == inside
            assert all(_holds(frame.area, layout.frames[key]) for key in inside)
            assert all(_holds(frame.area, other.area) for inner, other in found.items() if within(inner, path))
        strip = Rect(frame.title.x + 1, frame.title.y + 1, frame.title.width - 2, frame.title.height - 2)
        assert not list(picker.within(strip))


def _holds(outer: Rect, inner: Rect) -> bool:
    across = outer.x <= inner.x and inner.right <= outer.right
    return across and outer.y <= inner.y and inner.bottom <= outer.bottom


@pytest.mark.parametrize("name", SHOWN)
def test_networks_are_drawn_clean_open_and_folded(style: Style, name: str) -> None:
    design = NETWORKS[name]()
    analysis, paths = analyse(design), blocks(design)
    check_drawing(Outline(analysis), style)
    check_drawing(Outline(analysis, paths), style)
    check_drawing(Outline(analysis, [path for path in paths if "/" in path]), style)


@pytest.mark.parametrize("seed", range(8))
def test_any_folds_of_a_real_network_are_drawn_clean(style: Style, seed: int) -> None:
    random = Random(seed)
    design = NETWORKS[random.choice(["googlenet", "resnet50", "densenet121", "mobilenet_v1"])]()
    paths = blocks(design)
    check_drawing(Outline(analyse(design), random.sample(paths, random.randrange(len(paths)))), style)


@pytest.mark.parametrize("seed", range(40))
def test_blocks_drawn_at_random_never_cover_what_is_not_theirs(style: Style, seed: int) -> None:
    random = Random(seed)
    design = NETWORKS[random.choice(["lenet5", "resnet18", "unet", "squeezenet1_1"])]()
    names = [None, "a", "b", "a/c", "a/c/d", "e/f"]
    layers = [replace(layer, block=random.choice(names)) for layer in design] if seed % 2 else list(design)
    if not seed % 2:
        start = random.randrange(len(layers) - 6)
        run = range(start, start + random.randrange(1, 7))
        layers = [replace(x, block="run/inner/most" if n in run else None) for n, x in enumerate(layers)]
    design = Design(tuple(layers))
    check_drawing(Outline(analyse(design)), style, whole=False)
    paths = blocks(design)
    check_drawing(Outline(analyse(design), random.sample(paths, len(paths) // 2)), style, whole=False)


def test_the_same_design_gives_the_same_drawing(style: Style) -> None:
    outline = Outline(analyse(NETWORKS["googlenet"]()))
    assert drawing(outline, style) == drawing(outline, style)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_taken_from_an_earlier_drawing_is_as_if_drawn_anew(style: Style, seed: int) -> None:
    random = Random(seed)
    design = NETWORKS[random.choice(["resnet18", "googlenet", "squeezenet1_1", "unet"])]()
    before, paths = None, blocks(design)
    for _ in range(12):
        layer = random.choice(design.layers[1:])
        names = (None, "a", "b", "a/c", "a/c/d/e", "f/g", *paths[:6])
        framed = [replace(x, block=random.choice(names)) if x.id == layer.id else x for x in design]
        edited = edits.insert_after(design, layer.id, random.choice(KINDS)) if random.random() < 0.5 else None
        design = edited or replace(design, layers=tuple(framed))
        folds = random.sample(paths, len(paths) // 3) if random.random() < 0.3 else ()
        outline = Outline(analyse(design), folds)
        before, anew = drawing(outline, style, before), drawing(outline, style)
        assert before == anew
        shown = frames(outline, before, Picker(before)), frames(outline, anew, Picker(anew))
        assert shown[0] == shown[1]


KINDS = (
    Conv2d(out_channels=8, padding=(1, 1)),
    BatchNorm2d(),
    Activation(),
    MaxPool2d(),
    Dropout(),
    Linear(out_features=9),
)
JOINS = (Add(), Concat(), Multiply())


def any_graph(random: Random) -> Design:
    """Layers that read any earlier ones: cards, pills, and cards whose sentence about an error makes them high."""
    near, layers = random.choice([2, 3, 6, 30]), [Layer("image", Input(height=32, width=32, channels=8))]
    for number in range(random.randint(1, 35)):
        earlier = [layer.id for layer in layers[-near:]]
        joins = random.random() < 0.3
        inputs = random.choices(earlier, k=random.randint(2, 4)) if joins else [random.choice(earlier)]
        layers.append(Layer(f"n{number}", random.choice(JOINS if joins else KINDS), tuple(inputs)))
    return Design(tuple(layers))


@pytest.mark.parametrize("seed", range(20))
def test_any_graph_is_drawn_clean(style: Style, seed: int) -> None:
    random = Random(seed)
    for _ in range(25):
        check_drawing(Outline(analyse(any_graph(random))), style)


@pytest.mark.parametrize("name", ["vgg16", "resnet152", "googlenet", "densenet121", "mobilenet_v1"])
def test_an_insertion_moves_what_stands_below_down_as_one_and_nothing_else(style: Style, name: str) -> None:
    design = NETWORKS[name]()
    outline = Outline(analyse(design))
    before = drawing(outline, style)
    trunk = [layer.id for layer in design if before.frames[layer.id].centre == 0]
    for source in trunk[:: max(1, len(trunk) // 8)]:
        edited = edits.insert_after(design, source, MaxPool2d(kernel_size=(1, 1), stride=(1, 1)), "new")
        after = drawing(Outline(analyse(edited, outline.analysis), (), outline), style, before)
        moves = {(after.frames[key].x - frame.x, after.frames[key].y - frame.y) for key, frame in before.frames.items()}
        assert (0, 0) in moves
        assert len(moves) == (1 if source == trunk[-1] else 2)
        assert all(x == 0 and (y == 0 or y >= CARD_HEIGHT) for x, y in moves)


def test_an_edit_of_figures_alone_moves_nothing(style: Style) -> None:
    design = NETWORKS["resnet50"]()
    outline = Outline(analyse(design))
    before = drawing(outline, style)
    edited = property_edits.set_options(design, "conv1", {"out_channels": 64, "bias": True})
    after = drawing(Outline(analyse(edited, outline.analysis), (), outline), style, before)
    assert all(after.frames[key] is frame for key, frame in before.frames.items())
