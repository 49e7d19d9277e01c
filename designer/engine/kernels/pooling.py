"""Max and average pools over windows, and adaptive pools.

Padding is never stored: each tap is applied where it lies inside the map, which for a maximum is the same as padding
with −∞ and for a sum the same as padding with 0. Rows first, then columns: k + k passes instead of k·k.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from designer.engine.kernels.blocks import (
    Block,
    Blocks,
    Call,
    FloatArray,
    Pair,
    Rows,
    Scratch,
    cuts,
    in_turn,
    longest,
    rows_per_block,
)
from designer.engine.kernels.joins import copy

Tap = tuple[int, int, int]  # outputs first…last − 1 exist for this tap, and `first` reads input `start`


def taps_inside(count: int, size: int, kernel: int, stride: int, dilation: int, lead: int) -> list[Tap]:
    """For each tap of a window the outputs (of `count`) whose tap lies inside an axis of `size` units."""
    inside = {k for index in range(count) for k in _taps_of(index * stride - lead, size, kernel, dilation)}
    taps = []
    for k in sorted(inside):
        shift = k * dilation - lead
        first = max(0, -(shift // stride))
        taps.append((first, min(count, (size - 1 - shift) // stride + 1), first * stride + shift))
    return taps


def _taps_of(start: int, size: int, kernel: int, dilation: int) -> range:
    """The taps of a window starting at `start` that lie inside an axis: few, however large the kernel."""
    return range(max(0, -(start // dilation)), min(kernel, (size - 1 - start) // dilation + 1))


def _passes(
    reduce: np.ufunc, source: FloatArray, target: FloatArray, taps: list[Tap], outputs: Rows, stride: int, empty: float
) -> list[Call]:
    """Calls that reduce taps of axis 0 of `source` into `target`, which holds outputs `outputs`."""
    begin, end = outputs
    pairs = []
    for first, last, start in taps:
        low, high = max(first, begin), min(last, end)
        if low < high:
            at = start + (low - first) * stride
            pairs.append((target[low - begin : high - begin], source[at : at + (high - low - 1) * stride + 1 : stride]))
    whole = [view for place, view in pairs if place.shape == target.shape]
    if len(whole) == len(pairs) > 1:
        calls: list[Call] = [partial(reduce, whole[0], whole[1], out=target)]
        return calls + [partial(reduce, target, view, out=target) for view in whole[2:]]
    if len(whole) == len(pairs) == 1:
        return [partial(np.copyto, target, whole[0])]
    return [partial(target.fill, empty), *(partial(reduce, place, view, out=place) for place, view in pairs)]


def _pool(
    reduce: np.ufunc,
    empty: float,
    x: FloatArray,
    out: FloatArray,
    rows: Rows,
    kernel: Pair,
    stride: Pair,
    dilation: Pair,
    lead: Pair,
    scratch: Scratch,
    divisor: FloatArray | None,
) -> Blocks:
    """y[i, j] = the reduction of the window of x (H, W, C) by a ufunc that leaves `empty` as it is, then / divisor.

    `lead` units stand before each axis; `divisor` (H', W', 1) or None; out (H', W', C).
    """
    height, width, channels = x.shape
    parts = cuts(rows, rows_per_block(width * channels * 4, 1 << 18))
    if not parts:
        return []
    (reduced,) = scratch.take((longest(parts), width, channels))
    down = taps_inside(out.shape[0], height, kernel[0], stride[0], dilation[0], lead[0])
    across = taps_inside(out.shape[1], width, kernel[1], stride[1], dilation[1], lead[1])
    blocks = []
    for first, last in parts:
        half, final = reduced[: last - first], out[first:last]
        calls = _passes(reduce, x, half, down, (first, last), stride[0], empty)
        calls += _passes(reduce, half.swapaxes(0, 1), final.swapaxes(0, 1), across, (0, out.shape[1]), stride[1], empty)
        if divisor is not None:
            calls.append(partial(np.divide, final, divisor[first:last], final))
        blocks.append(in_turn(calls))
    return blocks


def max_pool(
    x: FloatArray, out: FloatArray, rows: Rows, kernel: Pair, stride: Pair, dilation: Pair, lead: Pair, scratch: Scratch
) -> Blocks:
    """y[i, j] = max over the window of x (H, W, C), `lead` units of −∞ standing before each axis; out (H', W', C)."""
    return _pool(np.maximum, -np.inf, x, out, rows, kernel, stride, dilation, lead, scratch, None)


def window_sizes(count: int, size: int, kernel: int, stride: int, pads: Pair, include_pad: bool) -> list[int]:
    """By how many units each window of an axis is divided, as PyTorch's AvgPool2d counts them.

    With `include_pad` a window counts its padding, but not what `ceil_mode` lets it reach beyond that.
    """
    sizes = []
    for index in range(count):
        start = index * stride - pads[0]
        end = min(start + kernel, size + pads[1])
        sizes.append(end - start if include_pad else max(0, min(end, size) - max(start, 0)))
    return sizes


def avg_pool(
    x: FloatArray,
    out: FloatArray,
    rows: Rows,
    kernel: Pair,
    stride: Pair,
    pads: tuple[int, int, int, int],
    include_pad: bool,
    scratch: Scratch,
) -> Blocks:
    """y[i, j] = sum over the window of x (H, W, C) / its size; pads (top, bottom, left, right); out (H', W', C)."""
    down = window_sizes(out.shape[0], x.shape[0], kernel[0], stride[0], pads[:2], include_pad)
    across = window_sizes(out.shape[1], x.shape[1], kernel[1], stride[1], pads[2:], include_pad)
    divisor = np.maximum(np.outer(np.array(down, float), np.array(across, float)), 1).astype(np.float32)[:, :, None]
    return _pool(np.add, 0.0, x, out, rows, kernel, stride, (1, 1), (pads[0], pads[2]), scratch, divisor)


def adaptive_window(index: int, count: int, size: int) -> Rows:
    """PyTorch's adaptive window: ⌊i·n/m⌋ … ⌈(i + 1)·n/m⌉ for output i of m on an axis of n."""
    return index * size // count, -(-(index + 1) * size // count)


def adaptive_windows(count: int, size: int) -> list[Rows]:
    """The windows of all outputs of an axis."""
    return [adaptive_window(index, count, size) for index in range(count)]


def adaptive_pool(x: FloatArray, out: FloatArray, rows: Rows, average: bool, scratch: Scratch) -> Blocks:
    """y[i, j] = mean or maximum of x (H, W, C) over `adaptive_window` i down and j across; out (H', W', C)."""
    if x.shape == out.shape:  # as in VGG and AlexNet at their usual sizes
        return copy(x, out, rows)
    reduce = np.add if average else np.maximum
    down = adaptive_windows(out.shape[0], x.shape[0])
    across = np.array(adaptive_windows(out.shape[1], x.shape[1]))
    left, sizes = across[:, 0], across[:, 1] - across[:, 0]
    taps = sizes.max()
    line, read = scratch.take(x.shape[1:], out.shape[1:])

    def by_windows(target: FloatArray) -> None:
        for place, window in zip(target, across, strict=True):
            reduce.reduce(line[slice(*window)], axis=0, out=place)

    def by_taps(target: FloatArray) -> None:
        np.copyto(target, np.take(line, left, axis=0, out=read, mode="clip"))
        for tap in range(1, taps):
            np.take(line, left + tap, axis=0, out=read, mode="clip")
            reduce(target, read, out=target, where=(sizes > tap)[:, None])

    along = by_windows if len(across) <= taps else by_taps

    def part(row: int) -> Block:
        (top, bottom), target = down[row], out[row]
        area = ((bottom - top) * sizes[:, None]).astype(np.float32)
        calls: list[Call] = [partial(reduce.reduce, x[top:bottom], axis=0, out=line), partial(along, target)]
        return in_turn([*calls, partial(np.divide, target, area, target)] if average else calls)

    return [part(row) for row in range(*rows)]
