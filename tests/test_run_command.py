"""`cnn-designer run` as a user sees it: what it writes, what it says, and how it is told what is wrong."""

import io
import json
import struct
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from designer.cli import main
from designer.cli import run as command
from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.files import save
from designer.core.kinds import BatchNorm2d, Conv2d, Input, Linear
from designer.engine.weights import RandomWeights, all_specs

DESIGN = Design(
    (
        Layer("image", Input(height=6, width=8, channels=3)),
        Layer("c", Conv2d(out_channels=2), ("image",)),
        Layer("a,b", BatchNorm2d(), ("c",)),
        Layer("top", Linear(out_features=4), ("a,b",)),
    )
)
PICTURE = np.random.default_rng(0).integers(0, 256, (6, 8, 3), dtype=np.uint8)


class Shell:
    """A folder with a design and a picture, in which commands are given."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        save(DESIGN, folder / "net.cnn.json")
        Image.fromarray(PICTURE).save(folder / "in.png")

    def path(self, name: str) -> Path:
        return self.folder / name

    def run(self, *more: str, given: str = "in.png") -> tuple[int, str]:
        arguments = ["run", str(self.path("net.cnn.json")), "--input", str(self.path(given))]
        status = main([*arguments, "-o", str(self.path("out.npz")), *more])
        out, err = self.capsys.readouterr()
        assert out == ""
        return status, err

    def refused(self, *more: str, given: str = "in.png") -> str:
        status, err = self.run(*more, given=given)
        assert status == 2
        assert not self.path("out.npz").exists()
        assert err.startswith("cnn-designer: error: ")
        assert err.count("\n") == 1
        return err.removeprefix("cnn-designer: error: ").rstrip("\n")

    @property
    def outputs(self) -> dict[str, np.ndarray]:
        with np.load(self.path("out.npz")) as found:
            return dict(found)

    def weights(self, **others: np.ndarray | None) -> dict[str, np.ndarray]:
        source = RandomWeights()
        arrays = {spec.full_name: source.array(spec, 9, lambda: False) for spec in all_specs(analyse(DESIGN))}
        arrays |= {name.replace("__", "."): array for name, array in others.items()}
        return {name: array for name, array in arrays.items() if array is not None}

    def npz(self, **others: np.ndarray | None) -> str:
        np.savez(self.path("w.npz"), **self.weights(**others))
        return str(self.path("w.npz"))


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


def test_all_layers_as_float32_under_their_ids(shell: Shell) -> None:
    assert shell.run() == (0, "")
    shapes = {name: (array.shape, array.dtype.name) for name, array in shell.outputs.items()}
    assert shapes == {
        "image": ((3, 6, 8), "float32"),
        "c": ((2, 4, 6), "float32"),
        "a,b": ((2, 4, 6), "float32"),
        "top": ((4,), "float32"),
    }
    np.testing.assert_allclose(shell.outputs["image"], PICTURE.transpose(2, 0, 1) / 255, atol=1e-7)


def test_layers_asked_for_and_no_others(shell: Shell) -> None:
    shell.run("--layers", "top,c")
    assert sorted(shell.outputs) == ["c", "top"]
    shell.run("--layers", "a,b")  # one id that holds a comma
    assert sorted(shell.outputs) == ["a,b"]
    shell.path("out.npz").unlink()
    assert shell.refused("--layers", "c,nope") == "--layers: expected ids of layers, found nope"


def test_the_seed_decides(shell: Shell) -> None:
    found = []
    for seed in ("0", "0", "1"):
        shell.run("--seed", seed)
        found.append(shell.outputs["top"])
    np.testing.assert_array_equal(found[0], found[1])
    assert not np.array_equal(found[0], found[2])
    shell.path("out.npz").unlink()
    for text in ("x", "1.5", "9" * 30):
        assert "--seed: expected a whole number" in shell.refused("--seed", text)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int8"])
def test_arrays_of_any_numbers_are_inputs_and_weights(shell: Shell, dtype: str) -> None:
    np.save(shell.path("in.npy"), np.ones((3, 6, 8), dtype))
    assert shell.run("--weights", shell.npz(top__bias=np.array([1, 2, 3, 4], dtype)), given="in.npy")[0] == 0
    assert (shell.outputs["image"] == 1).all()


def test_safetensors_of_bfloat16(shell: Shell) -> None:
    header, data = {}, b""
    for name, array in shell.weights(top__bias=np.full(4, 1.5, np.float32)).items():
        content = (array.view(np.uint32) >> 16).astype("<u2").tobytes()
        places = [len(data), len(data) + len(content)]
        header[name] = {"dtype": "BF16", "shape": array.shape, "data_offsets": places}
        data += content
    text = json.dumps(header).encode()
    shell.path("w.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
    assert shell.run("--weights", str(shell.path("w.safetensors"))) == (0, "")


@pytest.mark.parametrize(
    ("others", "line"),
    [
        ({"c__weight": None}, "array 'c.weight' of shape [2, 3, 3, 3] is missing"),
        ({"top__bias": np.zeros(5)}, "array 'top.bias': expected shape [4], found [5]"),
        ({"ema": np.zeros(5)}, "array 'ema' belongs to no layer of the design"),
        ({"c__weight": None, "ema": np.zeros(1)}, "is missing; array 'ema' belongs to no layer of the design"),
        ({"top__bias": np.array([1j] * 4)}, "found complex numbers"),
        ({"top__bias": np.array(["a"] * 4)}, "found text"),
        ({f"x{number}": np.zeros(1) for number in range(9)}, "; and 6 more"),
    ],
)
def test_arrays_that_are_missing_wrong_or_surplus_are_named(shell: Shell, others: dict, line: str) -> None:  # type: ignore[type-arg]
    refused = shell.refused("--weights", shell.npz(**others))
    assert refused.startswith("w.npz: ")
    assert line in refused


def test_objects_are_never_read(shell: Shell) -> None:
    weights = shell.npz(top__bias=np.array([{}] * 4))
    assert "array 'top.bias'" in (line := shell.refused("--weights", weights))
    assert "Python objects, which are never read" in line


def test_a_lying_header_is_not_believed(shell: Shell) -> None:
    stream = io.BytesIO()
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (17179869184,), }"
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "c.weight.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(1 << 20)
        )
    shell.path("w.npz").write_bytes(stream.getvalue())
    line = shell.refused("--weights", str(shell.path("w.npz")))
    assert line == "w.npz: array 'c.weight': its header says (17179869184,) of float32, its data has 1048576 bytes"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("none.png", "no such file"),
        ("none.npy", "no such file"),
        ("net.cnn.json", "expected a picture"),
        (".", "expected"),
    ],
)
def test_inputs_that_cannot_be_read(shell: Shell, name: str, line: str) -> None:
    assert line in shell.refused(given=name)


def test_an_array_of_another_shape(shell: Shell) -> None:
    np.save(shell.path("in.npy"), np.ones((3, 6, 9), np.float32))
    assert shell.refused(given="in.npy") == "in.npy: the input layer needs an array of 3×6×8, and this is 3×6×9"


def test_progress_goes_to_standard_error(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "SECONDS_A_LINE", 0.0)
    status, err = shell.run()
    assert status == 0
    assert [line.split(maxsplit=1)[1] for line in err.splitlines()] == ["image", "c", "a,b", "top"]
    assert err.splitlines()[-1] == "100% top"


def test_progress_stands_on_one_line_where_somebody_looks(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    status, err = shell.run()
    assert status == 0
    assert err.count("\n") == 1
    assert [part.split()[1] for part in err.split("\r")[1:]] == ["image", "c", "a,b", "top"]


def test_a_run_that_breaks_off_leaves_the_line_of_progress(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("designer.engine.command.npz", broken_off)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    status, err = shell.run()
    assert status == 2
    assert err.splitlines()[-1] == "cnn-designer: error: stopped"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (MemoryError(), "there is not enough memory for this design: try a smaller image, or fewer layers at once"),
        (KeyboardInterrupt(), "stopped"),
    ],
)
def test_a_run_that_breaks_off_says_so_in_a_line(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, error: BaseException, line: str
) -> None:
    def broken_off(*_: object) -> None:
        raise error

    monkeypatch.setattr("designer.engine.command.run_to_file", broken_off)
    assert shell.refused() == line


@pytest.mark.parametrize("seed", ["1" * 19, "-" + "1" * 19, "", "-", "--1", "1.5", "x"])
def test_a_seed_is_a_whole_number_of_18_digits(shell: Shell, seed: str) -> None:
    assert "expected a whole number of at most 18 digits" in shell.refused(f"--seed={seed}")
    assert shell.run("--seed=" + "-" + "1" * 18)[0] == 0
