"""Upsampling by repetition or between neighbours, and resizing of pictures."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from designer.engine.kernels.blocks import Block, Blocks, FloatArray, Rows, cuts, rows_per_block

Lines = tuple[NDArray[np.intp], NDArray[np.intp], FloatArray]


def neighbours(count: int, size: int) -> Lines:
    """For `count` positions over an axis of `size` units: both neighbours and the weight of the second.

    Centres are aligned, not corners: position i lies at max(0, (i + ½)·size/count − ½), as PyTorch's
    interpolate(align_corners=False); here in whole numbers, so that a position on a unit reads this one alone. Then
    both neighbours are the same and weigh ½ each: no unit is multiplied by 0, which would make infinity no number.
    """
    lower, rest = np.divmod(np.maximum((2 * np.arange(count) + 1) * size - count, 0), 2 * count)
    upper = np.where(rest == 0, lower, np.minimum(lower + 1, size - 1))
    return lower, upper, np.where(upper == lower, 0.5, rest / (2 * count)).astype(np.float32)


def nearest(x: FloatArray, out: FloatArray, rows: Rows) -> Blocks:
    """y[i, j] = x[⌊i/a⌋, ⌊j/b⌋]: every pixel of x (H, W, C) becomes a rectangle; out (H·a, W·b, C)."""
    across = out.shape[1] // x.shape[1]
    down = out.shape[0] // x.shape[0]

    def part(first: int, last: int) -> Block:
        pairs = []
        for row in range(first, last):
            line = out[row]
            target = as_strided(
                line,
                (x.shape[1], across, x.shape[2]),
                (line.strides[0] * across, *line.strides),
            )
            pairs.append((target, x[row // down][:, None]))

        def run_part() -> None:
            for target, source in pairs:
                np.copyto(target, source)

        return run_part

    return [part(*cut) for cut in cuts(rows, rows_per_block(out[0].size * 4, 1 << 18))]


def bilinear(x: FloatArray, out: FloatArray, rows: Rows) -> Blocks:
    """Between the four neighbours of each position; x (H, W, C), out (H', W', C).

    y[i, j] = (1 − v)·((1 − u)·x[t, l] + u·x[t, r]) + v·((1 − u)·x[b, l] + u·x[b, r]), with rows t and b, columns l
    and r, and the weights v and u of the second of each as `neighbours` says.
    """
    above, below, down = neighbours(out.shape[0], x.shape[0])
    left, right, across = neighbours(out.shape[1], x.shape[1])
    keep, take = (1 - across)[:, None], across[:, None]

    def part(row: int) -> Block:
        upper, lower, target = x[above[row]], x[below[row]], out[row]
        first, second = 1 - down[row], down[row]

        def run_part() -> None:
            line = upper * first + lower * second
            np.add(line[left] * keep, line[right] * take, out=target)

        return run_part

    return [part(row) for row in range(*rows)]
