"""Random weights: He-normal, the same for the same seed, id and shape, and only then; edge filters."""

import numpy as np
import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import BatchNorm2d, Conv2d, ConvTranspose2d, Input, Linear
from designer.engine.errors import Stopped
from designer.engine.weights import DRAWN_AT_ONCE, NORMAL_QUANTILES, RandomWeights, WeightSpec, all_specs, draw_normal

SMALL = Design(
    (
        Layer("image", Input(channels=3, height=9, width=9)),
        Layer("c", Conv2d(out_channels=64, kernel_size=(3, 3)), ("image",)),
        Layer("b", BatchNorm2d(), ("c",)),
        Layer("t", ConvTranspose2d(out_channels=32, groups=2), ("b",)),
        Layer("f", Linear(out_features=10), ("t",)),
    )
)


def never():
    return False


def spec(layer="a", shape=(50, 40, 30), deviation=0.5):
    return WeightSpec(layer, "weight", shape, "normal", deviation)


def test_names_shapes_and_fills():
    found = {s.full_name: (s.shape, s.fill) for s in all_specs(analyse(SMALL))}
    assert found == {
        "c.weight": ((64, 3, 3, 3), "normal"),
        "c.bias": ((64,), "zeros"),
        "b.weight": ((64,), "ones"),
        "b.bias": ((64,), "zeros"),
        "b.running_mean": ((64,), "zeros"),
        "b.running_var": ((64,), "ones"),
        "t.weight": ((64, 16, 2, 2), "normal"),
        "t.bias": ((32,), "zeros"),
        "f.weight": ((10, 32 * 14 * 14), "normal"),
        "f.bias": ((10,), "zeros"),
    }


def test_deviation_is_he_s():
    deviations = {s.full_name: s.deviation for s in all_specs(analyse(SMALL)) if s.fill == "normal"}
    assert deviations["c.weight"] == pytest.approx((2 / 27) ** 0.5)
    assert deviations["t.weight"] == pytest.approx((2 / (32 * 4)) ** 0.5)
    assert deviations["f.weight"] == pytest.approx((2 / 6272) ** 0.5)


def test_drawn_numbers_are_normal():
    numbers = draw_normal(spec(shape=(1_000_000,)), 1, never)
    assert numbers.dtype == np.float32
    assert numbers.mean() == pytest.approx(0, abs=2e-3)
    assert numbers.std() == pytest.approx(0.5, rel=3e-3)
    for deviations, share in ((1, 0.6827), (2, 0.9545), (3, 0.9973)):
        assert (np.abs(numbers) < 0.5 * deviations).mean() == pytest.approx(share, abs=2e-3)
    assert abs(np.corrcoef(numbers[:-1], numbers[1:])[0, 1]) < 5e-3


def test_seed_id_and_shape_alone_decide():
    first = draw_normal(spec(), 3, never)
    assert np.array_equal(first, draw_normal(spec(), 3, never))
    assert not np.array_equal(first, draw_normal(spec(), 4, never))
    assert not np.array_equal(first, draw_normal(spec(layer="b"), 3, never))
    assert not np.array_equal(first.ravel(), draw_normal(spec(shape=(60_000,)), 3, never))


def test_blocks_differ_from_each_other():
    numbers = draw_normal(spec(shape=(2 * DRAWN_AT_ONCE,)), 0, never)
    assert not np.array_equal(numbers[:DRAWN_AT_ONCE], numbers[DRAWN_AT_ONCE:])


@pytest.mark.parametrize("part", [(0, 1), (3, 5), (0, 9), (1, 9), (6, 7), (4, 4)])
def test_a_part_is_the_same_as_in_the_whole(part):
    """Rows of a third of a block: parts begin and end within blocks."""
    wide = spec(shape=(9, DRAWN_AT_ONCE // 3))
    np.testing.assert_array_equal(draw_normal(wide, 7, never, part), draw_normal(wide, 7, never)[slice(*part)])


def test_the_quantiles_have_mean_0_and_variance_1():
    table = NORMAL_QUANTILES.astype(np.float64)
    assert abs(table.mean()) < 1e-7
    assert abs(table.std() - 1) < 1e-6
    np.testing.assert_array_equal(table, -table[::-1])


def test_drawing_stops_between_blocks():
    answers = iter([False, False, True])
    with pytest.raises(Stopped):
        draw_normal(spec(shape=(10 * DRAWN_AT_ONCE,)), 0, lambda: next(answers))
    assert next(answers, None) is None


def test_keys_tell_arrays_apart():
    source = RandomWeights()
    assert source.key(spec(), 0) != source.key(spec(), 1)
    assert source.key(spec(), 0) != source.key(spec("b"), 0)
    zeros = [WeightSpec(layer, "bias", (4,), "zeros") for layer in "ab"]
    assert source.key(zeros[0], 0) == source.key(zeros[1], 1)


def test_edges_only_on_the_first_convolution():
    fills = {s.full_name: s.fill for s in all_specs(analyse(SMALL), edge_filters=True)}
    assert fills["c.weight"] == "edges"
    assert fills["t.weight"] == "normal"


def test_no_number_is_outside_float32():
    source = RandomWeights()
    for s in all_specs(analyse(SMALL)):
        assert source.array(s, 0, never).dtype == np.float32
