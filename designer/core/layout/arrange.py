"""From boxes to a drawing: cut where all ways lead through one box, each piece drawn alone, one below the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from designer.core.layout.channel import Spacing
from designer.core.layout.frames import NOTHING, Box, Layout, Piece, Placed, Rect, Wire
from designer.core.layout.piece import draw


def arrange(boxes: Sequence[Box], spacing: Spacing | None = None, before: Layout | None = None) -> Layout:
    """The drawing of boxes that each name earlier ones, from top to bottom; the same boxes give the same drawing.

    No two frames overlap, and no wire passes a frame but those it joins. `before` is a drawing of similar boxes with
    the same spacing, of which pieces that did not change are taken; the result is the same with and without it. Raises
    KeyError with the id of an input that no earlier box has.
    """
    spacing = spacing or Spacing()
    known: Mapping[str, Placed] = before.placed if before else {}
    frames: dict[str, Rect] = {}
    wires: list[Wire] = []
    placed: dict[str, Placed] = {}
    y = left = right = bottom = 0.0
    above: Box | None = None
    for part in _parts(boxes):
        old = known.get(part[0].id)
        piece = old.piece if old is not None else None
        if piece is None or piece.boxes != part:
            piece = draw(part, above, spacing, piece)
        here = old if old is not None and old.piece is piece and old.y == y else _at(piece, y)
        placed[part[0].id] = here
        frames.update(zip([box.id for box in part], here.frames, strict=True))
        wires += here.wires
        if above is None:
            left, right = piece.left, piece.right
        left, right, bottom = min(left, piece.left), max(right, piece.right), max(bottom, y + piece.bottom)
        y = here.frames[-1].bottom
        above = part[-1]
    bounds = Rect(left, 0, right - left, bottom) if boxes else NOTHING
    return Layout(frames, tuple(wires), bounds, placed)


def _parts(boxes: Sequence[Box]) -> Iterator[tuple[Box, ...]]:
    """The boxes in stretches that each end with a box that all ways through the network pass, but for the last."""
    place = {box.id: position for position, box in enumerate(boxes)}
    last = [len(boxes)] * len(boxes)  # to read each box, by position; nobody reads a loose end before the end of all
    latest = 0  # box that reads nothing
    for position, box in enumerate(boxes):
        if not box.inputs:
            latest = position
        for name in box.inputs:
            last[place[name]] = position
    start = reach = 0
    for position, box in enumerate(boxes):
        if reach <= position >= latest:
            yield tuple(boxes[start : position + 1])
            start = position + 1
        reach = max(reach, last[place[box.id]])
    if start < len(boxes):
        yield tuple(boxes[start:])


def _at(piece: Piece, y: float) -> Placed:
    """A piece moved down."""
    frames = [Rect(x, top + y, width, height) for x, top, width, height in piece.frames]
    wires = [
        Wire(source, target, index, tuple([(x, at + y) for x, at in points]))
        for source, target, index, points in piece.courses
    ]
    return Placed(piece, y, tuple(frames), tuple(wires))
