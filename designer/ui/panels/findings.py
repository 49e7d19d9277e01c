"""The list of findings: what is wrong with the design, and where."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from designer.ui.document import Document
from designer.ui.models.finding_rows import LAYER, MESSAGE, FindingRows
from designer.ui.theme import Theme

ICON = 16
INDENT = 32
"""Logical pixels: the icon's size, and where the text begins."""
GAP = 7


class FindingsPanel(QWidget):
    """The findings as a list; a click or Enter selects the layer."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings")
        self.setAccessibleName("Findings")
        self._document = document
        self.rows = FindingRows(document, theme, self)
        self.view = QListView(self)
        self.view.setObjectName("findings_list")
        self.view.setAccessibleName("List of findings")
        self.view.setModel(self.rows)
        self._painter = FindingPainter(theme, self.view)
        self.view.setItemDelegate(self._painter)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.nothing = QLabel("No findings", self)
        self.nothing.setObjectName("findings_none")
        self.nothing.setProperty("severity", "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.nothing)
        self.view.clicked.connect(self._select)
        self.view.activated.connect(self._select)
        self.rows.modelReset.connect(self._show_page)
        self._show_page()

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self._painter.theme = theme
        self.rows.set_theme(theme)

    def _show_page(self) -> None:
        self._pages.setCurrentWidget(self.view if self.rows.rowCount() else self.nothing)

    def _select(self, index: QModelIndex) -> None:
        self._document.select([index.data(LAYER)])


class FindingPainter(QStyledItemDelegate):
    """Paints a finding: icon, layer, and below it the message in as many lines as it takes."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As wide as the list, as high as the message asks."""
        width = self._view.viewport().width()
        room = QRect(0, 0, width - INDENT - GAP, 10_000)
        message = option.fontMetrics.boundingRect(room, Qt.TextFlag.TextWordWrap, index.data(MESSAGE))
        return QSize(width, option.fontMetrics.height() + message.height() + 2 * GAP + 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, icon, layer, message, and a line below."""
        self.initStyleOption(option, index)
        style = self._view.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, self._view)
        rect = option.rect
        option.icon.paint(painter, QRect(rect.left() + 8, rect.top() + GAP, ICON, ICON))
        room = rect.adjusted(INDENT, GAP, -GAP, -GAP)
        bold = QFont(option.font)
        bold.setBold(True)
        painter.save()
        painter.setFont(bold)
        painter.setPen(QColor(self.theme.text))
        name = QFontMetrics(bold).elidedText(index.data(LAYER), Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, name)
        painter.setFont(option.font)
        painter.setPen(QColor(self.theme.muted))
        room.setTop(room.top() + option.fontMetrics.height() + 2)
        painter.drawText(room, Qt.TextFlag.TextWordWrap, index.data(MESSAGE))
        painter.setPen(QColor(self.theme.grid))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()
