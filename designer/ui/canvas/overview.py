"""The overview map: the whole drawing in a corner, with the part in view; a click or a drag looks elsewhere."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from designer.core.layout import Layout
from designer.ui.canvas.style import Style

if TYPE_CHECKING:
    from designer.ui.canvas.pane import Pane
    from designer.ui.canvas.scene import NetworkScene

WIDEST, HIGHEST = 170.0, 240.0
STRETCH = 6.0  # a long narrow network may be drawn so much wider than it is
EDGE = 6.0


class Overview(QWidget):
    """A map of the canvas that it lies on."""

    def __init__(self, canvas: "Pane") -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._layout: Layout | None = None
        self._scale = (1.0, 1.0)
        self._map = QPixmap()
        self.setObjectName("canvas_overview")
        self.setAccessibleName("Overview of the network")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def follow(self, network: "NetworkScene") -> None:
        """Draw the map anew where the drawing or its colours have changed, and the part in view."""
        if self.isHidden():
            return
        if network.layout is not self._layout:
            self._layout = network.layout
            bounds = network.layout.bounds
            width, height = max(bounds.width, 1.0), max(bounds.height, 1.0)
            least = min(WIDEST / width, HIGHEST / height)
            self._scale = min(WIDEST / width, STRETCH * least), min(HIGHEST / height, STRETCH * least)
            self.resize(round(width * self._scale[0] + 2 * EDGE), round(height * self._scale[1] + 2 * EDGE))
            self._map = self._drawn(network)
        self.update()

    def forget(self) -> None:
        """The colours have changed."""
        self._layout = None

    def map_point(self, x: float, y: float) -> QPointF:
        """Where a point of the drawing lies on the map."""
        bounds = self._canvas.network.layout.bounds
        return QPointF((x - bounds.x) * self._scale[0] + EDGE, (y - bounds.y) * self._scale[1] + EDGE)

    def _drawn(self, network: "NetworkScene") -> QPixmap:
        ratio, look = self.devicePixelRatioF(), network.look
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(look.theme.canvas))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for key, frame in network.layout.frames.items():
            corner, end = self.map_point(frame.x, frame.y), self.map_point(frame.right, frame.bottom)
            painter.fillRect(QRectF(corner, end), map_brush(look, network, key))
        painter.end()
        return picture

    def paintEvent(self, event: QPaintEvent) -> None:
        """The map, and a rectangle around what is in view."""
        look, camera = self._canvas.network.look, self._canvas.camera
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._map)
        painter.setPen(QPen(QColor(look.theme.outline), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        seen = camera.visible()
        corner, end = self.map_point(seen.left(), seen.top()), self.map_point(seen.right(), seen.bottom())
        accent = QColor(look.theme.accent)
        painter.setPen(QPen(accent, 1.5))
        accent.setAlphaF(0.15)
        painter.setBrush(accent)
        painter.drawRect(QRectF(corner, end).intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1)))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look there."""
        self._look(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """No more than two clicks."""
        event.accept()

    def _look(self, event: QMouseEvent) -> None:
        event.accept()
        if event.buttons() & Qt.MouseButton.LeftButton:
            bounds, at = self._canvas.network.layout.bounds, event.position()
            self._canvas.look_at(
                bounds.x + (at.x() - EDGE) / self._scale[0], bounds.y + (at.y() - EDGE) / self._scale[1]
            )


def map_brush(look: Style, network: "NetworkScene", key: str) -> QColor:
    """The colour of a card on the map: its heat where that shows, else its kind's."""
    hot = network.layers[key].hot
    if hot is None:
        return look.far_fill(network.contents[key].group).color()
    return hot[0].color() if hot[1] else QColor(look.theme.card_border)
