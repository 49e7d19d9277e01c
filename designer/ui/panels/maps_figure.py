"""Maps as a figure for a report: the image with the framed field, the maps, the scale, a caption; on white."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QImageWriter,
    QLinearGradient,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)
from PySide6.QtSvg import QSvgGenerator

from designer.core.linked import LayerField
from designer.ui.panels.colour_maps import SIGNED, colour_table
from designer.ui.panels.maps_saving import tile_image
from designer.ui.panels.maps_tiles import Maps, Scale, Unit, draw_tiles

WIDTH, MARGIN, GAP = 1000, 28, 24
IMAGE_SIDE = 300
"""Of the sample image, in points of a figure that is 1,000 wide."""
TALLEST = 560
ASPECT = 1.6
"""Width over height of all maps together, about."""
TIMES = 2
"""Pixels of a PNG for each point."""
INK, MUTED, FRAME, LINE = "#1b1f24", "#57606c", "#c2410c", "#8b94a0"
WRAP = Qt.TextFlag.TextWordWrap


@dataclass(frozen=True, eq=False)
class Figure:
    """What is in a figure; it can be drawn in any thread."""

    maps: Maps
    channel: int | None
    """The map that is shown alone."""
    unit: Unit | None
    sample: QImage
    pixels: tuple[int, int]
    """Height and width of the sample as the network sees it."""
    field: LayerField | None
    scale: tuple[str, str, str]
    """What the least and the largest colour mean, and of what."""
    title: str
    caption: str


def figure_bytes(figure: Figure, suffix: str) -> bytes:
    """The file of a figure: png, pdf or svg."""
    layout = Layout(figure)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    {"png": _png, "pdf": _pdf, "svg": _svg}[suffix](buffer, layout.size, layout.paint)
    return bytes(buffer.data().data())


def _png(buffer: QBuffer, size: QSizeF, paint: Callable[[QPainter], None]) -> None:
    image = QImage((size * TIMES).toSize(), QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(TIMES * 3780)
    image.setDotsPerMeterY(TIMES * 3780)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(TIMES, TIMES)
    paint(painter)
    painter.end()
    QImageWriter(buffer, QByteArray(b"png")).write(image)


def _pdf(buffer: QBuffer, size: QSizeF, paint: Callable[[QPainter], None]) -> None:
    writer = QPdfWriter(buffer)
    writer.setCreator("CNN Designer")
    writer.setResolution(288)
    writer.setPageSize(QPageSize(size * 0.6, QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF())
    painter = QPainter(writer)
    times = writer.width() / size.width()
    painter.scale(times, times)
    paint(painter)
    painter.end()


def _svg(buffer: QBuffer, size: QSizeF, paint: Callable[[QPainter], None]) -> None:
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size.toSize())
    generator.setViewBox(QRectF(QPointF(), size))
    generator.setTitle("Feature maps")
    painter = QPainter(generator)
    painter.fillRect(QRectF(QPointF(), size), Qt.GlobalColor.white)
    paint(painter)
    painter.end()


class Layout:
    """Where the parts of a figure are."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.maps_drawn = laid_out(figure.maps)
        shown = self.maps_drawn
        self.picture = shown.tiles.apart() if figure.channel is None else tile_image(shown, figure.channel)
        self.bold, self.plain, self.small = _font(19, bold=True), _font(15), _font(13)
        top = MARGIN + QFontMetricsF(self.bold).height() + 12
        sample = QSizeF(figure.sample.size()).scaled(IMAGE_SIDE, IMAGE_SIDE, Qt.AspectRatioMode.KeepAspectRatio)
        left = MARGIN + sample.width() + GAP
        room = QSizeF(WIDTH - MARGIN - left, TALLEST)
        maps = QSizeF(self.picture.size()).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        self.sample = QRectF(QPointF(MARGIN, top), sample)
        self.maps = QRectF(QPointF(left, top), maps)
        self.bar = QRectF(left, top + maps.height() + 12, min(260.0, room.width() / 2), 12)
        below = max(self.sample.bottom() + 24, self.bar.bottom() + 28) + 12
        text = QRectF(MARGIN, below, WIDTH - 2 * MARGIN, 2000)
        self.text = QFontMetricsF(self.plain).boundingRect(text, WRAP, figure.caption)
        self.text.setRect(MARGIN, below, WIDTH - 2 * MARGIN, self.text.height() + 4)
        self.size = QSizeF(WIDTH, self.text.bottom() + MARGIN)

    def paint(self, painter: QPainter) -> None:
        """All of it."""
        figure = self.figure
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.bold)
        painter.setPen(QColor(INK))
        painter.drawText(QPointF(MARGIN, MARGIN + QFontMetricsF(self.bold).ascent()), figure.title)
        painter.drawImage(self.sample, figure.sample)
        self._outline(painter, self.sample)
        if figure.field is not None:
            self._field(painter, figure.field)
        painter.drawImage(self.maps, _hard(self.picture, self.maps.size()))
        self._outline(painter, self.maps)
        if figure.unit is not None and figure.channel in (None, figure.unit[0]):
            self._unit(painter, figure.unit)
        self._scale(painter)
        painter.setFont(self.plain)
        painter.setPen(QColor(INK))
        painter.drawText(self.text, WRAP, figure.caption)

    def _outline(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(QColor(LINE), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)

    def _field(self, painter: QPainter, field: LayerField) -> None:
        """The field of a unit: its part in the image framed, what lies in the padding hatched where there is room."""
        height, width = self.figure.pixels
        across, down = self.sample.width() / width, self.sample.height() / height

        def place(part: tuple[int, int, int, int]) -> QRectF:
            top, left, bottom, right = part
            return QRectF(
                self.sample.x() + left * across,
                self.sample.y() + top * down,
                (right + 1 - left) * across,
                (bottom + 1 - top) * down,
            )

        around = self.sample.adjusted(-MARGIN / 2, -MARGIN / 2, GAP / 2, GAP / 2)
        for part in field.padding:
            painter.fillRect(place(part).intersected(around), QBrush(QColor(FRAME), Qt.BrushStyle.BDiagPattern))
        if field.box is not None:
            self._frame(painter, place(field.box))

    def _unit(self, painter: QPainter, unit: Unit) -> None:
        """A frame around the unit, large enough to be seen."""
        top, left = self.maps_drawn.tiles.place_of(unit[0]) if self.figure.channel is None else (0, 0)
        zoom = self.maps.width() / self.picture.width()
        frame = QRectF(0, 0, max(zoom, 8.0), max(zoom, 8.0))
        frame.moveCenter(self.maps.topLeft() + QPointF(left + unit[2] + 0.5, top + unit[1] + 0.5) * zoom)
        self._frame(painter, frame)

    def _frame(self, painter: QPainter, box: QRectF) -> None:
        for colour, thick in (("white", 3.5), (FRAME, 1.8)):
            painter.setPen(QPen(QColor(colour), thick))
            painter.drawRect(box)

    def _scale(self, painter: QPainter) -> None:
        low, high, what = self.figure.scale
        gradient = QLinearGradient(self.bar.topLeft(), self.bar.topRight())
        table = colour_table(self.figure.maps.tiles.colours)
        for step in range(33):
            gradient.setColorAt(step / 32, QColor.fromRgb(table[min(255, step * 8)]))
        painter.fillRect(self.bar, gradient)
        self._outline(painter, self.bar)
        painter.setFont(self.small)
        painter.setPen(QColor(MUTED))
        line = QRectF(self.bar.x(), self.bar.bottom() + 2, self.bar.width(), 20)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, low)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, high)
        if self.figure.maps.tiles.colours == SIGNED:
            painter.drawText(line, Qt.AlignmentFlag.AlignHCenter, "0")
        beside = QRectF(self.bar.right() + 12, self.bar.y() - 5, WIDTH - MARGIN - self.bar.right() - 12, 22)
        painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, what)


def laid_out(maps: Maps) -> Maps:
    """The tiles in the proportions of the figure, in the scale and the order of the screen."""
    tiles, look = maps.tiles, replace(maps.look, aspect=ASPECT)
    scale = Scale(tiles.order, tiles.low, tiles.high, tiles.colours)
    return replace(maps, tiles=draw_tiles(maps.array, maps.kind, look, scale), look=look)


def _font(size: int, bold: bool = False) -> QFont:
    font = QFont()
    font.setPixelSize(size)
    font.setBold(bold)
    return font


def _hard(image: QImage, room: QSizeF) -> QImage:
    """The picture in whole steps as large as it is drawn or larger: units stay sharp wherever it is looked at."""
    times = max(1, -(-round(room.width() * TIMES) // image.width()))
    return image.scaled(QSize(image.width() * times, image.height() * times))
