"""A tangle taken apart: things in rows by longest path, and the wires between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from designer.core.layout.block import Block, Size
from designer.core.structure import Edge, Tangle

NEAR = 3
"""A wire that passes at most so many rows runs between their cards, a longer one beside them all."""


@dataclass(slots=True, eq=False)
class Thing:
    """A card, the block of a run, or a wire that passes a row; `x` is its axis, `rank` its row, `place` its
    position in the row."""

    rank: int
    left: float = 0
    right: float = 0
    name: str = ""
    block: Block | None = None
    passing: bool = False
    x: float = 0
    place: int = 0
    above: list[Thing] = field(default_factory=list)
    below: list[Thing] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Leg:
    """A wire from `start` (off the axis) of one thing, past some, to `stop` of another.

    A far leg passes one thing only: its side lane.
    """

    edge: Edge
    source: Thing
    start: float
    target: Thing
    stop: float = 0
    past: list[Thing] = field(default_factory=list)
    far: bool = False

    @property
    def origin(self) -> float:
        """The x from which it comes to its last turn."""
        return self.past[-1].x if self.past else self.source.x + self.start


@dataclass(slots=True, eq=False)
class Threads:
    """The things of a tangle in rows, its legs, and the world above (row −1) and below (the row after the last)."""

    rows: list[list[Thing]]
    legs: list[Leg]
    top: Thing
    bottom: Thing

    def signals(self) -> Iterator[list[Leg]]:
        """The legs in groups that leave the same thing at the same place."""
        groups: dict[tuple[int, float], list[Leg]] = defaultdict(list)
        for leg in self.legs:
            groups[id(leg.source), leg.start].append(leg)
        yield from groups.values()

    def anchor(self) -> None:
        """Ties what is wired to the world above and below to it, so that it is drawn towards the axis."""
        for leg in self.legs:
            way = [leg.source, *([] if leg.far else leg.past), leg.target]
            if leg.source is self.top and not leg.far:
                way[1].above.append(self.top)
            if leg.target is self.bottom and not leg.far:
                way[-2].below.append(self.bottom)


def unravel(tangle: Tangle, blocks: Sequence[Block], sizes: Mapping[str, Size]) -> Threads:
    """Puts the tangle's nodes and runs in rows and threads the wires that pass a row through it."""
    top, bottom = Thing(-1), Thing(-1)
    cards = {name: Thing(0, sizes[name].width / 2, sizes[name].width / 2, name) for name in tangle.nodes}
    legs: list[Leg] = []
    before: dict[int, list[Thing]] = defaultdict(list)
    for run, block in zip(tangle.runs, blocks, strict=True):
        source, target = cards.get(run.source or "", top), cards.get(run.target or "", bottom)
        if not run.nodes and isinstance(run.links[0], Edge):
            legs += [Leg(edge, source, 0, target) for _, edge in block.below() if block.heads]
        else:
            part = Thing(0, block.left, block.right, block=block)
            before[id(target)].append(part)
            legs += [Leg(edge, source, 0, part, x) for x, edge in block.above()]
            legs += [Leg(edge, part, x, target) for x, edge in block.below()]
    things = [thing for card in cards.values() for thing in (*before[id(card)], card)] + before[id(bottom)]
    _rank(things, legs, bottom)
    threads = Threads([[] for _ in range(bottom.rank)], legs, top, bottom)
    for thing in things:
        threads.rows[thing.rank].append(thing)
    for signal in threads.signals():
        _thread(threads, signal)
    return threads


def _rank(things: Sequence[Thing], legs: Sequence[Leg], bottom: Thing) -> None:
    """Puts each thing one row below the lowest that feeds it; what one signal feeds goes down to what it feeds."""
    sources: dict[int, list[Thing]] = defaultdict(list)
    targets: dict[int, list[Thing]] = defaultdict(list)
    for leg in legs:
        sources[id(leg.target)].append(leg.source)
        targets[id(leg.source)].append(leg.target)
    for thing in things:
        thing.rank = 1 + max([source.rank for source in sources[id(thing)]], default=-1)
    bottom.rank = 1 + max(thing.rank for thing in things)
    for thing in reversed(things):
        if len({id(source) for source in sources[id(thing)]}) == 1 and targets[id(thing)]:
            thing.rank = min([target.rank for target in targets[id(thing)]]) - 1


def _thread(threads: Threads, signal: Sequence[Leg]) -> None:
    """Leads the near legs of one signal over shared points in the rows they pass, and marks the far ones."""
    first = signal[0].source.rank
    chain: list[Thing] = []
    links: set[tuple[int, int]] = set()
    for leg in signal:
        passed = leg.target.rank - first - 1
        leg.far = passed > NEAR
        if leg.far:
            continue
        while len(chain) < passed:
            point = Thing(first + 1 + len(chain), passing=True)
            threads.rows[point.rank].append(point)
            chain.append(point)
        leg.past = chain[:passed]
        way = [leg.source, *leg.past, leg.target]
        for upper, lower in pairwise(way):
            if upper is threads.top or lower is threads.bottom or (id(upper), id(lower)) in links:
                continue
            links.add((id(upper), id(lower)))
            upper.below.append(lower)
            lower.above.append(upper)
