"""The palette: what can be put into the network, to be searched, dragged, or chosen by keyboard."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QDrag,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QTreeView, QVBoxLayout, QWidget

from designer.core.presets import PRESETS, Preset
from designer.ui import icons
from designer.ui.models.palette_rows import KEY, PaletteRows, PaletteSearch
from designer.ui.theme import Theme

CARD_HEIGHT = 44
"""Height of the picture that a drag carries, in logical pixels; it is as wide as its label asks."""


class Palette(QWidget):
    """A search field above the tree of presets; `chosen` gives the key of one to be put below the selection."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setAccessibleName("Palette of layers")
        self.search = QLineEdit(self)
        self.search.setObjectName("palette_search")
        self.search.setAccessibleName("Search layers")
        self.search.setPlaceholderText("Search layers")
        self.search.setClearButtonEnabled(True)
        self._glass = QAction(self)
        self.search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.rows = PaletteRows(theme, self)
        self.found = PaletteSearch(self.rows, self)
        self.view = PaletteView(theme, self)
        self.view.setModel(self.found)
        self.view.expandAll()
        self._nothing = QLabel("Nothing has that name.", self)
        self._nothing.setObjectName("palette_nothing")
        self._nothing.setProperty("severity", "muted")
        self._nothing.setContentsMargins(4, 0, 4, 4)
        self._nothing.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self._nothing)
        column.addWidget(self.view, 1)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._choose_found)
        self.search.installEventFilter(self)
        self.view.activated.connect(self._choose)
        self.setFocusProxy(self.search)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.rows.set_theme(theme)
        self.view.theme = theme
        self._glass.setIcon(icons.icon("search", colour=theme.muted))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field, Down goes into the list and Esc clears the search."""
        if isinstance(event, QKeyEvent) and watched is self.search and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.view.setCurrentIndex(self._first_found())
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def _search(self, text: str) -> None:
        self.found.search(text)
        self.view.expandAll()
        self._nothing.setVisible(self.found.rowCount() == 0)

    def _first_found(self) -> QModelIndex:
        return self.found.index(0, 0, self.found.index(0, 0))

    def _choose_found(self) -> None:
        if self.search.text():
            self._choose(self._first_found())

    def _choose(self, index: QModelIndex) -> None:
        key = index.data(KEY)
        if key is not None:
            self.chosen.emit(key)


class PaletteView(QTreeView):
    """The tree of presets; a drag from it shows the card that would be made."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setObjectName("palette_list")
        self.setAccessibleName("Layers to add")
        self.setHeaderHidden(True)
        self.setIndentation(10)
        self.setIconSize(QSize(20, 20))
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def startDrag(self, supported: Qt.DropAction) -> None:
        """Carry the pressed preset away, with a card as its picture."""
        indexes = [index for index in self.selectedIndexes() if index.data(KEY) is not None]
        if not indexes:
            return
        drag = QDrag(self)
        drag.setMimeData(self.model().mimeData(indexes))
        picture = drag_picture(PRESETS[indexes[0].data(KEY)], self.theme, self.devicePixelRatioF())
        drag.setPixmap(picture)
        drag.setHotSpot(QRectF(QPointF(), picture.deviceIndependentSize()).center().toPoint())
        self.run_drag(drag, supported)

    @staticmethod
    def run_drag(drag: QDrag, supported: Qt.DropAction) -> Qt.DropAction:
        """Hand the drag to the desktop, which returns when it has been dropped."""
        return drag.exec(supported)


def drag_picture(preset: Preset, theme: Theme, ratio: float = 1.0) -> QPixmap:
    """The card that a preset would become: its colour, drawing and label."""
    kind = preset.kind_for(None)
    mark = QColor(theme.groups[kind.group])
    width = QFontMetrics(QGuiApplication.font()).horizontalAdvance(preset.label) + 58
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
    painter.drawPixmap(QPoint(14, 12), icons.pixmap(kind.name, 20, mark.name(), ratio))
    painter.setFont(QGuiApplication.font())
    painter.setPen(QColor(theme.text))
    painter.drawText(QRectF(44, 0, width - 44, CARD_HEIGHT), Qt.AlignmentFlag.AlignVCenter, preset.label)
    painter.end()
    return picture
