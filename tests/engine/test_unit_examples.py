"""Single units of small layers: the terms, pictures and words that their arithmetic shows."""

import numpy as np
import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import (
    Activation,
    Add,
    AvgPool2d,
    BatchNorm2d,
    Concat,
    Conv2d,
    ConvTranspose2d,
    Flatten,
    Input,
    LocalResponseNorm,
    MaxPool2d,
    Multiply,
    Upsample,
    ZeroPad2d,
)
from designer.engine.errors import EngineError
from designer.engine.unit import unit_arithmetic, unit_of
from designer.engine.weights import RandomWeights
from tests.engine.cases import from_arrays


def only(kind, *inputs, unit=(0, 0, 0), **arrays):
    inputs = [np.asarray(x, np.float32) for x in inputs]
    return unit_arithmetic(
        kind, inputs, from_arrays({name: np.asarray(a, np.float32) for name, a in arrays.items()}), *unit
    )


def test_a_convolution_in_the_corner_shows_patch_kernel_and_padding():
    kernel = [[[[1, 0, -1], [2, 0, -2], [1, 0, -1]]]]
    record = only(Conv2d(out_channels=1, padding=(1, 1)), [[[1, 2], [3, 5]]], weight=kernel, bias=[0.5])
    assert record.terms.shape == (1, 3, 3)
    assert record.terms.values.reshape(3, 3).tolist() == [[0, 0, 0], [0, 1, 2], [0, 3, 5]]
    assert record.terms.products.reshape(3, 3).tolist() == [[0, 0, 0], [0, 0, -4], [0, 0, -5]]
    assert record.total == -8.5
    assert record.lines == (
        "Σ weight · input over 1 input channel × 3×3 taps, 5 of 9 in the padding",
        "channel 0: −9",
        "bias: +0.5",
        "= −8.5",
    )
    assert record.sentence == (
        "9 products of weights and inputs and the bias 0.5 add up to −8.5; 5 taps in the padding count 0."
    )


def test_a_one_by_one_layer_shows_the_mix_of_channels():
    mix = Conv2d(out_channels=1, kernel_size=(1, 1), bias=False)
    record = only(mix, [[[3.0]], [[-2.0]]], weight=[[[[0.5]], [[2.0]]]])
    assert record.lines == (
        "Σ weight · input over 2 input channels", "channel 0: 0.5 · 3: +1.5", "channel 1: 2 · −2: −4", "= −2.5",
    )  # fmt: skip
    assert record.sums == ((0, 1.5), (1, -4.0))


def test_a_grouped_convolution_reads_its_own_channels():
    kind = Conv2d(out_channels=4, kernel_size=(1, 1), groups=2, bias=False)
    record = only(kind, np.ones((4, 1, 1)), unit=(3, 0, 0), weight=np.ones((4, 2, 1, 1)))
    assert [term.channel for term in record.terms] == [2, 3]


def test_a_transposed_convolution_may_be_written_by_nobody():
    kind = ConvTranspose2d(out_channels=1, kernel_size=(1, 1), stride=(2, 2))
    record = only(kind, np.ones((2, 2, 2)), unit=(0, 1, 1), weight=np.ones((2, 1, 1, 1)), bias=[3])
    assert (len(record.terms), record.total, record.sums) == (0, 3.0, ())
    assert record.lines == ("no input unit writes here", "bias: +3", "= 3")
    assert record.sentence == "No input unit writes here: the result is 3."


def test_a_max_pool_names_the_winner():
    record = only(MaxPool2d(), [[[1, 4], [9, 9]]])
    at = record.terms[record.winner]
    assert (at.row, at.column, record.total) == (1, 0, 9)
    assert record.sentence == "The largest of 4 values in the window is 9, at row 1, column 0."


def test_a_window_of_padding_alone_has_no_winner():
    record = only(MaxPool2d(kernel_size=(1, 1), padding=(1, 1)), [[[1]]])
    assert (record.winner, record.total, len(record.terms)) == (None, -np.inf, 0)
    assert record.lines[-1] == "= −∞"


def test_not_a_number_wins_a_max_pool():
    record = only(MaxPool2d(), [[[1, np.nan], [9, 9]]])
    assert np.isnan(record.total)
    assert record.winner == 1
    assert "not a number" in record.sentence


def test_an_average_says_by_what_it_is_divided():
    record = only(AvgPool2d(padding=(1, 1)), [[[6, 2], [2, 2]]])
    assert dict(record.numbers) == {"sum": 6, "divisor": 4}
    assert record.sentence == "The window adds up to 6; divided by 4 (3 zeros of padding counted) that is 1.5."
    assert only(AvgPool2d(padding=(1, 1), count_include_pad=False), [[[6, 2], [2, 2]]]).total == 6


def test_norms_show_their_numbers():
    statistics = {"running_mean": [1], "running_var": [4], "weight": [3], "bias": [-2]}
    record = only(BatchNorm2d(eps=0), [[[5]]], **statistics)
    assert dict(record.numbers) == {"mean": 1, "variance": 4, "eps": 0, "scale": 3, "shift": -2}
    assert record.lines[1:] == ("(5 − 1) / √(4 + 0) = 2", "2 · 3 − 2", "= 4")
    record = only(LocalResponseNorm(size=3, alpha=3, beta=1), [[[1]], [[2]], [[3]]], unit=(0, 0, 0))
    assert [term.product for term in record.terms] == [1, 4]
    assert record.total == pytest.approx(1 / 6)


def test_activations_show_their_formula():
    assert only(Activation(), [[[-0.25]]]).sentence == "−0.25 is not above zero, so relu makes it 0."
    assert only(Activation(function="leaky_relu", negative_slope=0.5), [-3.0]).lines == (
        "leaky_relu(x) = x where x > 0, else 0.5 · x", "x = −3", "leaky_relu(−3) = −1.5",
    )  # fmt: skip
    record = only(Activation(function="softmax"), [0.0, np.log(3)], unit=(1,))
    assert dict(record.numbers)["denominator"] == pytest.approx(4 / 3)
    assert record.sentence.endswith("over all 2 features: 75.0 %.")


def test_joins_say_where_their_operands_come_from():
    a, b = np.ones((2, 1, 1)), np.full((3, 1, 1), 5)
    assert only(Concat(), a, b, unit=(4, 0, 0)).sentence == "Channel 4 is channel 2 of input 1: 5."
    assert only(Concat(), [1], [2, 3], unit=(2,)).sentence == "Feature 2 is feature 1 of input 1: 3."
    assert only(Add(), a, 2 * a).lines == ("input 0: +1", "input 1: +2", "= 3")
    record = only(Multiply(), np.full((1, 2, 2), 4), [[[0.5]]], unit=(0, 1, 1))
    assert [(term.row, term.column) for term in record.terms] == [(1, 1), (0, 0)]
    assert record.total == 2


def test_what_only_passes_on_says_from_where():
    x = np.arange(8).reshape(2, 2, 2)
    assert only(Flatten(), x, unit=(6,)).sentence == "Feature 6 is channel 1, row 1, column 0: 6."
    assert only(ZeroPad2d(padding=(1, 1)), x).sentence == "A zero of the padding."
    assert only(ZeroPad2d(padding=(1, 1)), x, unit=(1, 2, 1)).total == 6
    assert only(Upsample(), x, unit=(0, 3, 1)).total == 2
    blend = only(Upsample(mode="bilinear"), x, unit=(0, 1, 1))
    assert [term.weight for term in blend.terms] == [9 / 16, 3 / 16, 3 / 16, 1 / 16]


@pytest.mark.parametrize("unit", [(1, 0, 0), (0, 2, 0), (0, 0, -1)])
def test_there_is_no_such_unit(unit):
    with pytest.raises(EngineError, match="expected a unit of 2×2×1, found channel"):
        only(Activation(), np.ones((1, 2, 2)), unit=unit)


def test_maps_that_are_not_there_yet():
    design = Design((Layer("in", Input(channels=1, height=2, width=2)), Layer("act", Activation(), ("in",))))
    with pytest.raises(EngineError, match="the maps of in, which act reads, are not there yet"):
        unit_of(analyse(design), "act", {}, RandomWeights(), 0, 0)
