"""Layers with several inputs: add, multiply (also by a C×1×1 gate), and the copy of a concatenation."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from designer.engine.kernels.blocks import (
    Block,
    Blocks,
    Call,
    Epilogue,
    FloatArray,
    Rows,
    Scratch,
    cuts,
    in_turn,
    longest,
    rows_per_block,
    sides,
)

BLOCK_BYTES = 1 << 18


def add(inputs: Sequence[FloatArray], out: FloatArray, rows: Rows, epilogue: Epilogue, scratch: Scratch) -> Blocks:
    """y = x₁ + x₂ + …: two or more inputs and out of one shape (H, W, C)."""
    parts = cuts(rows, rows_per_block(out[0].size * 4, BLOCK_BYTES))
    (total,) = scratch.take((longest(parts), *out.shape[1:]))

    def part(first: int, last: int) -> Block:
        hot, views = total[: last - first], [x[first:last] for x in inputs]
        made = epilogue.place(hot, (first, last))
        calls: list[Call] = [partial(np.add, views[0], views[1], made)]
        calls += [partial(np.add, made, view, made) for view in views[2:]]
        return in_turn(calls + epilogue.finish(made, hot, out, (first, last)))

    return [part(*cut) for cut in parts]


def finished(x: FloatArray, out: FloatArray, rows: Rows, epilogue: Epilogue, scratch: Scratch) -> Blocks:
    """Only what an epilogue does to x, which has been computed before; both (H, W, C)."""
    parts = cuts(rows, rows_per_block(x[0].size * 4, BLOCK_BYTES))
    (results,) = scratch.take((longest(parts), *x.shape[1:]))

    def part(first: int, last: int) -> Block:
        made, hot = x[first:last], results[: last - first]
        calls: list[Call] = []
        if not made.flags.c_contiguous:
            calls.append(partial(np.copyto, hot, made))
            made = hot
        return in_turn(calls + epilogue.finish(made, hot, out, (first, last)))

    return [part(*cut) for cut in parts]


def multiply(inputs: Sequence[FloatArray], out: FloatArray, rows: Rows) -> Blocks:
    """y = x₁ · x₂ · …: inputs (H, W, C), or gates (1, 1, C) that count at every pixel; out (H, W, C).

    Gates as of Hu, Shen & Sun 2018, "Squeeze-and-excitation networks".
    """

    def part(first: int, last: int) -> Block:
        views = [x if x.shape[0] < out.shape[0] else x[first:last] for x in inputs]
        target = out[first:last]
        calls: list[Call] = [partial(np.multiply, views[0], views[1], target)]
        return in_turn(calls + [partial(np.multiply, target, view, target) for view in views[2:]])

    return [part(*cut) for cut in cuts(rows, rows_per_block(out[0].size * 4, BLOCK_BYTES))]


def copy(x: FloatArray, out: FloatArray, rows: Rows) -> Blocks:
    """y = x; both (H, W, C)."""

    def part(first: int, last: int) -> Block:
        source, target = x[first:last], out[first:last]
        return lambda: np.copyto(target, source)

    return [part(*cut) for cut in cuts(rows, rows_per_block(out[0].size * 4))]


def pad(x: FloatArray, out: FloatArray, pads: tuple[int, int, int, int], rows: Rows) -> Blocks:
    """y = x with zeros around it; x (H, W, C), pads (top, bottom, left, right), `rows` are rows of x."""
    top, _, left, _ = pads
    place = out[top : top + x.shape[0], left : left + x.shape[1]]
    around = sides(out, pads) if rows[0] == 0 else []
    return [*(partial(side.fill, 0) for side in around), *copy(x, place, rows)]
