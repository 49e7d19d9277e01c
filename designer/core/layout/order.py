"""The order along the rows of a tangle: few crossings."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence

from designer.core.layout.threads import Thing

SWEEPS = 6
"""How often at most the rows are sorted by what stands above them and below them in turn."""

LARGE = 1500
"""A tangle of so many things is swept and shifted less often, to be drawn within a blink."""

PATIENCE = 2
"""After so many sweeps that help nothing the sorting ends."""


def ordered(rows: list[list[Thing]]) -> list[list[Thing]]:
    """The rows, each sorted so that few wires cross: by the mean place of neighbours, the best of some sweeps."""
    for row in rows:
        _number(row)
    best, fewest, since = rows, crossings(rows), 0
    rows = list(rows)
    for sweep in range(SWEEPS if sum(map(len, rows)) < LARGE else 2):
        if not fewest or since == PATIENCE:
            break
        down = sweep % 2 == 0
        for number in range(len(rows)) if down else range(len(rows) - 1, -1, -1):
            rows[number] = _by_mean(rows[number], down)
        count, since = crossings(rows), since + 1
        if count < fewest:
            best, fewest, since = list(rows), count, 0
    return best


def _number(row: Sequence[Thing]) -> None:
    for place, thing in enumerate(row):
        thing.place = place


def _by_mean(row: list[Thing], down: bool) -> list[Thing]:
    """The row sorted and numbered by the mean place of the neighbours above or below."""
    means: list[float] = []
    for thing in row:
        near = thing.above if down else thing.below
        means.append(sum([other.place for other in near]) / len(near) if near else thing.place)
    row = [row[place] for place in sorted(range(len(row)), key=means.__getitem__)]
    _number(row)
    return row


def crossings(rows: Sequence[Sequence[Thing]]) -> int:
    """How many wires cross between neighbouring rows, whose things know their places."""
    total = 0
    for row in rows:
        seen: list[int] = []
        for thing in row:
            ends = [other.place for other in thing.below]
            for end in ends:
                total += len(seen) - bisect_right(seen, end)
            for end in ends:
                insort(seen, end)
    return total
