"""Maps made small enough for a card: the few channels that tell most, each shrunk or enlarged to a tile."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

TILES = 4
SIDE = 32
"""The longer side of a tile, about, in values."""
SAMPLED = 32
"""Rows and columns of a map that are looked at to find the channels that tell most."""
USUAL = 0.98
"""The share of a tile's values that keep their place on its scale; the few beyond take its ends."""


def miniature(array: FloatArray) -> FloatArray:
    """Up to `TILES` maps of about `SIDE` values a side (t×h×w), from maps C×H×W or n numbers.

    Channels c that are equal mod `TILES` compete for a tile, so that neighbours in a bank of filters all have a chance:
    the one that varies most over the map wins, and the strongest of them comes first. Numbers without a place are one
    map, row by row. Larger maps are averaged over equal fields, smaller ones repeated; values beyond what is usual in a
    tile are cut off, or one bright spot would leave all else pale.
    """
    maps = array if array.ndim == 3 and array.shape[1] * array.shape[2] > 1 else as_one_map(array)
    tiles = resized(maps[telling(maps)])
    return tiles if len(maps) < len(array) else clipped(tiles)


def as_one_map(numbers: FloatArray) -> FloatArray:
    """n numbers as one map (1×h×w), as near to a square as n can be divided."""
    height = math.isqrt(numbers.size)
    while numbers.size % height:
        height -= 1
    return numbers.reshape(1, height, -1)


def telling(maps: FloatArray) -> NDArray[np.intp]:
    """For each tile the channel that varies most, seen at a sample of its places."""
    step = 1 + max(maps.shape[1:]) // SAMPLED
    seen = maps[:, ::step, ::step].reshape(len(maps), -1)
    with np.errstate(all="ignore"):
        spread = np.nan_to_num(seen.astype(np.float64).std(axis=1), nan=-1.0, posinf=-1.0)
    best = [place + TILES * int(spread[place::TILES].argmax()) for place in range(min(TILES, len(maps)))]
    return np.array(sorted(best, key=lambda channel: -spread[channel]))


def clipped(tiles: FloatArray) -> FloatArray:
    """Tiles with the few largest values, and of signed ones the few least, cut to the largest usual one."""
    sizes = np.abs(np.nan_to_num(tiles, nan=0.0)).reshape(len(tiles), -1)
    most = np.quantile(sizes, USUAL, axis=1)
    most = np.where(most > 0, most, sizes.max(axis=1)).astype(np.float32)[:, None, None]
    cut: FloatArray = np.clip(tiles, -most, most)
    return cut


def resized(maps: FloatArray) -> FloatArray:
    """Maps with a longer side of about `SIDE`: means over fields, or every value several times."""
    longest = max(maps.shape[1:])
    if longest <= SIDE:
        times = SIDE // longest
        return maps.repeat(times, axis=1).repeat(times, axis=2)
    field = -(-longest // SIDE)
    _, height, width = maps.shape
    rows, columns = np.arange(0, height, field), np.arange(0, width, field)
    with np.errstate(all="ignore"):
        sums = np.add.reduceat(np.add.reduceat(maps.astype(np.float64), rows, axis=1), columns, axis=2)
    counts = np.diff(rows, append=height)[:, None] * np.diff(columns, append=width)
    means: FloatArray = (sums / counts).astype(np.float32)
    return means
