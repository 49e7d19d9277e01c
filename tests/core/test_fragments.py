"""Clipboard text: copied, mailed, pasted, pasted twice, and everything else that a clipboard may hold."""

import json

import pytest
from hypothesis import given

from designer.core.clipboard import copy, cut_out, paste
from designer.core.design import Design
from designer.core.edit_basics import EditError
from designer.core.fileformat import dumps, loads
from designer.core.fragments import read, written
from designer.core.templates import NETWORKS
from tests.core.fragments_kit import STACK, chosen, picks, wiring
from tests.strategies import any_designs, mutated

HEAD = '{"format": "cnn-design-fragment", "version": 1, '


def test_text_reads_like_a_design_file() -> None:
    assert json.loads(copy(STACK, {"relu", "b"})) == {
        "format": "cnn-design-fragment",
        "version": 1,
        "inputs": ["a"],
        "layers": [
            {"kind": "activation", "id": "relu"},
            {"kind": "conv2d", "id": "b", "out_channels": 4, "padding": 1},
        ],
    }


def test_layers_written_by_hand_need_no_ids_and_inputs() -> None:
    text = HEAD + '"layers": [{"kind": "conv2d", "out_channels": 4, "padding": 1}, {"kind": "activation"}]}'
    after = paste(STACK, text, "a")
    assert wiring(after)["conv2d_1"] == ("a",)
    assert wiring(after)["relu"] == ("activation_1",)
    with pytest.raises(EditError, match="the layers read a layer above them"):
        paste(STACK, text)


def test_ids_left_out_do_not_meet_the_inputs() -> None:
    text = HEAD + '"inputs": ["dropout_1"], "layers": [{"kind": "dropout"}]}'
    assert wiring(paste(STACK, text, "end"))["dropout_2"] == ("end",)


REFUSED = {
    "": "neither a design nor a part",
    "hello": "neither a design nor a part",
    "3x3 64": "neither a design nor a part",
    "[1, 2]": "neither a design nor a part",
    "{}": "neither a design nor a part",
    '{"format": "other"}': "neither a design nor a part",
    '{"format": ["cnn-design"]}': "neither a design nor a part",
    '{"format": "cnn-design"}': "version: expected 1",
    '{"format': "line 1 column 2",
    '{"format": "\ud800"}': "UTF-8",
    "{" * 100_000: "expected at most 64 levels of nesting",
    HEAD + '"layers": []}': "expected one or more layers",
    HEAD + '"layers": {}}': "layers: expected a list of layers",
    HEAD + '"layers": 3, "title": "x"}': "unknown field",
    HEAD[:-3] + '2, "layers": []}': "newer program",
    HEAD + '"name": ["x"], "layers": []}': "name: expected at most 128 printable characters",
    HEAD + '"layers": [{"kind": "conv2d"}]}': "layers[0].out_channels: expected",
    HEAD + '"layers": [{"kind": "flatten", "inputs": ["x"]}]}': "layers[0].inputs[0]: expected the id",
    HEAD + '"inputs": ["x"], "layers": [{"kind": "flatten", "id": "x"}]}': "which is one of the inputs",
    HEAD + '"inputs": ["x", "x"], "layers": [{"kind": "flatten"}]}': "inputs: expected ids that differ",
    HEAD + '"inputs": "x", "layers": [{"kind": "flatten"}]}': "inputs: expected a list of ids",
    HEAD + '"inputs": [7], "layers": [{"kind": "flatten"}]}': "inputs[0]: expected 1 to 128",
    HEAD + '"outputs": ["y"], "layers": [{"kind": "flatten"}]}': "outputs[0]: expected the id of one of the layers",
}


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_anything_else_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(EditError) as caught:
        paste(STACK, text, "a")
    assert REFUSED[text] in str(caught.value)
    assert str(caught.value).isprintable()


SEEDS = [copy(NETWORKS[name](), [layer.id for layer in NETWORKS[name]()][3:9]).encode() for name in ("lenet5", "unet")]


@given(mutated(SEEDS))
def test_damaged_text_is_pasted_whole_or_refused(data: bytes) -> None:
    try:
        after = paste(STACK, data.decode("utf-8", "surrogateescape"), "a")
    except EditError as error:
        line = str(error)
        assert line.isprintable(), line
    else:
        assert loads(dumps(after)) == after


@given(any_designs(), picks)
def test_text_gives_back_what_was_cut_out(design: Design, numbers: list[int]) -> None:
    fragment = cut_out(design, chosen(design, numbers))
    read_back = read(written(fragment))
    assert read_back.layers == fragment.layers
    assert set(fragment.inputs) <= set(read_back.inputs)
    assert read_back.outputs == fragment.outputs
    assert fragment.layers[0].id in chosen(design, numbers)
