"""Results between processes: an array follows in parts, so that sending a large one can be stopped as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection

import numpy as np

from designer.engine.request import LayerResult

PART_BYTES = 1 << 20  # copied from process to process in a millisecond
STOPPED = b""
"""In the place of a part: no more of the array follows."""


def send_result(pipe: Connection, result: LayerResult, stopped: Callable[[], bool]) -> None:
    """Send a result, and its array as long as nobody stops."""
    array = result.array
    pipe.send((replace(result, array=None), None if array is None else array.shape))
    if array is not None:
        numbers = array.reshape(-1).view(np.uint8).data
        for start in range(0, array.nbytes, PART_BYTES):
            if stopped():
                pipe.send_bytes(STOPPED)
                return
            pipe.send_bytes(numbers[start : start + PART_BYTES])


def receive(pipe: Connection, look: Callable[[], object] = lambda: None) -> LayerResult | str | None:
    """A result with its array, read-only, or what else was sent: the end of a run. Calls `look` before every part.

    Without its array where the sender was stopped. Raises EOFError, OSError.
    """
    found: tuple[LayerResult, tuple[int, ...] | None] | str | None = pipe.recv()
    if not isinstance(found, tuple):
        return found
    result, shape = found
    if shape is None:
        return result
    array = np.empty(shape, np.float32)
    numbers, place = array.reshape(-1).view(np.uint8).data, 0
    while place < array.nbytes:
        look()
        part = pipe.recv_bytes()
        if part == STOPPED:
            return result
        numbers[place : place + len(part)] = part
        place += len(part)
    array.setflags(write=False)
    return replace(result, array=array)
