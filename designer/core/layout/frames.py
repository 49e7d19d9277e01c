"""What a drawing is made of: boxes that go in, rectangles and wires that come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from designer.core import value
from designer.core.layout.block import Block

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A card to be placed: its size and the ids of its inputs, in order.

    A glued box stands on its only input without a gap, where nothing else is fed by that input.
    """

    id: str
    width: float
    height: float
    inputs: tuple[str, ...] = ()
    glued: bool = False


class Rect(NamedTuple):
    """A rectangle; x grows to the right, y downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower edge."""
        return self.y + self.height

    @property
    def centre(self) -> float:
        """The x half-way across."""
        return self.x + self.width / 2


NOTHING = Rect(0, 0, 0, 0)


@value.dataclass(frozen=True)  # made by the thousand: fields in slots would take twice the time
class Wire:
    """The connection into input `index` of `target`: vertical and horizontal lines through its points.

    The first point lies on the lower edge of the source, the last on the upper edge of the target; where a box is
    glued these two are all, and equal.
    """

    source: str
    target: str
    index: int
    points: tuple[Point, ...]


Built = Mapping[tuple[object, ...], tuple[tuple[object, ...], Block]]
"""The block of each run by its ends and nodes, with what it was made from: the blocks within by their id()."""

Course = tuple[str, str, int, tuple[Point, ...]]
"""Source, target, index and points of a wire."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a drawing that hangs at one card alone: its boxes, their frames and the wires that end at them.

    It stands as if that card ended at y = 0. `left`, `right` and `bottom` are how far it reaches, `built` is what the
    next drawing of it may take over.
    """

    boxes: tuple[Box, ...]
    frames: tuple[Rect, ...]
    courses: tuple[Course, ...]
    left: float
    right: float
    bottom: float
    built: Built


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece, moved down to y, with its frames and wires there."""

    piece: Piece
    y: float
    frames: tuple[Rect, ...]
    wires: tuple[Wire, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing: the frame of each box by id, in the order given, the wires, and the rectangle around it all.

    The trunk's centre is x = 0 and the first card's top y = 0, so that an edit below moves nothing above. `placed` are
    the pieces it was put together from, by their first box.
    """

    frames: dict[str, Rect]
    wires: tuple[Wire, ...]
    bounds: Rect
    placed: Mapping[str, Placed] = field(default_factory=dict, compare=False, repr=False)
