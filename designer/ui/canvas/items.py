"""What cards and pills share: facts, states, a cached list of texts, and how they are put on the scene."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from designer.core.layout import Rect
from designer.ui.canvas.contents import Shown
from designer.ui.canvas.style import NEAR, READABLE, Style

OUTSIDE = 6.0  # room around a frame for rims and a port


class Line(NamedTuple):
    """One text that fits its place: the point is the left end of its base line."""

    text: str
    at: QPointF
    font: QFont
    colour: QColor


class Thumbnail(NamedTuple):
    """Small pictures of a layer's maps: several as tiles, and the one that tells most."""

    tiles: QPixmap
    first: QPixmap


class LayerItem(QGraphicsRectItem):
    """A layer on the scene. Its rectangle is the frame with room for rims, so that bounds stay a matter of C++."""

    def __init__(self, style: Style, content: Shown) -> None:
        super().__init__()
        self.look = style
        self.content = content
        self.size = (0.0, 0.0)
        self.frame: Rect | None = None
        self.glued = self.last = False
        self.chosen = self.hovered = self.faded = self.focused = self.lit = False
        self.hot: tuple[QBrush, str] | None = None
        self.thumbnail: Thumbnail | None = None
        self._lines: list[Line] | None = None
        self.setPen(Qt.PenStyle.NoPen)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption, False)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def key(self) -> str:
        """The id of its layer, or the key of its block."""
        return self.content.key

    def show_content(self, content: Shown, style: Style) -> None:
        """Take new figures or colours; the texts are made when they are next drawn, so only for what is in sight."""
        self.content, self.look, self._lines = content, style, None

    def set_heat(self, hot: tuple[QBrush, str] | None) -> None:
        """Wear a colour that stands for a figure, and the figure; None: those of its kind."""
        if hot != self.hot:
            self.hot, self._lines = hot, None
            self.update()

    def set_thumbnail(self, picture: Thumbnail | None) -> None:
        """Show small pictures of what comes out, or none."""
        if picture is not self.thumbnail:
            if (picture is None) != (self.thumbnail is None):
                self._lines = None
            self.thumbnail = picture
            self.update()

    def ground(self, usual: QBrush) -> QBrush:
        """What it is filled with, by state."""
        if self.chosen:
            return self.look.chosen
        if self.content.error is not None:
            return self.look.broken
        return usual if self.hot is None else self.hot[0]

    def far_ground(self) -> QBrush:
        """The same for a card that is too small for text: what is broken shows below the rim of what is selected."""
        if self.content.error is not None:
            return self.look.broken_far
        if self.chosen:
            return self.look.chosen_far
        return self.look.far_fill(self.content.group) if self.hot is None else self.hot[0]

    @property
    def quiet(self) -> QColor:
        """The colour of text of second rank, dark enough for its ground."""
        return self.look.muted if self.hot is None else self.look.text

    def place(self, frame: Rect, glued: bool, last: bool) -> None:
        """Stand at the frame; `glued` under another, the `last` of its pile or not."""
        before, self.frame = self.frame, frame
        if self.size != (frame.width, frame.height):
            self.size = (frame.width, frame.height)
            self.setRect(QRectF(-OUTSIDE, -OUTSIDE, frame.width + 2 * OUTSIDE, frame.height + 2 * OUTSIDE))
            self._lines = None
        self.glued, self.last = glued, last
        if before is None or before.x != frame.x or before.y != frame.y:
            self.setPos(frame.x, frame.y)

    def set_state(self, chosen: bool, hovered: bool, focused: bool, faded: bool, lit: bool) -> None:
        """Selected, under the pointer, with the keyboard's focus, not meant or about to go, possible as a target."""
        state = (chosen, hovered, focused, faded, lit)
        if state != (self.chosen, self.hovered, self.focused, self.faded, self.lit):
            if faded != self.faded:
                self.setOpacity(0.35 if faded else 1.0)
            self.chosen, self.hovered, self.focused, self.faded, self.lit = state
            self.setZValue(1 if chosen else 0)
            self.update()

    @property
    def rim(self) -> QPen:
        """The pen around it, by state."""
        if self.lit:
            return self.look.lit_rim
        if self.chosen:
            return self.look.chosen_rim
        if self.content.error is not None:
            return self.look.broken_rim
        return self.look.hover_rim if self.hovered else self.look.rim

    def lines(self) -> list[Line]:
        """The texts, each elided to its place."""
        if self._lines is None:
            self._lines = self.make_lines()
        return self._lines

    def make_lines(self) -> list[Line]:
        """The texts for the present content and size."""
        raise NotImplementedError

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """All of it, a name on colour, or the colour, by zoom."""
        zoom = painter.worldTransform().m11()
        if zoom >= NEAR:
            self.paint_near(painter, zoom)
            for text, at, font, colour in self.lines():
                painter.setFont(font)
                painter.setPen(colour)
                painter.drawText(at, text)
            if self.hovered:
                self.paint_port(painter)
        else:
            self.paint_far(painter, zoom >= READABLE)

    def paint_port(self, painter: QPainter) -> None:
        """The knob at the lower edge from which a connection is drawn."""
        width, height = self.size
        painter.setPen(self.look.port_rim)
        painter.setBrush(self.look.port)
        painter.drawEllipse(QPointF(width / 2, height), 5, 5)

    def paint_near(self, painter: QPainter, zoom: float) -> None:
        """The ground below the texts."""
        raise NotImplementedError

    def paint_far(self, painter: QPainter, readable: bool) -> None:
        """The whole of it where texts would be too small."""
        raise NotImplementedError
