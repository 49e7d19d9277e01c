"""The maps of a layer drawn as one picture of tiles, in any order: what the worker hands to the mosaic."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from designer.core.kind import Kind
from designer.engine.tiles import ChannelStatistics, Order, channel_statistics, order_of
from designer.ui.panels.colour_maps import AUTOMATIC, SIGNED, indexed_image, map_for

FloatArray = NDArray[np.float32]
Unit = tuple[int, int, int]
"""(channel, row, column)."""

GAP = 1
AT_ONCE = 1 << 16
"""Values drawn together: they stay in the second-level cache."""


@dataclass(frozen=True)
class Look:
    """How maps shall be drawn."""

    aspect: float = 1.5
    order: Order = "channel"
    colours: str = AUTOMATIC
    shared: bool = False


@dataclass(frozen=True, eq=False)
class Tiles:
    """All maps of a layer as one picture, `GAP` pixels apart, row by row, in the order of `order`."""

    image: QImage
    columns: int
    tile: tuple[int, int]
    """Height and width of one map."""
    order: NDArray[np.intp]
    """The channel at each place."""
    low: FloatArray
    """What the first colour means, by channel."""
    high: FloatArray
    """What the last colour means, by channel."""
    colours: str
    """The name of the colour map."""
    statistics: ChannelStatistics

    @property
    def count(self) -> int:
        """How many maps there are."""
        return len(self.order)

    @cached_property
    def places(self) -> NDArray[np.intp]:
        """The place of each channel."""
        return np.argsort(self.order)

    def unit_at(self, row: int, column: int) -> Unit | None:
        """The unit drawn at a pixel; None in a gap or beyond the last map."""
        if row < 0 or column < 0:
            return None
        down, inside_row = divmod(row, self.tile[0] + GAP)
        right, inside_column = divmod(column, self.tile[1] + GAP)
        place = down * self.columns + right
        if inside_row >= self.tile[0] or inside_column >= self.tile[1] or right >= self.columns:
            return None
        return (int(self.order[place]), inside_row, inside_column) if place < self.count else None

    def laid_out(self, marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Marks C×H×W where the units are drawn; false between and behind the maps."""
        rows = -(-self.count // self.columns)
        found = np.zeros((rows, self.tile[0] + GAP, self.columns, self.tile[1] + GAP), np.bool_)
        down, right = np.divmod(np.arange(self.count), self.columns)
        found[down, : self.tile[0], right, : self.tile[1]] = marks[self.order]
        return found.reshape(rows * (self.tile[0] + GAP), -1)[:-GAP, :-GAP]

    def apart(self) -> QImage:
        """The picture, clear between and behind the tiles."""
        picture = self.image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        height, width = self.tile
        painter = QPainter(picture)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        for x in range(width, picture.width(), width + GAP):
            painter.fillRect(QRect(x, 0, GAP, picture.height()), 0)
        for y in range(height, picture.height(), height + GAP):
            painter.fillRect(QRect(0, y, picture.width(), GAP), 0)
        rest = self.count % self.columns
        if rest:
            left = rest * (width + GAP)
            painter.fillRect(QRect(left, picture.height() - height, picture.width() - left, height), 0)
        painter.end()
        return picture

    def place_of(self, channel: int) -> tuple[int, int]:
        """Row and column of the upper left pixel of a map."""
        down, right = divmod(int(self.places[channel]), self.columns)
        return down * (self.tile[0] + GAP), right * (self.tile[1] + GAP)


@dataclass(frozen=True, eq=False)
class Maps:
    """What a layer shows: its numbers, the tiles drawn of them and the look they were given."""

    layer: str
    array: FloatArray
    tiles: Tiles
    look: Look
    kind: Kind | None = None
    difference: bool = False
    """Whether these are the numbers of one picture less those of another."""

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of one map; a number counts as one unit."""
        return self.tiles.tile

    def kept(self, unit: Unit | None) -> Unit | None:
        """The unit, where these maps have it."""
        sizes = (self.tiles.count, *self.size)
        return unit if unit is not None and all(at < size for at, size in zip(unit, sizes, strict=True)) else None

    def value(self, unit: Unit) -> float:
        """The number of a unit."""
        return float(self.array[unit] if self.array.ndim == 3 else self.array[unit[0]])

    def map(self, channel: int) -> FloatArray:
        """One map, H×W."""
        return self.array[channel] if self.array.ndim == 3 else self.array[channel].reshape(1, 1)


@dataclass(frozen=True, eq=False)
class Scale:
    """Which channel comes where, and which values the first and the last colour mean, by channel."""

    order: NDArray[np.intp]
    low: FloatArray
    high: FloatArray
    colours: str


def scale_of(look: Look, *pictures: ChannelStatistics) -> Scale:
    """The scale of maps of one layer for one picture or several, which come in the order of the first.

    Colours run from the least to the largest finite value, of all maps where `look.shared`, else of each map alone, or
    the same way both up and down from zero where they are signed.
    """
    low = np.nan_to_num(np.min([each.minimum for each in pictures], axis=0), nan=0.0)
    high = np.nan_to_num(np.max([each.maximum for each in pictures], axis=0), nan=0.0)
    colours = map_for(look.colours, bool((low < 0).any()))
    if look.shared:
        low, high = np.full_like(low, low.min()), np.full_like(high, high.max())
    if colours == SIGNED:
        high = np.maximum(np.abs(low), np.abs(high))
        low = -high
    return Scale(order_of(pictures[0], look.order), low, high, colours)


def draw_tiles(array: FloatArray, kind: Kind | None, look: Look, scale: Scale | None = None) -> Tiles:
    """Tiles for maps C×H×W, or for n numbers as maps of one pixel, about `look.aspect` times as wide as high.

    Without a scale they get their own. A map of one value has the middle colour, or that of its sign; a value that is
    not finite has the first (+∞ the last).
    """
    maps = array if array.ndim == 3 else array[:, None, None]
    statistics = channel_statistics(array, kind)
    scale = scale_of(look, statistics) if scale is None else scale
    columns = _columns(len(maps), maps.shape[1] + GAP, maps.shape[2] + GAP, look.aspect)
    first = 1 if scale.colours == SIGNED else 0
    pixels = _levels(maps, scale.order, columns, scale.low, scale.high, first, bool(statistics.broken.any()))
    image = indexed_image(pixels, scale.colours)
    return Tiles(image, columns, maps.shape[1:], scale.order, scale.low, scale.high, scale.colours, statistics)


def drawn(maps: Maps, look: Look) -> Maps:
    """The same numbers with another look."""
    return replace(maps, tiles=draw_tiles(maps.array, maps.kind, look), look=look)


def _levels(
    maps: FloatArray,
    order: NDArray[np.intp],
    columns: int,
    low: FloatArray,
    high: FloatArray,
    first: int,
    broken: bool,
) -> NDArray[np.uint8]:
    """Levels `first` … 255 of all tiles, laid out; behind the last there is 0.

    Between them the edges go on, so that no other colour shows beside the lines drawn there when tiles are made small.
    """
    count, height, width = maps.shape
    rows = -(-count // columns)
    pixels = np.zeros((rows, height + GAP, columns, width + GAP), np.uint8)
    with np.errstate(over="ignore", invalid="ignore"):
        span = high - low
        scale = np.where(span > 0, (255 - first) / np.where(span > 0, span, 1), 0).astype(np.float32)
        shift = np.where(span > 0, first + 0.5 - low * scale, 127.5 + first).astype(np.float32)
    few = max(1, AT_ONCE // (height * width))
    for start in range(0, count, few):
        channels = order[start : start + few]
        part = maps[channels]
        with np.errstate(over="ignore", invalid="ignore"):
            part *= scale[channels, None, None]
            part += shift[channels, None, None]
        if broken:
            part = np.nan_to_num(np.clip(part, 0, 255), nan=0.0)
        down, right = np.divmod(np.arange(start, start + len(channels)), columns)
        pixels[down, :height, right, :width] = np.minimum(part, 255.0)
    pixels[..., width:] = pixels[..., width - 1 : width]
    pixels[:, height:] = pixels[:, height - 1 : height]
    return pixels.reshape(rows * (height + GAP), columns * (width + GAP))[:-GAP, :-GAP]


def _columns(count: int, height: int, width: int, aspect: float) -> int:
    """How many tiles a row holds so that they come out largest in a frame `aspect` wide and 1 high."""
    columns = np.arange(1, count + 1)
    rows = -(-count // columns)
    return 1 + int(np.argmax(np.minimum(aspect / (columns * width), 1 / (rows * height))))
