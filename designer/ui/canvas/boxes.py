"""From figures to a drawing: the size of each card or pill, room for frames of blocks, and the places of all."""

from dataclasses import dataclass

from designer.core.layout import Box, Layout, Rect, Wire, arrange
from designer.ui.canvas.card import card_height
from designer.ui.canvas.contents import Shown
from designer.ui.canvas.outline import Outline
from designer.ui.canvas.pill import pill_height
from designer.ui.canvas.style import CARD_WIDTH, PILL_WIDTH, Style

TITLE = 24.0  # above the first cards of a block
SIDE = 8.0  # beside its cards
FOOT = 8.0  # below its last cards


@dataclass(frozen=True)
class Margins:
    """Room around a card for the frames of the blocks that it is in."""

    top: float = 0.0
    side: float = 0.0
    bottom: float = 0.0


def drawing(outline: Outline, style: Style, before: Layout | None = None) -> Layout:
    """The places of all cards, pills and wires; what an earlier drawing has already is taken from there."""
    margins = _margins(outline)
    boxes = [_box(outline, key, content, style, margins) for key, content in outline.contents.items()]
    layout = arrange(boxes, before=before)
    return _without(layout, margins, before) if margins else layout


def _box(outline: Outline, key: str, content: Shown, style: Style, margins: dict[str, Margins]) -> Box:
    inputs, room = outline.inputs(key), margins.get(key, Margins())
    if not content.pill:
        width, height = CARD_WIDTH, card_height(content, style)
        return Box(key, width + 2 * room.side, height + room.top + room.bottom, inputs)
    width, height = PILL_WIDTH, pill_height(content, style)
    glued = len(inputs) == 1 and (not margins or outline.path(inputs[0]) == outline.path(key))
    return Box(key, width + 2 * room.side, height + room.top + room.bottom, inputs, glued)


def _margins(outline: Outline) -> dict[str, Margins]:
    """The room that each card needs for frames: nothing at all where no block is open."""
    if not any(map(outline.path, outline.contents)):
        return {}
    paths = {key: _parts(outline.path(key)) for key in outline.contents}
    above = dict.fromkeys(paths, 0)  # how many of its blocks hold something that it reads
    below = dict(above)
    for key, path in paths.items():
        for name in outline.inputs(key):
            shared = _shared(path, paths[name])
            above[key] = max(above[key], shared)
            below[name] = max(below[name], shared)
    return {
        key: Margins(TITLE * (len(path) - above[key]), SIDE * len(path), FOOT * (len(path) - below[key]))
        for key, path in paths.items()
    }


def _parts(path: str | None) -> tuple[str, ...]:
    return tuple(path.split("/")) if path else ()


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count


def _without(layout: Layout, margins: dict[str, Margins], before: Layout | None) -> Layout:
    """The drawing with the cards alone in their places, and the wires led on to them; what is as before is the same."""
    old_frames = before.frames if before is not None else {}
    old_wires = {(wire.target, wire.index): wire for wire in before.wires} if before is not None else {}
    frames = {}
    for key, frame in layout.frames.items():
        room, old = margins[key], old_frames.get(key)
        width, height = frame.width - 2 * room.side, frame.height - room.top - room.bottom
        alone = Rect(frame.x + room.side, frame.y + room.top, width, height)
        frames[key] = old if old is not None and old == alone else alone
    wires = []
    for wire in layout.wires:
        (x, y), *between, (to_x, to_y) = wire.points
        points = ((x, y - margins[wire.source].bottom), *between, (to_x, to_y + margins[wire.target].top))
        known = old_wires.get((wire.target, wire.index))
        same = known is not None and known.points == points and known.source == wire.source
        wires.append(known if known is not None and same else Wire(wire.source, wire.target, wire.index, points))
    return Layout(frames, tuple(wires), layout.bounds, layout.placed)
