"""The tree of the palette: drags show the card that would come, blocks of the user's own are renamed in place."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QDrag,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTreeView, QWidget

from designer.core.library import SavedBlock
from designer.ui import icons
from designer.ui.canvas.drops import NewLayer
from designer.ui.canvas.new_blocks import PaletteItem
from designer.ui.models.palette_rows import Index, PaletteRows, PaletteSearch
from designer.ui.theme import Theme

CARD_HEIGHT = 44
"""Height of the picture that a drag carries, in logical pixels; it is as wide as its label asks."""
WIDEST_LABEL = 320
LEAST = 54
"""Pixels for two rows, so that a window of 600 pixels need not grow for options below them."""


class PaletteView(QTreeView):
    """The tree of what can be put into the network."""

    remove_asked = Signal(object)
    """The SavedBlock that the user wants to be rid of."""

    def __init__(self, rows: PaletteRows, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.rows = rows
        self.found = PaletteSearch(rows, self)
        self.ready: Callable[[], bool] = lambda: True
        """Whether what is selected may be dragged: else somebody says why not."""
        self.setObjectName("palette_list")
        self.setAccessibleName("Layers and blocks to add")
        self.setHeaderHidden(True)
        self.setIndentation(10)
        self.setIconSize(QSize(20, 20))
        self.setUniformRowHeights(True)
        self.setMinimumHeight(LEAST)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.menu = QMenu(self)
        self.menu.setObjectName("palette_menu")
        self._rename = QAction("&Rename my block\tF2", self, toolTip="Give the block another name")
        self._remove = QAction("Re&move my block\tDel", self, toolTip="Take the block out of the palette")
        for action, act in ((self._rename, self.rename_current), (self._remove, self.remove_current)):
            action.triggered.connect(act)
            self.menu.addAction(action)
        self.setModel(self.found)

    def item(self, index: Index) -> PaletteItem | None:
        """What a row would put into the network."""
        return self.rows.carried(self.found.mapToSource(index))

    def saved(self, index: Index) -> SavedBlock | None:
        """The block of the user's own that a row stands for."""
        row = self.rows.row(self.found.mapToSource(index))
        return row if isinstance(row, SavedBlock) else None

    def rename_current(self) -> None:
        """Type another name for the marked block of the user's own."""
        block = self.saved(self.currentIndex())
        if block is not None and block.fragment is not None:
            self.edit(self.currentIndex())

    def remove_current(self) -> None:
        """Ask to take the marked block of the user's own away."""
        block = self.saved(self.currentIndex())
        if block is not None:
            self.remove_asked.emit(block)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """What the menu offers is that of the marked row."""
        super().currentChanged(current, previous)
        block = self.saved(current)
        self._rename.setEnabled(block is not None and block.fragment is not None)
        self._remove.setEnabled(block is not None)

    def event(self, event: QEvent) -> bool:
        """F2 and Delete are the tree's own on a block of the user's, not the window's."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            own = event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Delete) and self.saved(self.currentIndex()) is not None
            if own:
                event.accept()
                return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Options that appear below leave the marked row in sight."""
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 renames, Delete removes; all else is the tree's."""
        acts = {Qt.Key.Key_F2: self.rename_current, Qt.Key.Key_Delete: self.remove_current}
        act = acts.get(Qt.Key(event.key()))
        if act is not None and self.saved(self.currentIndex()) is not None:
            act()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A menu over blocks of the user's own."""
        index = self.currentIndex() if event.reason() == event.Reason.Keyboard else self.indexAt(event.pos())
        block = self.saved(index)
        if block is not None:
            self.setCurrentIndex(index)
            at = self.visualRect(index).center() if event.reason() == event.Reason.Keyboard else event.pos()
            self.menu.popup(self.viewport().mapToGlobal(at))

    def startDrag(self, supported: Qt.DropAction) -> None:
        """Carry the pressed row away, with a card as its picture."""
        indexes = [index for index in self.selectedIndexes() if self.item(index) is not None]
        item = self.item(indexes[0]) if indexes else None
        if item is None or not self.ready():
            return
        drag = QDrag(self)
        drag.setMimeData(self.model().mimeData(indexes))
        picture = drag_picture(item, self.theme, self.devicePixelRatioF())
        drag.setPixmap(picture)
        drag.setHotSpot(QRectF(QPointF(), picture.deviceIndependentSize()).center().toPoint())
        self.run_drag(drag, supported)

    @staticmethod
    def run_drag(drag: QDrag, supported: Qt.DropAction) -> Qt.DropAction:
        """Hand the drag to the desktop, which returns when it has been dropped."""
        return drag.exec(supported)


def drag_picture(item: PaletteItem, theme: Theme, ratio: float = 1.0) -> QPixmap:
    """The card that a row of the palette would become: its colour, drawing and label."""
    drawing, mark = "block", QColor(theme.groups["Block"])
    if isinstance(item, NewLayer):
        kind = item.kind(None)
        drawing, mark = kind.name, QColor(theme.groups[kind.group])
    metrics = QFontMetrics(QGuiApplication.font())
    label = metrics.elidedText(item.label, Qt.TextElideMode.ElideRight, WIDEST_LABEL)
    width = metrics.horizontalAdvance(label) + 58
    picture = QPixmap(QSize(width, CARD_HEIGHT) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(0.5, 0.5, width - 1, CARD_HEIGHT - 1), 6, 6)
    painter.fillPath(outline, QColor(theme.card))
    painter.setClipPath(outline)
    painter.fillRect(QRectF(0, 0, 5, CARD_HEIGHT), mark)
    painter.setClipping(False)
    painter.strokePath(outline, QPen(QColor(theme.card_border), 1))
    painter.drawPixmap(QPoint(14, 12), icons.pixmap(drawing, 20, mark.name(), ratio))
    painter.setFont(QGuiApplication.font())
    painter.setPen(QColor(theme.text))
    painter.drawText(QRectF(44, 0, width - 44, CARD_HEIGHT), Qt.AlignmentFlag.AlignVCenter, label)
    painter.end()
    return picture
