"""The mark of a drag: where the layer would land, and a bubble that says what would come out or why it cannot."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from designer.core.layout import Layout, Point, Rect, Slot
from designer.ui.canvas.pick import Picker
from designer.ui.canvas.style import CARD_HEIGHT, CARD_WIDTH, RADIUS, Style
from designer.ui.theme import mix

NARROW = 26.0  # half a bar, where wires stand close together
GHOST_GAP = 28.0
OFF = 14.0  # from a card to the middle of the gap beside it
NARROWEST, WIDEST = 200.0, 420.0  # text in a bubble


@dataclass(frozen=True)
class Mark:
    """Where a drag would land and what that would do; a slot of None has no place, only the pointer's.

    A `link` is the wire that is drawn from one point to another.
    """

    slot: Slot | None
    label: str
    text: str
    wrong: bool
    pointer: Point
    link: tuple[Point, Point] | None = None


def paint_mark(painter: QPainter, mark: Mark, layout: Layout, picker: Picker, style: Style) -> None:
    """Draw the mark in the drawing's own units, and the bubble beside it in pixels."""
    colour = QColor(style.theme.error if mark.wrong else style.theme.drop)
    if mark.link is not None:
        _paint_link(painter, mark.link, colour)
    if mark.slot is None:
        paint_bubble(painter, mark.text, mark.pointer, QPointF(20, 20), colour, style)
    elif mark.slot.kind == "beside":
        anchor = _paint_lane(painter, mark, mark.slot, layout, picker, style, colour)
        paint_bubble(painter, mark.text, anchor, QPointF(0, 8), colour, style)
    else:
        anchor = _paint_bar(painter, mark, mark.slot, layout, colour)
        paint_bubble(painter, mark.text, anchor, QPointF(14, -14), colour, style)


def _paint_link(painter: QPainter, link: tuple[Point, Point], colour: QColor) -> None:
    """A bow from a port to the pointer or to the card that would read it."""
    (x, y), (to_x, to_y) = link
    path = QPainterPath(QPointF(x, y))
    lean = max(30.0, abs(to_y - y) / 2)
    path.cubicTo(QPointF(x, y + lean), QPointF(to_x, to_y - lean), QPointF(to_x, to_y))
    painter.setPen(_pen(colour, 3, painter))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(x, y), 5, 5)
    painter.drawEllipse(QPointF(to_x, to_y), 5, 5)


def _paint_bar(painter: QPainter, mark: Mark, slot: Slot, layout: Layout, colour: QColor) -> Point:
    """A line across the wire, as wide as the card above where nothing else is near; returns its right end."""
    x, (top, bottom) = slot.start[0], (slot.start[1], slot.stop[1])
    y = min(max(mark.pointer[1], top + 20), bottom - 20) if bottom - top > 60 else (top + bottom) / 2
    source = layout.frames[slot.source]
    alone = x == source.centre and (slot.target is None or layout.frames[slot.target].centre == x)
    half = source.width / 2 if alone else NARROW
    painter.setPen(_pen(colour, 2.5, painter))
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))
    painter.setPen(_pen(colour, 4, painter))
    painter.drawLine(QPointF(x - half, y), QPointF(x + half, y))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for end in (x - half, x + half):
        painter.drawEllipse(QPointF(end, y), 5, 5)
    return x + half, y


def _paint_lane(
    painter: QPainter, mark: Mark, slot: Slot, layout: Layout, picker: Picker, style: Style, colour: QColor
) -> Point:
    """A way around the cards, with the ghost of a card on it where there is room; returns where a bubble may hang."""
    top, bottom = layout.frames[slot.source], layout.frames[str(slot.target)]
    to_right = slot.start[0] > top.centre
    y = min(max(mark.pointer[1], top.y + CARD_HEIGHT / 2), max(bottom.bottom, top.y + CARD_HEIGHT) - CARD_HEIGHT / 2)
    edge = top.centre + (CARD_WIDTH / 2 + GHOST_GAP if to_right else -CARD_WIDTH * 1.5 - GHOST_GAP)
    left = max(edge, slot.start[0] + 4) if to_right else min(edge, slot.start[0] - 4 - CARD_WIDTH)
    ghost = QRectF(left, y - CARD_HEIGHT / 2, CARD_WIDTH, CARD_HEIGHT)
    room = next(picker.within(Rect(left, ghost.y(), CARD_WIDTH, CARD_HEIGHT)), None) is None
    x = left + CARD_WIDTH / 2 if room else slot.start[0]
    painter.setPen(_pen(colour, 2.5, painter, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath(QPointF(top.centre, top.y - OFF))
    path.lineTo(x, top.y - OFF)
    path.lineTo(x, ghost.top() if room else bottom.bottom + OFF)
    if room:
        path.moveTo(x, ghost.bottom())
        path.lineTo(x, bottom.bottom + OFF)
    path.lineTo(bottom.centre, bottom.bottom + OFF)
    painter.drawPath(path)
    if not room:
        return x, y
    painter.setBrush(QColor(mix(style.theme.canvas, colour.name(), 0.14)))
    painter.drawRoundedRect(ghost, RADIUS, RADIUS)
    painter.setFont(style.name_font)
    painter.setPen(style.text)
    label = style.metrics_of(style.name_font).elidedText(mark.label, Qt.TextElideMode.ElideLeft, CARD_WIDTH - 24)
    painter.drawText(ghost, Qt.AlignmentFlag.AlignCenter, label)
    return ghost.left(), ghost.bottom()


def paint_bubble(painter: QPainter, text: str, at: Point, off: QPointF, ground: QColor, style: Style) -> None:
    """Text on a coloured ground, `off` pixels from a point of the drawing: of one size at any zoom, kept in view."""
    view = QRectF(painter.viewport())
    corner = painter.worldTransform().map(QPointF(*at)) + off
    painter.save()
    painter.setWorldTransform(QTransform())
    painter.setFont(style.label_font)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
    width = min(max(view.width() - corner.x() - 30, NARROWEST), WIDEST)
    size = style.metrics_of(style.label_font).boundingRect(QRectF(0, 0, width, 400), flags, text)
    box = QRectF(corner.x(), corner.y(), size.width() + 21, size.height() + 12)
    box.moveLeft(max(6.0, min(box.left(), view.width() - box.width() - 6)))
    box.moveTop(max(6.0, min(box.top(), view.height() - box.height() - 6)))
    painter.setPen(QPen(QColor(style.theme.card), 1.5))
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 7, 7)
    painter.setPen(QColor(mix(ground.name(), "#000000", 0.85) if style.theme.dark else "#ffffff"))
    painter.drawText(box.adjusted(10, 6, -8, -6), flags, text)
    painter.restore()


def _pen(colour: QColor, width: float, painter: QPainter, line: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen that does not vanish when the drawing is small."""
    zoom = painter.worldTransform().m11()
    pen = QPen(colour, max(width, width / zoom * 0.75), line)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
