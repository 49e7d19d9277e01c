"""Fully connected layers, and the flattening before them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from designer.engine.kernels.blocks import (
    Blocks,
    Call,
    Epilogue,
    FloatArray,
    Rows,
    clipped,
    cuts,
    in_turn,
)

WEIGHT_BYTES = 1 << 24  # read in a few milliseconds: a run can be stopped in between
WIDE = 1 << 10  # outputs from which memory is read faster input by input: one long row at a time
LINE = 16  # numbers of a cache line
ROWS = 512  # rows written to in turn: the processor still knows where their pages are
TURNED_AT_ONCE = 1 << 21  # weights: of fewer at once too many random numbers are drawn twice


def outputs_at_once(inputs: int) -> int:
    """How many outputs' weights `pack_linear` asks for at once where it turns them."""
    return max(1, TURNED_AT_ONCE // max(1, LINE * inputs)) * LINE


def pack_linear(weight: Callable[[Rows], FloatArray], inputs: int, outputs: Rows) -> FloatArray:
    """Weights of some outputs (m, n) as stored, or (n, m) where they are wide; `weight` gives those of a range."""
    first, last = outputs
    if last - first < WIDE:
        return weight(outputs)
    packed = np.empty((inputs, last - first), np.float32)
    step = outputs_at_once(inputs)
    for begin in range(first, last, step):
        end = min(begin + step, last)
        some = weight((begin, end))
        place = packed[:, begin - first : end - first]
        for top in range(0, inputs, ROWS):
            for left in range(0, end - begin, LINE):
                block = slice(top, top + ROWS), slice(left, left + LINE)
                np.copyto(place[block], some.T[block])
        del some  # before the next are drawn
    return packed


def flatten(x: FloatArray, out: FloatArray) -> Blocks:
    """The numbers of x (H, W, C) in the order channels, rows, columns; out (1, 1, C·H·W)."""
    target = out.reshape(x.shape[2], x.shape[0], x.shape[1])
    source = x.transpose(2, 0, 1)
    return [lambda: np.copyto(target, source)]


def linear(x: FloatArray, weight: FloatArray, bias: FloatArray, out: FloatArray, epilogue: Epilogue) -> Blocks:
    """y = W · x + b; x (n), weight from `pack_linear`, bias (m) or empty, out (m). Bound by reading W once."""
    made = out if epilogue.kept is None else epilogue.kept.reshape(-1)
    size = max(1, WEIGHT_BYTES // max(4, 4 * (x.size if out.size < WIDE else out.size)))
    finish = _finish(made, bias, out, epilogue)
    if out.size < WIDE:
        return [
            in_turn([partial(np.dot, weight[slice(*cut)], x, made[slice(*cut)]), *finish(slice(*cut))])
            for cut in cuts((0, out.size), size)
        ]
    more = np.empty_like(out)
    blocks: Blocks = []
    for cut in cuts((0, x.size), size):
        some = slice(*cut)
        calls: list[Call] = [partial(np.dot, x[some], weight[some], more if blocks else made)]
        blocks.append(in_turn([*calls, partial(np.add, made, more, made)] if blocks else calls))
    return [*blocks, in_turn(finish(slice(None)))]


def _finish(made: FloatArray, bias: FloatArray, out: FloatArray, epilogue: Epilogue) -> Callable[[slice], list[Call]]:
    """The calls that add the bias to some products and clip them."""

    def calls(part: slice) -> list[Call]:
        shifted = [partial(np.add, made[part], bias[part], made[part])] if bias.size else []
        return [*shifted, *clipped(epilogue.clip, made[part], out[part])]

    return calls
