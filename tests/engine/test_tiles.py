"""Statistics, orders and histograms of channels against plain loops over their values."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.kinds import Activation, Conv2d
from designer.core.kinds.pointwise import FUNCTIONS
from designer.engine.tiles import BOUNDS, MOSTLY, NEAR, ORDERS, channel_statistics, histogram, order_of
from tests.engine.reference import function

NUMBERS = [0.0, -0.0, 1.0, -1.0, 0.995, 0.98, -0.992, 6.0, 5.95, 2.5, math.nan, math.inf, -math.inf]


@st.composite
def arrays(draw):
    shape = draw(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 4)) | st.tuples(st.integers(1, 9)))
    numbers = st.sampled_from(draw(st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=4)))
    size = math.prod(shape)
    values = draw(st.lists(numbers | st.floats(-8, 8, width=32), min_size=size, max_size=size))
    return np.array(values, np.float32).reshape(shape)


def channels_of(array):
    return [[float(value) for value in np.ravel(channel)] for channel in array]


def at_bound(value, name):
    low, high = BOUNDS.get(name, (None, None))
    if high is None or not math.isfinite(value):
        return False
    margin = np.float32(high - NEAR * (high - (low or 0)))
    return value >= margin or (low is not None and value <= np.float32(low + NEAR * (high - low)))


@given(arrays(), st.sampled_from(FUNCTIONS))
def test_statistics_are_those_of_plain_loops(array, name):
    found = channel_statistics(array, Activation(function=name))
    assert len(found) == len(array)
    for i, values in enumerate(channels_of(array)):
        finite = [value for value in values if math.isfinite(value)]
        assert found.broken[i] == len(values) - len(finite)
        assert found.dead[i] == all(value == 0 for value in values)
        alike = len(finite) == len(values) > 1 and len(set(values)) == 1
        assert found.constant[i] == (alike and values[0] != 0)
        if not finite:
            assert np.isnan([found.mean[i], found.minimum[i], found.maximum[i]]).all()
            assert (found.sparsity[i], found.saturation[i], found.saturated[i]) == (0, 0, False)
            continue
        assert found.mean[i] == pytest.approx(math.fsum(finite) / len(finite), abs=1e-9)
        assert (found.minimum[i], found.maximum[i]) == (min(finite), max(finite))
        assert found.sparsity[i] == finite.count(0.0) / len(finite)
        assert found.saturation[i] == sum(at_bound(value, name) for value in finite) / len(finite)
        assert found.saturated[i] == (found.saturation[i] >= MOSTLY)


def test_the_bounds_are_those_of_the_functions():
    for name in FUNCTIONS:
        if name == "softmax":
            continue
        ends = function(name, 0.01)(-40.0), function(name, 0.01)(40.0)
        low, high = BOUNDS.get(name, (None, None))
        if high is None:
            assert ends[1] == pytest.approx(40)
        else:
            assert ends[1] == pytest.approx(high)
            assert ends[0] == pytest.approx(0 if low is None else low, abs=1e-9)


def test_other_layers_never_saturate():
    ones = np.ones((2, 3, 3), np.float32)
    assert not channel_statistics(ones, Conv2d(out_channels=2)).saturated.any()
    assert not channel_statistics(ones).saturated.any()
    assert channel_statistics(ones, Activation(function="sigmoid")).saturated.all()


@given(arrays(), st.sampled_from(ORDERS))
def test_orders_are_the_largest_first(array, by):
    statistics = channel_statistics(array)
    order = order_of(statistics, by).tolist()
    if by == "channel":
        assert order == list(range(len(array)))
        return
    keys = getattr(statistics, by)
    plain = sorted(range(len(array)), key=lambda i: (math.isnan(keys[i]), -keys[i] if keys[i] == keys[i] else 0, i))
    assert order == plain


def test_channels_are_counted_in_one_line():
    array = np.zeros((4, 2, 2), np.float32)
    array[1], array[2, 0, 0], array[3] = 1, np.nan, [[0, 0.5], [0.25, 0]]
    found = channel_statistics(array, Activation(function="sigmoid"))
    assert found.summary == "1 dead, 1 constant, 3 saturated, 1 not finite of 4 channels"
    assert channel_statistics(array[3:]).summary == ""


@given(arrays(), st.integers(1, 9), st.none() | st.floats(-4, 4), st.none() | st.floats(-4, 4))
def test_a_histogram_counts_every_value_on_its_scale(array, bins, low, high):
    found = histogram(array, bins, low, high)
    first, last = found.edges[0], found.edges[-1]
    assert len(found.edges) == bins + 1
    for counts, values in zip(found.counts, channels_of(array), strict=True):
        expected = [0] * bins
        for value in values:
            if first <= value <= last:
                expected[min(int((value - first) * (bins / (last - first))), bins - 1)] += 1
        assert counts.tolist() == expected
    finite = [value for values in channels_of(array) for value in values if math.isfinite(value)]
    if low is None and high is None:
        assert found.counts.sum() == len(finite)
        if len(set(finite)) > 1:
            assert (first, last) == (min(finite), max(finite))


def test_a_histogram_of_one_number_has_a_scale_around_it():
    assert histogram(np.full((1, 2, 2), 3, np.float32), 4).edges.tolist() == [2.5, 2.75, 3, 3.25, 3.5]
    assert histogram(np.full((1, 2, 2), np.nan, np.float32), 2).edges.tolist() == [-0.5, 0, 0.5]


def test_many_channels_are_counted_in_parts():
    array = np.random.default_rng(0).normal(size=(70, 40, 50)).astype(np.float32)
    found = histogram(array, 10)
    assert found.counts.sum(axis=1).tolist() == [2000] * 70
    alone = histogram(array[69:], 10, float(array.min()), float(array.max()))
    np.testing.assert_array_equal(found.counts[69:], alone.counts)
