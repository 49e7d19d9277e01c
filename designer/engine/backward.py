"""The way back through each kind of layer: the gradient of its inputs from the gradient of its output.

It takes maps as the world sees them, C×H×W or n numbers, and is written to be read.
"""

# ruff: noqa: ARG001 (single dispatch: implementations take all arguments, also those they have no use for)

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.core import kinds as k
from designer.core.shapes import Shape
from designer.engine.kernels import gradients
from designer.engine.kernels.pointwise import erfc

Numbers = NDArray[Any]
Weights = Mapping[str, Numbers]


@dataclass(frozen=True, eq=False)
class Pass:
    """What the way back through one layer starts from."""

    inputs: list[Numbers]
    output: Numbers
    grad: Numbers
    """The gradient of its output."""
    weights: Weights
    pause: Callable[[], None] = lambda: None
    """Called often within large layers: it may raise Stopped."""


def _shape(x: Numbers) -> Shape:
    return Shape(*x.shape)


@singledispatch
def backward(kind: k.Kind, at: Pass) -> list[Numbers]:
    """The gradient of each input of a layer, from the gradient of its output."""
    raise NotImplementedError(kind.name)


@backward.register
def _(kind: k.Conv2d, at: Pass) -> list[Numbers]:
    pads = kind.pads(_shape(at.inputs[0]))
    return [
        gradients.convolution(
            at.inputs[0].shape, at.weights["weight"], at.grad, kind.stride, pads, kind.dilation, kind.groups, at.pause
        )
    ]


@backward.register
def _(kind: k.ConvTranspose2d, at: Pass) -> list[Numbers]:
    return [
        gradients.transposed(
            at.inputs[0].shape,
            at.weights["weight"],
            at.grad,
            kind.stride,
            kind.pads(),
            kind.dilation,
            kind.groups,
            at.pause,
        )
    ]


@backward.register
def _(kind: k.MaxPool2d, at: Pass) -> list[Numbers]:
    pads = kind.pads(_shape(at.inputs[0]))
    return [
        gradients.max_pool(
            at.inputs[0], at.output, at.grad, kind.kernel_size, kind.strides, pads, kind.dilation, at.pause
        )
    ]


@backward.register
def _(kind: k.AvgPool2d, at: Pass) -> list[Numbers]:
    pads = kind.pads(_shape(at.inputs[0]))
    return [
        gradients.avg_pool(at.inputs[0].shape, at.grad, kind.kernel_size, kind.strides, pads, kind.count_include_pad)
    ]


@backward.register
def _(kind: k.AdaptiveAvgPool2d, at: Pass) -> list[Numbers]:
    return [gradients.adaptive_pool(at.inputs[0], at.output, at.grad, True)]


@backward.register
def _(kind: k.AdaptiveMaxPool2d, at: Pass) -> list[Numbers]:
    return [gradients.adaptive_pool(at.inputs[0], at.output, at.grad, False)]


@backward.register
def _(kind: k.BatchNorm2d, at: Pass) -> list[Numbers]:
    scale = 1 / np.sqrt(at.weights["running_var"].astype(np.float64) + kind.eps)
    return [at.grad * (scale * at.weights["weight"] if kind.affine else scale)[:, None, None]]


@backward.register
def _(kind: k.LocalResponseNorm, at: Pass) -> list[Numbers]:
    return [gradients.local_response_norm(at.inputs[0], at.grad, kind.size, kind.alpha, kind.beta, kind.k)]


@backward.register
def _(kind: k.Activation, at: Pass) -> list[Numbers]:
    if kind.function == "softmax":
        return [at.output * (at.grad - (at.grad * at.output).sum(axis=0))]
    result = np.empty_like(at.grad)
    for part in range(len(result)) if result.ndim == 3 else (slice(None),):  # map by map: it stays in the cache
        at.pause()
        found = slope(kind.function, kind.negative_slope, at.inputs[0][part], at.output[part])
        np.multiply(at.grad[part], found, out=result[part])
    return [result]


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
def _(kind: k.Dropout, at: Pass) -> list[Numbers]:
    return [at.grad]


@backward.register
def _(kind: k.Flatten, at: Pass) -> list[Numbers]:
    return [at.grad.reshape(at.inputs[0].shape)]


@backward.register
def _(kind: k.Linear, at: Pass) -> list[Numbers]:
    return [gradients.linear(at.weights["weight"], at.grad, at.pause).reshape(at.inputs[0].shape)]


@backward.register
def _(kind: k.Add, at: Pass) -> list[Numbers]:
    return [at.grad for _ in at.inputs]


@backward.register
def _(kind: k.Multiply, at: Pass) -> list[Numbers]:
    parts = []
    for number, x in enumerate(at.inputs):
        part = at.grad
        for other in at.inputs[:number] + at.inputs[number + 1 :]:
            part = part * other
        parts.append(part if part.shape == x.shape else part.sum(axis=(1, 2), keepdims=True))
    return parts


@backward.register
def _(kind: k.Concat, at: Pass) -> list[Numbers]:
    return np.split(at.grad, np.cumsum([x.shape[0] for x in at.inputs])[:-1])


@backward.register
def _(kind: k.Upsample, at: Pass) -> list[Numbers]:
    resize = gradients.nearest if kind.mode == "nearest" else gradients.bilinear
    return [resize(at.inputs[0].shape, at.grad)]


@backward.register
def _(kind: k.ZeroPad2d, at: Pass) -> list[Numbers]:
    top, _, left, _ = kind.pads()
    return [at.grad[:, top : top + at.inputs[0].shape[1], left : left + at.inputs[0].shape[2]]]
