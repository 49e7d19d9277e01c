"""What worked examples of teaching texts say of weights, work and memory."""

import pytest

from designer.core.kinds import Flatten
from designer.core.shapes import Shape
from designer.core.templates.chain import conv, same_conv
from tests.core.worked_examples import last, parameters, stack


def test_10240_are_numbers_not_bytes() -> None:
    facts = last("handbook/10240-bytes")
    assert (facts.output_elements, facts.output_bytes) == (10_240, 40_960)


def test_first_layer_of_256x256x64_is_16_mib() -> None:
    assert last("handbook/mem-3x3-first").output_bytes == 16 * 2**20
    assert last("handbook/mem-7x7-s2-first").output_bytes == 4 * 2**20


def test_a_kernel_has_a_weight_per_input_channel() -> None:
    assert parameters("course/params-per-kernel") == [3 * 3 * 3 + 1]
    assert stack((8, 8, 1), conv(1, 3))[0].parameters == 3 * 3 + 1


def test_three_3x3_cost_45_percent_less_than_a_7x7_but_not_in_the_first_layer() -> None:
    one, three = sum(parameters("handbook/7x7-49C2")), sum(parameters("handbook/three-3x3-27C2"))
    assert (one, three) == (49 * 64**2, 27 * 64**2)
    assert round(100 * (one - three) / one) == 45
    assert last("handbook/7x7-49C2").receptive_field == last("handbook/three-3x3-27C2").receptive_field
    kinds = (same_conv(64, 3, bias=False),) * 3
    first = sum(facts.parameters for facts in stack((32, 32, 3), *kinds))
    assert first > stack((32, 32, 3), same_conv(64, 7, bias=False))[0].parameters


def test_bottleneck_and_row_and_column_save_weights() -> None:
    assert parameters("handbook/bottleneck-direct") == [36_864]
    assert sum(parameters("handbook/bottleneck")) == 13_312
    assert sum(parameters("handbook/1x3-3x1")) == 6 * 64**2
    assert last("handbook/1x3-3x1").receptive_field == last("handbook/bottleneck-direct").receptive_field


def test_reducing_256_channels_first_saves_5_8_times() -> None:
    direct = last("pooling/28x28x256-direct").parameters - 16
    reduced = sum(parameters("pooling/28x28x256-reduced")) - 2 * 16
    assert (direct, reduced, round(direct / reduced, 1)) == (36_864, 6_400, 5.8)


def test_7x7_on_512_maps() -> None:
    assert parameters("one-by-one/7x7-direct") == [1_605_632 + 64]
    assert sum(parameters("one-by-one/7x7-reduced")) == 233_600
    assert parameters("one-by-one/7x7-reduced")[1] == 200_704 + 64


def test_a_linear_layer_is_a_convolution_as_large_as_its_input() -> None:
    flat, convolution = last("handbook/fc-flat"), last("handbook/fc-as-conv")
    assert flat.macs == convolution.macs == 102_760_448
    assert flat.parameters == convolution.parameters
    assert last("handbook/fc-as-conv-bigger").output == Shape(4096, 2, 2)
    assert parameters("course/fc-1024")[-1] == 1_048_577


def test_twice_the_filters_are_four_times_the_weights_of_inner_layers() -> None:
    (first, inner), (first_twice, inner_twice) = parameters("forum/quadratic-a"), parameters("forum/quadratic-b")
    assert (first_twice, inner_twice) == (2 * first, 4 * inner)


@pytest.mark.parametrize(("first", "second"), [(20, 50), (8, 16)])
def test_a_filter_spans_all_input_channels(first: int, second: int) -> None:
    layers = stack((28, 28, 1), same_conv(first, 3, bias=False), same_conv(second, 5, bias=False))
    assert layers[-1].output.channels == second
    assert sum(facts.parameters for facts in layers) == 9 * first + 25 * first * second
    assert layers[-1].macs == layers[-1].output_elements * 25 * first  # each number reads 25 numbers of each map
    assert stack((28, 28, first), conv(first, 5, padding=2, groups=first, bias=False))[0].parameters == 25 * first


def test_pooling_keeps_the_number_of_maps() -> None:
    assert last("forum/pool-per-map").output.channels == 20


@pytest.mark.parametrize("kernels", [1, 8, 64])
def test_1x1_on_32_maps_has_32_weights_a_kernel(kernels: int) -> None:
    facts = stack((6, 6, 32), conv(kernels, 1, bias=False))[0]
    assert (facts.output, facts.parameters) == (Shape(kernels, 6, 6), 32 * kernels)


def test_1337_maps_under_4x5() -> None:
    facts = last("forum/1337-maps")
    assert (facts.output, facts.parameters) == (Shape(1, 39, 310), 4 * 5 * 1337 + 1)


def test_flattening_moves_no_number() -> None:
    assert stack((7, 7, 512), Flatten())[0].output_elements == 7 * 7 * 512
