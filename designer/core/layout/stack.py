"""Series-parallel drawing: a run as a stack of cards, branches as lanes side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from designer.core.layout.block import Block, Size, key
from designer.core.layout.channel import Net, Spacing, jogs, ports
from designer.core.layout.frames import Built
from designer.core.layout.weave import weave
from designer.core.structure import Branches, Edge, Run, Tangle, runs

DOMINANT = 3
"""A lane with so many times the cards of all others together stays on the axis; the others stand beside it."""


def build(root: Run, sizes: Mapping[str, Size], spacing: Spacing, known: Built) -> tuple[Block, Built]:
    """The run as a block, and those of all runs in it; sizes holds (width, height) of each node.

    `known` are those of an earlier drawing: runs made from the same are taken from there.
    """
    built: dict[int, Block] = {}
    kept: dict[tuple[object, ...], tuple[tuple[object, ...], Block]] = {}
    for run in reversed(list(runs(root))):
        key, content = (run.source, run.target, run.index, run.nodes), _content(run, built, sizes)
        old = known.get(key)
        block = old[1] if old is not None and old[0] == content else _stack(run, built, sizes, spacing)
        built[id(run)] = block
        kept[key] = content, block
    return built[id(root)], kept


def _content(run: Run, built: Mapping[int, Block], sizes: Mapping[str, Size]) -> tuple[object, ...]:
    """What a run's block follows from, besides its ends and nodes."""
    content: list[object] = [sizes[name] for name in run.nodes]
    for link in run.links:
        if isinstance(link, Edge):
            content.append(None if link.target is None else link.index)
        elif isinstance(link, Branches):
            content.append(tuple([id(built[id(lane)]) for lane in link.lanes]))
        else:
            content += [sizes[name] for name in link.nodes]
            content += [(each.source, each.target, id(built[id(each)])) for each in link.runs]
    return tuple(content)


def _stack(run: Run, built: Mapping[int, Block], sizes: Mapping[str, Size], spacing: Spacing) -> Block:
    """A run's cards one below the other, all centred on the axis; `built` holds the blocks of inner runs by id()."""
    block = Block(count=len(run.nodes))
    y = 0.0
    for position, link in enumerate(run.links):
        above, below = position > 0, position < len(run.nodes)
        if isinstance(link, Edge):
            y += spacing.gap if above and below else 0
            if not above and link.source is not None:
                block.heads = [(0, link)]
            if not below and link.target is not None:
                block.tails = [(0, link)]
        else:
            part = _part(link, built, sizes, spacing)
            if above:
                y += _fork(block, part, y, spacing)
            else:
                block.heads = [(0, part)]
            block.include(part, 0, y)
            y += part.height
            if below:
                y += _join(block, part, y, sizes[run.nodes[position]].entry, spacing)
            else:
                block.tails = [(0, part)]
        if below:
            size = sizes[run.nodes[position]]
            block.cards.append((run.nodes[position], -size.width / 2, y))
            block.left = max(block.left, size.width / 2)
            block.right = max(block.right, size.width / 2)
            y += size.height
    block.height = y
    return block


def _part(link: Branches | Tangle, built: Mapping[int, Block], sizes: Mapping[str, Size], spacing: Spacing) -> Block:
    if isinstance(link, Branches):
        return _fan(link, [built[id(lane)] for lane in link.lanes], spacing)
    return weave(link, [built[id(run)] for run in link.runs], sizes, spacing)


def _fork(block: Block, part: Block, y: float, spacing: Spacing) -> float:
    """Leads the wire below a card to all heads of the part below; returns the height this takes."""
    net = Net(0, tuple((x, key(edge)) for x, edge in part.above()))
    turns, height = jogs([net], y, spacing)
    block.turns += turns
    return height


def _join(block: Block, part: Block, y: float, width: float, spacing: Spacing) -> float:
    """Leads all tails of a part into the card below, of that width; returns the height this takes."""
    tails = sorted(part.below(), key=lambda tail: tail[0])
    entries = ports([x for x, _ in tails], width, spacing)
    nets = [Net(x, ((port, key(edge)),)) for (x, edge), port in zip(tails, entries, strict=True)]
    turns, height = jogs(nets, y, spacing)
    block.turns += turns
    return height


def _fan(branches: Branches, lanes: Sequence[Block], spacing: Spacing) -> Block:
    """Lanes side by side from left to right, tops level: centred, or around the one that dominates."""
    block = Block()
    spine = _spine(branches, lanes)
    order = list(range(len(lanes)))
    if spine is not None and branches.lanes[0].target is None:
        order = [spine, *(lane for lane in order if lane != spine)]
    axes = [0.0]
    for one, other in pairwise(order):
        space = spacing.wire if lanes[one].bare or lanes[other].bare else spacing.lane
        axes.append(axes[-1] + lanes[one].right + space + lanes[other].left)
    if spine is None:
        shift = (axes[-1] + lanes[order[-1]].right - lanes[order[0]].left) / 2
    else:
        shift = axes[order.index(spine)]
    for lane, axis in zip(order, axes, strict=True):
        block.include(lanes[lane], axis - shift, 0)
        block.heads.append((axis - shift, lanes[lane]))
        block.tails.append((axis - shift, lanes[lane]))
    return block


def _spine(branches: Branches, lanes: Sequence[Block]) -> int | None:
    """The lane that stays on the axis: the only one with cards, one much longer, or the first of separate parts."""
    counts = [lane.count for lane in lanes]
    most = max(counts)
    if most and most >= DOMINANT * (sum(counts) - most):
        return counts.index(most)
    apart = branches.lanes[0].source is None and branches.lanes[0].target is None
    return 0 if apart else None
