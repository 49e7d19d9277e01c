"""Weights that a design keeps: text and file beside, edits, crashes between the two writes."""

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core import clipboard, files, kept_edits, property_edits, removals, strictjson
from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError
from designer.core.fileformat import dumps, loads
from designer.core.files import load, save
from designer.core.kept_text import shortest
from designer.core.kept_weights import MOST_KEPT, Beside, Numbers, Seed, fits, floats, kept, numbers
from designer.core.kinds import Conv2d, ConvTranspose2d, Input, MaxPool2d
from tests.strategies import mutated

SOBEL = numbers((1, 1, 3, 3), struct.pack("<9f", 1, 0, -1, 2, 0, -2, 1, 0, -1))
finite = st.floats(width=32, allow_nan=False, allow_infinity=False)


def net(**kept_of_c1):
    """An image, a convolution that keeps some weights, and a pool."""
    return Design(
        (
            Layer("image", Input(height=8, width=8, channels=1)),
            Layer("c1", Conv2d(out_channels=1), ("image",), weights=tuple(kept_of_c1.items())),
            Layer("pool", MaxPool2d(), ("c1",)),
        )
    )


def large(fill=0.5, count=5000):
    return numbers((count, 1), struct.pack("<f", fill) * count)


def arrays():
    """Numbers of any shape of up to four axes."""
    shapes = st.lists(st.integers(1, 3), min_size=1, max_size=4).map(tuple)
    return shapes.flatmap(
        lambda shape: st.lists(finite, min_size=(n := ff_count(shape)), max_size=n).map(
            lambda values: numbers(shape, struct.pack(f"<{n}f", *values))
        )
    )


def ff_count(shape):
    product = 1
    for length in shape:
        product *= length
    return product


@given(st.dictionaries(st.sampled_from(["weight", "bias"]), arrays() | st.builds(Seed, st.integers(0, 2**63 - 1))))
def test_what_is_kept_comes_back_bit_by_bit(given_arrays):
    ordered = {name: given_arrays[name] for name in ("weight", "bias") if name in given_arrays}
    design = net(**ordered)
    data = dumps(design)
    assert loads(data) == design
    assert dumps(loads(data)) == data


def test_the_text_is_a_line_a_filter():
    two = numbers((2, 1, 1, 3), struct.pack("<6f", 1, 0, -1, 0.1, 1e-7, -2.5))
    assert (
        dumps(net(weight=two, bias=Seed(3)))
        .decode()
        .endswith(
            """
  ],
  "weights": {
    "c1.weight": [
      [[[1, 0, -1]]],
      [[[0.1, 1e-07, -2.5]]]
    ],
    "c1.bias": {"seed": 3}
  }
}
"""
        )
    )


def test_a_file_without_weights_says_nothing_of_them():
    assert b"weights" not in dumps(net())
    assert json.loads(dumps(net(weight=SOBEL)))["layers"] == json.loads(dumps(net()))["layers"]


@given(finite)
def test_the_text_of_a_number_is_the_shortest_that_comes_back(value):
    text = shortest(value)
    assert struct.pack("<f", json.loads(text)) == struct.pack("<f", value)
    assert len(text) <= 16


def test_numbers_are_cut_by_the_first_axis():
    array = numbers((2, 2), struct.pack("<4f", 1, 2, 3, 4))
    assert [floats(part) for part in array.parts] == [(1, 2), (3, 4)]
    assert array.digest == numbers((4,), array.data).digest
    with pytest.raises(ValueError, match="12 bytes"):
        numbers((3,), b"12345")


def test_what_fits_a_shape():
    assert fits(SOBEL, (1, 1, 3, 3))
    assert not fits(SOBEL, (1, 3, 3))
    assert fits(Seed(1), (9, 9))


@given(mutated([dumps(net(weight=SOBEL, bias=Seed(1))), dumps(net(bias=Beside((3,), "a.safetensors", "0" * 64)))]))
def test_a_broken_file_is_refused_in_one_line_or_comes_back(data):
    line = ""
    try:
        design = loads(data)
    except strictjson.FileError as error:
        line = str(error)
    assert line.isprintable()
    assert line or loads(dumps(design)) == design


# The file beside


def beside(folder):
    return sorted(folder.glob("*.safetensors"))


def test_large_arrays_are_in_a_file_beside_named_by_their_content(tmp_path):
    design = net(weight=large(), bias=numbers((1,), b"\0\0\0\0"))
    save(design, tmp_path / "net.cnn.json")
    (file,) = beside(tmp_path)
    assert file.name.startswith("net.cnn.")
    found = load(tmp_path / "net.cnn.json")
    assert kept(found["c1"].weights, "bias") == numbers((1,), b"\0\0\0\0")
    assert kept(found["c1"].weights, "weight") == Beside((5000, 1), file.name, large().digest)
    data = file.read_bytes()
    assert json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")]) == {
        "c1.weight": {"dtype": "F32", "shape": [5000, 1], "data_offsets": [0, 20000]}
    }
    assert data.endswith(large().data)


def test_saving_what_was_not_read_keeps_the_reference(tmp_path):
    save(net(weight=large()), tmp_path / "net.cnn.json")
    text = (tmp_path / "net.cnn.json").read_bytes()
    save(load(tmp_path / "net.cnn.json"), tmp_path / "net.cnn.json")
    assert (tmp_path / "net.cnn.json").read_bytes() == text
    assert len(beside(tmp_path)) == 1


def test_the_file_of_an_earlier_version_goes_unless_another_design_names_it(tmp_path):
    save(net(weight=large(1)), tmp_path / "net.cnn.json")
    (first,) = beside(tmp_path)
    (tmp_path / "copy.cnn.json").write_bytes((tmp_path / "net.cnn.json").read_bytes())
    save(net(weight=large(2)), tmp_path / "net.cnn.json")
    assert first in beside(tmp_path)
    assert len(beside(tmp_path)) == 2
    (tmp_path / "copy.cnn.json").unlink()
    save(net(), tmp_path / "net.cnn.json")
    assert beside(tmp_path) == []


@pytest.mark.parametrize("write", [1, 2])
def test_a_crash_in_either_write_leaves_the_old_design_whole(tmp_path, monkeypatch, write):
    path = tmp_path / "net.cnn.json"
    save(net(weight=large(1)), path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    calls, replace_file = [], files.replace_file

    def failing(target, data):
        calls.append(target)
        if len(calls) == write:
            raise OSError(28, "No space left on device")
        replace_file(target, data)

    for module in ("designer.core.files", "designer.core.weights_beside"):
        monkeypatch.setattr(f"{module}.replace_file", failing)
    with pytest.raises(strictjson.FileError, match="no space left"):
        save(net(weight=large(2)), path)
    now = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert before.items() <= now.items()


def test_many_small_arrays_do_not_pass_what_a_text_may_hold(tmp_path):
    image = Layer("image", Input(height=8, width=8, channels=1))
    array = numbers((4096,), bytes(4 * 4096))
    layers = [Layer(f"c{n}", Conv2d(out_channels=4096), ("image",), weights=(("bias", array),)) for n in range(200)]
    save(Design((image, *layers)), tmp_path / "net.cnn.json")
    found = load(tmp_path / "net.cnn.json")
    assert sum(isinstance(array, Numbers) for layer in found for _, array in layer.weights) == 16
    assert len(beside(tmp_path)) == 1


# Findings


def test_what_does_not_fit_is_a_finding():
    assert analyse(net(weight=SOBEL)).findings == analyse(net(weight=Seed(1))).findings == analyse(net()).findings
    two = numbers((2,), bytes(8))
    found = analyse(net(weight=two, bias=Seed(1), running_mean=two)).findings_of("c1")
    assert [(finding.code, finding.severity) for finding in found] == [("weights-do-not-fit", "warning")] * 3
    assert [finding.message for finding in found] == [
        "the design keeps 2 as its weight, and it needs 1×1×3×3: not used",
        "the design keeps a seed as its bias, and it needs 1: not used",
        "the design keeps 2 as its running_mean, and it has none: not used",
    ]


# Edits


def test_arrays_are_put_and_taken_away():
    design = kept_edits.keep_weights(net(bias=Seed(1)), "c1", {"weight": SOBEL})
    assert design == net(weight=SOBEL, bias=Seed(1))
    assert kept_edits.keep_weights(design, "c1", {"weight": None, "bias": None}) == net()


def test_what_cannot_be_kept_is_said():
    with pytest.raises(EditError, match="no layer c9"):
        kept_edits.keep_weights(net(), "c9", {})
    most = Numbers((MOST_KEPT + 1, 1), ())
    with pytest.raises(EditError, match=r"weight of c1 has 4194305×1 numbers: a design keeps at most 4,194,304"):
        kept_edits.keep_weights(net(), "c1", {"weight": most})


def test_weights_go_with_their_layer():
    design = net(weight=SOBEL)
    assert property_edits.rename(design, "c1", "first")["first"].weights == (("weight", SOBEL),)
    assert b'"first.weight"' in dumps(property_edits.rename(design, "c1", "first"))
    assert b"weight" not in dumps(removals.remove(design, ["c1"]))
    assert property_edits.set_options(design, "c1", {"padding": 1})["c1"].weights == (("weight", SOBEL),)


def test_another_kind_drops_them():
    kind = ConvTranspose2d(out_channels=1, kernel_size=(3, 3))
    assert property_edits.set_kind(net(weight=SOBEL), "c1", kind)["c1"].weights == ()


def test_a_copy_takes_small_arrays_along():
    text = clipboard.copy(net(weight=SOBEL, bias=large()), ["c1"])
    pasted = clipboard.paste(net(), text, "pool")
    assert pasted["c1_2"].weights == (("weight", SOBEL),)
    for array in (SOBEL, large()):
        assert clipboard.duplicate(net(weight=array), ["c1"])["c1_2"].weights == (("weight", array),)
    away = net(weight=Beside((3,), "net.cnn.safetensors", "0" * 64))
    assert "weights" not in clipboard.copy(away, ["c1"])  # the file is beside this design only
