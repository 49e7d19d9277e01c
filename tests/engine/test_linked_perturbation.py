"""The framed rectangle and the touched pixels of any unit are what changing pixels one by one finds in the engine."""

import os
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import (
    KINDS,
    Activation,
    AdaptiveMaxPool2d,
    Add,
    AvgPool2d,
    Concat,
    Conv2d,
    ConvTranspose2d,
    Input,
    MaxPool2d,
    Multiply,
    Upsample,
)
from designer.core.linked import linked_field, seen_by
from designer.core.shapes import Shape
from designer.engine.forward import Engine
from designer.engine.request import Request
from designer.engine.weights import RandomWeights
from tests.strategies import random_design

EXAMPLES = 1000 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 60
MOST_PIXELS = 81
FORGETFUL = {"relu6", "sigmoid", "tanh", "hardsigmoid", "hardswish", "softmax"}
"""Activations that make one number of many: a change below them may not be seen above, though it depends on it."""


@dataclass(frozen=True)
class Positive(RandomWeights):
    """Weights that are all above zero and of one size: no change is lost on its way, and none cancels another."""

    def array(self, spec, seed, stopped, part=None):
        drawn = super().array(replace(spec, fill="normal", deviation=0.25), seed, stopped, part)
        return (0.5 + np.abs(drawn) % 1) / max(1.0, float(np.prod(spec.shape[1:])))

    def key(self, spec, seed):
        return f"positive {seed} {spec.full_name} {spec.shape}"


def remembering(design):
    """The design with activations that keep every change of a positive number."""

    def kept(layer):
        forgets = isinstance(layer.kind, Activation) and layer.kind.function in FORGETFUL
        return replace(layer, kind=Activation(function="leaky_relu")) if forgets else layer

    return Design(tuple(kept(layer) for layer in design.layers))


def changes(design, image):
    """For every layer the units that change with each pixel of an input layer: booleans (H, W, rows, columns).

    A pixel rises so far that it wins every max-pool on its way; weights and pictures are positive.
    """
    analysis, engine, found = analyse(design), Engine(), {}
    shapes = {layer.id: analysis.facts[layer.id].output for layer in design.inputs}
    numbers = np.random.default_rng(1)
    pictures = {
        name: numbers.uniform(0.5, 1, (s.channels, s.height, s.width)).astype(np.float32) for name, s in shapes.items()
    }

    def run(pictures):
        request = Request(design, analysis, pictures, seed=1, weights=Positive())
        return {result.layer: result.array for result in engine.run(request)}

    before, (_, height, width) = run(pictures), pictures[image].shape
    if not all(np.isfinite(array).all() for array in before.values()):
        reject()  # a max-pool window of padding alone gives −∞, behind which nothing is seen to change
    factors = {name for layer in design if isinstance(layer.kind, Multiply) for name in layer.inputs}
    if not all(before[name].all() for name in factors):
        reject()  # nor behind a product with the zero of a window that reads padding alone
    for row in range(height):
        for column in range(width):
            raised = pictures[image].copy()
            raised[:, row, column] *= 64
            for name, array in run({**pictures, image: raised}).items():
                changed = ~(array == before[name])
                changed = changed.any(axis=0) if changed.ndim == 3 else changed.any().reshape(1, 1)
                found.setdefault(name, np.zeros((height, width, *changed.shape), bool))[row, column] = changed
    return analysis, found


def differences(design, image, random, units=4):
    """Units whose touched pixels or frame are others than those that changing pixels finds, in words."""
    analysis, found = changes(design, image)
    for name, marks in found.items():
        for _ in range(units):
            unit = random.randrange(marks.shape[2]), random.randrange(marks.shape[3])
            rows, columns = (axis.tolist() for axis in np.nonzero(marks[:, :, unit[0], unit[1]]))
            pixels = set(zip(rows, columns, strict=True))
            frame = (min(rows), min(columns), max(rows), max(columns)) if rows else None
            field = linked_field(analysis, name, *unit).get(image)
            if (field.box if field is not None else None) != frame:
                yield f"{name} {unit}: framed {field and field.box}, changing pixels finds {frame}"
            touched = {(r, c) for r in range(marks.shape[0]) for c in range(marks.shape[1])
                       if field is not None and (r, c) in field.touched}  # fmt: skip
            if touched != pixels:
                yield f"{name} {unit}: touched {sorted(touched)}, changing pixels finds {sorted(pixels)}"
        pixel = random.randrange(marks.shape[0]), random.randrange(marks.shape[1])
        lit = seen_by(analysis, image, *pixel).get(name)
        seeing = {(r, c) for r in range(marks.shape[2]) for c in range(marks.shape[3])
                  if lit is not None and (r, c) in lit}  # fmt: skip
        expected = set(zip(*(axis.tolist() for axis in np.nonzero(marks[pixel])), strict=True))
        if seeing != expected:
            yield f"{name}: {sorted(seeing)} light up for pixel {pixel}, {sorted(expected)} change with it"


def small(design):
    shapes = [layer.kind.output(()) for layer in design.inputs]
    return all(isinstance(shape, Shape) and shape.height * shape.width <= MOST_PIXELS for shape in shapes)


def no_branches_far_apart(design):
    """More than sixteen patches become one that holds them all: then only the frame is exact."""
    return sum(len(layer.inputs) > 1 for layer in design) <= 4


random_designs = (
    st.integers(0, 2**32 - 1)
    .map(lambda seed: remembering(random_design(Random(seed), most=9)))
    .filter(small)
    .filter(no_branches_far_apart)
)


@settings(max_examples=EXAMPLES)
@given(random_designs, st.randoms(use_true_random=False))
def test_any_unit_of_any_design(design, random):
    found = list(differences(design, random.choice(design.inputs).id, random))
    assert not found, found


def stack(*kinds, size=9):
    layers = [Layer("0", Input(height=size, width=size - 1, channels=2))]
    for kind in kinds:
        layers.append(Layer(str(len(layers)), kind, (layers[-1].id,)))
    return Design(tuple(layers))


STACKS = {
    "strides and padding": stack(Conv2d(out_channels=2, stride=(2, 1), padding=(2, 0, 1, 3)), Conv2d(out_channels=2)),
    "dilation": stack(Conv2d(out_channels=2, dilation=(3, 2), padding="same"), Conv2d(out_channels=1, dilation=(2, 2))),
    "same padding": stack(Conv2d(out_channels=2, kernel_size=(4, 2), stride=(2, 2), padding="same")),
    "pools in ceil mode": stack(
        MaxPool2d(kernel_size=(3, 2), stride=(2, 3), ceil_mode=True), AvgPool2d(kernel_size=(3, 3), ceil_mode=True)
    ),
    "upsampling": stack(Upsample(scale_factor=(2, 3)), Conv2d(out_channels=1), MaxPool2d(), size=6),
    "bilinear upsampling": stack(Upsample(scale_factor=(2, 2), mode="bilinear"), Conv2d(out_channels=1), size=6),
    "transposed": stack(
        Conv2d(out_channels=2, stride=(2, 2)),
        ConvTranspose2d(out_channels=2, kernel_size=(2, 3), stride=(3, 2), dilation=(1, 2), output_padding=(1, 1)),
        Conv2d(out_channels=1, padding=(1, 1)),
    ),
    "adaptive pools": stack(AdaptiveMaxPool2d(output_size=(4, 3)), Conv2d(out_channels=1, kernel_size=(2, 2))),
    "branches": Design(
        (
            *stack(size=8).layers,
            Layer("wide", Conv2d(out_channels=2, kernel_size=(5, 3), padding=(2, 1)), ("0",)),
            Layer("pool", MaxPool2d(kernel_size=(3, 3), stride=(1, 1), padding=(1, 1)), ("0",)),
            Layer("far", Conv2d(out_channels=2, kernel_size=(3, 3), dilation=(3, 3), padding=(3, 3)), ("0",)),
            Layer("sum", Add(), ("wide", "pool")),
            Layer("both", Concat(), ("sum", "far")),
            Layer("gate", KINDS["adaptive_avg_pool2d"](), ("both",)),
            Layer("gated", Multiply(), ("both", "gate")),
            Layer("out", Conv2d(out_channels=1, stride=(2, 2)), ("both",)),
        )
    ),
}


@pytest.mark.parametrize("name", STACKS)
def test_every_sort_of_window(name):
    found = list(differences(STACKS[name], "0", Random(3), units=12))
    assert not found, found
