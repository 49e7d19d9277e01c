"""An array out of a file, and how much a file may bring: what readers of every format share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import IO

import numpy as np
from numpy.typing import NDArray

from designer.engine.errors import WeightError
from designer.engine.memory import free_memory

FloatArray = NDArray[np.float32]

MOST_BYTES = 4 << 30
MOST_ARRAYS = 20_000
MOST_AXES = 32
MOST_NUMBERS = 1 << 59
"""NumPy makes no shape of more axes, in any version, or of more numbers, even where one length is 0."""
TOO_MANY = f"holds more than {MOST_ARRAYS:,} arrays or {MOST_BYTES >> 30} GiB: too much"
READABLE = "float16, bfloat16, float32, float64, whole numbers or bool"
"""The types that are read; all become float32, as PyTorch's `load_state_dict` copies them into its parameters."""


@dataclass(frozen=True, eq=False)
class StoredArray:
    """An array of a file: its name, its numbers as float32, and the type they are stored in."""

    name: str
    numbers: FloatArray
    dtype: str


class Allowance:
    """The memory that the arrays of one file may take: 4 GiB, or half of what is free."""

    def __init__(self) -> None:
        self._most = min(MOST_BYTES, free_memory() // 2)
        self._taken = 0

    def take(self, what: str, elements: int, dtype: np.dtype[np.generic]) -> None:
        """Take room for an array before it is expanded; raises WeightError where there is none.

        Small whole numbers need four times their bytes, as float32.
        """
        self._taken += elements * max(4, dtype.itemsize)
        if self._taken > self._most:
            needed, most = self._taken >> 20, self._most >> 20
            raise WeightError(f"{what}: its numbers need {needed:,} MiB with those before, and may take {most:,} MiB")


def elements_of(what: str, shape: tuple[int, ...]) -> int:
    """How many numbers an array has; raises WeightError for a shape of which NumPy makes no array."""
    if len(shape) > MOST_AXES or math.prod(max(1, length) for length in shape) > MOST_NUMBERS:
        raise WeightError(f"{what}: expected the shape of weights, found {len(shape)} axes: {str(shape)[:60]}")
    return math.prod(shape)


def read_exactly(file: IO[bytes], count: int, what: str) -> bytes:
    """That many bytes; raises WeightError where the file ends before."""
    data = file.read(count)
    if len(data) != count:
        raise WeightError(f"{what}: expected {count} bytes, found {len(data)}")
    return data


def to_float32(numbers: NDArray[np.generic]) -> FloatArray:
    """The numbers as float32, read-only; too large ones become infinite."""
    with np.errstate(over="ignore"):
        result = numbers.astype(np.float32, copy=False)
    result.setflags(write=False)
    return result
