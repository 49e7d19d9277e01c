"""The drawing of a network: boxes in, rectangles, wires and places to drop out."""

from designer.core.layout.arrange import arrange
from designer.core.layout.channel import Spacing
from designer.core.layout.frames import Box, Layout, Point, Rect, Wire
from designer.core.layout.slots import Slot, chains, nearest_slot, slots

__all__ = [
    "Box",
    "Layout",
    "Point",
    "Rect",
    "Slot",
    "Spacing",
    "Wire",
    "arrange",
    "chains",
    "nearest_slot",
    "slots",
]
