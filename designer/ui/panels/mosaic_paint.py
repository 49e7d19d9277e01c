"""How the mosaic is painted: tiles, gaps, marks, lit units, the choice, values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from designer.ui.panels.maps_tiles import GAP, Maps, Unit
from designer.ui.panels.mosaic_figures import HISTOGRAM, LEGEND, WIDE, draw_histogram, draw_legend, ink_on, short_number
from designer.ui.panels.overlays import mask_image

if TYPE_CHECKING:
    from designer.ui.panels.mosaic import MosaicView

VALUES_FROM = 34.0
"""The zoom at which values are printed."""
RINGS_FROM = 12.0
"""The zoom at which the survivors of a pool have rings."""
MARKS_FROM = 9.0
"""The least side of a tile that is marked, in pixels."""


def room_for_tiles(view: MosaicView) -> QRectF:
    """Where tiles are drawn."""
    beside = HISTOGRAM if view.single is not None and view.width() >= WIDE else 0
    return QRectF(0, 0, view.width() - beside, view.height() - LEGEND)


def paint(view: MosaicView, painter: QPainter) -> None:
    """Everything, or the line that stands for it."""
    painter.fillRect(view.rect(), QColor(view.theme.canvas))
    maps = view.maps
    if maps is None:
        painter.setPen(QColor(view.theme.muted))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(view.rect().adjusted(16, 16, -16, -16), flags, view.message)
        return
    room = room_for_tiles(view)
    painter.save()
    clip = room if view.single is None else room.intersected(view.tile_rect(view.single))
    painter.setClipRect(clip)
    _tiles(view, painter, maps)
    shown = _visible(view, maps, clip)
    _survivors(view, painter, shown)
    _lit(view, painter, shown)
    if view.single is None:
        _gaps(view, painter, maps)
    if maps.array.ndim == 3 and not maps.difference:
        _marks(view, painter, maps, shown)
    if view.zoom >= VALUES_FROM:
        _values(view, painter, maps, shown, clip)
    painter.restore()
    if view.single is not None:
        painter.setPen(QColor(view.theme.border))
        painter.drawRect(clip)
    if view.unit is not None and view.single in (None, view.unit[0]):
        _choice(view, painter, view.unit)
    if view.ghost is not None and view.single in (None, view.ghost[0]):
        _ghost(view, painter, view.ghost)
    if view.single is not None and view.width() >= WIDE:
        draw_histogram(view, painter, maps, view.single)
    draw_legend(view, painter, maps)
    if view.hasFocus():
        painter.setPen(QPen(QColor(view.theme.accent), 1))
        painter.drawRect(view.rect().adjusted(0, 0, -1, -1))


def _tiles(view: MosaicView, painter: QPainter, maps: Maps) -> None:
    image = maps.tiles.image
    size = QPointF(image.width(), image.height()) * view.zoom
    painter.setOpacity(0.35 if view.dim else 1.0)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, view.zoom < 1)
    painter.drawImage(QRectF(view.origin, view.origin + size), image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.setOpacity(1.0)


def _gaps(view: MosaicView, painter: QPainter, maps: Maps) -> None:
    """Lines between tiles and around them, where the picture holds no value, and nothing behind the last."""
    tiles, zoom, origin = maps.tiles, view.zoom, view.origin
    step_x, step_y = (tiles.tile[1] + GAP) * zoom, (tiles.tile[0] + GAP) * zoom
    rows, thick = -(-tiles.count // tiles.columns), max(1, round(GAP * zoom))
    left, top = int(origin.x()) - 1, int(origin.y()) - 1
    right, bottom = round(origin.x() + tiles.columns * step_x), round(origin.y() + rows * step_y)
    lines = [QRect(round(origin.x() + n * step_x) - thick, top, thick, bottom - top) for n in range(tiles.columns + 1)]
    lines += [QRect(left, round(origin.y() + n * step_y) - thick, right - left, thick) for n in range(rows + 1)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(view.theme.canvas if view.theme.dark else view.theme.border))
    painter.drawRects(lines)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    empty = rows * tiles.columns - tiles.count
    if empty:
        x, y = round(origin.x() + (tiles.columns - empty) * step_x), round(origin.y() + (rows - 1) * step_y)
        painter.fillRect(QRect(x, y, round(empty * step_x) + 2, round(step_y) + 2), QColor(view.theme.canvas))


def _visible(view: MosaicView, maps: Maps, clip: QRectF) -> list[tuple[int, QRectF]]:
    """The maps that can be seen, and where."""
    tiles = maps.tiles
    if view.single is not None:
        return [(view.single, view.tile_rect(view.single))]
    step_x, step_y = (tiles.tile[1] + GAP) * view.zoom, (tiles.tile[0] + GAP) * view.zoom
    first = max(0, int((clip.top() - view.origin.y()) // step_y))
    last = int((clip.bottom() - view.origin.y()) // step_y)
    places = range(first * tiles.columns, min(tiles.count, (last + 1) * tiles.columns))
    height, width = tiles.tile[0] * view.zoom, tiles.tile[1] * view.zoom
    found = []
    for place in places:
        down, right = divmod(place, tiles.columns)
        tile = QRectF(view.origin.x() + right * step_x, view.origin.y() + down * step_y, width, height)
        if tile.intersects(clip):
            found.append((int(tiles.order[place]), tile))
    return found


def _survivors(view: MosaicView, painter: QPainter, shown: list[tuple[int, QRectF]]) -> None:
    """Darken what a pool drops; where there is room for it, a ring on what it lets through."""
    survivors = view.survivors
    if survivors is None:
        return
    image = survivors.shade
    size = QPointF(image.width(), image.height()) * view.zoom
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, view.zoom < 1)
    painter.drawImage(QRectF(view.origin, view.origin + size), image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    if view.zoom < RINGS_FROM:
        return
    rings = []
    for channel, tile in shown:
        top, left, bottom, right = _in_sight(view, tile, room_for_tiles(view))
        for row, column in np.argwhere(survivors.marks[channel, top:bottom, left:right]).tolist():
            x, y = tile.x() + (left + column) * view.zoom, tile.y() + (top + row) * view.zoom
            rings.append(QRectF(x + 1.5, y + 1.5, view.zoom - 3, view.zoom - 3))
    for colour, width in (("black", 2.5), ("white", 1.0)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawRects(rings)


def _lit(view: MosaicView, painter: QPainter, shown: list[tuple[int, QRectF]]) -> None:
    """Darken what is not lit, and frame what is, on every map."""
    lit = view.lit
    if lit is None or lit.height * lit.width == 1:  # a number alone has no place: the readout says it
        return
    shade = mask_image(lit, QColor(0, 0, 0, 150), others=True)
    frames = []
    for _, tile in shown:
        painter.drawImage(tile, shade)
        if lit.box is not None:
            top, left, bottom, right = lit.box
            corner = tile.topLeft() + QPointF(left, top) * view.zoom
            frames.append(
                QRectF(corner.x(), corner.y(), (right + 1 - left) * view.zoom, (bottom + 1 - top) * view.zoom)
            )
    painter.setPen(QPen(QColor(view.theme.drop), 1.5))
    painter.drawRects(frames)


def _marks(view: MosaicView, painter: QPainter, maps: Maps, shown: list[tuple[int, QRectF]]) -> None:
    """A cross on dead maps, a triangle in the corner of saturated ones: shapes, not colours alone."""
    statistics = maps.tiles.statistics
    for channel, tile in shown:
        side = min(14.0, tile.width() / 2, tile.height() / 2)
        if min(tile.width(), tile.height()) < MARKS_FROM:
            continue
        corner = QRectF(tile.x() + 1, tile.y() + 1, side, side)
        if statistics.dead[channel]:
            for colour, width in (("black", 3.0), ("white", 1.2)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawLine(corner.topLeft(), corner.bottomRight())
                painter.drawLine(corner.topRight(), corner.bottomLeft())
        elif statistics.saturated[channel]:
            painter.setPen(QPen(QColor("black"), 1))
            painter.setBrush(QColor(view.theme.warning))
            painter.drawPolygon(QPolygonF([corner.topLeft(), corner.topRight(), corner.bottomLeft()]))
            painter.setBrush(Qt.BrushStyle.NoBrush)


def _in_sight(view: MosaicView, tile: QRectF, clip: QRectF) -> tuple[int, int, int, int]:
    """The units of a tile that can be seen: first row and column, and those behind the last."""
    height, width = round(tile.height() / view.zoom), round(tile.width() / view.zoom)
    top, left = (int(max(0, (a - b) // view.zoom)) for a, b in ((clip.y(), tile.y()), (clip.x(), tile.x())))
    bottom = min(height, int((clip.bottom() - tile.y()) // view.zoom) + 1)
    right = min(width, int((clip.right() - tile.x()) // view.zoom) + 1)
    return top, left, bottom, right


def _values(view: MosaicView, painter: QPainter, maps: Maps, shown: list[tuple[int, QRectF]], clip: QRectF) -> None:
    """The numbers of the units in sight, dark on light and light on dark."""
    font = QFont(painter.font())
    font.setPixelSize(max(8, min(13, int(view.zoom / 4.2))))
    painter.setFont(font)
    for channel, tile in shown:
        numbers = maps.map(channel)
        largest = max(abs(float(maps.tiles.low[channel])), abs(float(maps.tiles.high[channel])))
        top, left, bottom, right = _in_sight(view, tile, clip)
        y, x = maps.tiles.place_of(channel)
        for row in range(top, bottom):
            for column in range(left, right):
                cell = QRectF(tile.x() + column * view.zoom, tile.y() + row * view.zoom, view.zoom, view.zoom)
                behind = maps.tiles.image.pixelColor(x + column, y + row)
                painter.setPen(ink_on(behind))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, short_number(float(numbers[row, column]), largest))


def _choice(view: MosaicView, painter: QPainter, unit: Unit) -> None:
    """A frame around the chosen unit, dark within light so that it shows on every colour."""
    side = max(view.zoom, 5.0)
    frame = QRectF(0, 0, side, side)
    frame.moveCenter(view.position_of(*unit))
    painter.setPen(QPen(QColor("black"), 3))
    painter.drawRect(frame)
    painter.setPen(QPen(QColor("white"), 1))
    painter.drawRect(frame)


def _ghost(view: MosaicView, painter: QPainter, unit: Unit) -> None:
    """The unit that is pointed at in another view, and its map."""
    painter.setPen(QPen(QColor(view.theme.accent), 1.5))
    painter.drawRect(view.tile_rect(unit[0]))
    _choice(view, painter, unit)
