"""Layered drawing of a tangle: few crossings within the rows, long wires in lanes at the sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from designer.core.layout.align import align
from designer.core.layout.block import Block, Key, Size, key
from designer.core.layout.channel import Net, Spacing, jogs, ports
from designer.core.layout.order import ordered
from designer.core.layout.threads import Leg, Thing, Threads, unravel
from designer.core.structure import Tangle


def weave(tangle: Tangle, blocks: Sequence[Block], sizes: Mapping[str, Size], spacing: Spacing) -> Block:
    """The tangle as a block; `blocks` holds the block of each of its runs."""
    threads = unravel(tangle, blocks, sizes)
    threads.rows = ordered(threads.rows)
    threads.anchor()
    align(threads.rows, spacing)
    block = Block()
    _bypass(threads, block, spacing)
    _enter(threads.legs, sizes, spacing)
    _compose(threads, block, sizes, spacing)
    return block


def _bypass(threads: Threads, block: Block, spacing: Spacing) -> None:
    """Gives each signal with far legs a lane beside the rows it passes, short ones inside; sets the block's sides."""
    left = [min(thing.x - thing.left for thing in row) for row in threads.rows]
    right = [max(thing.x + thing.right for thing in row) for row in threads.rows]
    spans = []
    for signal in threads.signals():
        if far := [leg for leg in signal if leg.far]:
            first = far[0].source.rank + 1
            spans.append((max(leg.target.rank for leg in far) - first, first, far))
    for length, first, far in sorted(spans, key=lambda span: span[:2]):
        rows = slice(first, first + length)
        outer_left, outer_right = min(left[rows]) - spacing.wire, max(right[rows]) + spacing.wire
        lane = Thing(first, x=outer_left if _leftwards(far, outer_left, outer_right, spacing) else outer_right)
        side = left if lane.x == outer_left else right
        side[rows] = [lane.x] * length
        for leg in far:
            leg.past = [lane]
    block.left, block.right = -min(left), max(right)


def _leftwards(far: Sequence[Leg], left: float, right: float, spacing: Spacing) -> bool:
    """Whether the lane at the left is clearly nearer to a signal's ends; else the input it feeds decides."""
    ends = [far[0].source.x + far[0].start, *[leg.target.x for leg in far]]
    lean = 2 * sum(ends) / len(ends) - left - right
    return lean < -spacing.wire / 2 or (lean <= spacing.wire / 2 and far[0].edge.index == 0)


def _enter(legs: Sequence[Leg], sizes: Mapping[str, Size], spacing: Spacing) -> None:
    """Spreads the legs that end at a card over its upper edge, in the order in which they come."""
    arriving: dict[str, list[Leg]] = defaultdict(list)
    for leg in legs:
        if leg.target.name:
            arriving[leg.target.name].append(leg)
    for name, group in arriving.items():
        axis = group[0].target.x
        group.sort(key=lambda leg: (leg.origin, leg.edge.index))
        stops = ports([leg.origin - axis for leg in group], sizes[name].entry, spacing)
        for leg, stop in zip(group, stops, strict=True):
            leg.stop = stop


def _compose(threads: Threads, block: Block, sizes: Mapping[str, Size], spacing: Spacing) -> None:
    """Stacks the rows and the strips between them, and routes every leg through its strips."""
    strips: list[dict[tuple[int, float], list[tuple[float, Key]]]] = [defaultdict(list) for _ in threads.rows]
    for leg in threads.legs:
        _route(threads, leg, strips, block)
    y = 0.0
    for number, row in enumerate(threads.rows):
        for thing in row:
            if thing.block:
                block.include(thing.block, thing.x, y)
            elif thing.name:
                block.cards.append((thing.name, thing.x - thing.left, y))
                block.count += 1
        y += max((_height(thing, sizes) for thing in row), default=0)
        if number + 1 < len(threads.rows):
            nets = [Net(top, tuple(wires)) for (_, top), wires in strips[number].items()]
            turns, height = jogs(nets, y, spacing)
            block.turns += turns
            y += height
    block.height = y


def _height(thing: Thing, sizes: Mapping[str, Size]) -> float:
    return thing.block.height if thing.block else sizes[thing.name].height if thing.name else 0


def _route(
    threads: Threads, leg: Leg, strips: list[dict[tuple[int, float], list[tuple[float, Key]]]], block: Block
) -> None:
    """Enters a leg's turns in the strips below the rows, and its ends as heads or tails of the block."""
    first, last = leg.source.rank, leg.target.rank
    places = [leg.source.x + leg.start, *[thing.x for thing in leg.past], leg.target.x + leg.stop]
    names = [id(leg.source), *[id(thing) for thing in leg.past]]
    numbers = [first, last - 1] if leg.far else range(first, last)
    if leg.source is threads.top:
        block.heads.append((places[1], leg.edge))
    if leg.target is threads.bottom:
        block.tails.append((places[-2], leg.edge))
    for number, name, top, x in zip(numbers, names, places[:-1], places[1:], strict=True):
        if 0 <= number < len(strips) - 1:
            strips[number][name, top].append((x, key(leg.edge)))
