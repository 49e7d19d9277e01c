"""Linked fields and the units that see a pixel, against a walk over every unit and against pixels really changed."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.dependence import unit_field
from designer.core.fileformat import dumps
from designer.core.linked import linked_field, seen_by
from designer.core.shapes import Shape
from tests.core.linked_kit import bits, grids_from, reach_from, size_of, units_in
from tests.core.trace import Trace
from tests.engine.cases import numpy_shape, weights_for
from tests.engine.reference import reference
from tests.strategies import designs, random_design

LINEAR = {
    "input", "conv2d", "conv_transpose2d", "avg_pool2d", "adaptive_avg_pool2d", "batch_norm2d", "dropout", "flatten",
    "linear", "add", "concat", "upsample", "zero_pad2d",
}  # fmt: skip


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
