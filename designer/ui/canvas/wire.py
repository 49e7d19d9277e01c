"""A wire: the connection from one layer to an input of another, with an arrow at its end."""

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from designer.core.layout import Point, Wire
from designer.ui.canvas.style import NEAR, Style

BEND = 8.0
ARROW = 8.0


class WireItem(QGraphicsRectItem):
    """Lines with round corners; lit where one of its ends is selected."""

    def __init__(self, style: Style, wire: Wire) -> None:
        super().__init__()
        self.look = style
        self.wire = wire
        self.lit = self.chosen = False
        self._steps: tuple[Point, ...] = ()
        self._path = QPainterPath()
        self._head = QPolygonF()
        self.setPen(Qt.PenStyle.NoPen)
        self.setZValue(-1)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.show_wire(wire, style)

    def show_wire(self, wire: Wire, style: Style) -> None:
        """Follow another course; one that has only been pushed aside is not drawn anew."""
        if wire.points == self.wire.points and style is self.look and self._steps:
            self.wire = wire
            return
        x, y = wire.points[0]
        if not self._steps or self.wire.points[0] != (x, y):
            self.setPos(x, y)
        self.look, self.wire = style, wire
        steps = tuple([(at_x - x, at_y - y) for at_x, at_y in wire.points])
        if steps != self._steps:
            self._steps = steps
            self._trace()

    @property
    def drawn(self) -> tuple[Point, ...]:
        """The course that is drawn at the moment."""
        return tuple([(self.x() + x, self.y() + y) for x, y in self._steps])

    def draw(self, points: Sequence[Point]) -> None:
        """Draw a course that need not be the wire's own, while things move."""
        x, y = points[0]
        self.setPos(x, y)
        self._steps = tuple([(at_x - x, at_y - y) for at_x, at_y in points])
        self._trace()

    def set_state(self, lit: bool, chosen: bool) -> None:
        """Stand out because of a selected end, or because it is selected itself."""
        if (lit, chosen) != (self.lit, self.chosen):
            self.lit, self.chosen = lit, chosen
            self.setZValue(-0.4 if chosen else -0.5 if lit else -1)
            self.update()

    def distance(self, at: QPointF) -> float:
        """How far a point of the drawing is from the wire."""
        x, y = at.x(), at.y()
        return min(
            hypot(max(min(a, c) - x, 0, x - max(a, c)), max(min(b, d) - y, 0, y - max(b, d)))
            for (a, b), (c, d) in pairwise(self.wire.points)
        )

    def _trace(self) -> None:
        points = self._steps
        self._path = course(points)
        x, y = points[-1]
        self._head = QPolygonF([QPointF(x - ARROW / 2, y - ARROW), QPointF(x + ARROW / 2, y - ARROW), QPointF(x, y)])
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self.setRect(QRectF(min(xs) - 6, min(ys) - 3, max(xs) - min(xs) + 12, max(ys) - min(ys) + 6))

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """The course, with its arrow where that can be seen; nothing where two frames touch."""
        if joins_touching(self.wire):
            return
        zoom = painter.worldTransform().m11()
        pen = self.look.chosen_wire if self.chosen else self.look.lit_wire if self.lit else self.look.wire
        if zoom < NEAR:
            pen = QPen(pen.color(), max(pen.widthF(), 1.0 / zoom))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)
        if zoom >= NEAR:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(pen.color())
            painter.drawPolygon(self._head)


def joins_touching(wire: Wire) -> bool:
    """Whether it has no length, because its target is glued under its source."""
    return wire.points[0] == wire.points[-1]


def course(points: tuple[Point, ...]) -> QPainterPath:
    """The path through the points, its corners rounded; it ends short of the last one, inside the arrow."""
    path = QPainterPath(QPointF(*points[0]))
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path.lineTo(_towards(corner, before))
        path.quadTo(QPointF(*corner), _towards(corner, after))
    x, y = points[-1]
    path.lineTo(QPointF(x, y - ARROW / 2))
    return path


def _towards(corner: Point, other: Point) -> QPointF:
    """The point where the bend at a corner begins on the line to another point."""
    (x, y), (to_x, to_y) = corner, other
    length = abs(to_x - x) + abs(to_y - y)  # lines are level or upright
    share = min(BEND, length / 2) / length if length else 0
    return QPointF(x + (to_x - x) * share, y + (to_y - y) * share)
