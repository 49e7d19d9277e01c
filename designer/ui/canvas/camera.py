"""Where the view looks: zoom at a point, pan, fit, and bringing a frame into sight."""

from collections.abc import Callable
from math import isfinite

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

from designer.core.layout import Rect

ON, OFF = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
LOWEST, HIGHEST = 0.01, 8.0  # a thousand layers fit into the view
MARGIN = 24.0  # pixels kept free around what is shown as a whole


class Camera:
    """Moves a view over its scene; the drawing can be pushed until half of the view is empty, not further."""

    def __init__(self, view: QGraphicsView, zoomed: Callable[[float], None]) -> None:
        self._view = view
        self._zoomed = zoomed
        self._bounds = Rect(0, 0, 0, 0)

    @property
    def zoom(self) -> float:
        """Pixels of the view per unit of the drawing."""
        return self._view.transform().m11()

    def set_bounds(self, bounds: Rect) -> None:
        """The rectangle around the drawing has changed, or the size of the view."""
        self._bounds = bounds
        size = self._view.viewport().size()
        beside, over = size.width() / 2 / self.zoom, size.height() / 2 / self.zoom
        area = QRectF(bounds.x, bounds.y, bounds.width, bounds.height)
        self._view.setSceneRect(area.adjusted(-beside, -over, beside, over))
        # A scroll bar for the width only where it tells something; for the height always, or all would shift sideways.
        self._view.setHorizontalScrollBarPolicy(ON if bounds.width * self.zoom > size.width() else OFF)
        self._view.setVerticalScrollBarPolicy(ON if bounds.height else OFF)

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Show the drawing at this scale, within limits, what lies at a point of the viewport staying there.

        The middle of the view where the point is left out.
        """
        if not isfinite(zoom):
            return
        zoom = min(max(zoom, LOWEST), HIGHEST)
        if zoom == self.zoom:
            return
        at = at or QPointF(self._view.viewport().rect().center())
        point = self.scene_point(at)
        self._view.setTransform(QTransform.fromScale(zoom, zoom))
        self.set_bounds(self._bounds)
        shown = self._view.viewportTransform().map(point)
        self.pan(shown - at)
        self._zoomed(zoom)

    def pan(self, by: QPointF) -> None:
        """Move the view over the drawing, in pixels."""
        across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        across.setValue(across.value() + round(by.x()))
        down.setValue(down.value() + round(by.y()))

    def fit(self, area: Rect | None = None) -> None:
        """Show the whole drawing, or an area, as large as it goes up to 100 %."""
        area = area or self._bounds
        size = self._view.viewport().size()
        room = max(1.0, size.width() - 2 * MARGIN), max(1.0, size.height() - 2 * MARGIN)
        zoom = min(room[0] / max(area.width, 1.0), room[1] / max(area.height, 1.0), 1.0)
        self.zoom_to(zoom)
        self._view.centerOn(area.centre, area.y + area.height / 2)

    def start(self) -> None:
        """Show the head of the drawing, as wide as it goes up to 100 % but legible."""
        size, bounds = self._view.viewport().size(), self._bounds
        zoom = (size.width() - 2 * MARGIN) / max(bounds.width, 1.0)
        self.zoom_to(min(max(zoom, 0.5), 1.0))
        self._view.centerOn(bounds.centre if zoom >= 0.5 else 0, bounds.y + (size.height() / 2 - MARGIN) / self.zoom)

    def look_at(self, x: float, y: float) -> None:
        """Bring a point of the drawing to the middle of the view."""
        self._view.centerOn(x, y)

    def sees(self, frame: Rect) -> bool:
        """Whether any part of a frame is in sight."""
        return self.visible().intersects(QRectF(frame.x, frame.y, frame.width, frame.height))

    def reveal(self, frame: Rect) -> None:
        """Scroll as little as needed to show a frame with some room around it."""
        self._view.ensureVisible(QRectF(frame.x, frame.y, frame.width, frame.height), 40, 40)

    def visible(self) -> QRectF:
        """The part of the drawing that is in sight."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    def scene_point(self, at: QPointF) -> QPointF:
        """The point of the drawing that shows at a point of the viewport."""
        inverse, _ = self._view.viewportTransform().inverted()
        return inverse.map(at)
