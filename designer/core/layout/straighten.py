"""The last touch on a tangle: cards straight below each other, wires without needless bends."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from designer.core.layout.threads import Thing

SNAP = 48
"""A card no further than this from standing straight below the only card above it is moved there, if it may."""


def straighten(rows: Sequence[Sequence[Thing]], distances: Sequence[Sequence[float]]) -> None:
    """Moves things within the room between their neighbours in the row; `distances` is what these must keep."""
    room = _Room(rows, distances)
    for row in rows:
        for thing in row:
            cards = [other for other in thing.above if not other.passing]
            if thing.passing or len(cards) != 1 or abs(cards[0].x - thing.x) > SNAP:
                continue
            low, high = room.around(thing)
            if low <= cards[0].x <= high:
                thing.x = cards[0].x
    for row in rows:
        for thing in row:
            if thing.passing and not any(other.passing for other in thing.above):
                _pull(thing, room)


class _Room:
    """Who stands beside whom, and how near they may come."""

    def __init__(self, rows: Sequence[Sequence[Thing]], distances: Sequence[Sequence[float]]) -> None:
        self.left: dict[int, tuple[Thing, float]] = {}
        self.right: dict[int, tuple[Thing, float]] = {}
        for row, apart in zip(rows, distances, strict=True):
            for one, other, distance in zip(row, row[1:], apart, strict=False):
                self.left[id(other)] = one, distance
                self.right[id(one)] = other, distance

    def around(self, thing: Thing) -> tuple[float, float]:
        """The least and the greatest x the thing may have."""
        left, right = self.left.get(id(thing)), self.right.get(id(thing))
        return left[0].x + left[1] if left else -inf, right[0].x - right[1] if right else inf


def _pull(thing: Thing, room: _Room) -> None:
    """Leads the wire that begins to pass rows here straight down, as far as there is room, and on from there."""
    chain = [thing]
    while passing := [other for other in chain[-1].below if other.passing]:
        chain.append(passing[0])
    x = chain[0].above[0].x if chain[0].above else chain[0].x
    goals = chain[-1].below
    goal = sum([other.x for other in goals]) / len(goals) if goals else x
    start = 0
    while start < len(chain):
        low, high = room.around(chain[start])
        stop = start + 1
        while stop < len(chain):
            left, right = room.around(chain[stop])
            if max(low, left) > min(high, right):
                break
            low, high, stop = max(low, left), min(high, right), stop + 1
        x = min(max(x if low <= x <= high else goal, low), high)
        for point in chain[start:stop]:
            point.x = x
        start = stop
