"""Shapes, receptive fields and boxes against a brute-force trace of dependence over random networks."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.dependence import unit_field
from designer.core.design import Design, Layer
from designer.core.fileformat import dumps
from designer.core.kinds import KINDS, Add, Conv2d, ConvTranspose2d, Input, MaxPool2d, Upsample, ZeroPad2d
from designer.core.shapes import Flat
from tests.core.trace import Trace
from tests.strategies import broken_designs, designs, random_design

CHUNKS, PER_CHUNK = 12, 125


def differences(design, random):
    """Where the program and the trace differ, as lines; three units of each layer are looked at closely."""
    analysis, trace = analyse(design), Trace(design)
    grids, places = trace.dependence()
    for layer_id, facts in analysis.facts.items():
        shape = trace.shapes[layer_id]
        if numbers(facts.output) != shape:
            yield f"{layer_id}: shape {facts.output}, traced {shape}"
        elif shape is not None:
            yield from figures(facts, trace)
            height, width = shape[1:] if len(shape) == 3 else (1, 1)
            for unit in {(0, 0), (height - 1, width - 1), (random.randrange(height), random.randrange(width))}:
                pixels = grids[layer_id][unit[0]][unit[1]]
                yield from one_unit(
                    analysis, trace, layer_id, unit, [at for i, at in enumerate(places) if pixels >> i & 1]
                )


def figures(facts, trace):
    layer_id = facts.layer.id
    if facts.fields is None:
        yield f"{layer_id}: no field"
        return
    for axis in (0, 1):
        field = trace.receptive_field(layer_id, axis)
        if facts.receptive_field[axis] != field:
            yield f"{layer_id}, axis {axis}: field {facts.receptive_field[axis]}, traced {field}"
        first = trace.sees(layer_id, axis, 0)
        if facts.start[axis] != (first and first[0]):
            yield f"{layer_id}, axis {axis}: start {facts.start[axis]}, traced {first}"
        jump, traced = facts.jump[axis], trace.jump(layer_id, axis)
        expected = int(traced) if traced and traced.denominator == 1 else traced and float(traced)
        if (jump, type(jump)) != (expected, type(expected)):
            yield f"{layer_id}, axis {axis}: jump {jump}, traced {traced}"


def one_unit(analysis, trace, layer_id, unit, pixels):
    found = unit_field(analysis, layer_id, *unit)
    rows, columns = (trace.sees(layer_id, axis, unit[axis]) for axis in (0, 1))
    interval = (rows[0], columns[0], rows[1], columns[1]) if rows and columns else None
    if found.interval != interval:
        yield f"{layer_id}, unit {unit}: interval {found.interval}, traced {interval}"
    box, share = None, Fraction(0)
    if pixels:
        rows, columns = zip(*pixels, strict=True)
        box = min(rows), min(columns), max(rows), max(columns)
        share = Fraction((box[2] - box[0] + 1) * (box[3] - box[1] + 1))
    if found.box != box:
        yield f"{layer_id}, unit {unit}: box {found.box}, traced {box}"
    images = [shape for name, shape in trace.shapes.items() if not trace.layers[name].inputs]
    if len(images) == 1 and found.share != float(share / (images[0][1] * images[0][2])):
        yield f"{layer_id}, unit {unit}: share {found.share}, box {box}"


def numbers(output):
    if output is None:
        return None
    return (output.features,) if isinstance(output, Flat) else (output.channels, output.height, output.width)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_networks(chunk):
    for seed in range(chunk * PER_CHUNK, (chunk + 1) * PER_CHUNK):
        random = Random(seed)
        design = random_design(random, broken=0.3 if seed % 5 == 0 else 0.0, most=20 if seed % 10 == 1 else 10)
        found = list(differences(design, random))
        assert not found, f"seed {seed}: {found}\n{dumps(design).decode()}"


@given(designs | broken_designs, st.randoms(use_true_random=False))
def test_networks_that_shrink(design, random):
    assert not list(differences(design, random)), dumps(design).decode()


def test_every_kind_is_traced():
    drawn = {layer.kind.name for seed in range(200) for layer in random_design(Random(seed))}
    assert drawn == set(KINDS)


def stack(height, width, *kinds):
    layers = [Layer("0", Input(height=height, width=width, channels=1))]
    for kind in kinds:
        layers.append(Layer(str(len(layers)), kind, (layers[-1].id,)))
    return Design(tuple(layers))


@pytest.mark.parametrize(
    ("length", "kernel", "stride", "padding", "positions"),
    [(32, 1, 2, 0, 16), (9, 4, 4, 2, 3), (5, 3, 3, 1, 2), (6, 1, 2, 0, 3), (2, 3, 3, 0, 1), (112, 3, 2, 0, 56)],
)
def test_the_oracle_counts_partial_windows_like_pytorch(length, kernel, stride, padding, positions):
    pool = MaxPool2d(kernel_size=(kernel, kernel), stride=(stride, stride), padding=(padding, padding), ceil_mode=True)
    assert Trace(stack(length, length, pool)).shapes["1"] == (1, positions, positions)


@pytest.mark.parametrize(
    ("kernel", "stride", "padding", "seen"), [(4, 2, 1, {2}), (5, 2, 2, {2, 3}), (6, 4, 1, {1, 2})]
)
def test_the_oracle_looks_at_the_phases_of_a_transposed_convolution(kernel, stride, padding, seen):
    size, step, pad = (kernel, kernel), (stride, stride), (padding, padding)
    trace = Trace(stack(8, 8, ConvTranspose2d(out_channels=1, kernel_size=size, stride=step, padding=pad)))
    fields = [trace.sees("1", 0, unit) for unit in range(8)]
    assert {hi - lo + 1 for lo, hi in fields} == seen


def test_a_border_that_an_identity_window_pads_is_not_read():
    design = stack(4, 4, ZeroPad2d(padding=(0, 1, 0, 2)))
    assert unit_field(analyse(design), "1", 4, 5).box is None
    assert unit_field(analyse(design), "1", 3, 3).box == (3, 3, 3, 3)


def test_the_weight_zero_of_an_odd_bilinear_factor_is_no_dependence():
    analysis = analyse(stack(4, 4, Upsample(scale_factor=(3, 2), mode="bilinear")))
    assert unit_field(analysis, "1", 4, 4).box == (1, 1, 1, 2)


def test_many_branches_that_look_at_different_places_keep_a_box_around_all():
    shifts = [(row, 9 - row, column, 9 - column) for row in range(10) for column in (0, 3, 9)]
    pads = [Layer(f"p{i}", ZeroPad2d(padding=pad), ("0",)) for i, pad in enumerate(shifts)]
    design = Design((*stack(6, 6).layers, *pads, Layer("sum", Add(), tuple(layer.id for layer in pads))))
    trace, analysis = Trace(design), analyse(design)
    grids, places = trace.dependence()
    for row, line in enumerate(grids["sum"]):
        for column, pixels in enumerate(line):
            seen = [at for i, at in enumerate(places) if pixels >> i & 1]
            box = unit_field(analysis, "sum", row, column).box
            assert box is not None if seen else box is None
            assert all(box[0] <= r <= box[2] and box[1] <= c <= box[3] for r, c in seen)


def test_the_input_of_a_wide_field_is_walked_without_visiting_every_pixel():
    wide = Conv2d(out_channels=1, kernel_size=(2**40, 2**40), dilation=(3, 1))
    analysis = analyse(stack(2**42, 2**41, wide, Upsample(scale_factor=(2, 2), mode="bilinear")))
    assert unit_field(analysis, "2", 0, 1).box == (0, 0, 3 * (2**40 - 1), 2**40)
