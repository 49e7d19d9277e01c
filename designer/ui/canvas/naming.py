"""Naming a block where it stands: a line over its title, or over its card while it is folded."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from designer.core.blocks import rename_block
from designer.core.design import LONGEST_ID
from designer.core.edit_basics import EditError
from designer.core.layout import Rect

if TYPE_CHECKING:
    from designer.ui.canvas.board import Board

NARROWEST, WIDEST = 160, 360
EDGE = 6  # pixels left free at the right of what is said


class NameLine(QLineEdit):
    """A line that keeps its keys: what it has no use for is not the canvas's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take every key."""
        super().keyPressEvent(event)
        event.accept()


class Naming(QObject):
    """Enter or leaving the line renames, Esc does not; what cannot be a name is explained below it."""

    def __init__(self, canvas: "Board") -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._path = ""
        self.line = NameLine(canvas.viewport())
        self.line.setObjectName("block_name")
        self.line.setAccessibleName("Name of the block")
        self.line.setToolTip("The name of the block: Enter takes it, Esc leaves the old one")
        self.line.setMaxLength(LONGEST_ID)
        self.said = QLabel(canvas.viewport())
        self.said.setObjectName("block_name_reason")
        self.said.setProperty("severity", "error")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setAutoFillBackground(True)
        self.said.setMargin(4)
        self.said.setWordWrap(True)
        self.line.hide()
        self.said.hide()
        self.line.textEdited.connect(self._check)
        self.line.returnPressed.connect(self._take)
        self.line.installEventFilter(self)
        canvas.zoom_changed.connect(self._place)
        canvas.horizontalScrollBar().valueChanged.connect(self._place)
        canvas.verticalScrollBar().valueChanged.connect(self._place)
        canvas.document.changed.connect(self.close)

    @property
    def open(self) -> bool:
        """Whether a name is being typed."""
        return bool(self._path)

    def ask(self, path: str) -> None:
        """Begin to type the name of a block, the old one selected."""
        self._path = path
        self.line.setText(path.rpartition("/")[2])
        self._check(self.line.text())
        self.line.show()
        self._place()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()

    def _area(self) -> Rect | None:
        network = self._canvas.network
        key = network.outline.key_of_block(self._path)
        if key is not None:
            return network.layout.frames[key]
        item = network.frames.get(self._path)
        return item.frame.title if item is not None else None

    @Slot()
    def _place(self, _value: object = None) -> None:
        area = self._area() if self.open else None
        if area is None:
            return
        corner = self._canvas.viewportTransform().map(QPointF(area.x, area.y)).toPoint()
        width = min(max(round(area.width * self._canvas.zoom), NARROWEST), WIDEST)
        self.line.setGeometry(corner.x(), corner.y(), width, self.line.sizeHint().height())
        room = max(NARROWEST, self._canvas.viewport().width() - corner.x() - EDGE)
        needed = self.said.fontMetrics().horizontalAdvance(self.said.text()) + 4 * self.said.margin()
        width = min(needed, room)
        below = corner.y() + self.line.height() + 2
        self.said.setGeometry(corner.x(), below, width, self.said.heightForWidth(width))

    @Slot(str)
    def _check(self, text: str) -> None:
        """Say below the line why the text cannot be the name."""
        reason = ""
        try:
            rename_block(self._canvas.document.design, self._path, text)
        except EditError as error:
            reason = str(error)
        self.said.setText(reason)
        self.said.setVisible(bool(reason))
        self.line.setAccessibleDescription(reason)
        self._place()

    @Slot()
    def _take(self) -> None:
        if self.said.text():
            return
        path, name, canvas = self._path, self.line.text(), self._canvas
        self.close()
        if name != path.rpartition("/")[2]:
            canvas.document.apply(f"Rename block {name}", lambda design: rename_block(design, path, name))

    @Slot()
    def close(self, _change: object = None) -> None:
        """Give up what was typed."""
        if not self.open:
            return
        self._path = ""
        if self.line.hasFocus():  # before it is hidden: Qt would pass the focus on as Tab does, to the next card
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.hide()
        self.said.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc gives up; leaving the line takes what can be taken."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.close()
                return True
        if event.type() == QEvent.Type.FocusOut and self.open:
            self._take()
            self.close()
        return super().eventFilter(watched, event)
