"""One unit of the kinds that work value by value or only pass values on: activations, norms, joins, flatten."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from designer.core import kinds as k
from designer.engine.unit_terms import (
    Question,
    Terms,
    UnitArithmetic,
    counted,
    joined,
    largest_lines,
    listed,
    maps,
    number,
    one_term,
    place,
)

FORMULAS = {
    "relu": "max(x, 0)",
    "relu6": "min(max(x, 0), 6)",
    "leaky_relu": "x where x > 0, else {slope} · x",
    "elu": "x where x > 0, else eˣ − 1",
    "gelu": "x · Φ(x), Φ the normal distribution",
    "silu": "x / (1 + e⁻ˣ)",
    "sigmoid": "1 / (1 + e⁻ˣ)",
    "tanh": "(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)",
    "hardsigmoid": "min(max(x + 3, 0), 6) / 6",
    "hardswish": "x · min(max(x + 3, 0), 6) / 6",
}
"""The functions of one number, as text."""


def activation(kind: k.Activation, asked: Question) -> UnitArithmetic:
    """A function of the value, or its share of the softmax."""
    if kind.function == "softmax":
        return _softmax(kind, asked)
    terms = one_term(asked, *asked.unit)
    x = float(terms.values[0])
    total = _function(kind.function, kind.negative_slope, x)
    formula = FORMULAS[kind.function].format(slope=number(kind.negative_slope))
    result = f"{kind.function}({number(x)}) = {number(total)}"
    sentence = f"{kind.function} makes {number(total)} of {number(x)}."
    if kind.function in ("relu", "relu6") and x <= 0:
        sentence = f"{number(x)} is not above zero, so {kind.function} makes it 0."
    elif total == x:
        sentence = f"{kind.function} passes {number(x)} on as it is."
    lines = f"{kind.function}(x) = {formula}", f"x = {number(x)}", result
    return UnitArithmetic(kind, asked.unit, terms, total, sentence, lines, numbers=(("x", x),))


def _function(name: str, slope: float, x: float) -> float:
    """An activation of one number, in double precision."""
    value = np.float64(x)
    small = np.exp(-abs(value))  # cannot overflow
    sigmoid = 1 / (1 + small) if x >= 0 else small / (1 + small)
    ramp = np.clip(value + 3, 0, 6) / 6
    results = {
        "relu": np.maximum(value, 0),
        "relu6": np.clip(value, 0, 6),
        "leaky_relu": value if x > 0 else slope * value,
        "elu": value if x > 0 else np.expm1(value),
        "gelu": value * 0.5 * math.erfc(-x / math.sqrt(2)),
        "silu": value * sigmoid,
        "sigmoid": sigmoid,
        "tanh": np.tanh(value),
        "hardsigmoid": ramp,
        "hardswish": value * ramp,
    }
    return float(results[name])


def _softmax(kind: k.Activation, asked: Question) -> UnitArithmetic:
    """e^(x − max) as a part of the sum of all channels' (or features')."""
    terms = _pixel(asked, 0, len(asked.x))
    highest = float(terms.values.max())
    powers = np.exp(terms.values - highest)
    numerator, denominator = float(powers[asked.channel]), float(powers.sum())
    total = float(np.float64(numerator) / denominator)
    x, others = float(terms.values[asked.channel]), counted(len(terms), "feature" if asked.flat else "channel")
    return UnitArithmetic(
        kind, asked.unit, replace(terms, products=powers), total,
        f"e to the power of the value, as a part of the same over all {others}: {100 * total:.1f} %.",
        (
            "softmax(x) = e^(x − max) / Σ e^(x − max)",
            f"x = {number(x)}, max = {number(highest)} of {others}",
            f"{number(numerator)} / {number(denominator)} = {number(total)}",
        ),
        numbers=(("maximum", highest), ("numerator", numerator), ("denominator", denominator)),
    )  # fmt: skip


def _pixel(asked: Question, first: int, end: int) -> Terms:
    """The values of some channels at the unit's own row and column."""
    values = asked.x[first:end, asked.row, asked.column, None, None].astype(np.float64)
    channels = np.arange(first, end)[:, None, None]
    return listed((end - first, 1, 1), 0, channels, asked.row, asked.column, values, 1.0)


def batch_norm(kind: k.BatchNorm2d, asked: Question) -> UnitArithmetic:
    """(x − mean) / √(variance + eps) · scale + shift, the channel's own numbers."""
    part = (asked.channel, asked.channel + 1)
    mean, variance = (float(asked.arrays(name, part)[0]) for name in ("running_mean", "running_var"))
    scale, shift = (float(asked.arrays(name, part)[0]) if kind.affine else float(name == "weight")
                    for name in ("weight", "bias"))  # fmt: skip
    terms = one_term(asked, *asked.unit)
    x = float(terms.values[0])
    deviation = np.sqrt(np.float64(variance) + kind.eps)
    normal = float((x - mean) / deviation)
    total = normal * scale + shift
    lines = [
        "(x − mean) / √(variance + eps)" + (" · scale + shift" if kind.affine else ""),
        f"({number(x)} {joined(-mean)}) / √({number(variance)} + {number(kind.eps)}) = {number(normal)}",
        *([f"{number(normal)} · {number(scale)} {joined(shift)}"] if kind.affine else []),
        f"= {number(total)}",
    ]
    sentence = f"{number(x)} lies {number(normal)} deviations from the mean of channel {asked.channel}"
    sentence += f"; scaled and shifted that is {number(total)}." if kind.affine else "."
    return UnitArithmetic(
        kind, asked.unit, terms, total, sentence, tuple(lines),
        numbers=(
            ("mean", mean), ("variance", variance), ("eps", float(kind.eps)), ("scale", scale), ("shift", shift)
        ),
    )  # fmt: skip


def local_response_norm(kind: k.LocalResponseNorm, asked: Question) -> UnitArithmetic:
    """x / (k + α/n · Σ x²)^β over the same pixel of n neighbouring channels."""
    first, end = max(0, asked.channel - kind.size // 2), min(len(asked.x), asked.channel + (kind.size - 1) // 2 + 1)
    terms = _pixel(asked, first, end)
    squares = terms.values**2
    x, added = float(terms.values[asked.channel - first]), float(squares.sum())
    divisor = float(np.power(np.float64(kind.k + kind.alpha / kind.size * added), kind.beta))
    total = float(np.float64(x) / divisor)
    near = counted(len(terms), "channel")
    return UnitArithmetic(
        kind, asked.unit, replace(terms, products=squares), total,
        f"{number(x)} is divided by {number(divisor)}, which the squares of {near} make: {number(total)}.",
        (
            "x / (k + α/n · Σ x²)^β",
            f"Σ x² over channels {first} to {end - 1}: {number(added)}",
            f"({number(kind.k)} + {number(kind.alpha)}/{kind.size} · {number(added)})^{number(kind.beta)}"
            f" = {number(divisor)}",
            f"{number(x)} / {number(divisor)} = {number(total)}",
        ),
        numbers=(("sum of squares", added), ("divisor", divisor)),
    )  # fmt: skip


def add(kind: k.Add, asked: Question) -> UnitArithmetic:
    """The same unit of every input, added up."""
    terms = _operands(asked)
    total = float(terms.values.sum())
    sentence = f"{counted(len(terms), 'input')} add up to {number(total)}."
    return UnitArithmetic(kind, asked.unit, terms, total, sentence, _operand_lines(asked, terms, total))


def multiply(kind: k.Multiply, asked: Question) -> UnitArithmetic:
    """The same unit of every input, multiplied; of a gate its one number for the channel."""
    terms = _operands(asked)
    total = float(terms.values.prod())
    sentence = f"{counted(len(terms), 'input')} multiplied give {number(total)}."
    return UnitArithmetic(kind, asked.unit, terms, total, sentence, _operand_lines(asked, terms, total))


def _operands(asked: Question) -> Terms:
    """This unit in each input; of a map of one pixel that pixel."""
    above = [maps(x) for x in asked.inputs]
    rows = [asked.row if x.shape[1:] != (1, 1) else 0 for x in above]
    columns = [asked.column if x.shape[1:] != (1, 1) else 0 for x in above]
    values = np.array([x[asked.channel, r, c] for x, r, c in zip(above, rows, columns, strict=True)], np.float64)
    return listed((len(above), 1, 1), *(np.reshape(axis, (-1, 1, 1)) for axis in (
        np.arange(len(above)), np.full(len(above), asked.channel), rows, columns, values, np.ones(len(above)),
    )))  # fmt: skip


def _operand_lines(asked: Question, terms: Terms, total: float) -> tuple[str, ...]:
    lines = largest_lines(terms.values, lambda index: asked.names[terms[index].source], "input")
    return (*lines, f"= {number(total)}")


def concat(kind: k.Concat, asked: Question) -> UnitArithmetic:
    """A unit of the one input that this channel comes from."""
    channel, source = asked.channel, 0
    while channel >= len(asked.inputs[source]):
        channel -= len(asked.inputs[source])
        source += 1
    terms = one_term(asked, channel, asked.row, asked.column, source)
    what = "Feature" if asked.flat else "Channel"
    where = f"{what.lower()} {channel} of {asked.names[source]}"
    return _passed(kind, asked, terms, where, f"{what} {asked.channel} is {where}")


def flatten(kind: k.Flatten, asked: Question) -> UnitArithmetic:
    """The unit of the maps that stands at this place of the vector."""
    height, width = asked.x.shape[1:]
    channel, pixel = divmod(asked.channel, height * width)
    terms = one_term(asked, channel, *divmod(pixel, width))
    where = place(terms[0], asked.flat)
    return _passed(kind, asked, terms, where, f"Feature {asked.channel} is {where}")


def dropout(kind: k.Dropout, asked: Question) -> UnitArithmetic:
    """The value itself: only training drops any."""
    terms = one_term(asked, *asked.unit)
    return _passed(kind, asked, terms, place(terms[0], asked.flat), "Outside of training nothing is dropped")


def image(kind: k.Input, asked: Question) -> UnitArithmetic:
    """The number of the picture."""
    terms = one_term(asked, *asked.unit)
    return _passed(kind, asked, terms, place(terms[0]), "This is a number of the picture itself")


def _passed(kind: k.Kind, asked: Question, terms: Terms, where: str, sentence: str) -> UnitArithmetic:
    """A single value as it is."""
    total = float(terms.values[0])
    return UnitArithmetic(
        kind, asked.unit, terms, total, f"{sentence}: {number(total)}.", (where, f"= {number(total)}")
    )
