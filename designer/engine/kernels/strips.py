"""Convolution by strips: of each input row the windows are copied once, and output rows share them.

Columns hold every input row as often as windows overlap downwards: k / s times. Here the windows across one input row
are copied side by side once, in the order column, row, taps across, channels. The patch of an output pixel then is
one run of numbers, its k rows behind each other, and the patches of an output row are the rows of a matrix in which
they overlap those of the next. The source of the columns is Chellapilla, Puri & Simard 2006; sharing them by a long
leading dimension is the idea of MEC (Cho & Brand 2017).
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from designer.engine.kernels.blocks import (
    MOST_WORK,
    Blocks,
    Call,
    Epilogue,
    FloatArray,
    Made,
    Pair,
    Rows,
    Scratch,
    cuts,
    in_turn_or_alone,
    longest,
    repeated,
    windows,
    with_channels,
)
from designer.engine.kernels.products import as_panels, multiply_each, width_of

STRIP_BYTES = 1 << 19
NARROWEST = 16
DEEPEST = 2304  # deeper, products of one output row each are slower than those of several


def worth_strips(width: int, depth: int, outputs: int, kernel: int, stride: int, dilation: int) -> bool:
    """Whether sharing pays: rows of windows lie next to each other and overlap, each is long enough for a product of
    its own, and the `depth` · (k − s) / k numbers of a patch not copied again outweigh the bias, added apart.
    """
    saved = depth * (kernel - stride)
    return dilation == 1 and 3 * saved >= kernel * outputs and width >= NARROWEST and depth <= DEEPEST


def rows_of_block(width: int, run: int, kernel: int, stride: int) -> int:
    """How many output rows are computed at once, so that the strips of all their input rows stay in the cache."""
    return max(1, (STRIP_BYTES // max(1, 4 * width * run) - kernel) // stride + 1)


def rows_read(count: int, kernel: int, stride: int) -> int:
    """How many input rows that many output rows read."""
    return (count - 1) * stride + kernel if count else 0


def pack_strips(weight: FloatArray, panel: int) -> FloatArray:
    """Weights (out, in, kh, kw) as a packed matrix (kh·kw·in, out)."""
    return as_panels(weight.transpose(2, 3, 1, 0).reshape(-1, weight.shape[0]), panel)


def strips(
    x: FloatArray, packed: FloatArray, bias: FloatArray, out: FloatArray, rows: Rows, kernel: Pair, stride: Pair,
    spacing: int, epilogue: Epilogue, scratch: Scratch,
) -> Made:  # fmt: skip
    """y[i, j, o] = b[o] + Σ w[o, c, p, q] · x[i·s + p, j·s + q·spacing, c], some output rows at a time.

    x (H, W, C) starts at the first tap; packed from `pack_strips`; bias (O) or empty; out (H', W', O).
    """
    width, channels, depth = out.shape[1], width_of(packed), packed.shape[-2]
    run = kernel[1] * x.shape[2]
    affordable = max(1, MOST_WORK // max(1, width * depth * channels))
    parts = cuts(rows, min(rows_of_block(width, run, kernel[0], stride[0]), affordable))
    most = longest(parts)
    height = rows_read(most, kernel[0], stride[0])
    copied, product = scratch.take((width, height, run), (most * width, channels))
    patches = as_strided(copied, (most, width, depth), (stride[0] * run * 4, height * run * 4, 4), writeable=False)
    shift = repeated(bias)

    def part(first: int, last: int) -> Blocks:
        count = last - first
        read = rows_read(count, kernel[0], stride[0])
        source = windows(x[first * stride[0] :], (read, width), (1, kernel[1]), (1, stride[1]), (1, spacing))
        target = copied[:, :read].swapaxes(0, 1).reshape(source.shape)
        hot = product[: count * width].reshape(count, width, channels)
        made = epilogue.place(hot, (first, last))
        flat = made.reshape(-1)
        calls: list[Call] = [
            partial(np.copyto, target, source),
            *multiply_each(patches[:count], packed, made),
            *with_channels(np.add, flat, shift, flat),
            *epilogue.finish(made, hot, out, (first, last)),
        ]
        return in_turn_or_alone(calls, count * width * depth * channels)

    return (block for cut in parts for block in part(*cut))
