"""One piece of a drawing: glued boxes become one card, the structure is stacked, and all is put in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from designer.core.layout.block import Block, Key, Size
from designer.core.layout.channel import Spacing
from designer.core.layout.frames import Box, Piece, Point, Rect, Wire
from designer.core.layout.stack import build
from designer.core.structure import read


def draw(boxes: Sequence[Box], above: Box | None, spacing: Spacing) -> Piece:
    """Boxes drawn from y = 0 on, around x = 0, below the lower edge of the one `above` that they read, if any."""
    if above is not None and len(boxes) == 1 and len(boxes[0].inputs) == 1:  # most of a chain
        return _single(boxes[0], spacing)
    start = [] if above is None else [Box(above.id, above.width, 0)]
    piles, card = _glued([*start, *boxes])
    sizes = {
        head: Size(max([box.width for box in pile]), sum([box.height for box in pile]), pile[0].width)
        for head, pile in piles.items()
    }
    root = read((head, [card[name] for name in pile[0].inputs]) for head, pile in piles.items())
    corners, turns = _placed(build(root, sizes, spacing))
    frames: dict[str, Rect] = {}
    for head, pile in piles.items():
        x, y = corners[head]
        middle = x + sizes[head].width / 2
        for box in pile:
            frames[box.id] = Rect(middle - box.width / 2, y, box.width, box.height)
            y += box.height
    wires = [
        _wire(frames[source], source, frames[box.id], box.id, index, turns.get((box.id, index)))
        for box in boxes
        for index, source in enumerate(box.inputs)
    ]
    return _piece(boxes, [frames[box.id] for box in boxes], wires)


def _single(box: Box, spacing: Spacing) -> Piece:
    """A box straight below the one it reads, or touching it."""
    y = 0.0 if box.glued else spacing.gap
    wire = Wire(box.inputs[0], box.id, 0, ((0.0, 0.0), (0.0, y)))
    return _piece([box], [Rect(-box.width / 2, y, box.width, box.height)], [wire])


def _piece(boxes: Sequence[Box], frames: Sequence[Rect], wires: Sequence[Wire]) -> Piece:
    xs = [x for wire in wires for x, _ in wire.points]
    return Piece(
        tuple(boxes),
        tuple(frames),
        tuple(wires),
        min([frame.x for frame in frames] + xs),
        max([frame.right for frame in frames] + xs),
        max([frame.bottom for frame in frames]),
    )


def _glued(boxes: Sequence[Box]) -> tuple[dict[str, list[Box]], dict[str, str]]:
    """The boxes piled up where they are glued, by the first of each pile, and the pile of each box."""
    fed = Counter(source for box in boxes for source in box.inputs)
    piles: dict[str, list[Box]] = {}
    card: dict[str, str] = {}
    for box in boxes:
        head = box.id
        if box.glued and len(box.inputs) == 1 and fed[box.inputs[0]] == 1:
            head = card[box.inputs[0]]
        card[box.id] = head
        piles.setdefault(head, []).append(box)
    return piles, card


def _placed(root: Block) -> tuple[dict[str, Point], dict[Key, list[Point]]]:
    """The upper left corner of each card, and the turns of each wire as (y, new x)."""
    corners: dict[str, Point] = {}
    turns: dict[Key, list[Point]] = {}
    waiting = [(root, 0.0, 0.0)]
    for block, x, y in waiting:
        for name, left, top in block.cards:
            corners[name] = (x + left, y + top)
        for wire, at, to in block.turns:
            turns.setdefault(wire, []).append((y + at, x + to))
        waiting += [(part, x + dx, y + dy) for part, dx, dy in block.parts]
    return corners, turns


def _wire(upper: Rect, source: str, lower: Rect, target: str, index: int, turns: Sequence[Point] | None) -> Wire:
    """The wire through its turns, without points on a straight line."""
    x = upper.centre
    points = [(x, upper.bottom)]
    for y, to in sorted(turns or ()):
        if to != x:
            points += [(x, y), (to, y)]
            x = to
    return Wire(source, target, index, (*points, (x, lower.y)))
