"""Activations: each number of x (H, W, C) by itself into out of the same shape, and softmax over channels."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from designer.engine.kernels.blocks import ZEROS, Block, Blocks, FloatArray, Rows, cuts, flat_rows, rows_per_block

Function = Callable[[FloatArray, FloatArray], object]

ERFC = (
    0.17087277,
    -0.82215223,
    1.48851587,
    -1.13520398,
    0.27886807,
    -0.18628806,
    0.09678418,
    0.37409196,
    1.00002368,
    -1.26551223,
)


def relu(x: FloatArray, out: FloatArray) -> None:
    """max(x, 0)."""
    np.maximum(x, ZEROS[0], out=out)


def relu6(x: FloatArray, out: FloatArray) -> None:
    """min(max(x, 0), 6): Krizhevsky 2010, "Convolutional deep belief networks on CIFAR-10"."""
    np.clip(x, 0, 6, out=out)


def leaky_relu(x: FloatArray, out: FloatArray, negative_slope: float = 0.01) -> None:
    """x where x > 0, negative_slope · x elsewhere: Maas, Hannun & Ng 2013."""
    np.multiply(x, np.where(x > 0, np.float32(1), np.float32(negative_slope)), out=out)


def elu(x: FloatArray, out: FloatArray) -> None:
    """x where x > 0, eˣ − 1 elsewhere: Clevert, Unterthiner & Hochreiter 2016 with α = 1."""
    np.copyto(out, np.where(x > 0, x, np.expm1(np.minimum(x, 0))))


def erfc(x: FloatArray) -> FloatArray:
    """1 − erf(x) to a relative 1.2e-7 everywhere: Press et al., Numerical Recipes, section 6.2 (NumPy has none)."""
    t = 1 / (1 + 0.5 * np.abs(x))
    upper = t * np.exp(np.polyval(ERFC, t) - x * x).astype(t.dtype)
    return np.where(x >= 0, upper, 2 - upper)


def gelu(x: FloatArray, out: FloatArray) -> None:
    """x · Φ(x), Φ the normal distribution function: Hendrycks & Gimpel 2016, the exact form, not the one with tanh."""
    np.multiply(x, 0.5 * erfc(x * np.float32(-(0.5**0.5))), out=out)


def sigmoid(x: FloatArray, out: FloatArray) -> None:
    """1 / (1 + e⁻ˣ), from the side that cannot overflow."""
    small = np.exp(-np.abs(x))
    np.divide(np.where(x >= 0, np.float32(1), small), 1 + small, out=out)


def silu(x: FloatArray, out: FloatArray) -> None:
    """x · sigmoid(x): Elfwing, Uchibe & Doya 2018."""
    gate = np.empty(x.shape, np.float32)
    sigmoid(x, gate)
    np.multiply(x, gate, out=out)


def tanh(x: FloatArray, out: FloatArray) -> None:
    """The hyperbolic tangent."""
    np.tanh(x, out=out)


def hardsigmoid(x: FloatArray, out: FloatArray) -> None:
    """min(max(x + 3, 0), 6) / 6: the sigmoid in straight lines, Howard et al. 2019, section 5.2."""
    np.divide(np.clip(x + 3, 0, 6), 6, out=out)


def hardswish(x: FloatArray, out: FloatArray) -> None:
    """x · hardsigmoid(x): Howard et al. 2019, section 5.2."""
    np.multiply(x, np.clip(x + 3, 0, 6) / 6, out=out)


def softmax(x: FloatArray, out: FloatArray) -> None:
    """e^(x − max) / Σ e^(x − max) over the channels, the last axis; less the largest, so that nothing overflows."""
    np.subtract(x, x.max(axis=-1, keepdims=True), out=out)
    np.exp(out, out=out)
    np.divide(out, out.sum(axis=-1, keepdims=True), out=out)


def function_named(name: str, negative_slope: float) -> Function:
    """The function of an activation layer by its name in the design file."""
    if name == "leaky_relu":
        return partial(leaky_relu, negative_slope=negative_slope)
    named: dict[str, Function] = {
        "relu": relu,
        "relu6": relu6,
        "elu": elu,
        "gelu": gelu,
        "silu": silu,
        "sigmoid": sigmoid,
        "tanh": tanh,
        "hardsigmoid": hardsigmoid,
        "hardswish": hardswish,
        "softmax": softmax,
    }
    return named[name]


def activation(x: FloatArray, out: FloatArray, rows: Rows, name: str, negative_slope: float) -> Blocks:
    """y = f(x) for x and out (H, W, C), by blocks of rows."""
    function = function_named(name, negative_slope)
    if name != "softmax":
        x, out = (flat_rows(x), flat_rows(out)) if flat_rows(x).ndim == flat_rows(out).ndim else (x, out)

    def part(first: int, last: int) -> Block:
        source, target = x[first:last], out[first:last]

        def run_part() -> None:
            function(source, target)

        return run_part

    return [part(*cut) for cut in cuts(rows, rows_per_block(x[0].size * 4, 1 << 18))]
