"""Fully connected layers, and the flattening before them."""

from __future__ import annotations

from functools import partial

import numpy as np

from designer.engine.kernels.blocks import (
    Block,
    Blocks,
    Call,
    Epilogue,
    FloatArray,
    Rows,
    clipped,
    cuts,
    in_turn,
    rows_per_block,
)

WEIGHT_BYTES = 1 << 24  # read in a few milliseconds: a run can be stopped in between
COPIED_BYTES = 1 << 13
FEW_ROWS = 4  # OpenBLAS reads long rows in pieces, all rows of a product in turn: of a few, memory is read in order


def flatten(x: FloatArray, out: FloatArray) -> Blocks:
    """The numbers of x (H, W, C) in the order channels, rows, columns; out (1, 1, C·H·W)."""
    target = out.reshape(x.shape[2], x.shape[0], x.shape[1])

    def copies(part: Rows) -> Block:
        """Large rows one by one, which is twice as fast; of small ones many at once."""
        pieces = [slice(*some) for some in cuts(part, rows_per_block(x[0].size * 4, COPIED_BYTES))]
        return in_turn(partial(np.copyto, target[:, rows], x[rows].transpose(2, 0, 1)) for rows in pieces)

    return [copies(part) for part in cuts((0, len(x)), rows_per_block(x[0].size * 4))]


def linear(x: FloatArray, weight: FloatArray, bias: FloatArray, out: FloatArray, epilogue: Epilogue) -> Blocks:
    """y = W · x + b; x (n), weight (m, n) as stored, bias (m) or empty, out (m). Bound by reading W once.

    The epilogue may keep y and clip it; there is no other for flat outputs.
    """
    column = x[:, None]

    def part(first: int, last: int) -> Block:
        target = out[first:last]
        made = target if epilogue.kept is None else epilogue.kept.reshape(-1)[first:last]
        return in_turn(
            [
                *_products(weight[first:last], column, made),
                *([partial(np.add, made, bias[first:last], made)] if bias.size else []),
                *clipped(epilogue.clip, made, target),
            ]
        )

    groups = cuts((0, -(-out.size // FEW_ROWS)), max(1, WEIGHT_BYTES // max(4, FEW_ROWS * x.size * 4)))
    return [part(first * FEW_ROWS, min(last * FEW_ROWS, out.size)) for first, last in groups]


def _products(weight: FloatArray, column: FloatArray, out: FloatArray) -> list[Call]:
    """Calls for out (m) = weight (m, n) · column (n, 1), a few rows at a time; what is left over in another."""
    whole = len(weight) // FEW_ROWS * FEW_ROWS
    calls: list[Call] = []
    if whole:
        few = weight[:whole].reshape(-1, FEW_ROWS, len(column))
        calls.append(partial(np.matmul, few, column, out[:whole].reshape(-1, FEW_ROWS, 1)))
    if whole < len(weight):
        calls.append(partial(np.matmul, weight[whole:], column, out[whole:, None]))
    return calls
