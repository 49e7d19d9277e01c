"""From figures to a drawing: the size of each card or pill, room for frames of blocks, and the places of all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from designer.core.layout import Box, Layout, Rect, Wire, arrange
from designer.core.layout.frames import Placed
from designer.ui.canvas.card import card_height
from designer.ui.canvas.contents import Shown
from designer.ui.canvas.outline import Outline
from designer.ui.canvas.pill import pill_height
from designer.ui.canvas.style import CARD_WIDTH, PILL_WIDTH, Style

TITLE = 24.0  # above the first cards of a block
SIDE = 8.0  # beside its cards
FOOT = 8.0  # below its last cards


class Margins(NamedTuple):
    """Room around a card for the frames of the blocks that it is in."""

    top: float = 0.0
    side: float = 0.0
    bottom: float = 0.0


NONE = Margins()


class Part(NamedTuple):
    """A piece of a drawing without margins: what it was made from, the frames of its cards and its wires.

    `rooms` are the margins of the card above it, where its wires may begin, and those of its own cards.
    """

    placed: Placed
    rooms: list[Margins]
    frames: list[Rect]
    wires: list[Wire]


@dataclass(frozen=True, slots=True)
class Drawing(Layout):
    """A layout of cards with margins that shows the cards alone, and its parts by their first card."""

    parts: Mapping[str, Part] = field(default_factory=dict, compare=False, repr=False)


def drawing(outline: Outline, style: Style, before: Layout | None = None) -> Layout:
    """The places of all cards, pills and wires; what an earlier drawing has already is taken from there."""
    margins = _margins(outline)
    boxes = [_box(outline, key, content, style, margins.get(key, NONE)) for key, content in outline.contents.items()]
    layout = arrange(boxes, before=before)
    return _without(layout, margins, before) if margins else layout


def _box(outline: Outline, key: str, content: Shown, style: Style, room: Margins) -> Box:
    inputs = outline.inputs(key)
    across, above_and_below = 2 * room.side, room.top + room.bottom
    if not content.pill:
        return Box(key, CARD_WIDTH + across, card_height(content, style) + above_and_below, inputs)
    glued = len(inputs) == 1 and outline.contents[inputs[0]].block == content.block
    return Box(key, PILL_WIDTH + across, pill_height(content, style) + above_and_below, inputs, glued)


def _margins(outline: Outline) -> dict[str, Margins]:
    """The room for frames that cards need which stand in an open block."""
    nesting = outline.nesting
    if not nesting:
        return {}
    above = dict.fromkeys(outline.contents, 0)  # how many of its blocks hold something that it reads
    below = dict(above)
    for key in outline.contents:
        for name in outline.inputs(key):
            shared = nesting.shared(key, name)
            if shared > above[key]:
                above[key] = shared
            if shared > below[name]:
                below[name] = shared
    margins = {}
    for path, keys in nesting.cards.items():
        depth = nesting.depth(path)
        for key in keys:
            margins[key] = Margins(TITLE * (depth - above[key]), SIDE * depth, FOOT * (depth - below[key]))
    return margins


def _without(layout: Layout, margins: dict[str, Margins], before: Layout | None) -> Drawing:
    """The drawing with the cards alone in their places, and the wires led on to them."""
    known = before.parts if isinstance(before, Drawing) else {}
    frames: dict[str, Rect] = {}
    wires: list[Wire] = []
    parts: dict[str, Part] = {}
    above = NONE
    for head, here in layout.placed.items():
        names = [box.id for box in here.piece.boxes]
        rooms = [above, *[margins.get(name, NONE) for name in names]]
        part = known.get(head)
        if part is None or part.placed is not here or part.rooms != rooms:
            part = _alone(here, names, rooms)
        parts[head] = part
        frames.update(zip(names, part.frames, strict=True))
        wires += part.wires
        above = rooms[-1]
    return Drawing(frames, tuple(wires), layout.bounds, layout.placed, parts)


def _alone(here: Placed, names: list[str], rooms: list[Margins]) -> Part:
    above, *own = rooms
    frames = [
        Rect(x + side, y + top, width - 2 * side, height - top - bottom)
        for (x, y, width, height), (top, side, bottom) in zip(here.frames, own, strict=True)
    ]
    margins = dict(zip(names, own, strict=True))
    wires = []
    for wire in here.wires:
        (x, y), *between, (to_x, to_y) = wire.points
        start, stop = (x, y - margins.get(wire.source, above).bottom), (to_x, to_y + margins[wire.target].top)
        wires.append(Wire(wire.source, wire.target, wire.index, (start, *between, stop)))
    return Part(here, rooms, frames, wires)
