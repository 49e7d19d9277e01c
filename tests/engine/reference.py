"""Every kind of layer written down as its definition: plain loops over C×H×W arrays in float64. Slow on purpose."""

import math
from functools import singledispatch

import numpy as np

from designer.core import kinds as k
from designer.core.shapes import Flat, Shape
from tests.engine.reference_functions import function


def shape_of(array):
    return Shape(*array.shape) if array.ndim == 3 else Flat(array.size)


def reference(kind, inputs, arrays=None):
    """The output of one layer; `inputs` are C×H×W or flat arrays, `arrays` its weights by name."""
    inputs = [np.asarray(x, np.float64) for x in inputs]
    arrays = {name: np.asarray(array, np.float64) for name, array in (arrays or {}).items()}
    output = kind.output(tuple(shape_of(x) for x in inputs))
    with np.errstate(all="ignore"):
        return compute(kind, inputs, arrays, output)


def positions(output):
    return ((c, i, j) for c in range(output.channels) for i in range(output.height) for j in range(output.width))


def padded(x, c, i, j, value=0.0):
    inside = 0 <= i < x.shape[1] and 0 <= j < x.shape[2]
    return x[c, i, j] if inside else value


@singledispatch
def compute(kind, inputs, arrays, output):
    raise NotImplementedError(kind)


@compute.register
def _(kind: k.Conv2d, inputs, arrays, output):
    (x,), weight = inputs, arrays["weight"]
    top, _, left, _ = kind.pads(shape_of(x))
    per_group, out_per_group = x.shape[0] // kind.groups, kind.out_channels // kind.groups
    y = np.zeros((output.channels, output.height, output.width))
    for o, i, j in positions(output):
        total = arrays["bias"][o] if kind.bias else 0.0
        for c in range(per_group):
            for p in range(kind.kernel_size[0]):
                for q in range(kind.kernel_size[1]):
                    row = i * kind.stride[0] - top + p * kind.dilation[0]
                    column = j * kind.stride[1] - left + q * kind.dilation[1]
                    total += weight[o, c, p, q] * padded(x, o // out_per_group * per_group + c, row, column)
        y[o, i, j] = total
    return y


@compute.register
def _(kind: k.ConvTranspose2d, inputs, arrays, output):
    (x,), weight = inputs, arrays["weight"]
    top, _, left, _ = kind.pads()
    per_group, out_per_group = x.shape[0] // kind.groups, kind.out_channels // kind.groups
    y = np.zeros((output.channels, output.height, output.width))
    if kind.bias:
        y += arrays["bias"][:, None, None]
    for c in range(x.shape[0]):
        for i in range(x.shape[1]):
            for j in range(x.shape[2]):
                for o in range(out_per_group):
                    for p in range(kind.kernel_size[0]):
                        for q in range(kind.kernel_size[1]):
                            row = i * kind.stride[0] - top + p * kind.dilation[0]
                            column = j * kind.stride[1] - left + q * kind.dilation[1]
                            if 0 <= row < output.height and 0 <= column < output.width:
                                target = c // per_group * out_per_group + o
                                y[target, row, column] += weight[c, o, p, q] * x[c, i, j]
    return y


@compute.register
def _(kind: k.MaxPool2d, inputs, arrays, output):
    (x,) = inputs
    top, _, left, _ = kind.pads(shape_of(x))
    y = np.zeros((output.channels, output.height, output.width))
    for c, i, j in positions(output):
        y[c, i, j] = np.max(
            [
                padded(
                    x,
                    c,
                    i * kind.strides[0] - top + p * kind.dilation[0],
                    j * kind.strides[1] - left + q * kind.dilation[1],
                    -np.inf,
                )
                for p in range(kind.kernel_size[0])
                for q in range(kind.kernel_size[1])
            ]
        )
    return y


@compute.register
def _(kind: k.AvgPool2d, inputs, arrays, output):
    (x,) = inputs
    top, bottom, left, right = kind.pads(shape_of(x))
    y = np.zeros((output.channels, output.height, output.width))
    for c, i, j in positions(output):
        total = size = 0.0
        for p in range(kind.kernel_size[0]):
            for q in range(kind.kernel_size[1]):
                row, column = i * kind.strides[0] - top + p, j * kind.strides[1] - left + q
                inside = 0 <= row < x.shape[1] and 0 <= column < x.shape[2]
                beyond = row >= x.shape[1] + bottom or column >= x.shape[2] + right
                if inside:
                    total += x[c, row, column]
                if inside or (kind.count_include_pad and not beyond):
                    size += 1
        y[c, i, j] = total / size if size else 0.0
    return y


def adaptive(x, output, reduce):
    y = np.zeros((output.channels, output.height, output.width))
    for c, i, j in positions(output):
        rows = slice(math.floor(i * x.shape[1] / output.height), math.ceil((i + 1) * x.shape[1] / output.height))
        columns = slice(math.floor(j * x.shape[2] / output.width), math.ceil((j + 1) * x.shape[2] / output.width))
        y[c, i, j] = reduce(x[c, rows, columns])
    return y


@compute.register
def _(kind: k.AdaptiveAvgPool2d, inputs, arrays, output):
    return adaptive(inputs[0], output, np.mean)


@compute.register
def _(kind: k.AdaptiveMaxPool2d, inputs, arrays, output):
    return adaptive(inputs[0], output, np.max)


@compute.register
def _(kind: k.BatchNorm2d, inputs, arrays, output):
    (x,) = inputs
    y = np.zeros_like(x)
    for c, i, j in positions(output):
        y[c, i, j] = (x[c, i, j] - arrays["running_mean"][c]) / math.sqrt(arrays["running_var"][c] + kind.eps)
        if kind.affine:
            y[c, i, j] = y[c, i, j] * arrays["weight"][c] + arrays["bias"][c]
    return y


@compute.register
def _(kind: k.LocalResponseNorm, inputs, arrays, output):
    (x,) = inputs
    y = np.zeros_like(x)
    for c, i, j in positions(output):
        near = range(max(0, c - kind.size // 2), min(x.shape[0], c + (kind.size - 1) // 2 + 1))
        squares = sum(x[n, i, j] ** 2 for n in near)
        y[c, i, j] = x[c, i, j] / np.power(kind.k + kind.alpha / kind.size * squares, kind.beta)
    return y


@compute.register
def _(kind: k.Activation, inputs, arrays, output):
    (x,) = inputs
    if kind.function == "softmax":
        shifted = np.exp(x - x.max(axis=0))
        return shifted / shifted.sum(axis=0)
    apply = function(kind.function, kind.negative_slope)
    return np.array([apply(float(v)) for v in x.flat]).reshape(x.shape)


@compute.register
def _(kind: k.Dropout, inputs, arrays, output):
    return inputs[0]


@compute.register
def _(kind: k.Flatten, inputs, arrays, output):
    return np.array([float(v) for v in inputs[0].flat])


@compute.register
def _(kind: k.Linear, inputs, arrays, output):
    x = inputs[0].reshape(-1)
    bias = arrays["bias"] if kind.bias else np.zeros(kind.out_features)
    return np.array(
        [bias[o] + sum(arrays["weight"][o, n] * x[n] for n in range(x.size)) for o in range(kind.out_features)]
    )


@compute.register
def _(kind: k.Add, inputs, arrays, output):
    return sum(inputs[1:], inputs[0])


@compute.register
def _(kind: k.Multiply, inputs, arrays, output):
    y = np.ones(inputs[0].shape if isinstance(output, Flat) else (output.channels, output.height, output.width))
    for x in inputs:
        y = y * x
    return y


@compute.register
def _(kind: k.Concat, inputs, arrays, output):
    return np.concatenate(inputs)


@compute.register
def _(kind: k.Upsample, inputs, arrays, output):
    (x,) = inputs
    y = np.zeros((output.channels, output.height, output.width))
    for c, i, j in positions(output):
        if kind.mode == "nearest":
            y[c, i, j] = x[c, i // kind.scale_factor[0], j // kind.scale_factor[1]]
        else:
            row = max(0.0, (i + 0.5) / kind.scale_factor[0] - 0.5)
            column = max(0.0, (j + 0.5) / kind.scale_factor[1] - 0.5)
            above, left = int(row), int(column)
            below, right = min(above + 1, x.shape[1] - 1), min(left + 1, x.shape[2] - 1)
            for near, down in ((above, 1 - (row - above)), (below, row - above)):
                for beside, across in ((left, 1 - (column - left)), (right, column - left)):
                    if down and across:  # what weighs nothing does not count, be it infinite
                        y[c, i, j] += down * across * x[c, near, beside]
    return y


@compute.register
def _(kind: k.ZeroPad2d, inputs, arrays, output):
    (x,) = inputs
    top, _, left, _ = kind.pads()
    y = np.zeros((output.channels, output.height, output.width))
    for c, i, j in positions(output):
        y[c, i, j] = padded(x, c, i - top, j - left)
    return y
