"""Fully connected layers, and the flattening before them."""

from __future__ import annotations

from functools import partial

import numpy as np

from designer.engine.kernels.blocks import (
    Block,
    Blocks,
    Epilogue,
    FloatArray,
    clipped,
    cuts,
    in_turn,
)

WEIGHT_BYTES = 1 << 24  # read in a few milliseconds: a run can be stopped in between


def flatten(x: FloatArray, out: FloatArray) -> Blocks:
    """The numbers of x (H, W, C) in the order channels, rows, columns; out (1, 1, C·H·W)."""
    target = out.reshape(x.shape[2], x.shape[0], x.shape[1])
    source = x.transpose(2, 0, 1)
    return [lambda: np.copyto(target, source)]


def linear(x: FloatArray, weight: FloatArray, bias: FloatArray, out: FloatArray, epilogue: Epilogue) -> Blocks:
    """y = W · x + b; x (n), weight (m, n) as stored, bias (m) or empty, out (m). Bound by reading W once."""

    def part(first: int, last: int) -> Block:
        target = out[first:last]
        made = target if epilogue.kept is None else epilogue.kept.reshape(-1)[first:last]
        return in_turn(
            [
                partial(np.dot, weight[first:last], x, made),
                *([partial(np.add, made, bias[first:last], made)] if bias.size else []),
                *clipped(epilogue.clip, made, target),
            ]
        )

    return [part(*cut) for cut in cuts((0, out.size), max(1, WEIGHT_BYTES // max(4, x.size * 4)))]
