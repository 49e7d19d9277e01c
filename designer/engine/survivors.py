"""Which pixels of a max-pool's input win a window, and sets of units as masks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from designer.core.index_sets import UnitSet
from designer.core.kinds import AdaptiveMaxPool2d, MaxPool2d
from designer.core.shapes import Shape

FloatArray = NDArray[np.float32]
Marks = NDArray[np.bool_]

AT_ONCE = 1 << 16
"""Pixels looked at together: they and their marks stay in the second-level cache."""


def survivors(kind: MaxPool2d | AdaptiveMaxPool2d, x: FloatArray) -> Marks:
    """The pixels of the input maps x (C, H, W) that win at least one window, as a mask of that shape.

    Of equal values the first wins, row by row, as in the arithmetic of a unit; not-a-number wins against numbers.
    """
    if isinstance(kind, AdaptiveMaxPool2d):
        return _of_parts(kind, x)
    few = max(1, AT_ONCE // (x.shape[1] * x.shape[2]))
    return np.concatenate([_of_windows(kind, x[first : first + few]) for first in range(0, len(x), few)])


def _of_windows(kind: MaxPool2d, x: FloatArray) -> Marks:
    """All windows at once, tap by tap: first the maximum, then who has it first."""
    shape = Shape(*x.shape)
    height, width = kind.positions(shape)
    top, _, left, _ = kind.pads(shape)
    down = _taps(height, shape.height, kind.kernel_size[0], kind.strides[0], kind.dilation[0], top)
    across = _taps(width, shape.width, kind.kernel_size[1], kind.strides[1], kind.dilation[1], left)
    taps = [((slice(None), r, c), (slice(None), p, q)) for r, p in down for c, q in across]
    best = np.full((len(x), height, width), -np.inf, np.float32)
    for units, pixels in taps:
        np.maximum(best[units], x[pixels], out=best[units])
    strange = bool(np.isnan(best).any())
    mask, open_windows = np.zeros(x.shape, np.bool_), np.ones(best.shape, np.bool_)
    for units, pixels in taps:
        wins = x[pixels] == best[units]
        if strange:
            wins |= np.isnan(x[pixels])
        wins &= open_windows[units]
        open_windows[units] ^= wins
        mask[pixels] |= wins
    return mask


def _taps(count: int, size: int, kernel: int, stride: int, dilation: int, lead: int) -> list[tuple[slice, slice]]:
    """For each tap of a window the outputs, of `count`, for which it lies in 0 … size − 1, and the units they read."""
    found = []
    starts = np.arange(count) * stride - lead
    first, last = max(0, -(int(starts[-1]) // dilation)), min(kernel - 1, (size - 1 - int(starts[0])) // dilation)
    for tap in range(first, last + 1):
        shift = tap * dilation - lead
        low, high = max(0, -(shift // stride)), min(count - 1, (size - 1 - shift) // stride)
        if low <= high:
            begin = low * stride + shift
            found.append((slice(low, high + 1), slice(begin, begin + (high - low) * stride + 1, stride)))
    return found


def _of_parts(kind: AdaptiveMaxPool2d, x: FloatArray) -> Marks:
    """Windows of uneven size, one by one."""
    channels, height, width = x.shape
    rows, columns = kind.output_size
    mask, every = np.zeros(x.shape, np.bool_), np.arange(channels)
    for row in range(rows):
        top, bottom = row * height // rows, -(-(row + 1) * height // rows)
        for column in range(columns):
            left, right = column * width // columns, -(-(column + 1) * width // columns)
            at = x[:, top:bottom, left:right].reshape(channels, -1).argmax(axis=1)
            down, across = np.divmod(at, right - left)
            mask[every, top + down, left + across] = True
    return mask


def mask_of(units: UnitSet) -> Marks:
    """A set of units as a mask (H, W)."""
    return np.frombuffer(units.mask(), np.bool_).reshape(units.height, units.width)
