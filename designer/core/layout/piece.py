"""One piece of a drawing: glued boxes become one card, the structure is stacked, and all is put in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from designer.core.layout.block import Block, Key, Size
from designer.core.layout.channel import Spacing
from designer.core.layout.frames import Box, Piece, Point, Rect
from designer.core.layout.stack import build
from designer.core.series_parallel import read


def draw(boxes: Sequence[Box], above: Box | None, spacing: Spacing, before: Piece | None = None) -> Piece:
    """Boxes drawn from y = 0 on, around x = 0, below the lower edge of the one `above` that they read, if any.

    What is as in a piece from `before` is taken from there.
    """
    if above is not None and len(boxes) == 1 and len(boxes[0].inputs) == 1:  # most of a chain
        return _single(boxes[0], spacing)
    start = [] if above is None else [Box(above.id, above.width, 0)]
    piles, card = _glued([*start, *boxes])
    sizes = {
        head: Size(max([box.width for box in pile]), sum([box.height for box in pile]), pile[0].width)
        for head, pile in piles.items()
    }
    root = read((head, [card[name] for name in pile[0].inputs]) for head, pile in piles.items())
    block, built = build(root, sizes, spacing, before.built if before is not None else {})
    corners, turns = _placed(block)
    frames: dict[str, Rect] = {}
    for head, pile in piles.items():
        x, y = corners[head]
        middle = x + sizes[head].width / 2
        for box in pile:
            frames[box.id] = Rect(middle - box.width / 2, y, box.width, box.height)
            y += box.height
    courses = [
        (source, box.id, index, _course(frames[source], frames[box.id], turns.get((box.id, index))))
        for box in boxes
        for index, source in enumerate(box.inputs)
    ]
    xs = [x for _, _, _, points in courses for x, _ in points]
    own = tuple([frames[box.id] for box in boxes])
    left, right = min([frame.x for frame in own] + xs), max([frame.right for frame in own] + xs)
    return Piece(tuple(boxes), own, tuple(courses), left, right, max([frame.bottom for frame in own]), built)


def _single(box: Box, spacing: Spacing) -> Piece:
    """A box straight below the one it reads, or touching it."""
    y = 0.0 if box.glued else spacing.gap
    half, course = box.width / 2, (box.inputs[0], box.id, 0, ((0.0, 0.0), (0.0, y)))
    return Piece((box,), (Rect(-half, y, box.width, box.height),), (course,), -half, half, y + box.height, {})


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


def _course(upper: Rect, lower: Rect, turns: Sequence[Point] | None) -> tuple[Point, ...]:
    """The way of a wire through its turns, without points on a straight line."""
    x = upper.x + upper.width / 2
    if turns is None:
        return (x, upper.y + upper.height), (x, lower.y)
    points = [(x, upper.y + upper.height)]
    for y, to in sorted(turns) if len(turns) > 1 else turns:
        if to != x:
            points += [(x, y), (to, y)]
            x = to
    return (*points, (x, lower.y))
