"""One unit of the kinds that weigh or compare a window: convolutions, linear layers, pools, resizing."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from designer.core import kinds as k
from designer.core.shapes import Shape
from designer.engine.kernels.pooling import adaptive_window
from designer.engine.unit_terms import (
    Question,
    Term,
    Terms,
    UnitArithmetic,
    counted,
    largest_lines,
    number,
    one_term,
    place,
    signed,
    window_terms,
)


def convolution(kind: k.Conv2d, asked: Question) -> UnitArithmetic:
    """Σ weight · input over the window of all input channels of the group, and the bias."""
    x, (channel, row, column) = asked.x, asked.unit
    top, _, left, _ = kind.pads(Shape(*x.shape))
    weight = asked.arrays("weight", (channel, channel + 1))[0]
    first = channel // (kind.out_channels // kind.groups) * weight.shape[0]
    rows, columns = (
        unit * stride - lead + dilation * np.arange(size)
        for unit, stride, lead, dilation, size in zip(
            (row, column), kind.stride, (top, left), kind.dilation, kind.kernel_size, strict=True
        )
    )
    return _weighted(kind, asked, window_terms(x, first + np.arange(len(weight)), rows, columns, weight))


def transposed_convolution(kind: k.ConvTranspose2d, asked: Question) -> UnitArithmetic:
    """Σ weight · input over the input units whose window writes this unit, and the bias."""
    x, (channel, row, column) = asked.x, asked.unit
    top, _, left, _ = kind.pads()
    group, own = divmod(channel, kind.out_channels // kind.groups)
    per_group = len(x) // kind.groups
    first = group * per_group
    weight = asked.arrays("weight", (first, first + per_group))[:, own]
    rows, down = _writers(row + top, kind.kernel_size[0], kind.stride[0], kind.dilation[0], x.shape[1])
    columns, across = _writers(column + left, kind.kernel_size[1], kind.stride[1], kind.dilation[1], x.shape[2])
    part = weight[:, down[:, None], across]
    return _weighted(kind, asked, window_terms(x, first + np.arange(per_group), rows, columns, part))


def _writers(at: int, kernel: int, stride: int, dilation: int, units: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The input units that write position `at` of the uncut output, from the first, and the tap by which each does."""
    taps = np.arange(kernel)[::-1]
    starts = at - taps * dilation
    hit = (starts % stride == 0) & (starts >= 0) & (starts // stride < units)
    return starts[hit] // stride, taps[hit]


def linear(kind: k.Linear, asked: Question) -> UnitArithmetic:
    """Σ weight · input over all inputs, and the bias."""
    x = asked.x
    weight = asked.arrays("weight", (asked.channel, asked.channel + 1))[0].reshape(x.shape)
    channels, rows, columns = (np.arange(length) for length in x.shape)
    return _weighted(kind, asked, window_terms(x, channels, rows, columns, weight))


def _weighted(kind: k.Conv2d | k.ConvTranspose2d | k.Linear, asked: Question, terms: Terms) -> UnitArithmetic:
    """A sum of products and a bias."""
    bias = float(asked.arrays("bias", (asked.channel, asked.channel + 1))[0]) if kind.bias else 0.0
    by_channel = terms.products.reshape(terms.shape[0], -1).sum(axis=1)
    total = float(by_channel.sum()) + bias
    channels = terms.channels.reshape(terms.shape[0], -1)[:, 0] if len(terms) else ()
    sums = tuple((int(channel), float(value)) for channel, value in zip(channels, by_channel, strict=False))
    padding = len(terms) - int(terms.inside.sum())
    what = "feature" if asked.flat else "channel"
    lines = [_heading(terms, padding, asked.flat)]
    if terms.shape[1:] == (1, 1):  # nothing to add within a channel: show the products themselves
        lines += largest_lines(terms.products, lambda index: _product(terms[index], what), what)
    elif len(terms):
        lines += largest_lines(by_channel, lambda index: f"channel {channels[index]}", what)
    lines += [f"bias: {signed(bias)}"] if kind.bias else []
    added = f" and the bias {number(bias)}" if kind.bias else ""
    sentence = f"{counted(len(terms), 'product')} of weights and inputs{added} add up to {number(total)}."
    if not len(terms):
        sentence = f"No input unit writes here: the result is {number(total)}."
    elif padding:
        sentence = f"{sentence[:-1]}; {counted(padding, 'tap')} in the padding count 0."
    return UnitArithmetic(
        kind, asked.unit, terms, total, sentence, (*lines, f"= {number(total)}"),
        () if asked.flat else sums, (("bias", bias),) if kind.bias else (),
    )  # fmt: skip


def _heading(terms: Terms, padding: int, flat: bool) -> str:
    channels, rows, columns = terms.shape
    if not len(terms):
        return "no input unit writes here"
    if flat:
        return f"Σ weight · input over {counted(channels, 'feature')}"
    taps = f" × {rows}×{columns} taps" if rows * columns != 1 else ""
    outside = f", {padding:,} of {len(terms):,} in the padding" if padding else ""
    return f"Σ weight · input over {counted(channels, 'input channel')}{taps}{outside}"


def _product(term: Term, what: str) -> str:
    return f"{what} {term.channel}: {number(term.weight)} · {number(term.value)}"


def _inside(start: int, taps: int, dilation: int, units: int) -> NDArray[np.intp]:
    """The taps start, start + dilation, … of a window that lie in 0 … units − 1; few, however large the window."""
    first, last = max(0, -(start // dilation)), min(taps - 1, (units - 1 - start) // dilation)
    return start + dilation * np.arange(first, last + 1)


def max_pool(kind: k.MaxPool2d, asked: Question) -> UnitArithmetic:
    """The largest value of the window; padding never wins."""
    x = asked.x
    top, _, left, _ = kind.pads(Shape(*x.shape))
    starts = asked.row * kind.strides[0] - top, asked.column * kind.strides[1] - left
    rows = _inside(starts[0], kind.kernel_size[0], kind.dilation[0], x.shape[1])
    columns = _inside(starts[1], kind.kernel_size[1], kind.dilation[1], x.shape[2])
    return _largest(kind, asked, rows, columns)


def adaptive_max_pool(kind: k.AdaptiveMaxPool2d, asked: Question) -> UnitArithmetic:
    """The largest value of this unit's part of the map."""
    return _largest(kind, asked, *_parts(kind, asked))


def _largest(
    kind: k.MaxPool2d | k.AdaptiveMaxPool2d, asked: Question, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> UnitArithmetic:
    terms = window_terms(asked.x, [asked.channel], rows, columns, 1.0)
    heading = f"max over {counted(len(terms), 'value')} of channel {asked.channel}"
    if not len(terms):
        sentence = "The window lies in the padding alone, which never wins: the result is −∞."
        return UnitArithmetic(kind, asked.unit, terms, -math.inf, sentence, (heading, "= −∞"))
    winner = int(np.argmax(terms.values))  # the first of equals; not-a-number wins, as in the engine
    total, at = float(terms.values[winner]), terms[winner]
    sentence = (
        f"The largest of {counted(len(terms), 'value')} in the window is {number(total)}, at row {at.row},"
        f" column {at.column}."
    )
    lines = heading, f"winner: row {at.row}, column {at.column}", f"= {number(total)}"
    return UnitArithmetic(kind, asked.unit, terms, total, sentence, lines, winner=winner)


def average_pool(kind: k.AvgPool2d, asked: Question) -> UnitArithmetic:
    """The sum of the window, divided by its size, with or without its padding."""
    x = asked.x
    top, bottom, left, right = kind.pads(Shape(*x.shape))
    starts = asked.row * kind.strides[0] - top, asked.column * kind.strides[1] - left
    rows = _inside(starts[0], kind.kernel_size[0], 1, x.shape[1])
    columns = _inside(starts[1], kind.kernel_size[1], 1, x.shape[2])
    divisor = len(rows) * len(columns)
    if kind.count_include_pad:  # what ceil_mode lets the window read beyond the padding never counts
        ends = (
            min(starts[0] + kind.kernel_size[0], x.shape[1] + bottom),
            min(starts[1] + kind.kernel_size[1], x.shape[2] + right),
        )
        divisor = (ends[0] - starts[0]) * (ends[1] - starts[1])
    return _mean(kind, asked, rows, columns, max(1, divisor))


def adaptive_average_pool(kind: k.AdaptiveAvgPool2d, asked: Question) -> UnitArithmetic:
    """The mean of this unit's part of the map."""
    rows, columns = _parts(kind, asked)
    return _mean(kind, asked, rows, columns, len(rows) * len(columns))


def _mean(
    kind: k.AvgPool2d | k.AdaptiveAvgPool2d,
    asked: Question,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    divisor: int,
) -> UnitArithmetic:
    terms = window_terms(asked.x, [asked.channel], rows, columns, 1 / divisor)
    added = float(terms.values.sum())
    total = added / divisor
    padding = max(0, divisor - len(terms))
    zeros = f" ({counted(padding, 'zero')} of padding counted)" if padding else ""
    sentence = f"The window adds up to {number(added)}; divided by {divisor:,}{zeros} that is {number(total)}."
    lines = (
        f"mean over {counted(len(terms), 'value')} of channel {asked.channel}",
        f"sum: {number(added)}",
        f"divisor: {divisor:,}{zeros}",
        f"= {number(total)}",
    )
    return UnitArithmetic(
        kind, asked.unit, terms, total, sentence, lines, numbers=(("sum", added), ("divisor", float(divisor)))
    )


def _parts(kind: k.AdaptiveAvgPool2d | k.AdaptiveMaxPool2d, asked: Question) -> list[NDArray[np.intp]]:
    """Rows and columns of the window of a unit."""
    return [
        np.arange(*adaptive_window(unit, bins, size))
        for unit, size, bins in zip((asked.row, asked.column), asked.x.shape[1:], kind.output_size, strict=True)
    ]


def upsample(kind: k.Upsample, asked: Question) -> UnitArithmetic:
    """The pixel repeated (nearest), or the neighbours blended (bilinear)."""
    factors, x = kind.scale_factor, asked.x
    if kind.mode == "nearest":
        row, column = asked.row // factors[0], asked.column // factors[1]
        terms = one_term(asked, asked.channel, row, column)
        total = float(terms.values[0])
        sentence = f"The pixel at row {row}, column {column} is repeated: {number(total)}."
        return UnitArithmetic(kind, asked.unit, terms, total, sentence, (place(terms[0]), f"= {number(total)}"))
    (rows, down), (columns, across) = (
        _neighbours(unit, factor, size)
        for unit, factor, size in zip((asked.row, asked.column), factors, x.shape[1:], strict=True)
    )
    terms = window_terms(x, [asked.channel], rows, columns, np.outer(down, across))
    total = float(terms.products.sum())
    lines = [f"row {t.row}, column {t.column}: {number(t.weight)} · {number(t.value)}" for t in terms]
    pixels = counted(len(terms), "neighbouring pixel")
    sentence = f"{pixels}, weighted by how near they are, blend to {number(total)}."
    return UnitArithmetic(kind, asked.unit, terms, total, sentence, (*lines, f"= {number(total)}"))


def _neighbours(unit: int, factor: int, size: int) -> tuple[list[int], list[float]]:
    """The one or two units around (unit + ½)/factor − ½ and their weights; beyond the border the border's own."""
    below, rest = divmod(2 * unit + 1 - factor, 2 * factor)
    if below < 0 or below >= size - 1 or rest == 0:
        return [min(max(below, 0), size - 1)], [1.0]
    return [below, below + 1], [1 - rest / (2 * factor), rest / (2 * factor)]


def zero_padding(kind: k.ZeroPad2d, asked: Question) -> UnitArithmetic:
    """The pixel of the input, or a zero around it."""
    top, _, left, _ = kind.pads()
    terms = window_terms(asked.x, [asked.channel], [asked.row - top], [asked.column - left], 1.0)
    total, at = float(terms.values[0]), terms[0]
    sentence = "A zero of the padding."
    if at.inside:
        sentence = f"The pixel at row {at.row}, column {at.column} of the input: {number(total)}."
    where = place(at) if at.inside else "padding"
    return UnitArithmetic(kind, asked.unit, terms, total, sentence, (where, f"= {number(total)}"))
