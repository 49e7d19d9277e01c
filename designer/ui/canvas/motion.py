"""Cards that glide to their new places after an edit or a fold, with their wires; new ones fade in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QRectF, QVariantAnimation, Slot
from PySide6.QtGui import QGuiApplication, QTransform
from PySide6.QtWidgets import QApplication, QGraphicsItem, QStyle

from designer.core.layout import Point, Rect
from designer.ui.canvas.frames import FrameItem
from designer.ui.canvas.items import LayerItem
from designer.ui.canvas.wire import WireItem, joins_touching

if TYPE_CHECKING:
    from designer.ui.canvas.board import Board

DURATION_MS = 150
MOST = 300
"""Moving items beyond which all jump: a frame shall not take longer than the screen shows it."""
WireKey = tuple[str, int]


@dataclass(frozen=True)
class Picture:
    """Where everything was drawn, in units of the drawing, and how the view looked at it."""

    view: QTransform
    layers: dict[str, QPointF]
    wires: dict[WireKey, Sequence[Point]]
    frames: dict[str, Rect]


@dataclass(frozen=True)
class Glide:
    """An item on its way: how far it is drawn from its place at first."""

    item: LayerItem
    by: QPointF


class Motion(QObject):
    """Draws items beside their places for a moment; all else, as where a press hits, knows only the places.

    What is under way ends at once where the next edit begins, which starts from what could be seen.
    """

    def __init__(self, board: "Board") -> None:
        super().__init__(board)
        self.wanted = False
        self._board = board
        self._layers: list[Glide] = []
        self._wires: list[tuple[WireItem, Sequence[Point]]] = []
        self._frames: list[tuple[FrameItem, Rect]] = []
        self._new: list[QGraphicsItem] = []
        self.clock = QVariantAnimation(self)
        self.clock.setStartValue(0.0)
        self.clock.setEndValue(1.0)
        self.clock.setDuration(DURATION_MS)
        self.clock.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.clock.valueChanged.connect(self._step)
        self.clock.finished.connect(self.finish)

    @property
    def running(self) -> bool:
        """Whether anything is drawn beside its place."""
        return bool(self._layers or self._wires or self._frames or self._new)

    def picture(self) -> Picture | None:
        """What can be seen now, before a change; everything is put to its place. None where nothing shall move."""
        if not self.wanted or not self._board.isVisible():
            self.finish()
            return None
        network = self._board.network
        seen = Picture(
            self._board.viewportTransform(),
            {key: item.pos() for key, item in network.layers.items()},
            {key: item.drawn for key, item in network.wires.items()},
            {path: item.drawn for path, item in network.frames.items()},
        )
        self.finish()
        return seen

    def glide(self, before: Picture | None) -> None:
        """Begin at what could be seen before, where that lies in sight now or did then."""
        view = self._board.viewportTransform()
        if before is None or not before.layers or view.m11() != before.view.m11():
            return
        shift = QPointF(before.view.dx() - view.dx(), before.view.dy() - view.dy()) / view.m11()
        self._gather(before, shift)
        if len(self._layers) + len(self._wires) + len(self._frames) + len(self._new) > MOST:
            self._forget()
        elif self.running:
            self._step(0.0)
            self.clock.start()

    def _gather(self, before: Picture, shift: QPointF) -> None:
        network, area = self._board.network, self._board.camera.visible()
        sight = area.united(area.translated(-shift))
        moved: dict[str, QPointF] = {}
        for key, frame in network.layout.frames.items():
            item, old = network.layers[key], before.layers.get(key)
            in_sight = sight.intersects(item.sceneBoundingRect())
            if old is None:
                self._new += [item] if in_sight else []
                continue
            by = old + shift - QPointF(frame.x, frame.y)
            moved[key] = by
            if not by.isNull() and (in_sight or sight.intersects(item.sceneBoundingRect().translated(by))):
                self._layers.append(Glide(item, by))
        for wire_key, wire in network.wires.items():
            start = _start(wire, before.wires.get(wire_key), shift, moved)
            if joins_touching(wire.wire):
                continue
            if start is None:
                self._new += [wire] if sight.intersects(wire.sceneBoundingRect()) else []
            elif start != wire.wire.points and sight.intersects(wire.sceneBoundingRect().united(_around(start))):
                self._wires.append((wire, start))
        for path, block in network.frames.items():
            if path not in before.frames:
                self._new += [block] if sight.intersects(block.sceneBoundingRect()) else []
                continue
            rect = before.frames[path]
            rect = Rect(rect.x + shift.x(), rect.y + shift.y(), rect.width, rect.height)
            if rect != block.frame.area and sight.intersects(block.sceneBoundingRect()):
                self._frames.append((block, rect))

    @Slot(object)
    def _step(self, done: float) -> None:
        left = 1.0 - float(done)
        for item, by in ((glide.item, glide.by) for glide in self._layers):
            frame = self._board.network.layout.frames[item.key]
            item.setPos(frame.x + left * by.x(), frame.y + left * by.y())
        for wire, start in self._wires:
            wire.draw(_between(start, wire.wire.points, left))
        for block, old in self._frames:
            area = block.frame.area
            (x, y), (right, bottom) = _between(
                ((old.x, old.y), (old.right, old.bottom)), ((area.x, area.y), (area.right, area.bottom)), left
            )
            block.draw(Rect(x, y, right - x, bottom - y))
        for new in self._new:
            new.setOpacity(1.0 - left)

    @Slot()
    def finish(self) -> None:
        """Put everything to its place."""
        if self.running:
            self.clock.stop()
            self._step(1.0)
            for item in self._new:
                item.setOpacity(1.0)
            self._forget()
            self._board.viewport().update()

    def _forget(self) -> None:
        self._layers, self._wires, self._frames, self._new = [], [], [], []


def _start(
    wire: WireItem, old: Sequence[Point] | None, shift: QPointF, moved: dict[str, QPointF]
) -> Sequence[Point] | None:
    """Where a wire begins to move: where it was, or, on another course now, as its two cards pull it."""
    points = wire.wire.points
    if old is not None and len(old) == len(points):
        return tuple((x + shift.x(), y + shift.y()) for x, y in old)
    first, last = moved.get(wire.wire.source), moved.get(wire.wire.target)
    if first is None and last is None:
        return None
    first, last = first or QPointF(), last or QPointF()
    shares = [number / (len(points) - 1) for number in range(len(points))]
    return tuple(
        (x + (1 - share) * first.x() + share * last.x(), y + (1 - share) * first.y() + share * last.y())
        for share, (x, y) in zip(shares, points, strict=True)
    )


def _around(points: Sequence[Point]) -> QRectF:
    (left, top), (right, bottom) = (tuple(map(end, zip(*points, strict=True))) for end in (min, max))
    return QRectF(left, top, max(right - left, 1.0), max(bottom - top, 1.0))


def _between(start: Sequence[Point], stop: Sequence[Point], left: float) -> tuple[Point, ...]:
    """Points on the way, `left` of it before them."""
    return tuple(
        (to_x + left * (x - to_x), to_y + left * (y - to_y)) for (x, y), (to_x, to_y) in zip(start, stop, strict=True)
    )


def desktop_animates() -> bool:
    """Whether the desktop wants widgets to move, and somebody may be looking."""
    seen = QGuiApplication.platformName() not in ("offscreen", "minimal")
    return seen and QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
