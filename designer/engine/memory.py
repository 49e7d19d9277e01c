"""How much memory this computer has left, and how what is free goes back to it."""

import ctypes
import sys
from pathlib import Path

ASSUMED = 4 << 30
M_MMAP_THRESHOLD = -3  # of malloc.h
LARGE = 1 << 20


def free_memory() -> int:
    """Bytes that programs can still take without swapping; 4 GiB where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return ASSUMED
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")), ASSUMED)


def return_large_blocks() -> None:
    """Let arrays of a megabyte and more go back to the system when they are freed, where the C library is glibc.

    By itself it keeps the gaps that they leave between others, once one as large has been freed: a window that shows
    maps all day would take half as much again.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(M_MMAP_THRESHOLD, LARGE)
