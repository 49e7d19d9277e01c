"""Cards coloured by what they cost: which figure, how hot each card is, and the legend that says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import log

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from designer.core.analysis import Analysis
from designer.core.folding import Row
from designer.export.figures import byte_size
from designer.ui.canvas.contents import BlockContent, Shown
from designer.ui.canvas.outline import Outline
from designer.ui.canvas.style import Style
from designer.ui.canvas.texts import short
from designer.ui.theme import Theme, mix

MEASURES: Mapping[str, str] = {
    "parameters": "Parameters",
    "macs": "MACs",
    "memory": "Memory of outputs and parameters",
    "field": "Growth of the receptive field",
}
COOLEST = 0.08  # how much of the hot colour a card takes at least
HOTTEST, HOTTEST_DARK = 0.62, 0.4  # and at most: text stays legible on it


@dataclass(frozen=True)
class Heat:
    """One figure of all cards; the colour follows its logarithm, as sizes of layers differ by powers of ten."""

    measure: str
    values: Mapping[str, int]

    @cached_property
    def known(self) -> list[int]:
        """The figures that are not zero."""
        return [value for value in self.values.values() if value > 0]

    @cached_property
    def range(self) -> tuple[int, int]:
        """The least and the greatest of them."""
        return min(self.known, default=0), max(self.known, default=0)

    @cached_property
    def total(self) -> int:
        """Their sum."""
        return sum(self.known)

    def share(self, key: str) -> float | None:
        """How hot a card is, from 0 to 1; None where the figure is zero."""
        value = self.values.get(key, 0)
        if value <= 0:
            return None
        low, high = self.range
        return log(value / low) / log(high / low) if high > low else 1.0

    def text(self, key: str) -> str:
        """The same in numbers, so that colour does not stand alone: a share of the total, or the growth."""
        value = self.values.get(key, 0)
        if value <= 0:
            return ""
        if self.measure == "field":
            return f"+{value}"
        total = self.total
        tenths = (1000 * value + total // 2) // total
        return f"{tenths // 10}.{tenths % 10} %" if tenths else "<0.1 %"

    def ends(self) -> tuple[str, str]:
        """The least and the greatest figure."""
        low, high = self.range
        if self.measure == "memory":
            return byte_size(low), byte_size(high)
        sign = "+" if self.measure == "field" else ""
        return sign + short(low), sign + short(high)


def heat(outline: Outline, measure: str) -> Heat:
    """A figure of all cards that stand on the canvas."""
    return Heat(measure, {key: _value(outline.analysis, content, measure) for key, content in outline.contents.items()})


def _value(analysis: Analysis, content: Shown, measure: str) -> int:
    if isinstance(content, BlockContent):
        return _of_block(content.row, measure)
    facts = content.facts
    if measure == "parameters":
        return facts.parameters or 0
    if measure == "macs":
        return facts.macs or 0
    if measure == "memory":
        return (facts.output_bytes or 0) + (facts.parameter_bytes or 0)
    fields = [analysis.facts[name].receptive_field for name in facts.layer.inputs]
    above = [field for field in fields if field is not None]
    here = facts.receptive_field
    if here is None or not above or len(above) < len(fields):
        return 0
    return max(here[0] - max(field[0] for field in above), here[1] - max(field[1] for field in above))


def _of_block(row: Row, measure: str) -> int:
    if measure == "parameters":
        return row.parameters
    if measure == "macs":
        return row.macs
    if measure == "memory":
        return row.activation_bytes + row.parameter_bytes
    if row.field_in is None or row.field_out is None:
        return 0
    return max(row.field_out[0] - row.field_in[0], row.field_out[1] - row.field_in[1])


def colour(theme: Theme, share: float) -> str:
    """The ground of a card that is so hot: one hue, lighter to darker, so that no colour needs to be told apart."""
    most = HOTTEST_DARK if theme.dark else HOTTEST
    return mix(theme.card, theme.drop, COOLEST + (most - COOLEST) * share)


class Legend(QWidget):
    """Which figure the colours show, and from where to where it goes."""

    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = style
        self._heat: Heat | None = None
        self.setObjectName("canvas_legend")
        self.setAccessibleName("Colours of the cards")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(230, 62)
        self.hide()

    def show_heat(self, shown: Heat | None, style: Style) -> None:
        """Explain other colours, or none."""
        self._heat, self._look = shown, style
        self.setVisible(shown is not None)
        if shown is not None:
            low, high = shown.ends()
            self.setAccessibleDescription(f"{MEASURES[shown.measure]}, from {low} to {high}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Title, scale and its ends."""
        look, shown = self._look, self._heat
        if shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.theme.border), 1))
        painter.setBrush(look.card)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        bar = QRectF(12, 26, self.width() - 24, 10)
        scale = QLinearGradient(bar.topLeft(), bar.topRight())
        for share in (0.0, 0.5, 1.0):
            scale.setColorAt(share, QColor(colour(look.theme, share)))
        painter.setPen(QPen(QColor(look.theme.outline), 1))
        painter.setBrush(scale)
        painter.drawRoundedRect(bar, 3, 3)
        painter.setPen(look.text)
        painter.setFont(look.label_font)
        painter.drawText(QPointF(12, 18), MEASURES[shown.measure])
        painter.setFont(look.text_font)
        low, high = shown.ends()
        painter.drawText(QPointF(12, 52), low)
        across = look.metrics_of(look.text_font).horizontalAdvance(high)
        painter.drawText(QPointF(bar.right() - across, 52), high)
        painter.end()
