"""Arrays in the format of huggingface/safetensors: length of the header, header as JSON, numbers without gaps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, NamedTuple

import numpy as np

from designer.core.strictjson import Unfit, parse
from designer.engine.errors import WeightError
from designer.engine.stored_array import (
    MOST_ARRAYS,
    READABLE,
    TOO_MANY,
    Allowance,
    StoredArray,
    elements_of,
    read_exactly,
    to_float32,
)

MOST_HEADER = 8 << 20
_TYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "|i1",
    "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "|u1", "BOOL": "|b1",
}  # fmt: skip


class _Entry(NamedTuple):
    begin: int
    end: int
    name: str
    dtype: str
    shape: tuple[int, ...]


def is_safetensors(start: bytes, size: int) -> bool:
    """Whether a file of `size` bytes that begins so can be one: a header that fits, and opens as an object."""
    length = int.from_bytes(start[:8], "little")
    return size >= 8 and length <= min(size - 8, MOST_HEADER)


def read_safetensors(file: IO[bytes], size: int) -> Iterator[StoredArray]:
    """The arrays of a file of `size` bytes in the order of their numbers; raises WeightError or FileError."""
    length = int.from_bytes(file.read(8), "little")
    entries = _entries(read_exactly(file, length, "the header"))
    allowance, place = Allowance(), 0
    for entry in entries:
        what, dtype = f"array {entry.name[:80]!r}", np.dtype(_TYPES[entry.dtype])
        elements = elements_of(what, entry.shape)
        if elements * dtype.itemsize != entry.end - entry.begin:
            raise WeightError(f"{what}: its shape and its offsets do not agree")
        if entry.begin != place or entry.end > size - 8 - length:
            raise WeightError(f"{what}: its offsets {entry.begin}…{entry.end} leave a gap, overlap or pass the end")
        place = entry.end
        allowance.take(what, elements, dtype)
    if place != size - 8 - length:
        raise WeightError(f"expected {place:,} bytes of numbers, found {size - 8 - length:,}")
    for entry in entries:
        raw = np.frombuffer(read_exactly(file, entry.end - entry.begin, entry.name[:80]), _TYPES[entry.dtype])
        if entry.dtype == "BF16":  # the upper half of a float32
            numbers = to_float32((raw.astype(np.uint32) << 16).view(np.float32))
        else:
            numbers = to_float32(raw)
        name = "bfloat16" if entry.dtype == "BF16" else raw.dtype.name
        yield StoredArray(entry.name, numbers.reshape(entry.shape), name)


def _entries(text: bytes) -> list[_Entry]:
    """What the header says of every array, in the order of their numbers."""
    if text.count(b'"data_offsets"') > MOST_ARRAYS:  # to read them all would take long
        raise WeightError(TOO_MANY)
    header = parse(text)
    if not isinstance(header, dict):
        found = f", found {header.description}" if isinstance(header, Unfit) else ""
        raise WeightError(f"expected a header that is an object of arrays{found}")
    return sorted(_entry(name, value) for name, value in header.items() if name != "__metadata__")


def _entry(name: str, value: object) -> _Entry:
    if isinstance(value, dict) and value.keys() == {"dtype", "shape", "data_offsets"}:
        dtype, shape, offsets = value["dtype"], value["shape"], value["data_offsets"]
        numbers = isinstance(shape, list) and isinstance(offsets, list) and len(offsets) == 2
        if numbers and all(type(number) is int and number >= 0 for number in [*shape, *offsets]):
            if not isinstance(dtype, str) or dtype not in _TYPES:
                raise WeightError(f"array {name[:80]!r}: expected {READABLE}, found the type {str(dtype)[:20]!r}")
            begin, end = offsets
            return _Entry(begin, end, name, dtype, tuple(shape))
    raise WeightError(f"array {name[:80]!r}: expected dtype, shape and data_offsets")
