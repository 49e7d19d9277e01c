"""Paints the rows of a chain: a small map with the region that a unit sees, the layer's name, the region in words."""

from functools import cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QImage, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from designer.core.index_sets import Rectangle
from designer.core.linked import LayerField
from designer.ui.models.chain_rows import LINK, WORDS
from designer.ui.panels.overlays import mask_image
from designer.ui.theme import Theme

SIDE = 30
"""Room for a small map, in logical pixels; a field beyond its border is drawn into the room around it."""
AROUND = 5
COLUMN = 240
"""The least width of a row: where the list is wider, rows stand beside each other."""
LARGEST_MASK = 1 << 18
"""Maps of more units show the box alone: gaps would not be seen at this size."""


class ChainPainter(QStyledItemDelegate):
    """Every row is one layer; the widest map fills the room, the others keep their own proportions."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self.theme = theme
        self._masks = cache(self._mask)

    def forget(self) -> None:
        """Another chain is shown."""
        self._masks.cache_clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines of text beside the map, more where the words need them."""
        whole = self._view.viewport().width()
        width = whole // max(1, whole // COLUMN)
        room = QRect(0, 0, max(40, width - self._text_left - AROUND), 10_000)
        words = option.fontMetrics.boundingRect(room, Qt.TextFlag.TextWordWrap, index.data(WORDS))
        text = option.fontMetrics.height() + words.height() + 7
        return QSize(width, max(SIDE + 2 * AROUND, text))

    @property
    def _text_left(self) -> int:
        return SIDE + 3 * AROUND

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, small map, name, words."""
        self.initStyleOption(option, index)
        style = self._view.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, self._view)
        rect = option.rect
        painter.save()
        self._draw_map(painter, QRectF(rect.left() + AROUND, rect.top() + AROUND, SIDE, SIDE), index.data(LINK).field)
        room = rect.adjusted(self._text_left, 3, -AROUND, -3)
        bold = QFont(option.font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(self.theme.text))
        name = QFontMetrics(bold).elidedText(index.data(), Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, name)
        painter.setFont(option.font)
        painter.setPen(QColor(self.theme.muted))
        room.setTop(room.top() + option.fontMetrics.height() + 1)
        painter.drawText(room, Qt.TextFlag.TextWordWrap, index.data(WORDS))
        painter.restore()

    def _draw_map(self, painter: QPainter, room: QRectF, field: LayerField) -> None:
        """The map, what is read of it, the box around that, and dashed what lies in the padding."""
        height, width = field.touched.height, field.touched.width
        scale = min(room.width() / width, room.height() / height)
        side = max(2.0, width * scale), max(2.0, height * scale)
        area = QRectF(room.center().x() - side[0] / 2, room.center().y() - side[1] / 2, *side)
        painter.setPen(QPen(QColor(self.theme.outline), 1))
        painter.setBrush(QColor(self.theme.canvas))
        painter.drawRect(area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        drop = QColor(self.theme.drop)
        if field.interval is not None and field.padding:
            outer = _on(area, field.interval, height, width).intersected(area.adjusted(-4, -4, 4, 4))
            painter.setPen(QPen(drop, 1, Qt.PenStyle.DashLine))
            painter.drawRect(outer)
        if field.box is None:
            painter.fillRect(area, QBrush(drop, Qt.BrushStyle.BDiagPattern))
            return
        box = _on(area, field.box, height, width)
        middle = box.center()
        seen = QRectF(0, 0, max(3.0, box.width()), max(3.0, box.height()))
        seen.moveCenter(middle)
        if height * width <= LARGEST_MASK:
            painter.drawImage(area, self._masks(field))
        painter.setPen(QPen(drop, 1.5))
        painter.drawRect(seen)

    def _mask(self, field: LayerField) -> QImage:
        colour = QColor(self.theme.drop)
        colour.setAlpha(110)
        return mask_image(field.touched, colour)


def _on(area: QRectF, box: Rectangle, height: int, width: int) -> QRectF:
    """Where a rectangle of units lies on the small map."""
    across, down = area.width() / width, area.height() / height
    top, left, bottom, right = box
    return QRectF(
        area.x() + left * across, area.y() + top * down, (right + 1 - left) * across, (bottom + 1 - top) * down
    )
