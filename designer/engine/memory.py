"""How much memory this computer has left, and how what is free goes back to it."""

import ctypes
import sys
from pathlib import Path

from designer.engine.cgroup import memory_left

MEMINFO = Path("/proc/meminfo")
ASSUMED = 4 << 30
USUAL_LIMIT = 1 << 30
M_MMAP_THRESHOLD = -3  # of malloc.h
LARGE = 1 << 20


def free_memory() -> int:
    """Bytes that programs can still take without swapping, or this one within its group; 4 GiB where nobody says."""
    try:
        lines = MEMINFO.read_text().splitlines()
    except OSError:
        lines = []
    free = next((int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")), ASSUMED)
    left = memory_left()
    return free if left is None else min(free, left)


def usual_limit(held: int) -> int:
    """Bytes a run may take where nothing else is said: 1 GiB, or half of what is free with the `held` of the engine."""
    return min(USUAL_LIMIT, (free_memory() + held) // 2)


def return_large_blocks() -> None:
    """Let arrays of a megabyte and more go back to the system when they are freed, where the C library is glibc.

    By itself it keeps the gaps that they leave between others, once one as large has been freed: a window that shows
    maps all day would take half as much again.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(M_MMAP_THRESHOLD, LARGE)
