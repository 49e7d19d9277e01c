"""A card: the picture of a layer that changes shapes, with its name, options, output and figures."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption

from designer.ui.canvas.contents import Shown
from designer.ui.canvas.items import LayerItem, Line, Thumbnail
from designer.ui.canvas.style import CARD_HEIGHT, CARD_WIDTH, LINE, TEXT_LEFT, TEXT_RIGHT, Style, rounded, stripe

FIRST = 23.0  # base lines
SECOND = 42.0
THIRD = SECOND + LINE
ICON = 20.0
TILE = QRectF(12, 10, 24, 24)
PICTURE = QRectF(CARD_WIDTH - TEXT_RIGHT - 36, 29, 36, 36)
BESIDE_PICTURE = 3.0  # free between text and picture
SEVERAL = 1.4  # from this scale on a card has room for several maps
MOST_LINES = 5
ROOM = CARD_WIDTH - TEXT_LEFT - TEXT_RIGHT


def card_height(content: Shown, style: Style) -> float:
    """The height that a card needs: one with an error has room for its sentence."""
    if content.error is None:
        return CARD_HEIGHT
    return CARD_HEIGHT + LINE * max(0, len(wrapped(content.error, ROOM, style)) - 2)


def wrapped(sentence: str, width: float, style: Style) -> list[str]:
    """A sentence in lines of small text, the last one elided where it takes too many."""
    layout = QTextLayout(sentence, style.text_font)
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    layout.beginLayout()
    lines: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        if len(lines) == MOST_LINES - 1:
            rest = sentence[line.textStart() :]
            lines.append(style.metrics_of(style.text_font).elidedText(rest, Qt.TextElideMode.ElideRight, width))
            break
        lines.append(sentence[line.textStart() : line.textStart() + line.textLength()].rstrip())
    layout.endLayout()
    return lines


class Card(LayerItem):
    """A card with a coloured edge and the drawing of its kind."""

    def make_lines(self) -> list[Line]:
        """Name and output side by side; below options and figures, or what is wrong."""
        look, content = self.look, self.content
        names, texts = look.metrics_of(look.name_font), look.metrics_of(look.text_font)
        output = content.output
        taken = look.metrics_of(look.label_font).horizontalAdvance(output)
        room = ROOM - taken - 10
        name = names.elidedText(content.title, Qt.TextElideMode.ElideLeft, max(room, 0.3 * ROOM))
        lines = [
            Line(name, QPointF(TEXT_LEFT, FIRST), look.name_font, look.text),
            Line(output, QPointF(CARD_WIDTH - TEXT_RIGHT - taken, FIRST), look.label_font, look.text),
        ]
        if self.content.error is not None:
            for number, sentence in enumerate(wrapped(self.content.error, ROOM, look)):
                at = QPointF(TEXT_LEFT, SECOND + number * LINE)
                lines.append(Line(sentence, at, look.text_font, look.error))
            return lines
        room = ROOM if self.thumbnail is None else PICTURE.left() - TEXT_LEFT - BESIDE_PICTURE
        figure = self.hot[1] if self.hot is not None else ""
        taken = look.metrics_of(look.label_font).horizontalAdvance(figure) + 8 if figure else 0
        for sentence, base, free in ((content.options, SECOND, room - taken), (content.figures, THIRD, room)):
            fitting = texts.elidedText(sentence, Qt.TextElideMode.ElideRight, free)
            lines.append(Line(fitting, QPointF(TEXT_LEFT, base), look.text_font, self.quiet))
        if figure:
            lines.append(Line(figure, QPointF(TEXT_LEFT + room - taken + 8, SECOND), look.label_font, look.text))
        return lines

    def paint_near(self, painter: QPainter, zoom: float) -> None:
        """Ground, edge, rim and drawing."""
        look, content = self.look, self.content
        width, height = self.size
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.ground(look.card))
        painter.drawPath(rounded(width, height))
        painter.setBrush(look.mark(content.group))
        painter.drawPath(stripe(height))
        painter.setBrush(look.fill(content.group))
        painter.drawRoundedRect(TILE, 5, 5)
        painter.setPen(self.rim)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(rounded(width, height))
        if self.focused:
            painter.setPen(look.focus_rim)
            painter.drawRoundedRect(QRectF(3, 3, width - 6, height - 6), 6, 6)
        scale = zoom * painter.device().devicePixelRatioF()
        self.draw_icon(painter, *self.tile, TILE.adjusted(3, 3, -3, -3), scale)
        self.paint_severity(painter, scale)
        if self.thumbnail is not None and self.content.error is None:
            self.draw_picture(painter, self.thumbnail, scale)

    @property
    def tile(self) -> tuple[str, str]:
        """The drawing at its head, and the group of kinds, or the colour, that it is drawn in."""
        return self.content.icon, self.content.group

    def paint_severity(self, painter: QPainter, scale: float) -> None:
        """The sign of what is wrong."""
        if self.content.error is not None or self.content.warned:
            severity = "warning" if self.content.error is None else "error"
            colour = self.look.theme.warning if self.content.error is None else self.look.theme.error
            self.draw_icon(painter, severity, colour, QRectF(15, SECOND - 5, 18, 18), scale)

    def draw_icon(self, painter: QPainter, name: str, colour: str, place: QRectF, scale: float) -> None:
        """A drawing, sharp at this scale."""
        drawing = self.look.icon(name, colour, place.width(), scale)
        painter.drawPixmap(place, drawing, QRectF(drawing.rect()))

    def draw_picture(self, painter: QPainter, thumbnail: Thumbnail, scale: float) -> None:
        """One map, or several where there is room, in their own proportions; enlarged ones keep their edges."""
        picture = thumbnail.tiles if scale >= SEVERAL else thumbnail.first
        size = QSizeF(picture.size()).scaled(PICTURE.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(PICTURE.right() - size.width(), PICTURE.y(), size.width(), size.height())
        place.moveTop(PICTURE.center().y() - size.height() / 2)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, size.width() * scale < picture.width())
        painter.drawPixmap(place, picture, QRectF(picture.rect()))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(self.look.rim)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))

    def paint_far(self, painter: QPainter, readable: bool) -> None:
        """The colour of its kind, and its name while that can be read."""
        look, content = self.look, self.content
        width, height = self.size
        painter.fillRect(QRectF(0, 0, width, height), self.far_ground())
        painter.fillRect(QRectF(0, 0, 3 * 5, height), look.mark(content.group))
        if self.chosen or self.hovered:
            painter.setPen(look.chosen_far_rim if self.chosen else look.hover_far_rim)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(0, 0, width, height))
        if readable:
            painter.setFont(look.far_font)
            painter.setPen(look.text)
            painter.drawText(QPointF(24, height / 2 + 9), self.far_name())

    def far_name(self) -> str:
        """The name as it fits in large letters."""
        look = self.look
        return look.metrics_of(look.far_font).elidedText(
            self.content.title, Qt.TextElideMode.ElideLeft, self.size[0] - 34
        )
