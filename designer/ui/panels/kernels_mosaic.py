"""All filters of a layer, or channels of a filter, as small pictures; only those in sight are drawn."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from designer.ui.panels.kernels_pictures import Pixels
from designer.ui.theme import Theme

Draw = Callable[[int, int], Pixels]
"""Gives the pictures from one number to another (number, rows, columns), as 0xffRRGGBB."""
GAP = 5
LEAST_SIDE, LARGEST_SIDE = 14, 72
"""The side of a picture, in pixels, where there are very many or few."""
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -(1 << 30), Qt.Key.Key_End: 1 << 30}


class FilterMosaic(QAbstractScrollArea):
    """Pictures in rows, as large as they go without scrolling; a click or the arrow keys choose one.

    `what` a picture is, such as "filter", stands in its tip.
    """

    chosen = Signal(int)
    """The number of the picture that was clicked or moved to."""

    def __init__(self, what: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what = what
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.theme = theme
        self.index = 0
        self.legend = ""
        """What the colours mean."""
        self.count = 0
        self._size = (1, 1)
        self._draw: Draw | None = None
        self._zoom = self._columns = 1

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.theme = theme
        self.viewport().update()

    def show_pictures(self, count: int, size: tuple[int, int], draw: Draw, index: int) -> None:
        """Show so many pictures of a size (rows, columns), one of them chosen; `draw` gives some of them."""
        self.count, self._size, self._draw, self.index = count, size, draw, index
        self._lay_out()
        self._reveal()

    def choose(self, index: int) -> None:
        """Mark another filter, in sight."""
        self.index = index
        self._reveal()

    @property
    def cell(self) -> tuple[int, int]:
        """Height and width of a picture with its gap, in pixels of the screen."""
        return self._size[0] * self._zoom + GAP, self._size[1] * self._zoom + GAP

    def sizeHint(self) -> QSize:
        """Room for some rows."""
        return QSize(240, 150)

    def minimumSizeHint(self) -> QSize:
        """Room for a row."""
        return QSize(48, 48)

    def _lay_out(self) -> None:
        """The largest whole zoom at which all are in sight; where they are too many, the least at which they show."""
        room, side = self.viewport().size(), max(self._size)
        least, most = max(1, -(-LEAST_SIDE // side)), max(1, LARGEST_SIDE // side)
        for zoom in range(max(least, most), least - 1, -1):
            self._zoom = zoom
            height, width = self.cell
            self._columns = max(1, (room.width() - GAP) // width)
            if -(-self.count // self._columns) * height + GAP <= room.height():
                break
        height, _ = self.cell
        whole = -(-self.count // self._columns) * height + GAP
        self.verticalScrollBar().setRange(0, max(0, whole - room.height()))
        self.verticalScrollBar().setPageStep(room.height())
        self.verticalScrollBar().setSingleStep(height)
        self.viewport().update()

    def _reveal(self) -> None:
        """Scroll so that the chosen one is in sight."""
        top, bar = self.place_of(self.index), self.verticalScrollBar()
        if top.top() < GAP:
            bar.setValue(bar.value() + top.top() - GAP)
        elif top.bottom() > self.viewport().height() - GAP:
            bar.setValue(bar.value() + top.bottom() - self.viewport().height() + GAP)
        self.viewport().update()

    def place_of(self, index: int) -> QRect:
        """Where a filter is drawn, in the viewport."""
        height, width = self.cell
        down, right = divmod(index, self._columns)
        return QRect(
            GAP + right * width, GAP + down * height - self.verticalScrollBar().value(), width - GAP, height - GAP
        )

    def filter_at(self, x: int, y: int) -> int | None:
        """The filter drawn at a place of the viewport."""
        height, width = self.cell
        right, down = (x - GAP // 2) // width, (y - GAP // 2 + self.verticalScrollBar().value()) // height
        index = down * self._columns + right
        return index if 0 <= right < self._columns and 0 <= index < self.count else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pictures in sight as one, and a frame around the chosen one."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(self.theme.canvas))
        if self._draw is None:
            return
        height, _ = self.cell
        first = self.verticalScrollBar().value() // height
        last = -(-(self.verticalScrollBar().value() + self.viewport().height()) // height)
        shown = self._draw(first * self._columns, last * self._columns)
        if len(shown):
            corner = self.place_of(first * self._columns).topLeft()
            painter.drawImage(corner - QPoint(1, 1), self._picture(shown))
        painter.setPen(QPen(QColor(self.theme.drop), 3))
        painter.drawRect(self.place_of(self.index).adjusted(-2, -2, 1, 1))
        if self.hasFocus():
            painter.setPen(QPen(QColor(self.theme.accent), 1))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _picture(self, pixels: Pixels) -> QImage:
        """Rows of pictures with gaps, at the zoom of the screen."""
        height, width = self.cell
        rows = -(-len(pixels) // self._columns)
        behind, line = QColor(self.theme.canvas).rgb(), QColor(self.theme.outline).rgb()
        whole = np.full((rows, self._columns, height, width), behind, np.uint32)
        large = pixels.repeat(self._zoom, axis=1).repeat(self._zoom, axis=2)
        down, right = np.divmod(np.arange(len(pixels)), self._columns)
        whole[down, right, : height - GAP + 2, : width - GAP + 2] = line  # weights of zero look like what is behind
        whole[down, right, 1 : height - GAP + 1, 1 : width - GAP + 1] = large
        flat = np.ascontiguousarray(whole.transpose(0, 2, 1, 3)).reshape(rows * height, self._columns * width)
        return QImage(flat.data, flat.shape[1], flat.shape[0], flat.strides[0], QImage.Format.Format_RGB32).copy()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        self._lay_out()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the filter below the pointer."""
        index = self.filter_at(int(event.position().x()), int(event.position().y()))
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice."""
        key = Qt.Key(event.key())
        page = max(1, self.viewport().height() // self.cell[0]) * self._columns
        steps = {
            **STEPS,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
        }
        if key not in steps or not self.count:
            super().keyPressEvent(event)
            return
        self._choose(min(max(self.index + steps[key], 0), self.count - 1))

    def _choose(self, index: int) -> None:
        if index != self.index:
            self.choose(index)
            self.chosen.emit(index)

    def viewportEvent(self, event: QEvent) -> bool:
        """The number of the picture below the pointer and what its colours mean, as a tip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.filter_at(event.pos().x(), event.pos().y())
            tip = self.legend if index is None else f"{self._what} {index}\n{self.legend}"
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().viewportEvent(event)
