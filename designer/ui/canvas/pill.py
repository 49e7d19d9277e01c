"""A pill: the thin picture of an activation, normalisation or dropout, under the layer it follows."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from designer.ui.canvas.card import wrapped
from designer.ui.canvas.contents import Shown
from designer.ui.canvas.items import LayerItem, Line
from designer.ui.canvas.style import LINE, PILL_HEIGHT, PILL_WIDTH, Style, flap, rounded

LEFT = 32.0
RIGHT = 10.0
BASE = 17.5
ICON = QRectF(10, 5, 16, 16)
SHORTEST = 24.0  # of a name
ROOM = PILL_WIDTH - LEFT - RIGHT


def pill_height(content: Shown, style: Style) -> float:
    """The height that a pill needs: one with an error has room for its sentence."""
    if content.error is None:
        return PILL_HEIGHT
    return PILL_HEIGHT + LINE * len(wrapped(content.error, ROOM, style)) + 4


class Pill(LayerItem):
    """A narrow strip that hangs under a card or another pill, or stands alone."""

    def make_lines(self) -> list[Line]:
        """What it does, its name at the right, and below what is wrong."""
        look, content = self.look, self.content
        labels, texts = look.metrics_of(look.label_font), look.metrics_of(look.text_font)
        title = labels.elidedText(content.options, Qt.TextElideMode.ElideRight, ROOM)
        lines = [Line(title, QPointF(LEFT, BASE), look.label_font, look.text)]
        left, right = LEFT + labels.horizontalAdvance(title) + 10, PILL_WIDTH - RIGHT
        if right - left > SHORTEST:
            said = (self.hot[1] if self.hot else "") or content.title
            name = texts.elidedText(said, Qt.TextElideMode.ElideLeft, right - left)
            at = QPointF(right - texts.horizontalAdvance(name), BASE)
            lines.append(Line(name, at, look.text_font, self.quiet))
        if self.content.error is not None:
            for number, sentence in enumerate(wrapped(self.content.error, ROOM, look)):
                at_line = QPointF(LEFT, BASE + 2 + (number + 1) * LINE)
                lines.append(Line(sentence, at_line, look.text_font, look.error))
        return lines

    def paint_near(self, painter: QPainter, zoom: float) -> None:
        """Ground, rim and drawing."""
        look, content = self.look, self.content
        width, height = self.size
        outline = flap(width, height, self.last) if self.glued else rounded(width, height)
        painter.setPen(self.rim)
        painter.setBrush(self.ground(look.fill(content.group)))
        painter.drawPath(outline)
        if self.focused:
            painter.setPen(look.focus_rim)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(3, 3, width - 6, height - 6), 6, 6)
        scale = zoom * painter.device().devicePixelRatioF()
        drawing = look.icon(content.icon, content.group, ICON.width(), scale)
        painter.drawPixmap(ICON, drawing, QRectF(drawing.rect()))

    def paint_far(self, painter: QPainter, readable: bool) -> None:
        """The colour of its kind."""
        look, (width, height) = self.look, self.size
        painter.fillRect(QRectF(0, 0, width, height), self.far_ground())
        if self.chosen or self.hovered:
            painter.setPen(look.chosen_far_rim if self.chosen else look.hover_far_rim)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(0, 0, width, height))
