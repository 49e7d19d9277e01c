"""The border of the viewport: a drag that is held there scrolls, faster the nearer it comes."""

from PySide6.QtCore import QObject, QPointF, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

WIDTH = 36.0  # pixels
FASTEST = 24.0  # pixels a tick
TICK_MS = 30
PATIENCE = 10  # ticks before it scrolls: a drag that only comes in across it does not


class Border(QObject):
    """Says at each tick by how many pixels to scroll while the pointer, `at` a point of the viewport, is held there."""

    pushed = Signal(QPointF)

    def __init__(self, viewport: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self.at = QPointF()
        self._viewport = viewport
        self._ticks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def watch(self, at: QPointF) -> None:
        """A drag begins."""
        self.at, self._ticks = at, 0
        self._timer.start()

    def leave(self) -> None:
        """It has ended."""
        self._timer.stop()

    @Slot()
    def tick(self) -> None:
        """A moment has passed."""
        size = self._viewport.size()
        by = QPointF(_push(self.at.x(), size.width()), _push(self.at.y(), size.height()))
        self._ticks = 0 if by.isNull() else self._ticks + 1
        if self._ticks > PATIENCE:
            self.pushed.emit(by)


def _push(at: float, length: int) -> float:
    """Pixels to scroll in a tick."""
    if at < WIDTH:
        return -FASTEST * min(1.0, (WIDTH - at) / WIDTH)
    if at > length - WIDTH:
        return FASTEST * min(1.0, (at - length + WIDTH) / WIDTH)
    return 0.0
