"""The design file: canonical writing, what may be left out, exact refusals, and files broken at random."""

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.design import Design, Layer, Settings
from designer.core.fileformat import dumps, loads
from designer.core.files import load, save
from designer.core.kinds import Activation, Add, Conv2d, Input, MaxPool2d
from designer.core.strictjson import FileError
from designer.paths import resources_dir
from tests.core.hostile import REFUSED
from tests.core.hostile_kit import file_of, top
from tests.strategies import any_designs, mutate, mutated, random_design

EXAMPLES = sorted((resources_dir() / "designs").glob("*.cnn.json"))
EVERYTHING = dumps(random_design(Random(3), most=30))


def layers_of(data):
    return json.loads(data)["layers"]


@given(any_designs())
def test_what_is_written_is_read_back_and_written_the_same(design):
    data = dumps(design)
    assert loads(data) == design
    assert dumps(loads(data)) == data


@pytest.mark.parametrize("seed", range(40))
def test_random_networks_come_back(seed):
    design = random_design(Random(seed), broken=0.2)
    assert loads(dumps(design)) == design


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_load_then_save_of_an_example_gives_the_same_bytes(path, tmp_path):
    save(load(path), tmp_path / "again.cnn.json")
    assert (tmp_path / "again.cnn.json").read_bytes() == path.read_bytes()


def test_writing_is_canonical_to_the_byte():
    design = Design(
        (
            Layer("image", Input(height=32, width=30, channels=1)),
            Layer(
                "c1",
                Conv2d(out_channels=6, kernel_size=(5, 5), stride=(1, 2), padding=(0, 0, 1, 1)),
                ("image",),
                "s/b",
                "ü\n2",
            ),
            Layer("a1", Activation(function="tanh"), ("c1",)),
            Layer("s2", MaxPool2d(stride=(2, 2)), ("a1",)),
            Layer("sum", Add(), ("s2", "a1")),
            Layer("side", Activation(), ("a1",)),
        ),
        "LeNet",
        Settings(2),
    )
    assert (
        dumps(design).decode()
        == """{
  "format": "cnn-design",
  "version": 1,
  "name": "LeNet",
  "settings": {
    "batch_size": 2
  },
  "layers": [
    {
      "kind": "input",
      "id": "image",
      "height": 32,
      "width": 30,
      "channels": 1
    },
    {
      "kind": "conv2d",
      "id": "c1",
      "block": "s/b",
      "note": "ü\\n2",
      "out_channels": 6,
      "kernel_size": 5,
      "stride": [
        1,
        2
      ],
      "padding": [
        0,
        0,
        1,
        1
      ]
    },
    {
      "kind": "activation",
      "id": "a1",
      "function": "tanh"
    },
    {
      "kind": "max_pool2d",
      "id": "s2"
    },
    {
      "kind": "add",
      "id": "sum",
      "inputs": [
        "s2",
        "a1"
      ]
    },
    {
      "kind": "activation",
      "id": "side",
      "inputs": [
        "a1"
      ]
    }
  ]
}
"""
    )


def test_a_file_may_leave_out_what_has_a_default():
    design = loads(file_of('{"kind": "conv2d", "out_channels": 4}', '{"kind": "max_pool2d"}'))
    assert design.settings == Settings(1, "float32")
    assert design.name == ""
    assert [layer.inputs for layer in design] == [(), ("image",), ("conv2d_1",)]
    assert design["max_pool2d_1"].kind == MaxPool2d(kernel_size=(2, 2))
    assert (design["max_pool2d_1"].block, design["max_pool2d_1"].note) == (None, None)


def test_generated_ids_count_each_kind_and_keep_clear_of_given_ones():
    conv = '{"kind": "conv2d", "out_channels": 4%s}'
    design = loads(
        file_of(conv % "", conv % ', "id": "conv2d_2"', conv % "", '{"kind": "flatten"}', conv % ', "id": "flatten_2"')
    )
    assert [layer.id for layer in design] == ["image", "conv2d_1", "conv2d_2", "conv2d_3", "flatten_1", "flatten_2"]


def test_a_size_is_one_number_or_two():
    for text, size in (("3", (3, 3)), ("[3, 3]", (3, 3)), ("[3, 5]", (3, 5))):
        design = loads(file_of(f'{{"kind": "conv2d", "out_channels": 4, "kernel_size": {text}}}'))
        assert design["conv2d_1"].kind.kernel_size == size


def test_a_design_whose_arithmetic_fails_is_a_valid_file():
    design = loads(file_of('{"kind": "conv2d", "out_channels": 4, "kernel_size": 9, "groups": 2}'))
    assert analyse(design).has_errors
    assert loads(dumps(design)) == design


def test_a_stride_equal_to_the_kernel_is_left_out():
    data = dumps(loads(file_of('{"kind": "max_pool2d", "kernel_size": 3, "stride": [3, 3]}')))
    assert layers_of(data)[1] == {"kind": "max_pool2d", "id": "max_pool2d_1", "kernel_size": 3}


def test_odd_but_good_names_are_kept():
    for name in ("features.0", "網路 🧠", "=1+1", "a" * 128, '"quoted"', "</script>", "\\input"):
        design = loads(
            file_of(json.dumps({"kind": "flatten", "id": name, "note": name, "block": name.replace("/", "")}))
        )
        assert loads(dumps(design)).layers[1].id == name


@pytest.mark.parametrize("name", REFUSED)
def test_refusals_name_place_expectation_and_what_stood_there(name):
    data, line = REFUSED[name]
    with pytest.raises(FileError) as refused:
        loads(data)
    assert str(refused.value) == line
    assert line.isprintable()
    assert len(line) < 500


def test_at_the_limits_a_file_is_read():
    assert len(loads(file_of(*['{"kind":"flatten"}'] * 9_999))) == 10_000
    largest = 2**63 - 1
    assert loads(file_of(f'{{"kind": "linear", "out_features": {largest}}}'))["linear_1"].kind.out_features == largest
    assert loads(top(name="x" * 1000)).name == "x" * 1000
    assert loads(file_of() + b" " * 2**20)


def check(data):
    """A file is refused with one line, or read; what is read is written, read back, and analysed."""
    line = ""
    try:
        design = loads(data)
    except FileError as error:
        line = str(error)
    assert line.isprintable()
    if line:
        return False
    assert loads(dumps(design)) == design
    analyse(design)
    return True


@settings(max_examples=300)
@given(mutated([path.read_bytes() for path in EXAMPLES[:1]] + [EVERYTHING, file_of()]))
def test_only_file_errors_leave_the_reader(data):
    check(data)


def test_thousands_of_broken_files():
    random, accepted = Random(5), 0
    seeds = [
        file_of(
            '{"kind": "conv2d", "out_channels": 16, "padding": "same", "id": "c"}',
            '{"kind": "max_pool2d"}',
            '{"kind": "add", "inputs": ["c", "c"]}',
        ),
        top(name="x", settings={"batch_size": 2}),
    ]
    for _ in range(4000):
        accepted += check(mutate(random.choice(seeds), random))
    assert 20 < accepted < 3950  # neither all noise nor no change at all


leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["conv2d", "add", "same", "image"])
)
keys = st.sampled_from(["kind", "id", "inputs", "block", "note", "padding", "stride", "out_channels", "p"]) | st.text()
trees = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=12)


@settings(max_examples=50)
@given(
    st.dictionaries(st.sampled_from(["name", "settings", "layers", "version"]) | st.text(), trees),
    st.lists(st.dictionaries(keys, trees)),
)
def test_any_json_at_all(document, layers):
    first = json.loads(file_of())
    check(json.dumps({**first, "layers": [*first["layers"], *layers]}).encode("utf-8", "surrogatepass"))
    check(json.dumps({**first, **document}).encode("utf-8", "surrogatepass"))
