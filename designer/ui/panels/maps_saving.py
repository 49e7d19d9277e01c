"""Maps as files: one of them or all, as a picture or as numbers."""

from io import BytesIO

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect
from PySide6.QtGui import QImage, QImageWriter

from designer.ui.panels.maps_tiles import Maps

KINDS = {
    "map.png": "Save this map as a picture …",
    "map.npy": "Save this map as numbers (.npy) …",
    "maps.png": "Save all maps as a picture …",
    "maps.npy": "Save all maps as numbers (.npy) …",
}
"""What can be saved, and what a menu calls it."""
LEAST_SIDE = 512
"""Pictures smaller than this are enlarged in whole steps, with hard pixels."""


def file_name(maps: Maps, kind: str, channel: int) -> str:
    """A name to offer for a file."""
    what, suffix = kind.split(".")
    return f"{maps.layer}-{channel}.{suffix}" if what == "map" else f"{maps.layer}.{suffix}"


def map_bytes(maps: Maps, kind: str, channel: int) -> bytes:
    """The file of one of KINDS: a PNG in the colours on show, or float32 numbers in the order of the channels."""
    if kind == "maps.npy":
        return npy_bytes(maps.array)
    if kind == "map.npy":
        return npy_bytes(maps.map(channel) if maps.array.ndim == 3 else maps.array[channel])
    return png_bytes(tile_image(maps, channel) if kind == "map.png" else maps.tiles.apart())


def npy_bytes(array: np.ndarray) -> bytes:
    """An array as a NumPy file."""
    file = BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def png_bytes(image: QImage) -> bytes:
    """A picture as a PNG, small ones enlarged."""
    times = max(1, LEAST_SIDE // max(image.width(), image.height()))
    large = image.scaled(image.width() * times, image.height() * times)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(large)
    return bytes(buffer.data().data())


def tile_image(maps: Maps, channel: int) -> QImage:
    """One map, a pixel a unit."""
    top, left = maps.tiles.place_of(channel)
    height, width = maps.size
    return maps.tiles.image.copy(QRect(left, top, width, height))
