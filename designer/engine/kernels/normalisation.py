"""Batch norm with its running statistics, and local response normalisation."""

from __future__ import annotations

from functools import partial

import numpy as np

from designer.engine.kernels.blocks import (
    Block,
    Blocks,
    Epilogue,
    FloatArray,
    Rows,
    Scratch,
    cuts,
    in_turn,
    longest,
    repeated,
    rows_per_block,
    with_channels,
)

BLOCK_BYTES = 1 << 18


def scale_and_shift(
    mean: FloatArray, variance: FloatArray, eps: float, weight: FloatArray | None, bias: FloatArray | None
) -> tuple[FloatArray, FloatArray]:
    """Batch norm in evaluation as y = scale · x + shift: scale = w / √(var + eps), shift = b − mean · scale.

    All are of C numbers. Ioffe & Szegedy 2015, algorithm 2: there the running statistics stand for those of a batch.
    """
    with np.errstate(all="ignore"):  # without eps a variance of 0 gives numbers that are not finite
        scale = 1 / np.sqrt(variance.astype(np.float64) + eps)
        if weight is not None:
            scale *= weight
        shift = -mean * scale
        if bias is not None:
            shift += bias
        return scale.astype(np.float32), shift.astype(np.float32)


def batch_norm(
    x: FloatArray,
    scale: FloatArray,
    shift: FloatArray,
    out: FloatArray,
    rows: Rows,
    epilogue: Epilogue,
    scratch: Scratch,
) -> Blocks:
    """y = scale · x + shift per channel; x and out (H, W, C), scale and shift (C) from `scale_and_shift`."""
    parts = cuts(rows, rows_per_block(x[0].size * 4, BLOCK_BYTES))
    (result,) = scratch.take((longest(parts), *x.shape[1:]))
    factors, added = repeated(scale), repeated(shift)

    def part(first: int, last: int) -> Block:
        hot = result[: last - first]
        made = epilogue.place(hot, (first, last))
        flat = made.reshape(-1)
        return in_turn(
            [
                partial(np.copyto, made, x[first:last]),
                *with_channels(np.multiply, flat, factors, flat),
                *with_channels(np.add, flat, added, flat),
                *epilogue.finish(made, hot, out, (first, last)),
            ]
        )

    return [part(*cut) for cut in parts]


def local_response_norm(
    x: FloatArray, out: FloatArray, rows: Rows, size: int, alpha: float, beta: float, k: float, scratch: Scratch
) -> Blocks:
    """y = x / (k + α/n · Σ x²)^β over n neighbouring channels, ⌊n/2⌋ before and ⌊(n − 1)/2⌋ after, as PyTorch.

    x and out (H, W, C). Krizhevsky, Sutskever & Hinton 2012, section 3.3; α is divided by n as in Caffe and PyTorch.
    """
    width, channels = x.shape[1:]
    parts = cuts(rows, rows_per_block(width * channels * 4, BLOCK_BYTES))
    shape = (longest(parts), width, channels)
    squares, sums = scratch.take(shape, shape)
    before, after = min(size // 2, channels - 1), min((size - 1) // 2, channels - 1)

    def part(first: int, last: int) -> Block:
        source, target = x[first:last], out[first:last]
        square, total = squares[: last - first], sums[: last - first]
        pairs = [(total[..., shift:], square[..., : channels - shift]) for shift in range(1, before + 1)]
        pairs += [(total[..., : channels - shift], square[..., shift:]) for shift in range(1, after + 1)]

        def run_part() -> None:
            np.multiply(source, source, out=square)
            np.copyto(total, square)
            for place, neighbour in pairs:
                np.add(place, neighbour, out=place)
            np.multiply(total, np.float32(alpha / size), out=total)
            np.add(total, np.float32(k), out=total)
            if beta == 0.75:  # two roots are several times faster than a power
                np.sqrt(total, out=total)
                np.sqrt(total, out=square)
                np.multiply(total, square, out=total)
            else:
                np.power(total, np.float32(beta), out=total)
            np.divide(source, total, out=target)

        return run_part

    return [part(*cut) for cut in parts]
