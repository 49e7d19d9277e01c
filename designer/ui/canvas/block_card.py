"""The card of a folded block: as a layer's, with a pile behind it and a button that unfolds it."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from designer.core.layout import Rect
from designer.ui.canvas.card import Card
from designer.ui.canvas.frames import BUTTON, paint_button
from designer.ui.canvas.style import rounded

PILE = 4.0
PLACE = QRectF(17, 44, BUTTON, BUTTON)


class BlockCard(Card):
    """Stands for all layers of a block."""

    def paint_near(self, painter: QPainter, zoom: float) -> None:
        """A second card behind, and the button."""
        painter.setPen(self.rim)
        painter.setBrush(self.ground(self.look.card))
        painter.drawPath(rounded(*self.size).translated(QPointF(PILE, PILE)))
        super().paint_near(painter, zoom)
        paint_button(painter, PLACE, self.look, plus=True)

    def paint_severity(self, painter: QPainter, scale: float) -> None:
        """What is wrong shows in place of the drawing: the button stands where a layer's sign does."""

    @property
    def tile(self) -> tuple[str, str]:
        """The drawing of a block, or the sign of what is wrong in it."""
        if self.content.error is not None:
            return "error", self.look.theme.error
        if self.content.warned:
            return "warning", self.look.theme.warning
        return super().tile


def button_of(frame: Rect) -> Rect:
    """The button on the card of a folded block."""
    return Rect(frame.x + PLACE.x(), frame.y + PLACE.y(), PLACE.width(), PLACE.height())
