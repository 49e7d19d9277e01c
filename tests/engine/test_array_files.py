"""Files of arrays of any format: order, types, limits of memory; files of other kinds; bytes changed at random."""

import contextlib
import io
import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.engine import npz_files, safetensors_files, stored_array
from designer.engine.array_files import read_array, read_arrays
from designer.engine.errors import WeightError
from designer.engine.stored_array import MOST_ARRAYS
from tests.engine.array_kit import EIGHT, entry, npy, safetensors, written, zipped


def million_members():
    """The end of an archive that claims many members: its list of them would be all zeros."""
    listing = bytes(MOST_ARRAYS * 1000)
    return b"PK\x03\x04" + listing + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 9, 9, len(listing), 4, 0)


def test_lists_of_a_million_arrays_are_not_read(tmp_path, monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("the list was read")

    monkeypatch.setattr(npz_files.zipfile, "ZipFile", refuse)
    monkeypatch.setattr(safetensors_files, "parse", refuse)
    wide = b"PK\x03\x04" + bytes(76) + struct.pack("<4sIQI", b"PK\x06\x07", 0, 80, 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0, 0, 0)
    many = b"{" + b",".join(b'"%d":{"dtype":"I8","shape":[0],"data_offsets":[0,0]}' % i for i in range(MOST_ARRAYS + 1))
    for content in (million_members(), wide + end, safetensors(many + b"}")):
        with pytest.raises(WeightError, match=r"holds more than 20,000 arrays"):
            read_arrays(written(tmp_path, content))


SMALL = "{'descr': '|u1', 'fortran_order': False, 'shape': (1000, 1000), }"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("w.npz", zipped(content=npy(SMALL, bytes(1_000_000)))),
        ("w.safetensors", safetensors({"a": entry("U8", (1000, 1000), (0, 1_000_000))}, bytes(1_000_000))),
        ("a.npy", npy(SMALL, bytes(1_000_000))),
    ],
)
def test_what_memory_has_no_room_for_is_not_expanded(tmp_path, monkeypatch, name, content):
    """A megabyte of bytes, a thousand where it is packed, are four megabytes of float32."""
    path = written(tmp_path, content, name)
    read = read_array if name.endswith(".npy") else read_arrays
    monkeypatch.setattr(stored_array, "free_memory", lambda: 9_000_000)
    read(path)
    monkeypatch.setattr(stored_array, "free_memory", lambda: 7_000_000)
    monkeypatch.setattr(npz_files, "read_exactly", None)
    monkeypatch.setattr(stored_array, "to_float32", None)
    with pytest.raises(WeightError, match="its numbers need 3 MiB with those before, and may take 3 MiB"):
        read(path)


def test_memory_that_is_gone_is_a_line(tmp_path, monkeypatch):
    def refuse(*_):
        raise MemoryError

    path = written(tmp_path, zipped(content=npy(SMALL, bytes(1_000_000))))
    monkeypatch.setattr(npz_files, "read_exactly", refuse)
    with pytest.raises(WeightError, match=r"^w\.npz: its numbers need more memory than there is$"):
        read_arrays(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (npy(SMALL), "a single .npy array"),
        (b"\x89HDF\r\n\x1a\n" + bytes(90), "HDF5, as Keras writes it"),
        (b"\x80\x02}q\x00." + bytes(90), "a pickle, which may run code"),
        (zipped("model/data.pkl", b"x"), "checkpoint of PyTorch"),
        (b"some text, and no weights at all", "^w.npz: expected a .npz or .safetensors file$"),
    ],
)
def test_files_of_other_kinds_are_known(tmp_path, content, words):
    with pytest.raises(WeightError, match=words):
        read_arrays(written(tmp_path, content))


def test_the_order_and_the_types_of_the_file_are_told(tmp_path):
    np.savez(tmp_path / "w.npz", b=np.zeros(2, np.float16), a=np.zeros(3), c=np.zeros((), np.int8))
    found = read_arrays(tmp_path / "w.npz")
    assert [(stored.name, stored.dtype) for stored in found] == [("b", "float16"), ("a", "float64"), ("c", "int8")]
    entries = {"a": entry("BF16", (1,), (8, 10)), "b": entry()}
    found = read_arrays(written(tmp_path, safetensors(entries, bytes(10)), "w.safetensors"))
    assert [(stored.name, stored.dtype) for stored in found] == [("b", "float32"), ("a", "bfloat16")]


def test_no_file_and_no_plain_file(tmp_path):
    with pytest.raises(WeightError, match=r"^none\.npz: no such file"):
        read_arrays(tmp_path / "none.npz")
    with pytest.raises(WeightError, match="directory"):
        read_arrays(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_mutated_files_are_refused_or_read(tmp_path, data):
    stream = io.BytesIO()
    np.savez(stream, a=np.ones((2, 3), np.float32))
    valid = data.draw(st.sampled_from([stream.getvalue(), safetensors({"a": entry()}, EIGHT)]))
    content = bytearray(valid)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = written(tmp_path, bytes(content[: data.draw(st.integers(0, len(content)))]))
    with contextlib.suppress(WeightError):
        read_arrays(path)
