"""Gradients with respect to the picture: how much each pixel moves one unit, for any design.

`input_gradients` is what effective receptive fields are made of. `backward` answers for each kind of layer; it takes
maps as the world sees them, C×H×W or n numbers, and is written to be read: speed comes second here.
"""

# ruff: noqa: ARG001 (single dispatch: implementations take all arguments, also those they have no use for)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import singledispatch
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.core import kinds as k
from designer.core.shapes import Shape
from designer.engine.errors import EngineError
from designer.engine.forward import run_all
from designer.engine.kernels import gradients
from designer.engine.kernels.pointwise import erfc
from designer.engine.request import Request
from designer.engine.weights import first_convolution, specs

Numbers = NDArray[Any]
Weights = Mapping[str, Numbers]


def input_gradients(request: Request, layer: str, gradient: Numbers) -> dict[str, Numbers]:
    """For each input layer (C×H×W) the gradient of Σ gradient · output of `layer`; zeros where nothing leads there.

    `gradient` has the shape of the layer's output: one 1 among zeros asks for one unit. Raises EngineError.
    """
    facts = request.analysis.facts
    above = _above(request, layer)
    values = run_all(replace(request, wanted=tuple(above)))
    if gradient.shape != values[layer].shape:
        raise EngineError(f"the gradient must have the shape {values[layer].shape} of layer {layer}")
    pending: dict[str, Numbers] = {layer: gradient}
    edges = first_convolution(request.analysis) if request.weights.edge_filters else None
    for name in reversed(above):
        kind = request.design[name].kind
        if name not in pending or isinstance(kind, k.Input):
            continue
        inputs = [values[source] for source in request.design[name].inputs]
        weights = {
            spec.name: request.weights.array(spec, request.seed, lambda: False)
            for spec in specs(facts[name], name == edges)
        }
        parts = backward(kind, inputs, values[name], pending.pop(name), weights)
        for source, part in zip(request.design[name].inputs, parts, strict=True):
            pending[source] = pending[source] + part if source in pending else part
    return {source.id: pending.get(source.id, np.zeros(_size(source.kind))) for source in request.design.inputs}


def _size(kind: k.Kind) -> tuple[int, int, int]:
    shape = kind.output(())
    assert isinstance(shape, Shape)
    return shape.channels, shape.height, shape.width


def _above(request: Request, layer: str) -> list[str]:
    """The layer and all it depends on, in list order."""
    found, waiting = set(), [layer]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += request.design[name].inputs
    return sorted(found, key=request.design.index)


def _shape(x: Numbers) -> Shape:
    return Shape(*x.shape)


@singledispatch
def backward(kind: k.Kind, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights) -> list[Numbers]:
    """The gradient of each input of a layer, from the gradient of its output."""
    raise NotImplementedError(kind.name)


@backward.register
def _(kind: k.Conv2d, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights) -> list[Numbers]:
    pads = kind.pads(_shape(inputs[0]))
    return [
        gradients.convolution(inputs[0].shape, weights["weight"], grad, kind.stride, pads, kind.dilation, kind.groups)
    ]


@backward.register
def _(
    kind: k.ConvTranspose2d, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights
) -> list[Numbers]:
    return [
        gradients.transposed(
            inputs[0].shape, weights["weight"], grad, kind.stride, kind.pads(), kind.dilation, kind.groups
        )
    ]


@backward.register
def _(kind: k.MaxPool2d, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights) -> list[Numbers]:
    pads = kind.pads(_shape(inputs[0]))
    return [gradients.max_pool(inputs[0], output, grad, kind.kernel_size, kind.strides, pads, kind.dilation)]


@backward.register
def _(kind: k.AvgPool2d, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights) -> list[Numbers]:
    pads = kind.pads(_shape(inputs[0]))
    return [gradients.avg_pool(inputs[0].shape, grad, kind.kernel_size, kind.strides, pads, kind.count_include_pad)]


@backward.register
def _(
    kind: k.AdaptiveAvgPool2d, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights
) -> list[Numbers]:
    return [gradients.adaptive_pool(inputs[0], output, grad, True)]


@backward.register
def _(
    kind: k.AdaptiveMaxPool2d, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights
) -> list[Numbers]:
    return [gradients.adaptive_pool(inputs[0], output, grad, False)]


@backward.register
def _(kind: k.BatchNorm2d, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights) -> list[Numbers]:
    scale = 1 / np.sqrt(weights["running_var"].astype(np.float64) + kind.eps)
    return [grad * (scale * weights["weight"] if kind.affine else scale)[:, None, None]]


@backward.register
def _(
    kind: k.LocalResponseNorm, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights
) -> list[Numbers]:
    return [gradients.local_response_norm(inputs[0], grad, kind.size, kind.alpha, kind.beta, kind.k)]


@backward.register
def _(kind: k.Activation, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights) -> list[Numbers]:
    if kind.function == "softmax":
        return [output * (grad - (grad * output).sum(axis=0))]
    return [grad * slope(kind.function, kind.negative_slope, inputs[0], output)]


def slope(function: str, negative_slope: float, x: Numbers, y: Numbers) -> Numbers:
    """The derivative of an activation at x, where it is y; at a kink PyTorch's choice."""
    if function == "gelu":
        area: Numbers = 0.5 * erfc(x * -(0.5**0.5)) + x * np.exp(-x * x / 2) / np.sqrt(2 * np.pi)
        return area
    if function == "silu":
        gate: Numbers = 1 / (1 + np.exp(-np.clip(x, -80, 80)))
        return np.asarray(gate * (1 + x * (1 - gate)))
    between = (x > -3) & (x < 3)
    found: dict[str, Numbers] = {
        "relu": x > 0,
        "relu6": (x > 0) & (x < 6),
        "leaky_relu": np.where(x > 0, 1, negative_slope),
        "elu": np.where(x > 0, 1, y + 1),
        "sigmoid": y * (1 - y),
        "tanh": 1 - y * y,
        "hardsigmoid": between / 6,
        "hardswish": np.where(between, (2 * x + 3) / 6, x >= 3),
    }
    return found[function]


@backward.register
def _(kind: k.Dropout, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights) -> list[Numbers]:
    return [grad]


@backward.register
def _(kind: k.Flatten, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights) -> list[Numbers]:
    return [grad.reshape(inputs[0].shape)]


@backward.register
def _(kind: k.Linear, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights) -> list[Numbers]:
    return [(grad @ weights["weight"]).reshape(inputs[0].shape)]


@backward.register
def _(kind: k.Add, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights) -> list[Numbers]:
    return [grad for _ in inputs]


@backward.register
def _(kind: k.Multiply, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights) -> list[Numbers]:
    parts = []
    for number, x in enumerate(inputs):
        part = grad
        for other in inputs[:number] + inputs[number + 1 :]:
            part = part * other
        parts.append(part if part.shape == x.shape else part.sum(axis=(1, 2), keepdims=True))
    return parts


@backward.register
def _(kind: k.Concat, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights) -> list[Numbers]:
    return np.split(grad, np.cumsum([x.shape[0] for x in inputs])[:-1])


@backward.register
def _(kind: k.Upsample, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights) -> list[Numbers]:
    resize = gradients.nearest if kind.mode == "nearest" else gradients.bilinear
    return [resize(inputs[0].shape, grad)]


@backward.register
def _(kind: k.ZeroPad2d, inputs: list[Numbers], output: Numbers, grad: Numbers, weights: Weights) -> list[Numbers]:
    top, _, left, _ = kind.pads()
    return [grad[:, top : top + inputs[0].shape[1], left : left + inputs[0].shape[2]]]
