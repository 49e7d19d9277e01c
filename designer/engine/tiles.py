"""What the tiles of a mosaic say about their channels: statistics, dead and saturated ones, orders, histograms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from designer.core.kind import Kind
from designer.core.kinds import Activation

FloatArray = NDArray[np.float32]
Doubles = NDArray[np.float64]
Marks = NDArray[np.bool_]
Counts = NDArray[np.int64]
Order = Literal["channel", "mean", "maximum", "sparsity"]

ORDERS: tuple[Order, ...] = ("channel", "mean", "maximum", "sparsity")
BOUNDS: dict[str, tuple[float | None, float | None]] = {
    "relu6": (None, 6.0),
    "sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "hardsigmoid": (0.0, 1.0),
}
"""The lower and upper bound at which a function stops to answer; zeros of relu6 are its rest, not a bound."""
NEAR = 0.01
"""How near to a bound a value counts as saturated, as a part of the function's range (of its bound for relu6)."""
AT_ONCE = 1 << 16
"""Values counted together: they stay in the second-level cache."""
MOSTLY = 0.9
"""The share of saturated values from which on a channel is called so."""


@dataclass(frozen=True, eq=False)
class ChannelStatistics:
    """Figures of every channel of a layer, as arrays of C numbers; a vector is as many channels of one value.

    Values that are not finite are counted in `broken` and left out of all else; a channel with no finite value has
    mean, minimum and maximum NaN.
    """

    mean: Doubles
    minimum: FloatArray
    maximum: FloatArray
    sparsity: Doubles
    """The share of values that are exactly 0."""
    saturation: Doubles
    """The share of values at a bound of the layer's function; 0 where it has none."""
    broken: Counts
    """How many values are not finite."""
    dead: Marks
    """Every value is 0."""
    constant: Marks
    """All values are one number other than 0; never so for channels of one value."""
    saturated: Marks
    """Most values are at a bound."""

    def __len__(self) -> int:
        return len(self.mean)

    @property
    def summary(self) -> str:
        """How many channels are dead, constant, saturated or broken, as one line; empty where none is."""
        counts = {
            "dead": self.dead, "constant": self.constant, "saturated": self.saturated, "not finite": self.broken > 0,
        }  # fmt: skip
        named = [f"{int(marks.sum()):,} {name}" for name, marks in counts.items() if marks.any()]
        return f"{', '.join(named)} of {len(self):,} channels" if named else ""


def channel_statistics(array: FloatArray, kind: Kind | None = None) -> ChannelStatistics:
    """The statistics of maps C×H×W or of n numbers; `kind` is the layer's, whose bounds saturate."""
    x = tiles_of(array)
    finite = np.isfinite(x)
    whole = bool(finite.all())
    count = np.full(len(x), x.shape[1], np.int64) if whole else finite.sum(axis=1)
    some = count > 0
    lowest = x.min(axis=1) if whole else _filled(np.minimum.reduce(x, axis=1, where=finite, initial=np.inf), some)
    highest = x.max(axis=1) if whole else _filled(np.maximum.reduce(x, axis=1, where=finite, initial=-np.inf), some)
    total = x.sum(axis=1, dtype=np.float64, where=True if whole else finite)
    zeros, ends = x.shape[1] - np.count_nonzero(x, axis=1), _at_bounds(x, kind)
    many = np.maximum(count, 1)
    saturation = ends / many
    return ChannelStatistics(
        mean=np.where(some, total / many, np.nan),
        minimum=lowest,
        maximum=highest,
        sparsity=zeros / many,
        saturation=saturation,
        broken=x.shape[1] - count,
        dead=(zeros == x.shape[1]),
        constant=(lowest == highest) & (lowest != 0) & (count == x.shape[1]) & (x.shape[1] > 1),
        saturated=saturation >= MOSTLY,
    )


def tiles_of(array: FloatArray) -> FloatArray:
    """One row of values for every channel; of a vector for every feature."""
    return array.reshape(len(array), -1)


def _filled(values: FloatArray, some: Marks) -> FloatArray:
    return np.where(some, values, np.float32(np.nan))


def _at_bounds(x: FloatArray, kind: Kind | None) -> Counts:
    """How many values of each channel are at a bound of the layer's function."""
    low, high = BOUNDS.get(kind.function, (None, None)) if isinstance(kind, Activation) else (None, None)
    if high is None:
        return np.zeros(len(x), np.int64)
    margin = NEAR * (high - (low or 0.0))
    at_bound = (x >= high - margin) & (x < np.inf)
    if low is not None:
        at_bound |= (x <= low + margin) & (x > -np.inf)
    return np.asarray(np.count_nonzero(at_bound, axis=1), np.int64)


def order_of(statistics: ChannelStatistics, by: Order) -> NDArray[np.intp]:
    """The channels in the order in which they are shown: the largest first, equal ones by number, NaN last."""
    if by == "channel":
        return np.arange(len(statistics))
    keys: dict[str, NDArray[np.floating]] = {
        "mean": statistics.mean,
        "maximum": statistics.maximum,
        "sparsity": statistics.sparsity,
    }
    return np.argsort(-keys[by], kind="stable")


@dataclass(frozen=True, eq=False)
class Histogram:
    """How many values lie in each of some equal bins: counts (C, bins) by channel, edges (bins + 1)."""

    counts: Counts
    edges: Doubles


def histogram(array: FloatArray, bins: int = 64, low: float | None = None, high: float | None = None) -> Histogram:
    """The histogram of every channel over the bins of one scale: from `low` to `high`, or of all finite values.

    A value x lies in bin ⌊(x − low) · (bins / (high − low))⌋, the highest in the last; values outside of the scale, or
    not finite, are not counted.
    """
    x = tiles_of(array)
    finite = np.isfinite(x)
    lowest = float(np.min(x, where=finite, initial=np.inf)) if low is None else low
    highest = float(np.max(x, where=finite, initial=-np.inf)) if high is None else high
    if not highest - lowest > 1e-300:  # one value alone, or none: a scale around it
        middle = lowest if np.isfinite(lowest) else 0.0
        lowest, highest = middle - 0.5, middle + 0.5
    few = max(1, AT_ONCE // x.shape[1])
    parts = [_binned(x[first : first + few], bins, lowest, highest) for first in range(0, len(x), few)]
    return Histogram(np.concatenate(parts), np.linspace(lowest, highest, bins + 1))


def _binned(x: FloatArray, bins: int, low: float, high: float) -> Counts:
    value = x.astype(np.float64)
    inside = (value >= low) & (value <= high)
    place = (np.where(inside, value, low) - low) * (bins / (high - low))
    into = np.clip(place.astype(np.int64), 0, bins - 1)
    into += np.arange(len(x))[:, None] * bins
    return np.bincount(into[inside], minlength=len(x) * bins).reshape(len(x), bins)
