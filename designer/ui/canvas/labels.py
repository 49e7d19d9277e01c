"""Shapes of tensors beside the wires that carry them, where there is room."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from designer.core.layout import Layout, Rect
from designer.ui.canvas.outline import Outline
from designer.ui.canvas.pick import BAND, Picker
from designer.ui.canvas.style import Style
from designer.ui.canvas.wire import joins_touching

CLOSE = 1.25  # from this zoom on
HEIGHT = 15.0
BESIDE, BELOW = 7.0, 3.0  # from the wire, and from the card that it leaves
DEEPEST = 48.0  # so far below the card a label still belongs to it
BASE = 12.0

Label = tuple[str, Rect]


class Labels:
    """The labels of a drawing by bands of equal height: at most one for each card, of what it gives."""

    def __init__(self, outline: Outline, layout: Layout, titles: list[Rect], style: Style) -> None:
        self._bands: dict[int, list[Label]] = {}
        self._lines: dict[int, list[tuple[float, float, float, float]]] = {}
        frames = Picker(layout)
        picker = Picker(Layout({str(n): rect for n, rect in enumerate(titles)}, (), Rect(0, 0, 0, 0)))
        metrics = style.metrics_of(style.text_font)
        for wire in layout.wires:
            for (x, y), (to_x, to_y) in pairwise(wire.points):
                line = min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)
                for band in range(int(line[1] // BAND), int(line[3] // BAND) + 1):
                    self._lines.setdefault(band, []).append(line)
        for wire in {wire.source: wire for wire in layout.wires if not joins_touching(wire)}.values():
            (x, top), (_, bottom), *_ = wire.points
            text = outline.contents[wire.source].output
            width = metrics.horizontalAdvance(text) + 2
            y = top + BELOW
            while y + HEIGHT <= min(bottom, top + DEEPEST):
                places = (Rect(x + BESIDE, y, width, HEIGHT), Rect(x - BESIDE - width, y, width, HEIGHT))
                free = (
                    place
                    for place in places
                    if not self._crossed(place) and not any(frames.within(place)) and not any(picker.within(place))
                )
                if (place := next(free, None)) is not None:
                    self._bands.setdefault(int(y // BAND), []).append((text, place))
                    break
                y += 4

    def _crossed(self, place: Rect) -> bool:
        bands = range(int(place.y // BAND), int(place.bottom // BAND) + 1)
        return any(
            left < place.right and right > place.x and top < place.bottom and bottom > place.y
            for band in bands
            for left, top, right, bottom in self._lines.get(band, ())
        )

    def within(self, top: float, bottom: float) -> Iterator[Label]:
        """The labels between two heights."""
        for band in range(int(top // BAND) - 1, int(bottom // BAND) + 1):
            yield from self._bands.get(band, ())


def paint_labels(painter: QPainter, labels: Labels, area: QRectF, style: Style) -> None:
    """Draw the labels that lie in an area of the drawing."""
    painter.setFont(style.text_font)
    painter.setPen(style.muted)
    for text, place in labels.within(area.top(), area.bottom()):
        painter.drawText(QPointF(place.x, place.y + BASE), text)
