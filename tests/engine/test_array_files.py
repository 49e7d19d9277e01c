"""Files of arrays: what NumPy and safetensors write is read; what is broken or hostile gets one line."""

import contextlib
import io
import json
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.engine import array_files
from designer.engine.array_files import MOST_ARRAYS, read_array
from designer.engine.errors import WeightError


def read_arrays(path):
    return {stored.name: stored.numbers for stored in array_files.read_arrays(path)}


def safetensors(entries, data=b"", length=None):
    header = json.dumps(entries).encode() if not isinstance(entries, bytes) else entries
    return struct.pack("<Q", len(header) if length is None else length) + header + data


def entry(dtype="F32", shape=(2,), offsets=(0, 8)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


def written(tmp_path, data, name="w.npz"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "i1", "u2", "i4", "i8", "?"])
@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_npz_round_trip(tmp_path, dtype, save):
    arrays = {
        "a.weight": np.arange(24).reshape(2, 3, 4).astype(dtype),
        "b": np.ones((), dtype),
        "c": np.zeros((0, 3), dtype),
    }
    save(tmp_path / "w.npz", **arrays, d=np.asfortranarray(arrays["a.weight"]))
    found = read_arrays(tmp_path / "w.npz")
    assert set(found) == {"a.weight", "b", "c", "d"}
    for name, array in (*arrays.items(), ("d", arrays["a.weight"])):
        assert found[name].dtype == np.float32
        np.testing.assert_array_equal(found[name], array.astype(np.float32))


def test_npy_big_endian(tmp_path):
    np.save(tmp_path / "a.npy", np.arange(6, dtype=">f4").reshape(2, 3))
    np.testing.assert_array_equal(read_array(tmp_path / "a.npy"), np.arange(6).reshape(2, 3))


@pytest.mark.parametrize(("dtype", "code"), [("F64", "d"), ("F32", "f"), ("F16", "e"), ("I64", "q"), ("U8", "B")])
def test_safetensors_types(tmp_path, dtype, code):
    data = struct.pack(f"<3{code}", 1, 2, 3)
    path = written(tmp_path, safetensors({"__metadata__": {"x": "y"}, "a": entry(dtype, (3, 1), (0, len(data)))}, data))
    np.testing.assert_array_equal(read_arrays(path)["a"], [[1], [2], [3]])


def test_bfloat16(tmp_path):
    data = np.array([1.5, -2.0, 3.0e38], np.float32).view(np.uint32)
    path = written(tmp_path, safetensors({"a": entry("BF16", (3,), (0, 6))}, (data >> 16).astype("<u2").tobytes()))
    found = read_arrays(path)["a"]
    np.testing.assert_allclose(found, [1.5, -2.0, 3.0e38], rtol=1e-2)


def test_float64_beyond_float32_is_infinite(tmp_path):
    np.savez(tmp_path / "w.npz", a=np.array([1e300, -1e300]))
    np.testing.assert_array_equal(read_arrays(tmp_path / "w.npz")["a"], [np.inf, -np.inf])


EIGHT = bytes(8)
HOSTILE_SAFETENSORS = {
    "empty": b"",
    "short": b"\x01\x02",
    "header beyond the file": safetensors({}, length=1 << 40),
    "not json": safetensors(b"{{{"),
    "deep": safetensors(b"[" * 100_000),
    "a list": safetensors(b"[]"),
    "twice": safetensors(b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":1}', EIGHT),
    "no fields": safetensors({"a": {}}, EIGHT),
    "unknown type": safetensors({"a": entry("F8_E4M3")}, EIGHT),
    "type is a list": safetensors({"a": entry(["F32"])}, EIGHT),
    "negative": safetensors({"a": entry(shape=(-2,))}, EIGHT),
    "float size": safetensors({"a": entry(shape=(2.0,))}, EIGHT),
    "wraps around": safetensors({"a": entry(shape=(2**32, 2**32))}, EIGHT),
    "beyond the end": safetensors({"a": entry(shape=(4,), offsets=(0, 16))}, EIGHT),
    "a gap": safetensors({"a": entry(shape=(1,), offsets=(4, 8))}, EIGHT),
    "overlap": safetensors({"a": entry(), "b": entry()}, EIGHT),
    "long number": safetensors(b'{"a":{"dtype":"F32","shape":[' + b"9" * 5000 + b'],"data_offsets":[0,8]}}', EIGHT),
}


@pytest.mark.parametrize("name", HOSTILE_SAFETENSORS)
def test_hostile_safetensors(tmp_path, name):
    with pytest.raises(WeightError) as raised:
        read_arrays(written(tmp_path, HOSTILE_SAFETENSORS[name], "w.safetensors"))
    assert str(raised.value).startswith("w.safetensors: ")
    assert "\n" not in str(raised.value)


def npy(header, data=b"", version=1):
    text = header.encode("latin-1")
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H", len(text)) + text + data


def zipped(name="a.npy", content=b"", compression=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def pickled():
    stream = io.BytesIO()
    np.savez(stream, a=np.array([{"x": 1}], object))
    return stream.getvalue()


PLAIN = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
HOSTILE_NPZ = {
    "objects": pickled(),
    "lying header": zipped(content=npy("{'descr': '<f4', 'fortran_order': False, 'shape': (17179869184,), }")),
    "wrapping header": zipped(content=npy(PLAIN.replace("2,", "4294967296, 4294967296"))),
    "code in the header": zipped(content=npy("__import__('os').system('true')")),
    "nested header": zipped(content=npy("(" * 9000)),
    "long digits": zipped(content=npy(PLAIN.replace("2,", "1" * 8000))),
    "negative shape": zipped(content=npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }")),
    "structured": zipped(content=npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }")),
    "unknown version": zipped(content=npy(PLAIN, bytes(8), version=9)),
    "not npy": zipped(content=b"hello"),
    "too much data": zipped(content=npy(PLAIN, bytes(9))),
    "too little data": zipped(content=npy(PLAIN, bytes(7))),
    "not an array": zipped(name="readme.txt", content=b"hello"),
    "truncated": zipped(content=npy(PLAIN, bytes(8)))[:60],
    "broken bytes": zipped(content=npy(PLAIN, bytes(8)), compression=zipfile.ZIP_STORED).replace(b"NUMPY", b"NUMPX"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_NPZ)
def test_hostile_npz(tmp_path, name):
    with pytest.raises(WeightError) as raised:
        read_arrays(written(tmp_path, HOSTILE_NPZ[name]))
    assert str(raised.value).startswith("w.npz: ")
    assert "\n" not in str(raised.value)


def test_a_bomb_is_not_expanded(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.npy", "w") as member:
        member.write(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (67108864, 1024), }"))
        member.write(bytes(1 << 24))
    with pytest.raises(WeightError, match="its header says"):
        read_arrays(written(tmp_path, stream.getvalue()))


def million_members():
    """The end of an archive that claims many members: its list of them would be all zeros."""
    listing = bytes(MOST_ARRAYS * 1000)
    return b"PK\x03\x04" + listing + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 9, 9, len(listing), 4, 0)


def test_lists_of_a_million_arrays_are_not_read(tmp_path, monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("the list was read")

    monkeypatch.setattr(array_files.zipfile, "ZipFile", refuse)
    monkeypatch.setattr(array_files, "parse", refuse)
    wide = b"PK\x03\x04" + bytes(76) + struct.pack("<4sIQI", b"PK\x06\x07", 0, 80, 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0, 0, 0)
    many = b"{" + b",".join(b'"%d":{"dtype":"I8","shape":[0],"data_offsets":[0,0]}' % i for i in range(MOST_ARRAYS + 1))
    for content in (million_members(), wide + end, safetensors(many + b"}")):
        with pytest.raises(WeightError, match=r"holds more than 20,000 arrays"):
            read_arrays(written(tmp_path, content))


def test_the_order_and_the_types_of_the_file_are_told(tmp_path):
    np.savez(tmp_path / "w.npz", b=np.zeros(2, np.float16), a=np.zeros(3), c=np.zeros((), np.int8))
    found = array_files.read_arrays(tmp_path / "w.npz")
    assert [(stored.name, stored.dtype) for stored in found] == [("b", "float16"), ("a", "float64"), ("c", "int8")]
    entries = {"a": entry("BF16", (1,), (8, 10)), "b": entry()}
    found = array_files.read_arrays(written(tmp_path, safetensors(entries, bytes(10)), "w.safetensors"))
    assert [(stored.name, stored.dtype) for stored in found] == [("b", "float32"), ("a", "bfloat16")]


@pytest.mark.parametrize(
    ("dtype", "words"),
    [
        ("O", "Python objects"),
        ("c8", "complex"),
        ("U3", "text"),
        ("M8[s]", "dates"),
        ("V2", "bfloat16"),
        ("f16", "wider"),
    ],
)
def test_types_that_are_no_weights_are_said(tmp_path, dtype, words):
    content = zipped(content=npy(PLAIN.replace("<f4", f"<{dtype}"), bytes(8)))
    with pytest.raises(WeightError, match=f"array 'a': expected float16, .* or bool, found .*{words}"):
        read_arrays(written(tmp_path, content))


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
