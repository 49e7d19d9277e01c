"""Where a dragged layer may land: on a wire, after a loose end, beside a card or a chain of cards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, inf
from typing import Literal

from designer.core.layout.frames import Layout, Point, Rect, Wire

NEAR = 10
FAR = 26
"""How far beside a card its own slot lies, and the slot of the whole chain it stands in."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a layer, with the line that marks it.

    `wire`: between source and input `index` of target. `end`: after source. `beside`: a branch from what feeds
    `source` to what `target` feeds, around the chain of these two and all between.
    """

    kind: Literal["wire", "end", "beside"]
    source: str
    target: str | None
    index: int
    start: Point
    stop: Point

    @property
    def middle(self) -> Point:
        """The point half-way along the line."""
        return (self.start[0] + self.stop[0]) / 2, (self.start[1] + self.stop[1]) / 2

    def distance(self, x: float, y: float) -> float:
        """How far a point is from the line."""
        (left, top), (right, bottom) = self.start, self.stop
        length = (right - left) ** 2 + (bottom - top) ** 2
        along = ((x - left) * (right - left) + (y - top) * (bottom - top)) / length if length else 0.0
        along = min(max(along, 0.0), 1.0)
        return hypot(x - left - along * (right - left), y - top - along * (bottom - top))


def slots(layout: Layout) -> tuple[Slot, ...]:
    """All places of a drawing: on its wires, after its loose ends, and on both sides of its cards and chains."""
    fed = Counter(wire.source for wire in layout.wires)
    on_wires = [Slot("wire", wire.source, wire.target, wire.index, *_mark(wire)) for wire in layout.wires]
    after_ends = [
        Slot("end", name, None, 0, (frame.centre, frame.bottom), (frame.centre, frame.bottom + FAR))
        for name, frame in layout.frames.items()
        if not fed[name]
    ]
    beside = []
    for chain in chains(layout):
        cards = _cards(layout, chain)
        for card in cards:
            beside += _beside(layout, card, NEAR)
        if len(cards) > 1:
            beside += _beside(layout, chain, FAR)
    return (*on_wires, *after_ends, *beside)


def nearest_slot(places: Sequence[Slot], x: float, y: float, reach: float = inf) -> Slot | None:
    """The place nearest to a point, the first of equals, or None where none is within reach."""
    best, least = None, reach
    for place in places:
        distance = place.distance(x, y)
        if distance < least or (distance == least and best is None):
            best, least = place, distance
    return best


def chains(layout: Layout) -> list[list[str]]:
    """The longest chains of boxes with one input, each the only one that its predecessor feeds."""
    inputs: dict[str, list[str]] = defaultdict(list)
    fed = Counter(wire.source for wire in layout.wires)
    for wire in layout.wires:
        inputs[wire.target].append(wire.source)
    found: dict[str, list[str]] = {}
    for name in layout.frames:
        if len(inputs[name]) == 1:
            before = inputs[name][0]
            chain = found[before] if before in found and fed[before] == 1 else []
            chain.append(name)
            found[name] = chain
    return list({id(chain): chain for chain in found.values()}.values())


def _mark(wire: Wire) -> tuple[Point, Point]:
    """The wire's longest vertical line, the last of equals."""
    lines = list(pairwise(wire.points))
    return max(reversed(lines), key=lambda line: line[1][1] - line[0][1])


def _cards(layout: Layout, chain: Sequence[str]) -> list[list[str]]:
    """A chain cut where there is a gap: each card with the boxes glued below it."""
    cards = [[chain[0]]]
    for before, name in pairwise(chain):
        if layout.frames[before].bottom == layout.frames[name].y:
            cards[-1].append(name)
        else:
            cards.append([name])
    return cards


def _beside(layout: Layout, chain: Sequence[str], distance: float) -> list[Slot]:
    """The slots at the right and at the left of a chain."""
    frames: list[Rect] = [layout.frames[name] for name in chain]
    top, bottom = frames[0].y, frames[-1].bottom
    right = max(frame.right for frame in frames) + distance
    left = min(frame.x for frame in frames) - distance
    return [Slot("beside", chain[0], chain[-1], 0, (x, top), (x, bottom)) for x in (right, left)]
