"""From boxes to a drawing: glued boxes become one card, the structure is stacked, and all is put in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from designer.core.layout.block import Block, Key, Size
from designer.core.layout.channel import Spacing
from designer.core.layout.frames import Box, Layout, Point, Rect, Wire
from designer.core.layout.stack import build
from designer.core.structure import read


def arrange(boxes: Sequence[Box], spacing: Spacing | None = None) -> Layout:
    """The drawing of boxes that each name earlier ones, from top to bottom; the same boxes give the same drawing.

    No two frames overlap, and no wire passes a frame but those it joins. Raises KeyError with the id of an input
    that no earlier box has.
    """
    piles, card = _glued(boxes)
    sizes = {
        head: Size(max(box.width for box in pile), sum(box.height for box in pile), pile[0].width)
        for head, pile in piles.items()
    }
    root = read((head, [card[name] for name in pile[0].inputs]) for head, pile in piles.items())
    corners, turns = _placed(build(root, sizes, spacing or Spacing()))
    frames: dict[str, Rect] = dict.fromkeys((box.id for box in boxes), Rect(0, 0, 0, 0))
    for head, pile in piles.items():
        x, y = corners[head]
        middle = x + sizes[head].width / 2
        for box in pile:
            frames[box.id] = Rect(middle - box.width / 2, y, box.width, box.height)
            y += box.height
    wires = tuple(
        _wire(frames[source], source, frames[box.id], box.id, index, turns.get((box.id, index), []))
        for box in boxes
        for index, source in enumerate(box.inputs)
    )
    return Layout(frames, wires, _bounds(frames, wires))


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


def _wire(upper: Rect, source: str, lower: Rect, target: str, index: int, turns: list[Point]) -> Wire:
    """The wire through its turns, without points on a straight line."""
    x = upper.centre
    points = [(x, upper.bottom)]
    for y, to in sorted(turns):
        if to != x:
            points += [(x, y), (to, y)]
            x = to
    return Wire(source, target, index, (*points, (x, lower.y)))


def _bounds(frames: Mapping[str, Rect], wires: Sequence[Wire]) -> Rect:
    """The smallest rectangle around all frames and wires."""
    xs = [x for wire in wires for x, _ in wire.points]
    rects = frames.values()
    left = min([rect.x for rect in rects] + xs, default=0.0)
    right = max([rect.right for rect in rects] + xs, default=0.0)
    bottom = max((rect.bottom for rect in rects), default=0.0)
    return Rect(left, 0, right - left, bottom)
