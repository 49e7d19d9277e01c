"""Sets of units: runs of indices along an axis, carried up and down through the windows of layers; patches of them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise

from designer.core.receptive_field import IDENTITY, Transfer
from designer.core.value import dataclass

Runs = tuple[tuple[int, int], ...]
"""A set of indices as disjoint runs first … last, in order."""
Patch = tuple[Runs, Runs]
"""Rows and columns of a set of units: every row with every column."""
Rectangle = tuple[int, int, int, int]
"""(top, left, bottom, right), both ends inclusive."""

MOST_STEPS = 200_000  # units looked at one by one before gaps are filled in
MOST_PATCHES = 16  # patches kept apart at one layer before they become one


def merged(runs: Iterable[tuple[int, int]]) -> Runs:
    """Runs in order, those that touch or overlap made one."""
    result: list[tuple[int, int]] = []
    for lo, hi in sorted(runs):
        if result and lo <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(hi, result[-1][1]))
        else:
            result.append((lo, hi))
    return tuple(result)


def clipped(runs: Runs, length: int) -> Runs:
    """What of the runs lies in 0 … length − 1."""
    return tuple((max(lo, 0), min(hi, length - 1)) for lo, hi in runs if hi >= 0 and lo < length)


def size(runs: Runs) -> int:
    """How many indices there are."""
    return sum(hi - lo + 1 for lo, hi in runs)


def reads(units: Runs, transfer: Transfer) -> Runs:
    """The input units that these output units read, not clipped at the border.

    Exact while units × taps stay below MOST_STEPS; beyond that each run reads from its first to its last input unit.
    """
    if transfer is IDENTITY:
        return units
    widest = max((window[1] if window[2] > 1 else 1 for window in transfer.windows if window), default=1)
    few = size(units) * widest <= MOST_STEPS
    seamless = _seamless(transfer)
    found: list[tuple[int, int]] = []
    for first, last in units:
        if seamless or not few:
            found.extend(_ends(transfer, first, last))
            continue
        for unit in range(first, last + 1):
            window = transfer.reads(unit)
            if window:
                start, count, step = window
                if step == 1:
                    found.append((start, start + count - 1))
                else:
                    found.extend((start + i * step, start + i * step) for i in range(count))
    return merged(found)


def _seamless(transfer: Transfer) -> bool:
    """Whether the windows of neighbouring units always touch or overlap."""
    if len(transfer.windows) > 1 or transfer.windows[0] is None:
        return False
    _, count, step = transfer.windows[0]
    return step == 1 and transfer.advance <= count


def _ends(transfer: Transfer, first: int, last: int) -> list[tuple[int, int]]:
    """One run from the first to the last index that a long run of units reads, gaps filled."""
    cycle = len(transfer.windows)
    near = [*range(first, min(last, first + cycle) + 1), *range(max(first, last - cycle), last + 1)]
    windows = [window for unit in near if (window := transfer.reads(unit))]
    if not windows:
        return []
    return [(min(start for start, _, _ in windows), max(start + (n - 1) * step for start, n, step in windows))]


def readers(read: Runs, transfer: Transfer, units: int) -> Runs:
    """Which of the output units 0 … units − 1 read any of these input units: the way back of `reads`.

    Exact while no phase has more than MOST_STEPS units to look at; beyond that gaps are filled.
    """
    if transfer is IDENTITY:
        return clipped(read, units)
    cycle = len(transfer.windows)
    found: list[tuple[int, int]] = []
    for phase, window in enumerate(transfer.windows):
        if window is None or phase >= units:
            continue
        last = (units - 1 - phase) // cycle
        for lo, hi in read:
            for begin, end in _turns(window, transfer.advance, lo, hi, last):
                if cycle == 1 or end - begin >= MOST_STEPS:
                    found.append((begin * cycle + phase, end * cycle + phase))
                else:
                    found.extend((q * cycle + phase, q * cycle + phase) for q in range(begin, end + 1))
    return merged(found)


def _turns(window: tuple[int, int, int], advance: int, lo: int, hi: int, last: int) -> list[tuple[int, int]]:
    """The turns q in 0 … last, as runs, in which the window moved by q · advance reads any of lo … hi."""
    first, count, step = window
    reach = (count - 1) * step
    if advance == 0:
        return [(0, last)] if _hits(first, reach, step, lo, hi) else []
    begin, end = max(0, -(-(lo - first - reach) // advance)), min(last, (hi - first) // advance)
    if begin > end:
        return []
    if step <= hi - lo + 1 or end - begin >= MOST_STEPS:  # a step no longer than the run cannot pass over it
        return [(begin, end)]
    return [(q, q) for q in range(begin, end + 1) if _hits(first + q * advance, reach, step, lo, hi)]


def _hits(first: int, reach: int, step: int, lo: int, hi: int) -> bool:
    """Whether any of first, first + step, …, first + reach lies in lo … hi."""
    nearest = first + max(0, -(-(lo - first) // step)) * step
    return nearest <= min(hi, first + reach)


def keep(patches: list[Patch], new: Patch) -> None:
    """Add a patch to a union, unless one that holds it is there; too many become one that holds them all."""
    if any(_holds(old[0], new[0]) and _holds(old[1], new[1]) for old in patches):
        return
    patches[:] = [old for old in patches if not (_holds(new[0], old[0]) and _holds(new[1], old[1]))]
    patches.append(new)
    if len(patches) > MOST_PATCHES:
        rows = merged(run for patch in patches for run in patch[0])
        patches[:] = [(rows, merged(run for patch in patches for run in patch[1]))]


def _holds(outer: Runs, inner: Runs) -> bool:
    starts = [lo for lo, _ in outer]
    places = ((bisect_right(starts, first) - 1, last) for first, last in inner)
    return all(place >= 0 and last <= outer[place][1] for place, last in places)


@dataclass(frozen=True)
class UnitSet:
    """Some units of a layer's maps, the same on every channel: the union of its patches. A vector is one unit."""

    layer: str
    height: int
    width: int
    patches: tuple[Patch, ...]

    @property
    def box(self) -> Rectangle | None:
        """The smallest rectangle that holds them; None for none."""
        return around((rows[0][0], columns[0][0], rows[-1][1], columns[-1][1]) for rows, columns in self.patches)

    @property
    def count(self) -> int:
        """How many units there are."""
        return sum((last - first + 1) * size(columns) for first, last, columns in self.bands())

    @property
    def share(self) -> float:
        """The units as a part of the map."""
        return self.count / (self.height * self.width)

    def __contains__(self, unit: object) -> bool:
        """Whether the unit (row, column) is one of them."""
        if not isinstance(unit, tuple):
            return False
        row, column = unit
        at = ((row, row),), ((column, column),)
        return any(_holds(rows, at[0]) and _holds(columns, at[1]) for rows, columns in self.patches)

    def bands(self) -> Iterator[tuple[int, int, Runs]]:
        """Bands (first row, last row, columns) from top to bottom, none in common: what a painter fills."""
        if len(self.patches) == 1:
            rows, columns = self.patches[0]
            yield from ((first, last, columns) for first, last in rows)
            return
        cuts = sorted({edge for rows, _ in self.patches for first, last in rows for edge in (first, last + 1)})
        for first, end in pairwise(cuts):
            columns = merged(run for rows, runs in self.patches if _holds(rows, ((first, first),)) for run in runs)
            if columns:
                yield first, end - 1, columns

    def mask(self) -> bytes:
        """height · width bytes, row by row: 1 where the unit is one of them, else 0."""
        filled = bytearray(self.height * self.width)
        for first, last, columns in self.bands():
            line = bytearray(self.width)
            for lo, hi in columns:
                line[lo : hi + 1] = b"\1" * (hi + 1 - lo)
            filled[first * self.width : (last + 1) * self.width] = line * (last - first + 1)
        return bytes(filled)


def around(rectangles: Iterable[Rectangle]) -> Rectangle | None:
    """The smallest rectangle that holds all; None for none."""
    several = list(rectangles)
    if not several:
        return None
    tops, lefts, bottoms, rights = zip(*several, strict=True)
    return min(tops), min(lefts), max(bottoms), max(rights)
