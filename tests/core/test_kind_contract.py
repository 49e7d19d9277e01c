"""What every layer kind must keep: the file's fields, round trips, and figures that agree with slow counting."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.fileformat import dumps, loads, write_layer
from designer.core.kind import options_of
from designer.core.kinds import KINDS, Input
from designer.core.presets import PRESETS
from designer.core.shapes import Flat, Problem, Shape
from designer.core.value import MISSING, fields, replace
from tests.core.counting import shape_of
from tests.strategies import flats, kinds, maps

REQUIRED = "required"
CONTRACT = {
    "input": {"height": REQUIRED, "width": REQUIRED, "channels": REQUIRED},
    "conv2d": {
        "out_channels": REQUIRED, "kernel_size": 3, "stride": 1, "padding": 0, "dilation": 1, "groups": 1, "bias": True,
    },
    "conv_transpose2d": {
        "out_channels": REQUIRED, "kernel_size": 2, "stride": 2, "padding": 0, "output_padding": 0, "dilation": 1,
        "groups": 1, "bias": True,
    },
    "max_pool2d": {"kernel_size": 2, "stride": None, "padding": 0, "dilation": 1, "ceil_mode": False},
    "avg_pool2d": {"kernel_size": 2, "stride": None, "padding": 0, "ceil_mode": False, "count_include_pad": True},
    "adaptive_avg_pool2d": {"output_size": 1},
    "adaptive_max_pool2d": {"output_size": 1},
    "batch_norm2d": {"eps": 1e-5, "affine": True},
    "local_response_norm": {"size": 5, "alpha": 1e-4, "beta": 0.75, "k": 1.0},
    "activation": {"function": "relu", "negative_slope": 0.01},
    "dropout": {"p": 0.5},
    "flatten": {},
    "linear": {"out_features": REQUIRED, "bias": True},
    "add": {},
    "multiply": {},
    "concat": {},
    "upsample": {"scale_factor": 2, "mode": "nearest"},
    "zero_pad2d": {"padding": REQUIRED},
}  # fmt: skip
"""The table of the file format: every kind with its fields in order, and their defaults as JSON."""
every_kind = pytest.mark.parametrize("name", KINDS)


def design_around(kind):
    """The layer below one or two images."""
    count = 0 if isinstance(kind, Input) else 2 if kind.joins else 1
    images = [Layer(f"image{i}", Input(height=5, width=7, channels=4)) for i in range(count)]
    return Design((*images, Layer("layer", kind, tuple(layer.id for layer in images))))


def test_the_kinds_are_those_of_the_format_in_its_order():
    def default(field):
        return REQUIRED if field.default is MISSING else field.default and field.metadata["option"].write(field.default)

    found = {name: {field.name: default(field) for field in fields(kind)} for name, kind in KINDS.items()}
    assert found == CONTRACT
    assert list(found) == list(CONTRACT)
    assert [list(options) for options in found.values()] == [list(options) for options in CONTRACT.values()]


@every_kind
@given(data=st.data())
def test_the_file_gives_the_layer_back(name, data):
    design = design_around(data.draw(kinds(name)))
    assert loads(dumps(design)) == design


@every_kind
def test_defaults_are_left_out_of_the_file(name):
    required = {
        key: KINDS["zero_pad2d"](padding=(1, 1)).padding if key == "padding" else 3
        for key, default in CONTRACT[name].items()
        if default == REQUIRED
    }
    written = write_layer(Layer("x", KINDS[name](**required)), None)
    assert set(written) == {"kind", "id", *required}


@every_kind
@given(data=st.data())
def test_shape_parameters_and_work_are_those_of_counting(name, data):
    kind = data.draw(kinds(name, largest=4))
    if kind.joins:
        inputs = tuple(
            data.draw(
                st.lists(
                    st.sampled_from(data.draw(st.lists(maps | flats, min_size=1, max_size=2))), min_size=2, max_size=3
                )
            )
        )
    else:
        inputs = () if name == "input" else (data.draw(maps | flats),)
    if "groups" in options_of(KINDS[name]) and isinstance(inputs[0], Shape) and data.draw(st.booleans()):
        groups = data.draw(st.sampled_from([n for n in range(1, 7) if inputs[0].channels % n == 0]))
        kind = replace(kind, groups=groups, out_channels=groups * data.draw(st.integers(1, 3)))
    try:
        output = kind.output(inputs)
    except Problem:
        output = None
    counted = shape_of(kind, [numbers(shape) for shape in inputs])
    assert (None if output is None else numbers(output)) == counted
    if output is not None:
        assert kind.macs(inputs, output) == work(kind, inputs, counted)
        learned = sum(weight.elements for weight in kind.weights(inputs) if weight.learned)
        assert learned == parameters(kind, inputs)


def numbers(shape):
    return (shape.features,) if isinstance(shape, Flat) else (shape.channels, shape.height, shape.width)


def work(kind, inputs, output):
    """Multiply–accumulates, one by one."""
    count = 0
    if kind.name == "conv2d":
        for _ in product(*map(range, output)):
            for _ in product(range(inputs[0].channels // kind.groups), *map(range, kind.kernel_size)):
                count += 1
    elif kind.name == "conv_transpose2d":
        for _ in product(*map(range, numbers(inputs[0]))):
            for _ in product(range(kind.out_channels // kind.groups), *map(range, kind.kernel_size)):
                count += 1
    elif kind.name == "linear":
        for _ in product(range(inputs[0].elements), range(kind.out_features)):
            count += 1
    return count


def parameters(kind, inputs):
    """The learned numbers by the textbook formulas."""
    match kind.name:
        case "conv2d" | "conv_transpose2d":
            weights = inputs[0].channels * kind.out_channels * kind.kernel_size[0] * kind.kernel_size[1] // kind.groups
            return weights + kind.out_channels * kind.bias
        case "linear":
            return (inputs[0].elements + kind.bias) * kind.out_features
        case "batch_norm2d":
            return 2 * inputs[0].channels * kind.affine
    return 0


@every_kind
@given(data=st.data())
def test_any_layer_on_any_input_is_analysed(name, data):
    analysis = analyse(design_around(data.draw(kinds(name))))
    facts = analysis.facts["layer"]
    assert (facts.output is None) == any(finding.severity == "error" for finding in analysis.findings)
    assert analysis.totals.partial == (facts.output is None)
    if facts.fields is not None:
        assert all(type(end) in (int, type(None)) for end in (*facts.start, *facts.receptive_field))


def test_weights_are_named_and_shaped_as_in_pytorch():
    conv = KINDS["conv2d"](out_channels=6, kernel_size=(3, 5), groups=2)
    assert [(w.name, w.shape) for w in conv.weights((Shape(4, 9, 9),))] == [("weight", (6, 2, 3, 5)), ("bias", (6,))]
    transposed = KINDS["conv_transpose2d"](out_channels=6, kernel_size=(3, 5), groups=2)
    assert transposed.weights((Shape(4, 9, 9),))[0].shape == (4, 3, 3, 5)
    norm = KINDS["batch_norm2d"](affine=False).weights((Shape(4, 9, 9),))
    assert [(w.name, w.shape, w.learned) for w in norm] == [("running_mean", (4,), False), ("running_var", (4,), False)]
    assert KINDS["linear"](out_features=2, bias=False).weights((Shape(4, 9, 9),))[0].shape == (2, 324)


@pytest.mark.parametrize("shape", [Shape(16, 32, 32), Shape(3, 224, 224), Flat(10), None])
def test_every_kind_is_in_the_palette(shape):
    offered = {key: preset.kind_for(shape) for key, preset in PRESETS.items()}
    assert {kind.name for kind in offered.values()} == set(KINDS)
    assert all(key == preset.key and preset.help and preset.label and preset.group for key, preset in PRESETS.items())
    if isinstance(shape, Shape):
        for kind in offered.values():
            assert kind.output(() if kind.name == "input" else (shape, shape) if kind.joins else (shape,)).elements > 0


@every_kind
def test_every_kind_and_option_explains_itself(name):
    kind = KINDS[name]
    assert kind.name == name
    assert kind.__doc__
    for sentence in (kind.help, kind.__doc__):
        assert sentence.rstrip().endswith(".")
        assert sentence[0].isupper()
    assert kind.label
    assert kind.group
    for option in options_of(kind).values():
        assert option.help
        assert option.expected != "a value"
    assert len({other.label for other in KINDS.values()}) == len(KINDS)
