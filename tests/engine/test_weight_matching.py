"""Arrays of a file find their layers: by name, else by order and shape; what is unsure or missing is said."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.files import load
from designer.core.kinds import Activation, BatchNorm2d, Conv2d, Input, Linear
from designer.engine.array_layouts import layouts
from designer.engine.weight_matching import propose
from designer.engine.weight_proposal import Entry
from designer.engine.weights import all_specs
from designer.paths import resource
from tests.engine import name_tables
from tests.engine.name_tables import TORCHVISION, as_safetensors


def example(name):
    return load(resource("designs", f"{name}.cnn.json"))


def anonymous(design):
    """The design with ids that say nothing, and what they stood for."""
    names = {layer.id: f"x{number}" for number, layer in enumerate(design)}
    layers = tuple(
        Layer(names[layer.id], layer.kind, tuple(names[above] for above in layer.inputs)) for layer in design
    )
    return Design(layers), {new: old for old, new in names.items()}


def named(design):
    return [Entry(spec.full_name, spec.shape) for spec in all_specs(analyse(design))]


def found(proposal):
    return {match.need.name: match.entry and match.entry.name for match in proposal.matches}


EXAMPLES = [
    path.name.removesuffix(".cnn.json") for path in sorted(resource("designs", "vgg16.cnn.json").parent.iterdir())
]


@pytest.mark.parametrize("name", EXAMPLES)
def test_own_names_are_exact(name):
    design = example(name)
    assert propose(analyse(design), named(design)).is_exact
    shuffled = random.Random(1).sample(named(design), len(named(design)))
    assert propose(analyse(design), shuffled).is_exact


@pytest.mark.parametrize("name", TORCHVISION)
def test_torchvision_names_are_exact(name):
    proposal = propose(analyse(example(name)), TORCHVISION[name])
    assert proposal.is_exact
    assert proposal.surplus == ()


@pytest.mark.parametrize("order", [list, as_safetensors], ids=["as defined", "as safetensors writes"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_other_ids_are_found_by_order_and_shape(name, order):
    design = example(name)
    other, old = anonymous(design)
    proposal = propose(analyse(other), order(TORCHVISION.get(name, named(design))))
    expected = {spec.full_name: f"{old[spec.layer]}.{spec.name}" for spec in all_specs(analyse(other))}
    pairs = found(proposal)
    wrong = {name: pairs[name] for name in expected if pairs[name] != expected[name]}
    assert wrong == {}
    assert proposal.lacking == proposal.surplus == ()
    assert not proposal.is_exact


@pytest.mark.parametrize("prefix", ["module.", "model.backbone.", "net/"])
def test_a_prefix_that_all_have_is_seen_through(prefix):
    design = example("resnet50")
    entries = [Entry(prefix + entry.name, entry.shape) for entry in TORCHVISION["resnet50"]]
    proposal = propose(analyse(design), entries)
    assert all(name and name == prefix + need for need, name in found(proposal).items())
    assert {match.by for match in proposal.matches} == {"name"}
    assert not proposal.is_exact


def test_names_that_mostly_do_not_fit_are_not_believed():
    """VGG-16 with batch norm shares names with that without, but they stand for other layers."""
    proposal = propose(analyse(example("vgg16")), list(name_tables.vgg16(batch_norm=True)))
    weights = [match.entry.name for match in proposal.matches if match.need.spec.name == "weight"]
    expected = [entry.name for entry in name_tables.vgg16(batch_norm=True) if len(entry.shape) > 1]
    assert weights == expected
    assert proposal.lacking == ()
    assert len(proposal.surplus) == 13 * 4


def test_another_head_has_a_wrong_shape_and_the_rest_is_found():
    entries = [entry for entry in TORCHVISION["resnet18"] if not entry.name.startswith("fc")]
    entries += name_tables.dense("fc", 10, 512)
    proposal = propose(analyse(example("resnet18")), entries)
    assert [(match.need.name, match.state) for match in proposal.lacking] == [
        ("fc.weight", "wrong shape"),
        ("fc.bias", "wrong shape"),
    ]
    assert proposal.lacking[0].entry.shape == (10, 512)
    assert proposal.surplus == ()


def test_another_head_under_another_name():
    entries = [*name_tables.conv("one", 4, 4, 3), *name_tables.conv("two", 4, 4, 3), *name_tables.norm("bn", 4)]
    proposal = propose(analyse(TWINS), [*entries, Entry("head.weight", (9, 256)), Entry("head.bias", (2,))])
    states = {match.need.name: (match.state, match.entry.name) for match in proposal.matches}
    assert states["top.weight"] == ("wrong shape", "head.weight")
    assert states["top.bias"] == ("ok", "head.bias")
    assert proposal.surplus == ()
    stranger = [*entries, Entry("head.weight", (9, 2, 1, 1))]
    assert propose(analyse(TWINS), stranger).lacking[0].state == "missing"


def test_what_is_missing_and_what_is_left_over_is_named():
    entries = [entry for entry in TORCHVISION["alexnet"] if not entry.name.startswith("classifier.6")]
    proposal = propose(analyse(example("alexnet")), [*entries, Entry("ema.weight", (7, 7))])
    assert [(match.need.name, match.state) for match in proposal.lacking] == [
        ("classifier.6.weight", "missing"),
        ("classifier.6.bias", "missing"),
    ]
    assert [entry.name for entry in proposal.surplus] == ["ema.weight"]
    assert not proposal.is_exact


def test_a_lesson_s_lenet_fits_but_for_the_layer_that_is_dense_there():
    design = example("lenet5")
    proposal = propose(analyse(design), list(name_tables.lenet_pytorch()))
    pairs = found(proposal)
    assert pairs["c1.weight"] == "conv1.weight"
    assert pairs["f6.weight"] == "fc2.weight"
    assert pairs["output.bias"] == "fc3.bias"


def test_another_googlenet_fits_in_part():
    """torchvision's convolutions have no bias: it is missing, and the batch norms are left over."""
    proposal = propose(analyse(example("googlenet")), list(name_tables.googlenet_torchvision()))
    pairs = found(proposal)
    assert pairs["conv1/7x7_s2.weight"] == "conv1.conv.weight"
    assert pairs["conv1/7x7_s2.bias"] is None
    assert pairs["conv2/3x3.weight"] == "conv3.conv.weight"
    assert not proposal.is_empty
    assert all(".bn." in entry.name for entry in proposal.surplus)


def test_keras_mobilenet_is_turned_into_place():
    design = example("mobilenet_v1")
    entries = list(name_tables.mobilenet_keras())
    proposal = propose(analyse(design), entries)
    spec_of = {match.need.name: match for match in proposal.matches}
    assert spec_of["conv_stem.weight"].entry.name == "conv1/kernel:0"
    assert spec_of["conv_stem.weight"].layout == "kernel"
    assert spec_of["blocks.0.0.conv_dw.weight"].entry.name == "conv_dw_1/depthwise_kernel:0"
    assert spec_of["blocks.0.0.conv_dw.weight"].layout == "depthwise"
    assert spec_of["blocks.3.4.conv_pw.weight"].entry.name.startswith("conv_pw_")
    order = [match.entry.name for match in proposal.matches if match.entry and "kernel" in match.entry.name]
    assert order == [name for name in (entry.name for entry in entries) if "kernel" in name and "preds" not in name]


def test_nameless_arrays_are_taken_in_order():
    """As numpy.savez writes those it is given without names."""
    design, _ = anonymous(example("resnet18"))
    specs = list(all_specs(analyse(design)))
    proposal = propose(analyse(design), [Entry(f"arr_{i}", spec.shape) for i, spec in enumerate(specs)])
    assert list(found(proposal).values()) == [f"arr_{i}" for i in range(len(specs))]
    assert proposal.lacking == ()


TWINS = Design(
    (
        Layer("image", Input(channels=4, height=8, width=8)),
        Layer("a", Conv2d(out_channels=4, padding=(1, 1)), ("image",)),
        Layer("n", BatchNorm2d(), ("a",)),
        Layer("r", Activation(), ("n",)),
        Layer("b", Conv2d(out_channels=4, padding=(1, 1)), ("r",)),
        Layer("top", Linear(out_features=2), ("b",)),
    )
)


def test_arrays_that_could_be_exchanged_are_marked():
    entries = [*name_tables.conv("one", 4, 4, 3), *name_tables.conv("two", 4, 4, 3), *name_tables.dense("end", 2, 256)]
    matches = {match.need.name: match for match in propose(analyse(TWINS), entries).matches}
    assert matches["a.weight"].by == matches["b.bias"].by == "order"
    assert matches["top.weight"].by == "shape"
    assert matches["n.weight"].state == "missing"  # never the bias of a convolution, though it would fit


def test_names_that_are_shifted_are_not_believed():
    """The file counts one more layer than the design: `b` there is `a` here."""
    entries = [*name_tables.conv("b", 4, 4, 3), *name_tables.conv("top", 4, 4, 3), *name_tables.dense("last", 2, 256)]
    pairs = found(propose(analyse(TWINS), entries))
    assert (pairs["a.weight"], pairs["b.weight"], pairs["top.weight"]) == ("b.weight", "top.weight", "last.weight")


def test_nothing_that_fits():
    proposal = propose(analyse(TWINS), [Entry("x.weight", (1, 2, 3)), Entry("y", ())])
    assert proposal.is_empty
    assert len(proposal.surplus) == 2


def test_a_design_without_weights_needs_nothing():
    design = Design((Layer("image", Input(channels=1, height=8, width=8)),))
    assert propose(analyse(design), []).is_exact


def test_twenty_thousand_arrays_take_no_longer_than_their_number_asks():
    entries = [Entry(f"block.{i}.weight", (4, 4, 3, 3)) for i in range(20_000)]
    proposal = propose(analyse(TWINS), entries)
    assert found(proposal)["a.weight"] == "block.0.weight"
    assert len(proposal.surplus) == 19_998


NAMES = st.one_of(
    st.sampled_from(["a.weight", "b.weight", "n.running_mean", "m.a.bias", "top/kernel:0", "arr_0"]),
    st.text(max_size=12),
)
SHAPES = st.sampled_from([(4, 4, 3, 3), (3, 3, 4, 4), (4,), (2, 256), (256, 2), (2,), (), (0, 1), (10**12, 10**12)])


@given(st.lists(st.tuples(NAMES, SHAPES), unique_by=lambda entry: entry[0], max_size=30))
def test_whatever_the_header_says_each_array_is_used_once_and_fits(pairs):
    entries = [Entry(name, shape) for name, shape in pairs]
    proposal = propose(analyse(TWINS), entries)
    used = [match.entry.name for match in proposal.matches if match.entry is not None]
    assert len(used) == len(set(used))
    assert [match.need.name for match in proposal.matches] == [spec.full_name for spec in all_specs(analyse(TWINS))]
    assert {*used, *(entry.name for entry in proposal.surplus)} >= {
        entry.name for entry in entries if "num_batches" not in entry.name
    }
    for match in proposal.matches:
        if match.layout is not None:
            assert match.layout in layouts(match.need, match.entry.shape)
            assert replace(match).state == "ok"
