"""What lies at a point of the viewport: a card, its port, a wire, the title of an open block, a button that folds."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from designer.core.layout import Rect
from designer.ui.canvas.block_card import button_of
from designer.ui.canvas.folds import path_of
from designer.ui.canvas.frames import Frame
from designer.ui.canvas.style import NEAR, PORT
from designer.ui.canvas.wire import WireItem, joins_touching

if TYPE_CHECKING:
    from designer.ui.canvas.pane import Pane

REACH = 6.0  # pixels from a wire that still mean it


class Hits:
    """Answers from the places of a pane's drawing, also while things are on their way there."""

    def __init__(self, pane: "Pane") -> None:
        self._pane = pane

    def card(self, at: QPointF) -> str | None:
        """The layer, or folded block, whose card it is: the key of the card."""
        point = self._pane.scene_point(at)
        return self._pane.network.picker.at(point.x(), point.y())

    def port(self, at: QPointF) -> str | None:
        """The card whose lower port it is; none where cards are too small to aim at."""
        if self._pane.zoom < NEAR:
            return None
        network, point = self._pane.network, self._pane.scene_point(at)
        name = network.picker.at(point.x(), point.y()) or network.picker.at(point.x(), point.y() - PORT)
        if name is None:
            return None
        frame = network.layout.frames[name]
        near = (point.x() - frame.centre) ** 2 + (point.y() - frame.bottom) ** 2 <= PORT**2
        return name if near else None

    def wire(self, at: QPointF) -> tuple[str, int] | None:
        """The wire that runs nearest, as its target and the number of the input."""
        point, reach = self._pane.scene_point(at), REACH / self._pane.zoom
        area = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        best, least = None, reach
        for item in self._pane.network.items(area):
            if isinstance(item, WireItem) and not joins_touching(item.wire):
                distance = item.distance(point)
                if distance <= least:
                    best, least = item, distance
        return (best.wire.target, best.wire.index) if best else None

    def title(self, at: QPointF) -> str | None:
        """The path of the open block whose title it is."""
        frame = self._titled(self._pane.scene_point(at))
        return frame.path if frame is not None else None

    def button(self, at: QPointF) -> str | None:
        """The path of the block whose button, to fold or to unfold, it is; none where they are too small to see."""
        if self._pane.zoom < NEAR:
            return None
        network, point = self._pane.network, self._pane.scene_point(at)
        frame = self._titled(point)
        if frame is not None:
            return frame.path if _holds(frame.button, point) else None
        key = self.card(at)
        if network.outline.is_folded(key) and _holds(button_of(network.layout.frames[str(key)]), point):
            return path_of(str(key))
        return None

    def _titled(self, point: QPointF) -> Frame | None:
        frames = (item.frame for item in self._pane.network.frames.values())
        return next((frame for frame in frames if _holds(frame.title, point)), None)


def _holds(area: Rect, point: QPointF) -> bool:
    return area.x <= point.x() <= area.right and area.y <= point.y() <= area.bottom
