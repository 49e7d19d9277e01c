"""The canvas: a board that hands events to gestures and keys, and draws what lies over the network."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QToolTip

from designer.ui.canvas import keys, overlay
from designer.ui.canvas.board import Board
from designer.ui.canvas.labels import CLOSE, paint_labels
from designer.ui.canvas.mark import paint_mark

WHEEL = 1.2 ** (1 / 120)  # of the scale, per unit of a wheel's angle: a notch has 120
FARTHEST = 40 * 120  # one turn goes from one end of the scale to the other at most


class Canvas(Board):
    """The drawing of the document's design, with its gestures."""

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """What lies over the drawing: hint, rubber band, mark of a drag."""
        look, network = self.network.look, self.network
        if self.zoom >= CLOSE and not self.motion.running:
            paint_labels(painter, network.labels, QRectF(rect), look)
        if not network.layers:
            overlay.paint_hint(painter, look, wanted=self.mark is not None and not self.mark.wrong)
        if self.band is not None:
            overlay.paint_band(painter, self.band, look)
        if self.mark is not None:
            paint_mark(painter, self.mark, network.layout, network.picker, look)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tool tips and pinches; all else goes its way."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            name = self.hits.card(QPointF(event.pos()))
            if name is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self.network.contents[name].tip, self.viewport())
            return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.camera.zoom_to(self.zoom * (1 + event.value()), event.position())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                at = QPointF(self.viewport().mapFromGlobal(pinch.hotSpot().toPoint()))
                self.camera.zoom_to(self.zoom * pinch.scaleFactor(), at)
                event.accept(pinch)
                return True
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms at the pointer, Shift scrolls across, alone it scrolls."""
        self.untouched = False
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            angle = min(max(event.angleDelta().y(), -FARTHEST), FARTHEST)
            self.camera.zoom_to(self.zoom * WHEEL**angle, event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of something: what moves is where it shall be."""
        self.motion.finish()
        self.untouched = False
        self.hands.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it, or hover."""
        self.hands.drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        self.hands.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask to edit the layer; fold the block whose title it is, or unfold it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.hands.double_click(event.position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu of what lies under the pointer or, by key, of what is selected."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self.hands.ask_menu(None if by_key else QPointF(event.pos()), event.globalPos())
        event.accept()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Keep the map in line with what is in sight."""
        super().scrollContentsBy(dx, dy)
        self.show_corners()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt names it
        """Tab goes from card to card while one is selected, then on to the next widget."""
        return keys.tab(self, next) or super().focusNextPrevChild(next)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is hovered any more."""
        self.network.hover(None)
        self.network.hover_frame(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, edit, delete, zoom; keys that mean nothing here go on to the window."""
        event.setAccepted(keys.press(self, event))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The panning key is let go."""
        event.setAccepted(keys.release(self, event))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where keys act."""
        super().focusInEvent(event)
        self.show_current()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keys go elsewhere: what they hold is let go."""
        super().focusOutEvent(event)
        self.hold_panning_key(False)
        self.show_current()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Something is dragged in."""
        self.motion.finish()
        self.arrivals.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """It is dragged about. The scene is not asked: it refuses drags on bare ground."""
        self.arrivals.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It is gone: dragged out, or given up with Esc."""
        self.hands.cancel()

    def dropEvent(self, event: QDropEvent) -> None:
        """It is let go here."""
        self.arrivals.drop(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """What is under way ends where nobody sees it."""
        self.motion.finish()
        self.hands.cancel()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the head of the drawing in sight until somebody looks elsewhere; then the middle, sideways."""
        super().resizeEvent(event)
        self.camera.set_bounds(self.network.layout.bounds)
        if self.untouched:
            self.camera.start()
        else:
            self.camera.pan(QPointF((event.oldSize().width() - event.size().width()) / 2, 0))
        self.show_corners()
