"""How a thumbnail of the strip is painted: the picture, and a frame with a number where it is on show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from designer.ui.theme import Theme

if TYPE_CHECKING:
    from designer.ui.panels.strip import SampleStrip

SIDE = 38
"""Of a thumbnail, in pixels."""
BADGE = 14


class SampleDelegate(QStyledItemDelegate):
    """Paints the first sample with a full frame, the second with a dashed one; numbered when there are two."""

    def __init__(self, theme: Theme, strip: SampleStrip) -> None:
        super().__init__(strip)
        self.theme, self._strip = theme, strip

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The picture with a frame around it."""
        return QSize(SIDE + 8, SIDE + 8)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One thumbnail."""
        cell = option.rect
        state = option.state
        box = QRect(0, 0, SIDE, SIDE)
        box.moveCenter(cell.center())
        icon = index.data(Qt.ItemDataRole.DecorationRole)
        painter.save()
        painter.setClipRect(box)
        if icon is None:
            painter.fillRect(box, QColor(self.theme.hover))
        else:
            picture = icon.pixmap(icon.availableSizes()[0])
            shown = picture.scaled(
                box.size() * picture.devicePixelRatio(),
                Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                Qt.TransformationMode.SmoothTransformation,
            )
            place = shown.rect()
            place.moveCenter(box.center())
            painter.drawPixmap(place, shown)
        painter.setClipping(False)
        source = self._strip.source(index.row())
        first, second = source == self._strip.first, source == self._strip.second
        self._frame(painter, box, first, second)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(self.theme.text), 1, Qt.PenStyle.DotLine))
            painter.drawRect(box.adjusted(-3, -3, 2, 2))
        painter.restore()

    def _frame(self, painter: QPainter, box: QRect, first: bool, second: bool) -> None:
        colour = self.theme.accent if first else self.theme.drop if second else self.theme.border
        style = Qt.PenStyle.DashLine if second and not first else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(colour), 2 if first or second else 1, style))
        painter.drawRect(box.adjusted(-1, -1, 0, 0))
        if self._strip.second is not None and (first or second):
            badge = QRect(box.right() - BADGE + 1, box.bottom() - BADGE + 1, BADGE, BADGE)
            painter.fillRect(badge, QColor(colour))
            painter.setPen(QColor(self.theme.accent_text if first else self.theme.base))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, "1" if first else "2")
