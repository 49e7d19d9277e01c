"""Reading arrays from .npy, .npz and .safetensors files that may be broken or hostile.

Nothing is ever unpickled, and sizes are checked from the headers before a byte is expanded. Our own short readers:
NumPy's evaluates headers as Python literals, and trusts the sizes that stand in them.
"""

from __future__ import annotations

import math
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from designer.core.strictjson import FileError, parse
from designer.engine.errors import WeightError

FloatArray = NDArray[np.float32]

MOST_BYTES = 4 << 30
MOST_ARRAYS = 20_000
MOST_HEADER = 8 << 20
MOST_LISTING = 16 << 20
"""Bytes of an archive's list of members."""
_NPY_HEADER = re.compile(
    r"\{'descr': '([<>|=](?:f[248]|[iu][1248]|b1))', 'fortran_order': (True|False), "
    r"'shape': \(((?:\d{1,18}, ?)*(?:\d{1,18})?)\), ?\} *\n?"
)
_SAFETENSORS_TYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "|i1",
    "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "|u1", "BOOL": "|b1",
}  # fmt: skip


READABLE = "float16, bfloat16, float32, float64, whole numbers or bool"
_FOREIGN = (
    ("O", "Python objects, which are never read"),
    ("c", "complex numbers"),
    ("U", "text"),
    ("S", "text"),
    ("M", "dates"),
    ("m", "times"),
    ("f", "numbers wider than float64"),
    ("V2", "a type of 2 bytes that NumPy does not know (bfloat16? Save it as float32)"),
)
"""How NumPy writes types that are no weights, and what to call them."""


@dataclass(frozen=True, eq=False)
class StoredArray:
    """An array of a file: its name, its numbers as float32, and the type they are stored in."""

    name: str
    numbers: FloatArray
    dtype: str


def read_arrays(path: Path) -> tuple[StoredArray, ...]:
    """All arrays of a .npz or .safetensors file in the order of the file; raises WeightError in one line."""
    with _explained(path), path.open("rb") as file:
        if not path.is_file():  # a device or a pipe may never end
            raise WeightError("expected a file of weights, found something else")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise WeightError(f"expected at most {MOST_BYTES >> 30} GiB, found {size >> 30} GiB")
        if file.read(4) == b"PK\x03\x04":
            _refuse_long_listing(file, size)
            return tuple(_npz(file))
        file.seek(0)
        return tuple(_safetensors(file, size))


def read_array(path: Path) -> FloatArray:
    """The array of a .npy file as float32; raises WeightError in one line."""
    with _explained(path), path.open("rb") as file:
        if not path.is_file():
            raise WeightError("expected an array file, found something else")
        return _npy(file, path.stat().st_size, "the array").numbers


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Every failure of reading as a WeightError that begins with the file's name."""
    try:
        yield
    except (WeightError, FileError) as error:
        raise WeightError(f"{path.name}: {error}") from None
    except OSError as error:
        raise WeightError(f"{path.name}: {(error.strerror or str(error)).lower()}") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise WeightError(f"{path.name}: not a readable .npz file: {error}") from None


def _refuse_long_listing(file: IO[bytes], size: int) -> None:
    """Look at the end of an archive before its list of members is read, each of which costs a thousand bytes."""
    file.seek(max(0, size - (1 << 16) - 22))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    listing = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    huge = end >= 20 and tail[end - 20 : end - 16] == b"PK\x06\x07"  # more members or bytes than 16 and 32 bits hold
    if huge or listing > MOST_LISTING:
        raise WeightError(f"holds more than {MOST_ARRAYS:,} arrays or {MOST_BYTES >> 30} GiB: too much")
    file.seek(0)


def _npz(file: IO[bytes]) -> Iterator[StoredArray]:
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        total = sum(member.file_size for member in members)
        if len(members) > MOST_ARRAYS or total > MOST_BYTES:
            raise WeightError(f"holds {len(members):,} arrays of {total >> 20:,} MiB together: too much")
        seen = set()
        for member in members:
            if not member.filename.endswith(".npy"):
                raise WeightError(f"expected only arrays, found {member.filename[:80]!r}")
            if member.filename in seen:
                raise WeightError(f"array {member.filename[:-4][:80]!r} is in it twice")
            seen.add(member.filename)
            name = member.filename.removesuffix(".npy")
            with archive.open(member) as content:
                yield _npy(content, member.file_size, f"array {name[:80]!r}", name)


def _npy(file: IO[bytes], size: int, what: str, name: str = "") -> StoredArray:
    """One .npy stream of `size` bytes (NEP 1, versions 1 to 3)."""
    start = file.read(8)
    wide = start[6:7] in (b"\x02", b"\x03")
    if start[:6] != b"\x93NUMPY" or (start[6:7] != b"\x01" and not wide):
        raise WeightError(f"{what}: expected the .npy format")
    length = int.from_bytes(file.read(4 if wide else 2), "little")
    header = file.read(length).decode("latin-1") if length <= 10_000 else ""
    match = _NPY_HEADER.fullmatch(header)
    if match is None:
        raise WeightError(f"{what}: expected {READABLE}, found {_foreign(header)}")
    dtype = np.dtype(match[1])
    shape = tuple(int(word) for word in match[3].replace(",", " ").split())
    room = size - 8 - (4 if wide else 2) - length
    if math.prod(shape) * dtype.itemsize != room:
        raise WeightError(f"{what}: its header says {shape} of {dtype}, its data has {room} bytes")
    numbers = np.frombuffer(_read_exactly(file, room, what), dtype)
    flat = to_float32(numbers)
    return StoredArray(name, flat.reshape(shape[::-1]).T if match[2] == "True" else flat.reshape(shape), dtype.name)


def _foreign(header: str) -> str:
    """What a header of the .npy format speaks of that is not read here."""
    found = re.search(r"'descr': '[<>|=]?([A-Za-z]\d{0,4})", header)
    if found is not None:
        return next((words for start, words in _FOREIGN if found[1].startswith(start)), f"the type {found[1]!r}")
    return "a table of fields" if "'descr': [" in header else f"the header {header[:60]!r}"


def _read_exactly(file: IO[bytes], count: int, what: str) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise WeightError(f"{what}: expected {count} bytes, found {len(data)}")
    return data


def _safetensors(file: IO[bytes], size: int) -> Iterator[StoredArray]:
    """The format of huggingface/safetensors: length of the header, header as JSON, numbers without gaps."""
    length = int.from_bytes(file.read(8), "little")
    if size < 8 or length > min(size - 8, MOST_HEADER):
        raise WeightError("expected a .npz or .safetensors file")
    text = _read_exactly(file, length, "the header")
    if text.count(b'"data_offsets"') > MOST_ARRAYS:  # to read them all would take long
        raise WeightError(f"holds more than {MOST_ARRAYS:,} arrays: too much")
    header = parse(text)
    if not isinstance(header, dict):
        raise WeightError("expected a header that is an object of arrays")
    header.pop("__metadata__", None)
    entries = sorted((_entry(name, value) for name, value in header.items()), key=lambda entry: entry[3:])
    place = 0
    for name, dtype, shape, begin, end in entries:
        if begin != place or end > size - 8 - length:
            raise WeightError(f"array {name[:80]!r}: its offsets {begin}…{end} leave a gap, overlap or pass the end")
        place = end
        raw = np.frombuffer(_read_exactly(file, end - begin, f"array {name[:80]!r}"), _SAFETENSORS_TYPES[dtype])
        if dtype == "BF16":  # the upper half of a float32
            numbers = to_float32((raw.astype(np.uint32) << 16).view(np.float32))
        else:
            numbers = to_float32(raw)
        yield StoredArray(name, numbers.reshape(shape), "bfloat16" if dtype == "BF16" else raw.dtype.name)


def _entry(name: str, value: object) -> tuple[str, str, tuple[int, ...], int, int]:
    if isinstance(value, dict) and value.keys() == {"dtype", "shape", "data_offsets"}:
        dtype, shape, offsets = value["dtype"], value["shape"], value["data_offsets"]
        numbers = isinstance(shape, list) and isinstance(offsets, list) and len(offsets) == 2
        if numbers and all(type(number) is int and number >= 0 for number in [*shape, *offsets]):
            begin, end = offsets
            if not isinstance(dtype, str) or dtype not in _SAFETENSORS_TYPES:
                raise WeightError(f"array {name[:80]!r}: expected {READABLE}, found the type {str(dtype)[:20]!r}")
            if math.prod(shape) * np.dtype(_SAFETENSORS_TYPES[dtype]).itemsize != end - begin:
                raise WeightError(f"array {name[:80]!r}: its shape and its offsets do not agree")
            return name, dtype, tuple(shape), begin, end
    raise WeightError(f"array {name[:80]!r}: expected dtype, shape and data_offsets")


def to_float32(numbers: NDArray[np.generic]) -> FloatArray:
    """The numbers as float32, read-only; too large ones become infinite."""
    with np.errstate(over="ignore"):
        result = numbers.astype(np.float32, copy=False)
    result.setflags(write=False)
    return result
