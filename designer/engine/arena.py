"""Shared memory of worker processes: one mapping, cut into arrays by an allocator that does the same in each."""

from __future__ import annotations

import math
import mmap
from bisect import insort

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

PAGE = 4096


class ArenaFull(MemoryError):
    """No free part of the arena is large enough."""


class Arena:
    """Memory inherited by forked workers. Given the same calls it gives the same places in every process."""

    def __init__(self, size: int) -> None:
        flags = mmap.MAP_SHARED | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_NORESERVE", 0)
        self._mapping = mmap.mmap(-1, size, flags=flags)
        self._bytes = np.frombuffer(self._mapping, np.uint8)
        self._free: list[tuple[int, int]] = [(0, size)]  # (start, length), in order, never adjacent
        self._taken: dict[int, int] = {}

    def words(self, count: int) -> memoryview:
        """64-bit integers for counters and flags."""
        start = self._place(8 * count)
        return memoryview(self._mapping)[start : start + 8 * count].cast("q")

    def room(self, shape: tuple[int, ...]) -> FloatArray:
        """An array of any content."""
        size = 4 * math.prod(shape)
        start = self._place(size)
        return self._bytes[start : start + size].view(np.float32).reshape(shape)

    def release(self, array: FloatArray) -> None:
        """Give an array's memory back."""
        start = array.ctypes.data - self._bytes.ctypes.data
        length = self._taken.pop(start)
        insort(self._free, (start, length))
        merged: list[tuple[int, int]] = []
        for place, size in self._free:
            if merged and sum(merged[-1]) == place:
                merged[-1] = (merged[-1][0], merged[-1][1] + size)
            else:
                merged.append((place, size))
        self._free = merged

    def _place(self, size: int) -> int:
        """First fit of whole pages."""
        length = max(PAGE, -(-size // PAGE) * PAGE)
        for number, (start, room) in enumerate(self._free):
            if room >= length:
                if room > length:
                    self._free[number] = (start + length, room - length)
                else:
                    del self._free[number]
                self._taken[start] = length
                return start
        raise ArenaFull
