"""The format of huggingface/safetensors: every type is read; what is broken or hostile gets one line."""

import struct

import numpy as np
import pytest

from designer.engine import array_files
from designer.engine.errors import WeightError
from tests.engine.array_kit import EIGHT, entry, safetensors, written


def read_arrays(path):
    return {stored.name: stored.numbers for stored in array_files.read_arrays(path)}


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
    "a hundred axes": safetensors({"a": entry(shape=[1] * 100, offsets=(0, 4))}, bytes(4)),
    "empty and huge": safetensors({"a": entry(shape=(0, 2**32, 2**32), offsets=(0, 0))}),
    "a product that takes minutes": safetensors({"a": entry(shape=[2**62] * 200_000)}, EIGHT),
    "more data": safetensors({"a": entry()}, bytes(12)),
    "long number": safetensors(b'{"a":{"dtype":"F32","shape":[' + b"9" * 5000 + b'],"data_offsets":[0,8]}}', EIGHT),
}


@pytest.mark.parametrize("name", HOSTILE_SAFETENSORS)
def test_hostile_safetensors(tmp_path, name):
    with pytest.raises(WeightError) as raised:
        read_arrays(written(tmp_path, HOSTILE_SAFETENSORS[name], "w.safetensors"))
    assert str(raised.value).startswith("w.safetensors: ")
    assert "\n" not in str(raised.value)


def test_a_key_twice_is_said(tmp_path):
    with pytest.raises(WeightError, match='found an object with the key "a" twice'):
        read_arrays(written(tmp_path, safetensors(b'{"a":1,"a":2}'), "w.safetensors"))
