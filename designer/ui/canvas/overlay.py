"""What lies over the drawing besides the mark of a drag: the hint of an empty canvas, the rubber band."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from designer.ui.canvas.style import Style

HINT = "Drag a layer from the palette, or press Ctrl+O"
HINT_BELOW = "A layer that is dropped here gets an input image of its own."


def paint_hint(painter: QPainter, style: Style, wanted: bool) -> None:
    """How to begin, in the middle of the view; it lights up while a `wanted` layer is dragged about."""
    view = QRectF(painter.viewport())
    painter.save()
    painter.setWorldTransform(QTransform())
    box = QRectF(0, 0, min(460.0, view.width() - 32), 150)
    box.moveCenter(view.center())
    colour = style.theme.drop if wanted else style.theme.card_border
    painter.setPen(QPen(QColor(colour), 1.6, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 14, 14)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
    painter.setPen(style.text)
    painter.setFont(style.hint_font)
    painter.drawText(box.adjusted(16, 16, -16, -box.height() / 2), flags, HINT)
    painter.setPen(style.muted)
    painter.setFont(style.text_font)
    painter.drawText(box.adjusted(16, box.height() / 2, -16, -16), flags, HINT_BELOW)
    painter.restore()


def paint_band(painter: QPainter, band: QRectF, style: Style) -> None:
    """The rectangle of a rubber band."""
    accent = QColor(style.theme.accent)
    pen = QPen(accent, 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    accent.setAlphaF(0.14)
    painter.setBrush(accent)
    painter.drawRect(band)
