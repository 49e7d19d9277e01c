"""Worked examples of teaching texts: every figure of every layer, what they say of sizes and fields, templates."""

import pytest

from designer.core.analysis import analyse
from designer.core.facts import Facts
from designer.core.kinds import Conv2d, MaxPool2d
from designer.core.shapes import Shape
from designer.core.templates import BLOCKS, NETWORKS
from designer.core.templates.chain import conv, max_pool
from designer.core.templates.squeeze_expand import squeeze_expand
from tests.core.worked_examples import CASES, EXAMPLES, below_image, example, last, stack


def printed(facts: Facts, figure: str) -> object:
    """A figure in the form of the data file."""
    if figure == "output":
        shape = facts.output
        return [shape.height, shape.width, shape.channels] if isinstance(shape, Shape) else [shape.features]
    value = getattr(facts, figure)
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", CASES)
def test_every_figure_of_every_layer(name: str) -> None:
    layers = below_image(example(name))
    assert len(layers) == len(CASES[name]["expected"])
    for facts, row in zip(layers, CASES[name]["expected"], strict=True):
        for figure, expected in zip(EXAMPLES["columns"], row, strict=True):
            if expected is not None:
                assert printed(facts, figure) == expected, f"{facts.layer.id} {figure}"


def test_no_example_has_an_error() -> None:
    assert [name for name in CASES if example(name).has_errors] == []


def test_3x3_layers_alone_take_199_to_see_399() -> None:
    layers = below_image(example("pooling/conv-chain-399"))
    assert len(layers) == 199
    assert (layers[-1].output, layers[-1].receptive_field) == (Shape(1, 1, 1), (399, 399))
    assert layers[-2].receptive_field == (397, 397)


def test_four_pools_leave_nine_pixels_unseen() -> None:
    analysis = example("pooling/maxpool-chain-399")
    layers = below_image(analysis)
    kinds = [facts.layer.kind.name for facts in layers]
    assert (kinds.count("conv2d"), kinds.count("max_pool2d"), len(kinds)) == (27, 4, 31)
    pooled = [facts.inputs[0].height for facts in layers if facts.layer.kind.name == "max_pool2d"]
    assert pooled == [389, 184, 82, 31]
    assert (layers[-1].output, layers[-1].start) == (Shape(1, 1, 1), (0, 0))
    assert 399 - layers[-1].receptive_field[0] == 9
    dropped = {finding.layer for finding in analysis.findings if finding.code == "border-dropped"}
    lost = [analysis.facts[analysis.facts[name].layer.inputs[0]].jump[0] for name in sorted(dropped)]
    assert lost == [1, 8]  # one column each, worth the jump above it


@pytest.mark.parametrize(("name", "before", "after"), [("interval-5", 5, 6), ("interval-11", 11, 12)])
def test_a_pool_adds_one_step_to_the_field(name: str, before: int, after: int) -> None:
    above, pool = below_image(example(f"pooling/{name}"))[-2:]
    assert (above.receptive_field, pool.receptive_field) == ((before, before), (after, after))


def test_a_transition_doubles_the_jump_not_the_field() -> None:
    above, pool, squeeze = below_image(example("pooling/transition-rf22"))[-3:]
    assert [facts.output.text for facts in (above, pool, squeeze)] == ["390×390×512", "195×195×512", "195×195×32"]
    assert [facts.receptive_field[0] for facts in (above, pool, squeeze)] == [11, 12, 12]
    assert [facts.jump[0] for facts in (above, pool, squeeze)] == [1, 2, 2]


@pytest.mark.parametrize("name", CASES)
def test_field_grows_by_the_kernel_less_one_times_the_jump(name: str) -> None:
    above = example(name).facts["image"]
    for facts in below_image(example(name)):
        kind = facts.layer.kind
        if isinstance(kind, Conv2d | MaxPool2d):
            for axis in (0, 1):
                grown = above.receptive_field[axis] + (kind.kernel_size[axis] - 1) * above.jump[axis]
                assert facts.receptive_field[axis] == grown
                assert facts.jump[axis] == above.jump[axis] * kind.strides[axis]
        above = facts


def test_14x14_through_two_3x3_a_pool_and_a_3x3() -> None:
    layers = below_image(example("handbook/rf-14x14"))
    assert [facts.output.height for facts in layers] == [12, 10, 5, 3]
    assert [facts.receptive_field[0] for facts in layers] == [3, 5, 6, 10]
    assert [facts.jump[0] for facts in layers] == [1, 1, 2, 2]


@pytest.mark.parametrize(("depth", "field"), [(2, 5), (3, 7)])
def test_stacked_3x3_see_as_one_larger_kernel(depth: int, field: int) -> None:
    stacked = stack((32, 32, 1), *[conv(1, 3)] * depth)[-1]
    assert stacked.receptive_field == stack((32, 32, 1), conv(1, field))[-1].receptive_field == (field, field)


def test_a_strided_convolution_has_a_pools_field_only_with_its_kernel() -> None:
    pool, like, wider = (stack((32, 32, 1), kind)[0] for kind in (max_pool(2, 2), conv(1, 2, 2), conv(1, 3, 2)))
    assert (like.receptive_field, like.jump) == (pool.receptive_field, pool.jump)
    assert wider.receptive_field != pool.receptive_field


def test_sizes_are_floored_and_each_axis_has_its_kernel() -> None:
    assert last("course/size-formula-floor").output == Shape(1, 3, 3)  # (8 − 3)/2 + 1 = 3.5
    assert last("course/size-formula-w").output == Shape(1, 8, 6)


@pytest.mark.parametrize(("pad", "kernel"), [(0, 1), (1, 3), (2, 5), (3, 7)])
def test_half_an_odd_kernel_of_padding_keeps_the_size(pad: int, kernel: int) -> None:
    assert stack((32, 32, 1), conv(1, kernel, 1, pad))[0].output == Shape(1, 32, 32)


def test_pooling_has_the_window_of_a_convolution_and_no_weights() -> None:
    pool, like = stack((29, 28, 5), max_pool(3, 2, 1))[0], stack((29, 28, 5), conv(5, 3, 2, 1))[0]
    for figure in ("output", "receptive_field", "jump", "start"):
        assert getattr(pool, figure) == getattr(like, figure)
    assert (pool.parameters, pool.macs) == (0, 0)


def test_systems_the_texts_name_are_templates() -> None:
    networks = {"alexnet", "vgg16", "nin", "googlenet", "resnet50", "squeeze_expand", "mobilenet_v1", "plain_stack"}
    assert networks | {"vgg16_convolutional"} <= NETWORKS.keys()
    blocks = {"inception_naive", "inception", "inception_factorised", "residual_projection", "bottleneck"}
    assert blocks | {"expand", "squeeze", "depthwise_separable"} <= {block.name for block in BLOCKS}


@pytest.mark.parametrize("repeats", [1, 2, 4])
def test_squeeze_expand_repeats_as_asked(repeats: int) -> None:
    facts = analyse(squeeze_expand(repeats, size=64)).facts.values()
    widths = [f.output.channels for f in facts if isinstance(f.layer.kind, Conv2d)]
    assert widths == [*([32, 64, 128, 256, 512, 32] * repeats)[:-1], 10]


def test_squeeze_expand_without_padding_begins_as_the_worked_example() -> None:
    facts = analyse(squeeze_expand(2, size=400, padding=0)).facts
    assert facts["transition1.squeeze"].output == Shape(32, 195, 195)
    assert facts["transition1.squeeze"].receptive_field == (12, 12)
