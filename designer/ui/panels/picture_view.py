"""A picture of the sample image, with what a unit sees framed on it; its pixels can be pointed at and clicked."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from designer.core.index_sets import Rectangle
from designer.core.linked import LayerField
from designer.ui.panels.mosaic_keys import ARROWS
from designer.ui.panels.overlays import mask_image
from designer.ui.theme import Theme

Branch = tuple[str, Rectangle, str]
"""What one branch sees: a label, a box of pixels, a colour."""
MOST_BEYOND = 0.35  # of the picture's side: how much of a field outside it is drawn
EFFECT = "#7fe3ff"
"""The frame of the window that holds 95 % of the effect: apart from the colours of the heat map and of the field."""
SHADE, TINT = 110, 70  # opacity, of 255, of what a unit does not see and of what it does


class PictureView(QWidget):
    """A picture, as large as it goes without losing its proportions, with the field of a unit framed on it.

    A click or the arrows choose a pixel, a second click on it or Esc drops it.
    """

    pixel_pointed = Signal(object)
    """(row, column) of the network's pixel below the pointer, or None."""
    pixel_chosen = Signal(object)
    """(row, column) of the pixel that was clicked, or None."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sample_picture")
        self.setMinimumSize(96, 48)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self._image = QImage()
        self._pixels = (1, 1)
        self._touched = QImage()
        self._heat = QImage()
        self._window: Rectangle | None = None
        self._branches: tuple[Branch, ...] = ()
        self.field: LayerField | None = None
        self.pixel: tuple[int, int] | None = None

    def show_field(self, field: LayerField | None) -> None:
        """Frame what a unit sees of an input layer."""
        self.field, self._heat, self._window, self._branches = field, QImage(), None, ()
        self._touched = self._tinted()
        self.update()

    def show_heat(self, image: QImage, window: Rectangle | None = None) -> None:
        """Lay a heat map over the picture and frame a window, until another field is shown; null takes it away."""
        self._heat, self._window = image, window
        self.update()

    def show_branches(self, branches: Sequence[Branch]) -> None:
        """Frame what each branch sees, until another field is shown: instead of shading what none sees."""
        self._branches = tuple(branches)
        self.update()

    def mark_pixel(self, pixel: tuple[int, int] | None) -> None:
        """Mark a pixel of the picture as the network sees it."""
        self.pixel = pixel
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self._theme = theme
        self._touched = self._tinted()
        self.update()

    def set_image(self, image: QImage, pixels: tuple[int, int]) -> None:
        """Show another picture, which the network sees as (height, width) `pixels`."""
        if pixels != self._pixels:
            self.pixel = None
        self._image, self._pixels = image, pixels
        self.update()

    def sizeHint(self) -> QSize:
        """A square beside the maps."""
        return QSize(200, 200)

    def _tinted(self) -> QImage:
        """The pixels of a field with gaps, in a clear colour; without gaps its frame tells them."""
        field, colour = self.field, QColor(self._theme.drop)
        if field is None or field.box is None:
            return QImage()
        top, left, bottom, right = field.box
        if field.touched.count == (bottom - top + 1) * (right - left + 1):
            return QImage()
        colour.setAlpha(TINT)
        return mask_image(field.touched, colour)

    @property
    def image(self) -> QImage:
        """The picture alone."""
        return self._image

    @property
    def _size(self) -> tuple[int, int]:
        """Height and width of what the field lies on."""
        return (self.field.touched.height, self.field.touched.width) if self.field is not None else self._pixels

    def _beyond(self) -> tuple[float, float, float, float]:
        """Room for the part of the field outside the picture, as parts of its sides: left, top, right, bottom."""
        if self.field is None or self.field.interval is None:
            return 0, 0, 0, 0
        top, left, bottom, right = self.field.interval
        height, width = self._size
        room = (-left / width, -top / height, (right + 1) / width - 1, (bottom + 1) / height - 1)
        first, second, third, fourth = (min(MOST_BEYOND, max(0.0, part)) for part in room)
        return first, second, third, fourth

    def picture_rect(self) -> QRectF:
        """Where the picture is drawn."""
        left, top, right, bottom = self._beyond()
        width, height = self._image.width() * (1 + left + right), self._image.height() * (1 + top + bottom)
        scale = min((self.width() - 4) / width, (self.height() - 4) / height)
        x = (self.width() - width * scale) / 2 + left * self._image.width() * scale
        return QRectF(
            x, 2 + top * self._image.height() * scale, self._image.width() * scale, self._image.height() * scale
        )

    def on_picture(self, rectangle: Rectangle) -> QRectF:
        """Where a rectangle of the network's pixels lies in the widget."""
        top, left, bottom, right = rectangle
        picture, (height, width) = self.picture_rect(), self._size
        across, down = picture.width() / width, picture.height() / height
        return QRectF(
            picture.x() + left * across,
            picture.y() + top * down,
            (right + 1 - left) * across,
            (bottom + 1 - top) * down,
        )

    def pixel_at(self, place: QPointF) -> tuple[int, int] | None:
        """(row, column) of the network's pixel at a place of the widget."""
        if self._image.isNull() or not self.picture_rect().contains(place):
            return None
        picture, (height, width) = self.picture_rect(), self._pixels
        row = int((place.y() - picture.y()) / picture.height() * height)
        column = int((place.x() - picture.x()) / picture.width() * width)
        return min(row, height - 1), min(column, width - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, framed; the field, its part in the padding hatched; the chosen pixel."""
        if self._image.isNull():
            return
        painter = QPainter(self)
        picture = self.picture_rect()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._image.width() > picture.width())
        painter.drawImage(picture, self._image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.setPen(QColor(self._theme.border))
        painter.drawRect(picture)
        if self.field is not None:
            self._draw_field(painter, self.field, picture)
        if self.pixel is not None:
            frame = self.on_picture((*self.pixel, *self.pixel))
            middle, side = frame.center(), max(5.0, frame.width(), frame.height())
            self._frame(painter, QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side))

    def _draw_field(self, painter: QPainter, field: LayerField, picture: QRectF) -> None:
        shade = QPainterPath()
        shade.addRect(picture)
        if field.interval is not None:
            whole = self.on_picture(field.interval).intersected(QRectF(self.rect()))
            for part in field.padding:
                hatched = self.on_picture(part).intersected(whole)
                painter.fillRect(hatched, QBrush(QColor(self._theme.drop), Qt.BrushStyle.BDiagPattern))
            painter.setPen(QPen(QColor(self._theme.drop), 1, Qt.PenStyle.DashLine))
            painter.drawRect(whole)
        lit = QPainterPath()
        if field.box is not None:
            lit.addRect(self.on_picture(field.box))
        painter.fillPath(shade.subtracted(lit), QColor(0, 0, 0, SHADE))
        if field.box is not None:
            painter.drawImage(picture, self._touched if self._heat.isNull() else self._heat)
            self._frame(painter, self.on_picture(field.box))
        marks = [("95 %", self._window, EFFECT)] if self._window is not None else []
        marks += self._branches
        for _, box, colour in marks:
            self._frame(painter, self.on_picture(box), colour, 2)
        for number, (label, box, colour) in enumerate(marks):
            self._tag(painter, self.on_picture(box), label, colour, number)

    def _frame(self, painter: QPainter, box: QRectF, colour: str = "", width: int = 1) -> None:
        """A frame legible on any picture."""
        for ink, pen in (("white" if width == 1 else "black", width + 2), (colour or self._theme.drop, width)):
            painter.setPen(QPen(QColor(ink), pen))
            painter.drawRect(box)

    def _tag(self, painter: QPainter, box: QRectF, label: str, colour: str, number: int) -> None:
        """A label at one of the corners of a frame, turn by turn, so that labels stay apart."""
        room = painter.fontMetrics().size(0, label)
        tag = QRectF(0, 0, room.width() + 6, room.height())
        tag.moveCenter((box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft())[number % 4])
        tag.moveLeft(min(max(0.0, tag.left()), self.width() - tag.width()))
        tag.moveTop(min(max(0.0, tag.top()), self.height() - tag.height()))
        painter.fillRect(tag, QColor("black"))
        painter.setPen(QColor(colour))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, label)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is below the pointer."""
        self.pixel_pointed.emit(self.pixel_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a pixel."""
        if event.button() == Qt.MouseButton.LeftButton:
            pixel = self.pixel_at(event.position())
            self.pixel_chosen.emit(None if pixel == self.pixel else pixel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the chosen pixel, from the middle where there is none; Esc drops it."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self.pixel is not None:
            self.pixel_chosen.emit(None)
        elif key in ARROWS and not self._image.isNull():
            height, width = self._pixels
            down, right = ARROWS[key]
            row, column = (height // 2, width // 2) if self.pixel is None else self.pixel
            moved = (row, column) if self.pixel is None else (row + down, column + right)
            self.pixel_chosen.emit((min(max(moved[0], 0), height - 1), min(max(moved[1], 0), width - 1)))
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is below the pointer."""
        self.pixel_pointed.emit(None)
