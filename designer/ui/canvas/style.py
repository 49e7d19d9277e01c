"""Colours, fonts, pens and outlines of the drawing, made once for a theme."""

from functools import cache
from math import ceil

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainterPath, QPen, QPixmap

from designer.ui.icons import SIZES, pixmap
from designer.ui.theme import Theme, mix

CARD_WIDTH = 288.0
CARD_HEIGHT = 70.0
PILL_WIDTH = 264.0
PILL_HEIGHT = 26.0
LINE = 15.0  # from one line of small text to the next
RADIUS = 8.0
STRIPE = 5.0
TEXT_LEFT = 44.0
TEXT_RIGHT = 8.0
PORT = 9.0  # radius around the middle of a lower edge where a connection begins

NEAR = 0.42  # from this zoom on cards show all they have
READABLE = 0.16  # from this zoom on they show at least a name


class Style:
    """Everything that drawing needs besides the facts; a new theme or font makes a new Style."""

    def __init__(self, theme: Theme, family: str) -> None:
        self.theme = theme
        self.name_font = _font(family, 13, QFont.Weight.DemiBold)
        self.text_font = _font(family, 12)
        self.label_font = _font(family, 12, QFont.Weight.Medium)
        self.far_font = _font(family, 26, QFont.Weight.DemiBold)
        self.hint_font = _font(family, 17, QFont.Weight.Medium)
        self.metrics = {
            id(font): QFontMetricsF(font)
            for font in (self.name_font, self.text_font, self.label_font, self.far_font, self.hint_font)
        }
        self.text = QColor(theme.text)
        self.muted = QColor(theme.muted)
        self.error = QColor(theme.error)
        self.wire = QPen(QColor(theme.wire), 1.6, c=Qt.PenCapStyle.FlatCap, j=Qt.PenJoinStyle.RoundJoin)
        self.lit_wire = QPen(QColor(theme.accent), 2.2, c=Qt.PenCapStyle.FlatCap, j=Qt.PenJoinStyle.RoundJoin)
        self.card = QBrush(QColor(theme.card))
        self.broken = QBrush(QColor(mix(theme.card, theme.error, 0.10)))
        self.chosen = QBrush(QColor(mix(theme.card, theme.accent, 0.18 if theme.dark else 0.09)))
        self.rim = QPen(QColor(theme.card_border), 1)
        self.hover_rim = QPen(QColor(theme.outline), 1.4)
        self.chosen_rim = QPen(QColor(theme.accent), 2)
        self.broken_rim = QPen(QColor(theme.error), 1.6)
        self.lit_rim = QPen(QColor(theme.drop), 2.2)
        self.chosen_wire = QPen(QColor(theme.accent), 3.4, c=Qt.PenCapStyle.FlatCap, j=Qt.PenJoinStyle.RoundJoin)
        self.port = QBrush(QColor(theme.accent))
        self.port_rim = QPen(QColor(theme.card), 1.5)
        self.frame_rim = QPen(QColor(theme.border), 1)
        self.frame_fills = tuple(QBrush(QColor(mix(theme.canvas, theme.outline, share))) for share in (0.07, 0.13))
        self.button_rim = QPen(QColor(theme.muted), 1.3)
        self.focus_rim = QPen(QColor(theme.accent), 1, Qt.PenStyle.DotLine)
        self.broken_far = QBrush(QColor(mix(theme.card, theme.error, 0.55)))
        self.chosen_far = QBrush(QColor(mix(theme.card, theme.accent, 0.45)))
        self.chosen_far_rim = _cosmetic(theme.accent, 2)
        self.hover_far_rim = _cosmetic(theme.outline, 1)
        self._pixmaps: dict[tuple[str, str, int], QPixmap] = {}
        self._fills: dict[str, QBrush] = {}

    def metrics_of(self, font: QFont) -> QFontMetricsF:
        """The measures of one of the style's fonts."""
        return self.metrics[id(font)]

    def mark(self, group: str) -> QBrush:
        """The colour of a group of kinds."""
        return self.brush(self.theme.groups[group])

    def fill(self, group: str) -> QBrush:
        """The quiet colour of a group of kinds."""
        return self.brush(self.theme.fill(group))

    def far_fill(self, group: str) -> QBrush:
        """The colour of a whole card that is too small for text."""
        return self.brush(mix(self.theme.card, self.theme.groups[group], 0.45))

    def icon(self, name: str, group: str, size: float, scale: float) -> QPixmap:
        """The drawing of a kind in its group's colour, sharp where `size` units show at `scale`."""
        wanted = ceil(size * scale)
        pixels = next((each for each in (*SIZES, 96, 192) if each >= wanted), 192)
        key = (name, group, pixels)
        if key not in self._pixmaps:
            self._pixmaps[key] = pixmap(name, pixels, self.theme.groups.get(group, group))
        return self._pixmaps[key]

    def brush(self, colour: str) -> QBrush:
        """A plain colour."""
        if colour not in self._fills:
            self._fills[colour] = QBrush(QColor(colour))
        return self._fills[colour]


def _cosmetic(colour: str, width: float) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setCosmetic(True)
    return pen


def _font(family: str, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)  # text keeps its width at every zoom
    return font


@cache
def rounded(width: float, height: float, radius: float = RADIUS) -> QPainterPath:
    """The outline of a card."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(0, 0, width, height), radius, radius)
    return path


@cache
def stripe(height: float) -> QPainterPath:
    """The coloured edge at a card's left."""
    band = QPainterPath()
    band.addRect(QRectF(0, 0, STRIPE, height))
    return rounded(CARD_WIDTH, height) & band


@cache
def flap(width: float, height: float, last: bool) -> QPainterPath:
    """The outline of a pill glued under something: round below where it is the last."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    if last:
        path.addRoundedRect(QRectF(0, 0, width, height), RADIUS, RADIUS)
        path.addRect(QRectF(0, 0, width, RADIUS))
        return path.simplified()
    path.addRect(QRectF(0, 0, width, height))
    return path
