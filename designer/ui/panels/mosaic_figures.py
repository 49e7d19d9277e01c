"""What stands beside and below the tiles: the histogram of a single map and the legend of the colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from designer.engine.tiles import histogram
from designer.ui.panels.colour_maps import SIGNED, colour_table
from designer.ui.panels.maps_tiles import Maps

if TYPE_CHECKING:
    from designer.ui.panels.mosaic import MosaicView

LEGEND, MARGIN = 20, 8
"""Height of the strip below the tiles, and the room at its ends."""
HISTOGRAM, WIDE = 170, 380
"""Width of the histogram beside a single map, and of the view from which on it is shown."""
BINS = 48
SAME = "no difference"


def draw_histogram(view: MosaicView, painter: QPainter, maps: Maps, channel: int) -> None:
    """How often each value occurs in the single map; its figures below."""
    statistics, theme = maps.tiles.statistics, view.theme
    area = QRectF(view.width() - HISTOGRAM + 4, 8, HISTOGRAM - 16, view.height() - LEGEND - 16)
    line = painter.fontMetrics().height()
    figures = (
        f"channel {channel}",
        f"mean {statistics.mean[channel]:.4g}",
        f"{statistics.minimum[channel]:.4g} … {statistics.maximum[channel]:.4g}",
        f"zeros {statistics.sparsity[channel]:.0%}",
        *([SAME if maps.difference else "dead: every value is 0"] if statistics.dead[channel] else []),
        *(["saturated"] if statistics.saturated[channel] else []),
    )
    painter.setPen(QColor(theme.text))
    for number, text in enumerate(figures):
        painter.drawText(QPointF(area.x(), area.y() + (number + 1) * line), text.replace("-", "−"))
    bars = area.adjusted(0, (len(figures) + 0.6) * line, 0, 0)
    if bars.height() < 24:
        return
    counts = histogram(maps.map(channel)[None], BINS).counts[0]
    tallest, step = max(1, int(counts.max())), bars.width() / BINS
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.accent))
    heights = np.sqrt(counts / tallest) * bars.height()  # a root: one bin of zeros would hide the others
    painter.drawRects(
        [
            QRectF(bars.x() + n * step, bars.bottom() - h, max(1.0, step - 0.5), h)
            for n, h in enumerate(heights.tolist())
        ]
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor(theme.border))
    painter.drawLine(bars.bottomLeft(), bars.bottomRight())


def draw_legend(view: MosaicView, painter: QPainter, maps: Maps) -> None:
    """Which colour means what: of the map below the pointer, of the chosen one, or of all."""
    tiles, theme = maps.tiles, view.theme
    chosen = view.under or view.ghost or view.unit
    channel = view.single if view.single is not None else chosen[0] if chosen is not None else None
    if channel is None and maps.look.shared:
        channel = 0
    if channel is None:
        low, high, what = (
            ("−", "+", "each map its own scale")
            if tiles.colours == SIGNED
            else ("low", "high", "each map its own scale")
        )
    else:
        low, high = (f"{float(ends[channel]):.4g}".replace("-", "−") for ends in (tiles.low, tiles.high))
        what = "all maps" if maps.look.shared else f"channel {channel}"
    strip = QRectF(MARGIN, view.height() - LEGEND, view.width() - 2 * MARGIN, LEGEND)
    width = painter.fontMetrics().horizontalAdvance
    bar = QRectF(strip.x() + width(low) + 6, strip.center().y() - 4, min(120.0, strip.width() / 3), 9)
    gradient = QLinearGradient(bar.topLeft(), bar.topRight())
    table = colour_table(tiles.colours)
    for step in range(17):
        gradient.setColorAt(step / 16, QColor.fromRgb(table[min(255, step * 16)]))
    painter.fillRect(bar, gradient)
    painter.setPen(QColor(theme.border))
    painter.drawRect(bar)
    painter.setPen(QColor(theme.muted))
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(strip, middle, low)
    rest = strip.adjusted(bar.right() + 6 - strip.x(), 0, 0, 0)
    text = painter.fontMetrics().elidedText(f"{high}   {what}", Qt.TextElideMode.ElideRight, int(rest.width()))
    painter.drawText(rest, middle, text)


def ink_on(colour: QColor) -> QColor:
    """Black or white, whichever is legible on a colour (its luma decides)."""
    luma = 0.299 * colour.red() + 0.587 * colour.green() + 0.114 * colour.blue()
    return QColor("black" if luma > 140 else "white")


def short_number(value: float, largest: float = 0.0) -> str:
    """A number in about five signs; "≈0" for one that is nothing beside the largest."""
    if value == 0 or abs(value) < largest * 1e-5:
        return "0" if value == 0 else "≈0"
    size = abs(value)
    text = f"{value:.1e}" if size >= 99999 or size < 1e-3 else f"{value:.{max(0, 3 - len(str(int(size))))}f}"
    return text.replace("-", "−")
