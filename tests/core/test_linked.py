"""Linked fields and the units that see a pixel, against a walk over every unit and against pixels really changed."""

from functools import cache
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.dependence import unit_field
from designer.core.design import Design, Layer
from designer.core.fileformat import dumps
from designer.core.kinds import Add, Concat, Conv2d, Flatten, Input, Linear, MaxPool2d, Upsample, ZeroPad2d
from designer.core.linked import branch_fields, linked_field, seen_by
from designer.core.shapes import Problem, Shape
from tests.core.trace import Trace
from tests.engine.cases import numpy_shape, weights_for
from tests.engine.reference import reference
from tests.strategies import designs, random_design

LINEAR = {
    "input", "conv2d", "conv_transpose2d", "avg_pool2d", "adaptive_avg_pool2d", "batch_norm2d", "dropout", "flatten",
    "linear", "add", "concat", "upsample", "zero_pad2d",
}  # fmt: skip


def size_of(trace, layer_id):
    shape = trace.shapes[layer_id]
    return shape[1:] if len(shape) == 3 else (1, 1)


def grids_from(trace, source):
    """For every unit of every layer behind `source` the units of `source` it sees, as bits of an integer."""
    height, width = size_of(trace, source)
    grids = {source: [[1 << (r * width + c) for c in range(width)] for r in range(height)]}
    later = list(trace.layers)[list(trace.layers).index(source) + 1 :]
    for layer_id in later:
        if trace.shapes[layer_id] is None:
            continue
        rows, columns = size_of(trace, layer_id)
        grid = [[0] * columns for _ in range(rows)]
        for (name, down), (_, across) in zip(trace.sources(layer_id, 0), trace.sources(layer_id, 1), strict=True):
            if name in grids:
                trace._mark(grid, grids[name], down, across, trace.layers[layer_id].kind)
        grids[layer_id] = grid
    return grids


def reach_from(trace, source, axis):
    """A function from a layer and unit of it to the first and last unit of `source` seen if there were no borders."""

    @cache
    def reach(layer_id, unit):
        if layer_id == source:
            return unit, unit
        ends = []
        for name, how in trace.sources(layer_id, axis):
            units = [unit] if how == "same" else range(size_of(trace, name)[axis]) if how == "all" else how(unit)
            ends += [seen for i in units if (seen := reach(name, i))]
        return (min(lo for lo, _ in ends), max(hi for _, hi in ends)) if ends else None

    return reach


def units_in(found, height, width):
    mask = found.mask()
    assert len(mask) == height * width
    units = {(i // width, i % width) for i, byte in enumerate(mask) if byte}
    assert len(units) == found.count
    return units


def bits(number, width):
    return {divmod(i, width) for i in range(number.bit_length()) if number >> i & 1}


def differences(design, random):
    """Where one random unit of each layer, and what sees it, differ from the walk over all units."""
    analysis, trace = analyse(design), Trace(design)
    known = [layer_id for layer_id, shape in trace.shapes.items() if shape is not None]
    for source in random.sample(known, min(4, len(known))):
        height, width = size_of(trace, source)
        grids = grids_from(trace, source)
        rows, columns = (reach_from(trace, source, axis) for axis in (0, 1))
        pixel = random.randrange(height), random.randrange(width)
        seen = seen_by(analysis, source, *pixel)
        for layer_id, grid in grids.items():
            bit = pixel[0] * width + pixel[1]
            expected = {(r, c) for r, line in enumerate(grid) for c, at in enumerate(line) if at >> bit & 1}
            found = units_in(seen[layer_id], len(grid), len(grid[0])) if layer_id in seen else set()
            if found != expected:
                yield f"{layer_id} sees {pixel} of {source}: {sorted(found)}, traced {sorted(expected)}"
            unit = random.randrange(len(grid)), random.randrange(len(grid[0]))
            field, at = linked_field(analysis, layer_id, *unit), grid[unit[0]][unit[1]]
            if source not in field:
                if at:
                    yield f"{source} is missing in the field of {layer_id} {unit}"
                continue
            if units_in(field[source].touched, height, width) != bits(at, width):
                yield f"{layer_id} {unit} sees {field[source].touched} of {source}, traced {bits(at, width)}"
            ends = rows(layer_id, unit[0]), columns(layer_id, unit[1])
            interval = (ends[0][0], ends[1][0], ends[0][1], ends[1][1]) if None not in ends else None
            if field[source].interval != interval:
                yield f"{layer_id} {unit}: interval {field[source].interval} of {source}, traced {interval}"


@pytest.mark.parametrize("chunk", range(6))
def test_random_networks(chunk):
    for seed in range(chunk * 50, chunk * 50 + 50):
        random = Random(seed)
        design = random_design(random, most=18 if seed % 7 == 0 else 10)
        found = list(differences(design, random))
        assert not found, f"seed {seed}: {found}\n{dumps(design).decode()}"


@given(designs, st.randoms(use_true_random=False))
def test_networks_that_shrink(design, random):
    assert not list(differences(design, random)), dumps(design).decode()


@given(designs, st.randoms(use_true_random=False))
def test_the_image_is_seen_as_the_figures_say(design, random):
    analysis = analyse(design)
    layer = random.choice(design.layers)
    output = analysis.facts[layer.id].output
    height, width = (output.height, output.width) if isinstance(output, Shape) else (1, 1)
    unit = random.randrange(height), random.randrange(width)
    field, figure = linked_field(analysis, layer.id, *unit), unit_field(analysis, layer.id, *unit)
    if len(design.inputs) == 1 and design.inputs[0].id in field:
        seen = field[design.inputs[0].id]
        assert (seen.interval, seen.box, seen.share) == (figure.interval, figure.box, figure.share)
    elif len(design.inputs) == 1:
        assert (figure.interval, figure.box) == (None, None)


def values_of(design, image, weights):
    values = {}
    for layer in design:
        above = [values[name] for name in layer.inputs]
        values[layer.id] = reference(layer.kind, above, weights[layer.id]) if above else image
    return values


def test_the_frame_is_what_changing_pixels_finds():
    tried = 0
    for seed in range(400):
        random = Random(seed)
        design = random_design(random)
        if len(design.inputs) > 1 or not {layer.kind.name for layer in design} <= LINEAR:
            continue
        analysis, numbers = analyse(design), np.random.default_rng(seed)
        weights = {i: weights_for(f.layer.kind, f.inputs, numbers) for i, f in analysis.facts.items()}
        source = design.inputs[0].id
        image = numbers.normal(size=numpy_shape(analysis.facts[source].output))
        before = values_of(design, image.copy(), weights)
        pixel = random.randrange(image.shape[1]), random.randrange(image.shape[2])
        image[:, pixel[0], pixel[1]] += numbers.normal(size=len(image)) * 100
        seen = seen_by(analysis, source, *pixel)
        for layer_id, after in values_of(design, image, weights).items():
            changed = after != before[layer_id]
            changed = changed.any(0) if changed.ndim == 3 else changed.any().reshape(1, 1)
            expected = set(zip(*(axis.tolist() for axis in np.nonzero(changed)), strict=True))
            assert (units_in(seen[layer_id], *changed.shape) if layer_id in seen else set()) == expected, seed
        tried += 1
    assert tried > 20


def stack(*kinds, size=8):
    layers = [Layer("0", Input(height=size, width=size, channels=1))]
    for kind in kinds:
        layers.append(Layer(str(len(layers)), kind, (layers[-1].id,)))
    return Design(tuple(layers))


def test_dilation_leaves_gaps_between_the_pixels_touched():
    analysis = analyse(stack(Conv2d(out_channels=1, dilation=(2, 3)), size=9))
    touched = linked_field(analysis, "1", 1, 2)["0"].touched
    assert [[i for lo, hi in runs for i in range(lo, hi + 1)] for runs in touched.patches[0]] == [[1, 3, 5], [2, 5, 8]]
    assert (3, 5) in touched
    assert (2, 5) not in touched
    assert (touched.count, touched.share) == (9, 9 / 81)
    assert list(seen_by(analysis, "0", 3, 5)["1"].bands()) == [(1, 1, ((2, 2),)), (3, 3, ((2, 2),))]


def test_the_field_of_a_corner_lies_partly_in_padding():
    analysis = analyse(stack(Conv2d(out_channels=1, padding=(1, 1)), Conv2d(out_channels=1, padding=(1, 1))))
    image = linked_field(analysis, "2", 0, 7)["0"]
    assert image.interval == (-2, 5, 2, 9)
    assert image.box == (0, 5, 2, 7)
    assert image.padding == ((-2, 5, -1, 9), (0, 8, 2, 9))
    assert linked_field(analysis, "2", 4, 4)["0"].padding == ()
    between = linked_field(analysis, "2", 0, 7)["1"]
    assert (between.interval, between.box, between.share) == ((-1, 6, 1, 8), (0, 6, 1, 7), 4 / 64)


def test_a_unit_that_sees_nothing_but_padding():
    image = linked_field(analyse(stack(ZeroPad2d(padding=(3, 0, 0, 0)))), "1", 1, 4)["0"]
    assert (image.interval, image.box, image.share, image.touched.count) == ((-2, 4, -2, 4), None, 0.0, 0)
    assert image.padding == ((-2, 4, -2, 4),)


BRANCHES = Design(
    (
        *stack().layers,
        Layer("wide", Conv2d(out_channels=1, kernel_size=(5, 5), padding="same"), ("0",)),
        Layer("narrow", Conv2d(out_channels=1, kernel_size=(1, 1)), ("0",)),
        Layer("both", Concat(), ("wide", "narrow")),
        Layer("pool", MaxPool2d(), ("both",)),
        Layer("out", Linear(out_features=2), ("pool",)),
    )
)


def test_each_branch_has_its_own_share():
    analysis = analyse(BRANCHES)
    field = linked_field(analysis, "pool", 1, 1)
    assert [part.layer for part in field.layers] == ["pool", "both", "narrow", "wide", "0"]
    assert field["0"].box == (0, 0, 5, 5)
    wide, narrow = branch_fields(analysis, field, "both")
    assert (wide["0"].box, narrow["0"].box) == ((0, 0, 5, 5), (2, 2, 3, 3))
    assert (wide["0"].share, narrow["0"].share) == (36 / 64, 4 / 64)
    assert "narrow" not in wide
    assert linked_field(analysis, "out", 0, 0)["0"].share == 1


def test_the_walk_down_ends_where_it_is_told():
    analysis = analyse(BRANCHES)
    assert set(seen_by(analysis, "0", 0, 0, until="both")) == {"0", "wide", "narrow", "both"}
    assert set(seen_by(analysis, "wide", 0, 0)) == {"wide", "both", "pool", "out"}


def test_branches_that_look_at_different_places_stay_apart():
    pads = [(0, 5, 0, 5), (5, 0, 5, 0)]
    layers = [Layer(f"p{i}", ZeroPad2d(padding=pad), ("0",)) for i, pad in enumerate(pads)]
    analysis = analyse(Design((*stack().layers, *layers, Layer("sum", Add(), ("p0", "p1")))))
    touched = linked_field(analysis, "sum", 6, 7)["0"].touched
    assert {(6, 7), (1, 2)} == units_in(touched, 8, 8)
    assert touched.box == (1, 2, 6, 7)


@pytest.mark.parametrize(("layer", "unit"), [("0", (8, 0)), ("0", (0, -1)), ("1", (0, 1)), ("2", (0, 0))])
def test_there_is_no_such_unit(layer, unit):
    analysis = analyse(stack(Flatten(), Conv2d(out_channels=1)))
    with pytest.raises(Problem, match=f"{layer}: expected a unit of"):
        linked_field(analysis, layer, *unit)
    with pytest.raises(Problem):
        seen_by(analysis, layer, *unit)


def test_huge_maps_are_walked_without_visiting_every_unit():
    wide = Conv2d(out_channels=1, kernel_size=(2**40, 2**40), dilation=(3, 1))
    analysis = analyse(stack(wide, Upsample(scale_factor=(2, 2), mode="bilinear"), size=2**42))
    assert linked_field(analysis, "2", 0, 1)["0"].box == (0, 0, 3 * (2**40 - 1), 2**40)
    seen = seen_by(analysis, "0", 0, 2**39)
    assert seen["1"].box == (0, 0, 0, 2**39)
    assert seen["2"].box == (0, 0, 2, 2**40 + 2)
