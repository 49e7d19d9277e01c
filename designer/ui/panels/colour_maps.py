"""Levels into colours that colour-blind people can read, and arrays into pictures."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, qRgb

# Anchors of a map from dark blue over green to yellow, lightness rising evenly (after viridis, Smith & van der Walt).
_SEQUENTIAL = ((68, 1, 84), (71, 44, 122), (59, 81, 139), (44, 113, 142), (33, 144, 141), (39, 173, 129),
               (92, 200, 99), (170, 220, 50), (253, 231, 37))  # fmt: skip
# Blue below zero, white at it, red above: hues that stay apart for all common kinds of colour blindness.
_SIGNED = ((8, 44, 104), (33, 102, 172), (103, 169, 207), (209, 229, 240), (250, 250, 250),
           (253, 219, 199), (239, 138, 98), (178, 24, 43), (96, 4, 28))  # fmt: skip
_GREY = ((0, 0, 0), (255, 255, 255))

AUTOMATIC, SIGNED = "Automatic", "Signed"
COLOUR_MAPS = {SIGNED: _SIGNED, "Colour": _SEQUENTIAL, "Grey": _GREY}
CHOICES = (AUTOMATIC, *COLOUR_MAPS)
"""What the user may choose: "Automatic" is signed where there are negative values, else sequential."""


def map_for(choice: str, negative: bool) -> str:
    """The name in COLOUR_MAPS that a choice comes to, for values of which some or none are negative."""
    return choice if choice != AUTOMATIC else SIGNED if negative else "Colour"


@cache
def colour_table(name: str) -> tuple[int, ...]:
    """256 colours of one of COLOUR_MAPS, for an indexed image; of the signed one the colour 128 is zero's."""
    anchors = np.asarray(COLOUR_MAPS[name], float)
    last = len(anchors) - 1
    places = (np.arange(256) - 1).clip(0) / 254 * last if name == SIGNED else np.linspace(0, last, 256)
    channels = [np.interp(places, np.arange(len(anchors)), anchors[:, c]) for c in range(3)]
    return tuple(qRgb(round(r), round(g), round(b)) for r, g, b in zip(*channels, strict=True))


def indexed_image(levels: NDArray[np.uint8], name: str) -> QImage:
    """A picture of levels H×W in the colours of one of COLOUR_MAPS."""
    pixels = np.ascontiguousarray(levels)
    image = QImage(pixels.data, pixels.shape[1], pixels.shape[0], pixels.strides[0], QImage.Format.Format_Indexed8)
    image.setColorTable(list(colour_table(name)))
    return image.convertToFormat(QImage.Format.Format_RGB32)  # drawn many times; and the array may go


def colour_image(pixels: NDArray[np.uint8]) -> QImage:
    """A picture of H×W×3 colours."""
    pixels = np.ascontiguousarray(pixels)
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB888).copy()
