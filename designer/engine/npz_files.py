"""Arrays in NumPy's formats: a stream of .npy, and a .npz archive of such.

A short reader of our own: NumPy's evaluates headers as Python literals, unpickles where it is told to, and trusts the
sizes that stand in them. Only archives as NumPy writes them are read: stored or deflated.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO

import numpy as np

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

MOST_HEADER = 10_000
MOST_LISTING = 16 << 20
"""Bytes of an archive's list of members."""
ARCHIVE = b"PK\x03\x04"
"""How an archive begins that holds anything."""
_DTYPE = r"[<>|=](?:f[248]|[iu][1248]|b1)"
_HEADER = re.compile(
    rf"\{{'descr': '({_DTYPE})', 'fortran_order': (True|False), "
    r"'shape': \(((?:\d{1,18}, ?)*(?:\d{1,18})?)\), ?\} *\n?"
)
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


def read_npz(file: IO[bytes], size: int) -> Iterator[StoredArray]:
    """The arrays of an archive of `size` bytes, in its order; raises WeightError, or what `zipfile` raises."""
    _refuse_long_listing(file, size)
    allowance = Allowance()
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if len(members) > MOST_ARRAYS:
            raise WeightError(TOO_MANY)
        seen = set()
        for member in members:
            name = member.filename.removesuffix(".npy")
            if name == member.filename:
                torch = name.endswith("/data.pkl")
                hint = ": a checkpoint of PyTorch, which may run code? Save its tensors as .safetensors"
                raise WeightError(f"expected only arrays, found {name[:80]!r}{hint if torch else ''}")
            if name in seen:
                raise WeightError(f"array {name[:80]!r} is in it twice")
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise WeightError(f"array {name[:80]!r}: expected it stored or deflated, as NumPy does")
            seen.add(name)
            with archive.open(member) as content:
                yield read_npy(content, member.file_size, f"array {name[:80]!r}", allowance, name)


def _refuse_long_listing(file: IO[bytes], size: int) -> None:
    """Look at the end of an archive before its list of members is read, each of which costs a thousand bytes."""
    file.seek(max(0, size - (1 << 16) - 22))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    listing = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    huge = end >= 20 and tail[end - 20 : end - 16] == b"PK\x06\x07"  # more members or bytes than 16 and 32 bits hold
    if huge or listing > MOST_LISTING:
        raise WeightError(TOO_MANY)
    file.seek(0)


def read_npy(file: IO[bytes], size: int, what: str, allowance: Allowance, name: str = "") -> StoredArray:
    """One .npy stream of `size` bytes (NEP 1, versions 1 to 3); raises WeightError that begins with `what`."""
    start = file.read(8)
    wide = start[6:7] in (b"\x02", b"\x03")
    if start[:6] != b"\x93NUMPY" or (start[6:7] != b"\x01" and not wide):
        raise WeightError(f"{what}: expected the .npy format")
    length = int.from_bytes(file.read(4 if wide else 2), "little")
    header = file.read(length).decode("latin-1") if length <= MOST_HEADER else ""
    match = _HEADER.fullmatch(header)
    if match is None:
        raise WeightError(f"{what}: expected {_expected(header)}")
    dtype = np.dtype(match[1])
    shape = tuple(int(word) for word in match[3].replace(",", " ").split())
    elements = elements_of(what, shape)
    room = size - 8 - (4 if wide else 2) - length
    if elements * dtype.itemsize != room:
        raise WeightError(f"{what}: its header says {shape} of {dtype}, its data has {room} bytes")
    allowance.take(what, elements, dtype)
    flat = to_float32(np.frombuffer(read_exactly(file, room, what), dtype))
    return StoredArray(name, flat.reshape(shape[::-1]).T if match[2] == "True" else flat.reshape(shape), dtype.name)


def _expected(header: str) -> str:
    """What was expected, and what a header of the .npy format speaks of that is not read here."""
    found = re.search(r"'descr': '([<>|=]?([A-Za-z]\d{0,4})[^']*)'", header)
    if found is not None and re.fullmatch(_DTYPE, found[1]) is None:
        words = next((words for start, words in _FOREIGN if found[2].startswith(start)), f"the type {found[1]!r}")
        return f"{READABLE}, found {words}"
    if "'descr': [" in header:
        return f"{READABLE}, found a table of fields"
    return f"a header of the .npy format, found {header[-60:].strip()!r}"
