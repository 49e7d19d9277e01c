"""Gradients with respect to the input of layers that slide windows: arrays C×H×W, one pass a tap.

Each takes what the forward definition took and the gradient of the output, and gives the gradient of the input. The
adjoint of a convolution is a transposed convolution with the same weights, and the other way round.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.engine.kernels.pooling import adaptive_windows, window_sizes
from designer.engine.kernels.resize import neighbours

Numbers = NDArray[Any]
Pair = tuple[int, int]
Pads = tuple[int, int, int, int]
Pause = Callable[[], None]
"""Called between the taps of a large layer: it may raise Stopped."""

AT_ONCE = 1 << 21
"""Weights of a linear layer that are read between two pauses: some milliseconds."""


def rest() -> None:
    """Nothing stops what is under way."""


def _tap(p: int, q: int, count: Pair, stride: Pair, dilation: Pair) -> tuple[slice, slice, slice]:
    """What tap (p, q) of every window reads, in the padded input."""
    top, left = p * dilation[0], q * dilation[1]
    return (
        slice(None),
        slice(top, top + (count[0] - 1) * stride[0] + 1, stride[0]),
        slice(left, left + (count[1] - 1) * stride[1] + 1, stride[1]),
    )


def _padded_zeros(shape: tuple[int, ...], pads: Pads, reach: Pair, dtype: Any) -> Numbers:
    """Zeros for an input with its padding, at least as large as all windows reach."""
    height = max(shape[1] + pads[0] + pads[1], reach[0])
    return np.zeros((shape[0], height, max(shape[2] + pads[2] + pads[3], reach[1])), dtype)


def _inside(padded: Numbers, shape: tuple[int, ...], pads: Pads) -> Numbers:
    return padded[:, pads[0] : pads[0] + shape[1], pads[2] : pads[2] + shape[2]]


def _reach(count: Pair, kernel: Pair, stride: Pair, dilation: Pair) -> Pair:
    down, across = ((n - 1) * s + (k - 1) * d + 1 for n, k, s, d in zip(count, kernel, stride, dilation, strict=True))
    return down, across


def convolution(
    shape: tuple[int, ...],
    weight: Numbers,
    grad: Numbers,
    stride: Pair,
    pads: Pads,
    dilation: Pair,
    groups: int,
    pause: Pause = rest,
) -> Numbers:
    """dx[c, i·s − p + k·d] += Σₒ w[o, c, k] · dy[o, i]; shape of x, weight (O, C/groups, kh, kw), grad (O, H', W').

    Only the box of units whose gradient is not zero is looked at: of one unit that is its field.
    """
    whole: Pair = grad.shape[1:]
    kernel: Pair = weight.shape[2:]
    padded = _padded_zeros(shape, pads, _reach(whole, kernel, stride, dilation), grad.dtype)
    rows, columns = _busy(grad)
    some = grad[:, rows, columns]
    corner = rows.start * stride[0], columns.start * stride[1]
    count: Pair = some.shape[1:]
    moved = padded[:, corner[0] :, corner[1] :]
    parts = zip(np.split(moved, groups), np.split(weight, groups), np.split(some, groups), strict=True)
    for target, part, source in parts if some.size else ():
        flat = source.reshape(len(source), -1)
        taps = np.ascontiguousarray(part.transpose(2, 3, 1, 0))
        for p in range(kernel[0]):
            for q in range(kernel[1]):
                pause()
                target[_tap(p, q, count, stride, dilation)] += (taps[p, q] @ flat).reshape(len(target), *count)
    return _inside(padded, shape, pads)


def _busy(grad: Numbers) -> tuple[slice, slice]:
    """Rows and columns of the smallest box with all units that are not zero."""
    ends = [np.flatnonzero(grad.any(axis=axes)) for axes in ((0, 2), (0, 1))]
    rows, columns = (slice(int(at[0]), int(at[-1]) + 1) if len(at) else slice(0, 0) for at in ends)
    return rows, columns


def transposed(
    shape: tuple[int, ...],
    weight: Numbers,
    grad: Numbers,
    stride: Pair,
    pads: Pads,
    dilation: Pair,
    groups: int,
    pause: Pause = rest,
) -> Numbers:
    """dx[c, i] = Σₒₖ w[c, o, k] · dy[o, i·s − p + k·d]; weight (C, O/groups, kh, kw), grad (O, H', W')."""
    count: Pair = shape[1:]  # type: ignore[assignment]  # the shape of a map has three numbers
    kernel: Pair = weight.shape[2:]
    padded = _padded_zeros(grad.shape, pads, _reach(count, kernel, stride, dilation), grad.dtype)
    _inside(padded, grad.shape, pads)[:] = grad
    result = np.zeros(shape, grad.dtype)
    parts = zip(np.split(result, groups), np.split(weight, groups), np.split(padded, groups), strict=True)
    for target, part, source in parts:
        for p in range(kernel[0]):
            for q in range(kernel[1]):
                pause()
                target += np.tensordot(part[:, :, p, q], source[_tap(p, q, count, stride, dilation)], 1)
    return result


def linear(weight: Numbers, grad: Numbers, pause: Pause = rest) -> Numbers:
    """dx = dy · W, some features at a time: weights (out, in) may be larger than everything else together."""
    total = np.zeros(weight.shape[1], np.result_type(weight, grad))
    features = np.flatnonzero(grad)
    step = max(1, AT_ONCE // weight.shape[1])
    for first in range(0, len(features), step):
        pause()
        some = features[first : first + step]
        whole = len(some) == some[-1] - some[0] + 1
        total += grad[some] @ (weight[some[0] : some[-1] + 1] if whole else weight[some])
    return total


def max_pool(
    x: Numbers, y: Numbers, grad: Numbers, kernel: Pair, stride: Pair, pads: Pads, dilation: Pair, pause: Pause = rest
) -> Numbers:
    """The gradient goes to the first largest unit of each window, row by row, as in PyTorch; NaN counts as largest.

    x (C, H, W), its maxima y and their gradient (C, H', W').
    """
    count: Pair = grad.shape[1:]
    reach = _reach(count, kernel, stride, dilation)
    padded = _padded_zeros(x.shape, pads, reach, grad.dtype)
    values = np.full_like(padded, -np.inf)
    _inside(values, x.shape, pads)[:] = x
    open_windows = np.ones(grad.shape, bool)
    for p in range(kernel[0]):
        for q in range(kernel[1]):
            pause()
            place = _tap(p, q, count, stride, dilation)
            hit = open_windows & ((values[place] == y) | np.isnan(values[place]))
            padded[place] += np.where(hit, grad, 0)
            open_windows &= ~hit
    return _inside(padded, x.shape, pads)


def avg_pool(
    shape: tuple[int, ...], grad: Numbers, kernel: Pair, stride: Pair, pads: Pads, include_pad: bool
) -> Numbers:
    """dx[c, i·s − p + k] += dy[c, i] / size of window i; shape of x, grad (C, H', W'), sizes as in the forward."""
    count: Pair = grad.shape[1:]
    down = window_sizes(count[0], shape[1], kernel[0], stride[0], pads[:2], include_pad)
    across = window_sizes(count[1], shape[2], kernel[1], stride[1], pads[2:], include_pad)
    part = grad / np.maximum(np.outer(down, across), 1)
    padded = _padded_zeros(shape, pads, _reach(count, kernel, stride, (1, 1)), grad.dtype)
    for p in range(kernel[0]):
        for q in range(kernel[1]):
            padded[_tap(p, q, count, stride, (1, 1))] += part
    return _inside(padded, shape, pads)


def adaptive_pool(x: Numbers, y: Numbers, grad: Numbers, average: bool) -> Numbers:
    """As the pools above, over adaptive windows; y and grad (C, H', W')."""
    result = np.zeros(x.shape, grad.dtype)
    for i, (top, bottom) in enumerate(adaptive_windows(y.shape[1], x.shape[1])):
        for j, (left, right) in enumerate(adaptive_windows(y.shape[2], x.shape[2])):
            if average:
                size = (bottom - top) * (right - left)
                result[:, top:bottom, left:right] += grad[:, i, j, None, None] / size
            else:
                flat = x[:, top:bottom, left:right].reshape(x.shape[0], -1)
                rows, columns = np.divmod(flat.argmax(axis=1), right - left)
                np.add.at(result, (np.arange(x.shape[0]), top + rows, left + columns), grad[:, i, j])
    return result


def local_response_norm(x: Numbers, grad: Numbers, size: int, alpha: float, beta: float, k: float) -> Numbers:
    """dx = dy·u⁻ᵝ − 2αβ/n · x · Σ dy·x·u⁻ᵝ⁻¹ over the channels whose window holds this one; all (C, H, W).

    u = k + α/n · Σ x² as in the forward.
    """
    before, after = size // 2, (size - 1) // 2
    u = k + alpha / size * _near(x * x, before, after)
    back = _near(grad * x * u ** (-beta - 1), after, before)
    result: Numbers = grad * u**-beta - 2 * alpha * beta / size * x * back
    return result


def _near(values: Numbers, before: int, after: int) -> Numbers:
    """For each channel the sum over channels from `before` ahead of it to `after` behind it."""
    channels = values.shape[0]
    total = np.zeros_like(values)
    for shift in range(-min(before, channels - 1), min(after, channels - 1) + 1):
        low, high = max(0, -shift), min(channels, channels - shift)
        total[low:high] += values[low + shift : high + shift]
    return total


def nearest(shape: tuple[int, ...], grad: Numbers) -> Numbers:
    """dx[c, i, j] = Σ dy over the rectangle that repeats the pixel; shape of x, grad (C, H·a, W·b)."""
    down, across = grad.shape[1] // shape[1], grad.shape[2] // shape[2]
    result: Numbers = grad.reshape(shape[0], shape[1], down, shape[2], across).sum(axis=(2, 4))
    return result


def bilinear(shape: tuple[int, ...], grad: Numbers) -> Numbers:
    """dx[c] = Dᵀ · dy[c] · A: D (H', H) and A (W', W) are the matrices that resize rows and columns."""
    down, across = _blend(grad.shape[1], shape[1]), _blend(grad.shape[2], shape[2])
    result: Numbers = down.T @ grad @ across
    return result


def _blend(count: int, size: int) -> NDArray[np.float64]:
    """The matrix (count, size) that resizes an axis."""
    lower, upper, weight = neighbours(count, size)
    matrix = np.zeros((count, size))
    np.add.at(matrix, (np.arange(count), lower), 1 - weight.astype(np.float64))
    np.add.at(matrix, (np.arange(count), upper), weight)
    return matrix
