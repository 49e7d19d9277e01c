"""What NumPy writes is read; archives that are broken or hostile get one line."""

import io
import zipfile

import numpy as np
import pytest

from designer.engine import array_files
from designer.engine.array_files import read_array
from designer.engine.errors import WeightError
from tests.engine.array_kit import PLAIN, npy, written, zipped


def read_arrays(path):
    return {stored.name: stored.numbers for stored in array_files.read_arrays(path)}


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


@pytest.mark.parametrize("version", [2, 3])
def test_later_versions_of_the_header(tmp_path, version):
    path = written(tmp_path, zipped(content=npy(PLAIN, np.array([1, 2], "<f4").tobytes(), version)))
    np.testing.assert_array_equal(read_arrays(path)["a"], [1, 2])


def test_float64_beyond_float32_is_infinite(tmp_path):
    np.savez(tmp_path / "w.npz", a=np.array([1e300, -1e300]))
    np.testing.assert_array_equal(read_arrays(tmp_path / "w.npz")["a"], [np.inf, -np.inf])


def pickled():
    stream = io.BytesIO()
    np.savez(stream, a=np.array([{"x": 1}], object))
    return stream.getvalue()


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
    "a hundred axes": zipped(content=npy(PLAIN.replace("2,", "1," * 100), bytes(4))),
    "empty and huge": zipped(content=npy(PLAIN.replace("2,", f"0, {2**32}, {2**32}"))),
    "a name that is no UTF-8": zipped("é.npy", npy(PLAIN, bytes(8))).replace("é".encode(), b"\xff\xff"),
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


def test_a_header_at_fault_is_not_called_a_type(tmp_path):
    path = written(tmp_path, zipped(content=npy(PLAIN.replace("(2,)", "(2, x)"), bytes(8))))
    with pytest.raises(WeightError, match=r"expected a header of the \.npy format, found .*'shape': \(2, x\)"):
        read_arrays(path)


@pytest.mark.parametrize("compression", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_other_compressions_are_refused_before_they_take_memory(tmp_path, compression):
    path = written(tmp_path, zipped(content=npy(PLAIN, bytes(8)), compression=compression))
    with pytest.raises(WeightError, match="'a': expected it stored or deflated"):
        read_arrays(path)


def test_one_array_twice(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.npy", npy(PLAIN, bytes(8)))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.npy", npy(PLAIN, bytes(8)))
    with pytest.raises(WeightError, match="'a' is in it twice"):
        read_arrays(written(tmp_path, stream.getvalue()))


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
