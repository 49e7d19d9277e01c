"""The arithmetic of one unit as a value: operands, products, sums and the result, and how they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from designer.core.kind import Kind
from designer.engine.lowering import Arrays

FloatArray = NDArray[np.float32]
Doubles = NDArray[np.float64]
Indices = NDArray[np.intp]

MOST_ITEMS = 8
"""Operands that the lines of a record name one by one, the largest; the rest is one line."""


@dataclass(frozen=True)
class Term:
    """One operand: where it stands in the layer's inputs, its number, and what it gives to the result."""

    source: int
    """Which of the layer's inputs it is read from."""
    channel: int
    """Of a vector: the feature."""
    row: int
    column: int
    value: float
    weight: float
    product: float
    inside: bool
    """False in the padding, where the value is 0."""


@dataclass(frozen=True, eq=False)
class Terms:
    """All operands of one unit as arrays of one length, ordered by channel, row, column.

    `shape` (channels, rows, columns) makes a grid of them: `terms.values.reshape(terms.shape)[i]` is the patch that is
    read of the i-th channel.
    """

    shape: tuple[int, int, int]
    sources: Indices
    channels: Indices
    rows: Indices
    columns: Indices
    values: Doubles
    weights: Doubles
    products: Doubles
    inside: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, index: int) -> Term:
        return Term(
            int(self.sources[index]), int(self.channels[index]), int(self.rows[index]), int(self.columns[index]),
            float(self.values[index]), float(self.weights[index]), float(self.products[index]),
            bool(self.inside[index]),
        )  # fmt: skip

    def __iter__(self) -> Iterator[Term]:
        return (self[index] for index in range(len(self)))

    def largest(self, count: int) -> tuple[int, ...]:
        """The indices of the `count` products that are largest by size, the largest first."""
        return tuple(largest(self.products, count))


@dataclass(frozen=True, eq=False)
class UnitArithmetic:
    """How the value of one unit comes about."""

    kind: Kind
    unit: tuple[int, int, int]
    """(channel, row, column); of a vector (feature, 0, 0)."""
    terms: Terms
    total: float
    """The unit's value, calculated in double precision."""
    sentence: str
    """What happens, in one plain sentence with this unit's numbers."""
    lines: tuple[str, ...]
    """The formula and its numbers, line by line, for a panel."""
    sums: tuple[tuple[int, float], ...] = ()
    """(input channel, sum of its products) of convolutions and of a linear layer that reads maps."""
    numbers: tuple[tuple[str, float], ...] = ()
    """The other numbers of the formula by name: bias, divisor, mean …"""
    winner: int | None = None
    """The index of the term that a max-pool lets through; None where its window lies in the padding alone."""


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked: a unit of a layer with these inputs (C×H×W, or n numbers) and weights."""

    inputs: tuple[FloatArray, ...]
    arrays: Arrays
    channel: int
    row: int
    column: int
    names: tuple[str, ...]
    """What the inputs are called, for the lines."""

    @property
    def unit(self) -> tuple[int, int, int]:
        """(channel, row, column)."""
        return self.channel, self.row, self.column

    @property
    def x(self) -> FloatArray:
        """The first input as maps C×H×W; a vector is n maps of one pixel."""
        return maps(self.inputs[0])

    @property
    def flat(self) -> bool:
        """Whether the first input is a vector."""
        return self.inputs[0].ndim == 1


def maps(x: FloatArray) -> FloatArray:
    """C×H×W as it is, n numbers as n×1×1."""
    return x if x.ndim == 3 else x.reshape(-1, 1, 1)


def window_terms(x: FloatArray, channels: ArrayLike, rows: ArrayLike, columns: ArrayLike, weights: ArrayLike) -> Terms:
    """The terms weight · x[channel, row, column] for all channels × rows × columns; 0 outside of x (C, H, W).

    `weights` has that shape, or one that spreads to it.
    """
    c, r, q = (np.asarray(axis, np.intp) for axis in (channels, rows, columns))
    shape = len(c), len(r), len(q)
    real = ((r >= 0) & (r < x.shape[1]))[:, None] & ((q >= 0) & (q < x.shape[2]))
    inside = np.broadcast_to(real, shape)
    near = x[c[:, None, None], np.clip(r, 0, x.shape[1] - 1)[:, None], np.clip(q, 0, x.shape[2] - 1)]
    return listed(
        shape, np.zeros(shape, np.intp), np.broadcast_to(c[:, None, None], shape), np.broadcast_to(r[:, None], shape),
        np.broadcast_to(q, shape), np.where(inside, near, 0).astype(np.float64), weights, inside,
    )  # fmt: skip


def listed(
    shape: tuple[int, int, int],
    sources: ArrayLike,
    channels: ArrayLike,
    rows: ArrayLike,
    columns: ArrayLike,
    values: Doubles,
    weights: ArrayLike,
    inside: ArrayLike = True,
) -> Terms:
    """Terms from arrays of `shape`, or such as spread to it."""

    def spread(axis: ArrayLike) -> Indices:
        return np.broadcast_to(np.asarray(axis, np.intp), shape).reshape(-1)

    value = np.broadcast_to(np.asarray(values, np.float64), shape).reshape(-1)
    weight = np.broadcast_to(np.asarray(weights, np.float64), shape).reshape(-1)
    real = np.broadcast_to(np.asarray(inside, np.bool_), shape).reshape(-1)
    return Terms(
        shape, spread(sources), spread(channels), spread(rows), spread(columns), value, weight, value * weight, real
    )


def one_term(question: Question, channel: int, row: int, column: int, source: int = 0, weight: float = 1.0) -> Terms:
    """A single operand of one of the inputs."""
    value = float(maps(question.inputs[source])[channel, row, column])
    return listed((1, 1, 1), source, channel, row, column, np.array(value), weight)


def number(value: float) -> str:
    """Four significant digits, with a true minus sign."""
    if np.isnan(value):
        return "not a number"
    return f"{value:.4g}".replace("-", "−").replace("inf", "∞")


def signed(value: float) -> str:
    """The number with its sign, also where it is positive."""
    return number(value) if value < 0 or np.isnan(value) else f"+{number(value)}"


def joined(value: float) -> str:
    """The number as it is added to what stands before it: `+ 2`, `− 2`."""
    return f"− {number(-value)}" if value < 0 else f"+ {number(value)}"


def place(term: Term, flat: bool = False) -> str:
    """Where a term stands, in words."""
    if flat:
        return f"feature {term.channel}"
    return f"channel {term.channel}, row {term.row}, column {term.column}"


def counted(count: int, one: str, several: str = "") -> str:
    """A count with its noun: `1 tap`, `9 taps`."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def largest_lines(values: Doubles, label: Callable[[int], str], noun: str) -> list[str]:
    """`label: +value` for the numbers largest by size, in their own order, and one line for the sum of the others."""
    shown = sorted(largest(values, MOST_ITEMS))
    lines = [f"{label(index)}: {signed(float(values[index]))}" for index in shown]
    if len(shown) < len(values):
        rest = float(np.delete(values, shown).sum())
        lines.append(f"{counted(len(values) - len(shown), f'other {noun}')}: {signed(rest)}")
    return lines


def largest(values: Doubles, count: int) -> list[int]:
    """The indices of the `count` numbers that are largest by size, the largest first, not-a-number before all."""
    sizes = np.nan_to_num(np.abs(values), nan=np.inf)
    count = min(count, len(values))
    some = np.argpartition(-sizes, count - 1)[:count] if 0 < count < len(values) else np.arange(count)
    return [int(index) for index in some[np.lexsort((some, -sizes[some]))]]
