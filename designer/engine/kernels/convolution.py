"""Convolution by columns in blocks of output rows, by one product for 1×1, and depthwise.

Cross-correlation, as in PyTorch: y[i, j, o] = b[o] + Σ w[o, c, p, q] · x[i·s + p·d, j·s + q·d, c], where x already
carries its padding (x[0, 0] is the first tap of y[0, 0]). Weights come packed by the `pack_…` function beside each
kernel, made once for any size of input.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from designer.engine.kernels.blocks import (
    Block,
    Blocks,
    Call,
    Epilogue,
    FloatArray,
    Made,
    Pair,
    Rows,
    Scratch,
    cuts,
    flat_pixels,
    in_turn,
    in_turn_or_alone,
    longest,
    repeated,
    rows_per_block,
    windows,
    with_channels,
)
from designer.engine.kernels.products import as_panels, multiply, width_of

PRODUCT_BYTES = 1 << 19
DEPTHWISE_BYTES = 1 << 18


def pack_columns(weight: FloatArray, bias: FloatArray, panel: int) -> FloatArray:
    """Weights (out, in, kh, kw) and bias (out) as one packed matrix (kh·kw·in + 1, out), the bias in the last row."""
    out = weight.shape[0]
    matrix = np.empty((weight[0].size + 1, out), np.float32)
    np.copyto(matrix[:-1].reshape(*weight.shape[2:], weight.shape[1], out), weight.transpose(2, 3, 1, 0))
    matrix[-1] = bias if bias.size else 0
    return as_panels(matrix, panel)


def columns(
    x: FloatArray, packed: FloatArray, out: FloatArray, rows: Rows, kernel: Pair, stride: Pair, dilation: Pair,
    epilogue: Epilogue, scratch: Scratch,
) -> Made:  # fmt: skip
    """General convolution: copy the windows of some rows side by side, multiply, finish while hot.

    x (H, W, C) starts at the first tap; packed from `pack_columns`; out (H', W', O). A further column of ones
    multiplies the bias row. Source: Chellapilla, Puri & Simard 2006, here in blocks that stay in the cache.
    """
    width, channels = out.shape[1], width_of(packed)
    length = packed.shape[-2] - 1
    pitch = -(-(length + 1) // 16) * 16
    parts = cuts(rows, rows_per_block(width * pitch * 4))
    most = longest(parts) * width
    gathered, product = scratch.take((most, pitch), (most, channels))
    merged = dilation[1] == 1 and x.strides[1] == x.shape[2] * 4

    def part(first: int, last: int) -> Blocks:
        count = last - first
        source = windows(x[first * stride[0] :], (count, width), kernel, stride, dilation)
        run = kernel[1] * x.shape[2] * 4
        target = as_strided(gathered, source.shape, (width * pitch * 4, pitch * 4, run, x.shape[2] * 4, 4))
        if merged:  # taps of one kernel row lie side by side: longer runs to copy
            source = as_strided(source, (*source.shape[:3], run // 4), (*source.strides[:3], 4), writeable=False)
            target = as_strided(target, source.shape, (*target.strides[:3], 4))
        hot = product[: count * width].reshape(count, width, channels)
        made = epilogue.place(hot, (first, last))
        calls: list[Call] = [
            partial(np.copyto, target, source),
            partial(gathered[: count * width, length].fill, 1),
            *multiply(gathered[: count * width, : length + 1], packed, made.reshape(-1, channels)),
            *epilogue.finish(made, hot, out, (first, last)),
        ]
        return in_turn_or_alone(calls, count * width * length * channels)

    return (block for cut in parts for block in part(*cut))


def pack_product(weight: FloatArray, panel: int) -> FloatArray:
    """Weights (out, in, 1, 1) as a packed matrix (in, out)."""
    return as_panels(weight.reshape(weight.shape[0], -1).T, panel)


def product(
    x: FloatArray, packed: FloatArray, bias: FloatArray, out: FloatArray, rows: Rows, stride: Pair,
    epilogue: Epilogue, scratch: Scratch,
) -> Made:  # fmt: skip
    """1×1 convolution: y = x · W + b over pixels, a block of rows at a time.

    x (H, W, C) starts at the first tap; packed from `pack_product`; bias (O) or empty; out (H', W', O).
    """
    width, channels = out.shape[1], width_of(packed)
    inputs = packed.shape[-2]
    parts = cuts(rows, rows_per_block(width * max(channels, inputs) * 4, PRODUCT_BYTES))
    most = longest(parts) * width
    gathered, results = scratch.take((most, inputs), (most, channels))
    shift = repeated(bias)

    def part(first: int, last: int) -> Blocks:
        count = last - first
        source = x[
            first * stride[0] : (last - 1) * stride[0] + 1 : stride[0], : (width - 1) * stride[1] + 1 : stride[1]
        ]
        left = flat_pixels(source)
        calls: list[Call] = []
        if left is None:
            left = gathered[: count * width]
            calls.append(partial(np.copyto, left.reshape(source.shape), source))
        hot = results[: count * width].reshape(count, width, channels)
        made = epilogue.place(hot, (first, last))
        flat = made.reshape(-1)
        calls += multiply(left, packed, made.reshape(-1, channels)) + with_channels(np.add, flat, shift, flat)
        calls += epilogue.finish(made, hot, out, (first, last))
        return in_turn_or_alone(calls, count * width * inputs * channels)

    return (block for cut in parts for block in part(*cut))


def pack_depthwise(weight: FloatArray, inputs: int) -> FloatArray:
    """Weights (in·m, 1, kh, kw) of a depthwise convolution as (kh, kw, in, m)."""
    return np.ascontiguousarray(weight.reshape(inputs, -1, *weight.shape[2:]).transpose(2, 3, 0, 1))


def depthwise(
    x: FloatArray, packed: FloatArray, bias: FloatArray, out: FloatArray, rows: Rows, stride: Pair, dilation: Pair,
    epilogue: Epilogue, scratch: Scratch,
) -> Made:  # fmt: skip
    """One group a channel: y[i, j, c·m + n] = b + Σ w[p, q, c, n] · x[i·s + p·d, j·s + q·d, c].

    x (H, W, C) starts at the first tap; packed (kh, kw, C, m) from `pack_depthwise`; out (H', W', C·m). At stride 1 the
    weights are repeated along a row, so that one pass per tap runs over whole rows.
    """
    kernel: Pair = packed.shape[:2]
    inputs, multiplier = packed.shape[2:]
    width, channels = out.shape[1], inputs * multiplier
    parts = cuts(rows, rows_per_block(width * channels * 4, DEPTHWISE_BYTES))
    (total,) = scratch.take((longest(parts), width, inputs, multiplier))
    shift = repeated(bias)
    rowwise = multiplier == 1 and stride[1] == 1 and x.strides[1] == inputs * 4
    if rowwise:
        weights = np.tile(packed.reshape(*kernel, 1, inputs), (1, 1, width, 1)).reshape(*kernel, width * inputs)
        formula = "ryxk,yxk->rk"
    elif multiplier == 1:
        weights, formula = packed[..., 0], "rwyxc,yxc->rwc"
    else:
        weights, formula = packed, "rwyxc,yxcm->rwcm"

    def part(first: int, last: int) -> Block:
        count = last - first
        source = windows(x[first * stride[0] :], (count, width), kernel, stride, dilation)
        hot = total[:count].reshape(count, width, channels)
        made = epilogue.place(hot, (first, last))
        result = made.reshape(count, width, inputs, multiplier) if multiplier > 1 else made
        if rowwise:
            s0, _, s2, s3, _ = source.strides
            source = as_strided(source, (count, *kernel, width * inputs), (s0, s2, s3, 4), writeable=False)
            result = result.reshape(count, -1)
        flat = made.reshape(-1)
        return in_turn(
            [
                partial(np.einsum, formula, source, weights, out=result),
                *with_channels(np.add, flat, shift, flat),
                *epilogue.finish(made, hot, out, (first, last)),
            ]
        )

    return (part(first, last) for first, last in parts)
