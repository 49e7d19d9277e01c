"""The position along the rows of a tangle: each thing as near as can be to what it is wired to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import floor

from designer.core.layout.channel import Spacing
from designer.core.layout.order import LARGE
from designer.core.layout.straighten import straighten
from designer.core.layout.threads import Thing

PASSES = 6
"""How often the rows move towards what they are wired to: from above and from below in turn, then from both."""

LIGHT = 1 / 1024
"""What a passing wire weighs beside a card: cards stand below each other first, wires find their way around."""


def align(rows: Sequence[Sequence[Thing]], spacing: Spacing) -> None:
    """Gives each thing its x, keeping the order within the rows and the distances."""
    distances = [[distance(one, other, spacing) for one, other in pairwise(row)] for row in rows]
    above = [[_leading(thing.above) for thing in row] for row in rows]
    below = [[_leading(thing.below) for thing in row] for row in rows]
    passes = PASSES if sum(map(len, rows)) < LARGE else PASSES - 2
    for turn in range(passes):
        down = turn % 2 == 0
        last = turn >= passes - 2
        for number in range(len(rows)) if down else range(len(rows) - 1, -1, -1):
            if last:
                near = [upper + lower for upper, lower in zip(above[number], below[number], strict=True)]
            else:
                near = above[number] if down else below[number]
            _shift(rows[number], near, distances[number])
    straighten(rows, distances)


def distance(one: Thing, other: Thing, spacing: Spacing) -> float:
    """How far the axes of two neighbours in a row must be apart."""
    space = spacing.wire if one.passing or other.passing else spacing.lane
    return one.right + other.left + space


def _leading(near: list[Thing]) -> list[Thing]:
    """The neighbours that decide: cards if there are any."""
    return [thing for thing in near if not thing.passing] or near


def _shift(row: Sequence[Thing], near: Sequence[Sequence[Thing]], distances: Sequence[float]) -> None:
    """Moves the things of a row towards the mean of what they are near to."""
    wishes, weights = [], []
    for thing, others in zip(row, near, strict=True):
        wishes.append(sum([other.x for other in others]) / len(others) if others else thing.x)
        weights.append((LIGHT if thing.passing else 1) * (len(others) or LIGHT))
    for thing, x in zip(row, spread(wishes, weights, distances), strict=True):
        thing.x = x


def spread(wishes: Sequence[float], weights: Sequence[float], distances: Sequence[float]) -> list[float]:
    """Whole positions nearest to the wishes (least weighted squares) that keep these distances, in this order.

    Neighbours that would stand too close move as one (pool adjacent violators).
    """
    offset = 0.0
    pools: list[tuple[float, float, int]] = []
    offsets = []
    for position, (wish, weight) in enumerate(zip(wishes, weights, strict=True)):
        offset += distances[position - 1] if position else 0
        offsets.append(offset)
        mean, mass, members = wish - offset, weight, 1
        while pools and pools[-1][0] >= mean:
            other, heavy, many = pools.pop()
            mean = (mean * mass + other * heavy) / (mass + heavy)
            mass, members = mass + heavy, members + many
        pools.append((mean, mass, members))
    flat = [floor(mean + 0.5) for mean, _, members in pools for _ in range(members)]
    return [mean + offset for mean, offset in zip(flat, offsets, strict=True)]
