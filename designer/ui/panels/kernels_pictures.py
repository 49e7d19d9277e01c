"""Filters as small pictures: colours for three input channels, else blue and red around zero."""

import math

import numpy as np
from numpy.typing import NDArray

from designer.engine.filters import Filters
from designer.ui.panels.colour_maps import SIGNED, colour_table

Pixels = NDArray[np.uint32]
WRAPPED_FROM = 17
"""The length from which on a single row of numbers is laid out in lines."""


def laid_out(size: tuple[int, int]) -> tuple[int, int]:
    """Rows and columns in which the numbers of a filter are shown: a long row becomes about a square."""
    rows, columns = size
    if rows > 1 or columns < WRAPPED_FROM:
        return size
    width = math.isqrt(columns - 1) + 1
    return -(-columns // width), width


SIGNED_LEGEND = "red above zero, blue below; the strongest colour is the weight farthest from zero"
COLOUR_LEGEND = "what it weighs red, green and blue; grey is zero"


def in_colour(filters: Filters) -> bool:
    """Whether the three input channels of a filter are shown as red, green and blue."""
    return filters.channels == 3


def filter_pixels(filters: Filters, channel: int, first: int, last: int) -> Pixels:
    """Pictures of some filters (filters, rows, columns) of 0xffRRGGBB: of all channels in colour, else of one.

    Each has its own scale: the weight farthest from zero has the strongest colour, zero is white, in colour grey.
    Filters of one number share one, for on its own each would be as strong as can be.
    """
    if in_colour(filters):
        parts = _parts(filters.numbers[first:last])
        levels = np.rint(127.5 + 127.5 * parts).astype(np.uint32)
        pixels = 0xFF000000 | levels[:, 0] << 16 | levels[:, 1] << 8 | levels[:, 2]
    elif filters.size == (1, 1):
        pixels = _signed(_parts(filters.numbers[None, :, channel])[0, first:last])
    else:
        pixels = _signed(_parts(filters.numbers[first:last, channel]))
    return _wrapped(pixels, filters.size)


def channel_pixels(filters: Filters, index: int, first: int, last: int) -> Pixels:
    """What a filter does to some input channels (channels, rows, columns), on one scale, blue and red around zero."""
    return _wrapped(_signed(_parts(filters.numbers[index][None])[0, first:last]), filters.size)


def _signed(parts: NDArray[np.float32]) -> Pixels:
    """The colours of parts of the largest number."""
    table = np.array(colour_table(SIGNED), np.uint32)
    return np.asarray(table[(128 + np.rint(127 * parts)).astype(np.intp)], np.uint32)


def _wrapped(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Pictures of one long row laid out in lines; others as they are."""
    rows, columns = laid_out(size)
    if (rows, columns) != size:
        wrapped = np.full((len(pixels), rows * columns), 0xFFFAFAFA, np.uint32)
        wrapped[:, : size[1]] = pixels[:, 0]
        pixels = wrapped.reshape(-1, rows, columns)
    return np.asarray(pixels, np.uint32)


def _parts(numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each number as a part, −1 to 1, of the largest of its filter."""
    axes = tuple(range(1, numbers.ndim))
    finite = np.nan_to_num(numbers, nan=0.0, posinf=0.0, neginf=0.0)
    largest = np.abs(finite).max(axis=axes, keepdims=True)
    return np.asarray(finite / np.where(largest > 0, largest, 1), np.float32)
