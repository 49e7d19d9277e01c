"""The channels of a layer as one picture of tiles, to be zoomed, dragged and read unit by unit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from designer.core.index_sets import UnitSet
from designer.ui.panels import mosaic_paint as paint
from designer.ui.panels.compare_survivors import Survivors
from designer.ui.panels.maps_tiles import Maps, Unit
from designer.ui.panels.mosaic_keys import MOVES, moved_unit
from designer.ui.theme import Theme

MARGIN = 8
LARGEST_ZOOM = 96.0


class MosaicView(QWidget):
    """Draws Maps with hard pixels; the wheel zooms at the pointer, a drag pans.

    A click chooses a unit, arrows, Home and End move it on its map, Page Up and Down to the maps beside it. A double
    click on a map, or Enter, shows it alone with its histogram; Esc goes back, and then drops the choice.
    """

    pointed = Signal(object)
    """(channel, row, column) below the pointer, or None."""
    unit_chosen = Signal(object)
    """The Unit that was clicked or moved to, or None."""
    shape_changed = Signal(float)
    """Width over height, when it is another."""
    menu_asked = Signal(QPoint, object)
    """A menu for the unit at a place of the screen, or for none."""
    moved = Signal()
    """The user has zoomed, panned, or shown a map alone."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mosaic")
        self.setAccessibleName("Feature maps of the layer")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 100)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.theme = theme
        self.maps: Maps | None = None
        self.message = ""
        self.dim = False
        self.zoom = 1.0
        self.origin = QPointF()
        self.unit: Unit | None = None
        self.single: int | None = None
        self.lit: UnitSet | None = None
        self.under: Unit | None = None
        self.ghost: Unit | None = None
        self.survivors: Survivors | None = None
        self._fitted = True
        self._grip: QPointF | None = None
        self._pressed: QPointF | None = None

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.theme = theme
        self.update()

    def show_maps(self, maps: Maps, survivors: Survivors | None = None) -> None:
        """Draw the maps of a layer; the same layer keeps its zoom, and its unit where there still is one.

        With survivors of a pool they are dark but for the units that it lets through.
        """
        old, self.maps, self.survivors = self.maps, maps, survivors
        self.dim, self.message = False, ""
        same = old is not None and old.layer == maps.layer and old.size == maps.size
        moved = old is None or old.tiles.image.size() != maps.tiles.image.size()
        self.unit, self.ghost, self.under = (maps.kept(unit) for unit in (self.unit, self.ghost, self.under))
        if not same or (self.single is not None and self.single >= maps.tiles.count):
            self.single = None
        if self.single is not None or not same or self._fitted or moved:
            self.fit()
        self.lit = None if not same else self.lit
        self.update()

    def wait(self) -> None:
        """Fade what is drawn: newer maps are on their way."""
        self.dim = self.maps is not None
        self.update()

    def say(self, message: str) -> None:
        """Show a line instead of maps."""
        self.maps, self.message, self.dim, self.single, self.lit = None, message, False, None, None
        self.survivors = None
        self.update()

    def light(self, units: UnitSet | None) -> None:
        """Light up some units on every map, or none."""
        self.lit = units
        self.update()

    def show_single(self, channel: int | None) -> None:
        """Show one map alone, or all again."""
        self.single = channel
        self.fit()
        self.moved.emit()

    def follow(self, other: MosaicView) -> None:
        """Show the same part as another view, of maps laid out alike."""
        self.single, self._fitted = other.single, other._fitted
        self.zoom, self.origin = other.zoom, QPointF(other.origin)
        self.update()

    def mark(self, unit: Unit | None, ghost: Unit | None) -> None:
        """Mark what is chosen, and what is pointed at, in another view of the same layer."""
        self.unit, self.ghost = unit, ghost
        self.update()

    def fit(self) -> None:
        """Show all tiles, or the single one, as large as they go, in whole steps where there is room."""
        self._fitted = True
        if self.maps is None:
            return
        room, part = paint.room_for_tiles(self), self._part()
        zoom = min((room.width() - MARGIN) / part.width(), (room.height() - MARGIN) / part.height())
        self.zoom = min(LARGEST_ZOOM, float(int(zoom)) if zoom >= 1 else max(0.01, zoom))
        self.origin = room.center() - part.center() * self.zoom
        self.update()

    def _part(self) -> QRectF:
        """What is to be seen, in pixels of the tiles' picture."""
        assert self.maps is not None
        tiles = self.maps.tiles
        if self.single is None:
            return QRectF(tiles.image.rect())
        top, left = tiles.place_of(self.single)
        return QRectF(left, top, tiles.tile[1], tiles.tile[0])

    def choose(self, unit: Unit | None) -> None:
        """Mark a unit, or none."""
        self.unit = unit
        if unit is not None and self.single is not None and self.single != unit[0]:
            self.show_single(unit[0])
        self.update()
        self.unit_chosen.emit(unit)

    def unit_at(self, position: QPointF) -> Unit | None:
        """(channel, row, column) of the unit drawn at a place of the widget."""
        if self.maps is None or not paint.room_for_tiles(self).contains(position):
            return None
        place = (position - self.origin) / self.zoom
        unit = self.maps.tiles.unit_at(int(place.y() // 1), int(place.x() // 1))
        return unit if unit is None or self.single in (None, unit[0]) else None

    def position_of(self, channel: int, row: int, column: int) -> QPointF:
        """The middle of a unit, in the widget."""
        tile = self.tile_rect(channel)
        return tile.topLeft() + QPointF(column + 0.5, row + 0.5) * self.zoom

    def tile_rect(self, channel: int) -> QRectF:
        """Where a map is drawn."""
        assert self.maps is not None
        top, left = self.maps.tiles.place_of(channel)
        height, width = self.maps.size
        corner = self.origin + QPointF(left, top) * self.zoom
        return QRectF(corner.x(), corner.y(), width * self.zoom, height * self.zoom)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tiles, or the line that stands for them."""
        paint.paint(self, QPainter(self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again, unless the user has zoomed; ask for tiles of the new proportions."""
        self.shape_changed.emit(max(1, self.width()) / max(1, self.height()))
        if self._fitted:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        steps = event.angleDelta().y() / 120
        if self.maps is None or not steps:
            return
        zoom = min(LARGEST_ZOOM, max(0.05, self.zoom * 1.25**steps))
        at = event.position()
        self.origin = at - (at - self.origin) * (zoom / self.zoom)
        self.zoom, self._fitted = zoom, False
        self.update()
        self.moved.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan, or to click."""
        self._grip = event.position() - self.origin
        self._pressed = event.position() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, or tell what is below the pointer."""
        if self._pressed is not None:
            moved = (event.position() - self._pressed).manhattanLength()
            self._pressed = self._pressed if moved < QApplication.startDragDistance() else None
        if self._grip is not None and event.buttons() and self._pressed is None:
            self.origin, self._fitted = event.position() - self._grip, False
            self.update()
            self.moved.emit()
        self._point(self.unit_at(event.position()))

    def _point(self, unit: Unit | None) -> None:
        if (self.under and self.under[0]) != (unit and unit[0]):
            self.update()  # the legend is this map's
        self.under = unit
        self.pointed.emit(unit)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End panning; a click without it chooses the unit."""
        if self._pressed is not None:
            self.choose(self.unit_at(event.position()))
        self._grip = self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The map alone, or all again."""
        unit = self.unit_at(event.position())
        self.show_single(unit[0] if unit is not None and self.single is None else None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the map below the pointer."""
        if self.maps is not None:
            self.menu_asked.emit(event.globalPos(), self.unit_at(QPointF(event.pos())) or self.unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice; show a map alone, and all again."""
        key, maps = Qt.Key(event.key()), self.maps
        if maps is None:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape and self.single is not None:
            self.show_single(None)
        elif key == Qt.Key.Key_Escape:
            self.choose(None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            channel = self.unit[0] if self.unit is not None else int(maps.tiles.order[0])
            self.show_single(channel if self.single is None else None)
        elif key in MOVES:
            self.choose(moved_unit(maps, self.unit, self.single, key))
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is below the pointer."""
        self._point(None)
