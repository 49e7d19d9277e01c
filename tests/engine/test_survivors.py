"""The pixels that win a max-pool are those that the arithmetic of its units names."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Conv2d, Input, MaxPool2d
from designer.core.linked import linked_field, seen_by
from designer.core.shapes import Problem, Shape
from designer.engine.survivors import mask_of, survivors
from designer.engine.unit import unit_arithmetic
from tests.engine.cases import kinds_for


def no_weights(name, part=None):
    raise AssertionError("a pool has none")


@pytest.mark.parametrize("name", ["max_pool2d", "adaptive_max_pool2d"])
def test_winners_are_those_of_the_units(name):
    @given(st.data(), st.integers(1, 3), st.integers(1, 7), st.integers(1, 7), st.integers(0, 2**32 - 1))
    def check(data, channels, height, width, seed):
        kind = data.draw(kinds_for(name, Shape(channels, height, width)))
        random = np.random.default_rng(seed)
        x = random.choice([0, 1, 2, -1, np.nan, -np.inf], (channels, height, width), p=[0.3, 0.3, 0.2, 0.1, 0.05, 0.05])
        x = x.astype(np.float32)
        try:
            output = kind.output((Shape(*x.shape),))
        except Problem:
            assume(False)
        expected = np.zeros(x.shape, bool)
        for channel in range(channels):
            for row in range(output.height):
                for column in range(output.width):
                    record = unit_arithmetic(kind, [x], no_weights, channel, row, column)
                    if record.winner is not None:
                        at = record.terms[record.winner]
                        expected[at.channel, at.row, at.column] = True
        np.testing.assert_array_equal(survivors(kind, x), expected)

    check()


def test_one_pixel_of_each_window_survives():
    x = np.random.default_rng(1).normal(size=(96, 40, 40)).astype(np.float32)
    windows = survivors(MaxPool2d(), x).reshape(96, 20, 2, 20, 2)
    assert (windows.sum(axis=(2, 4)) == 1).all()


def test_a_kernel_far_larger_than_the_map_is_no_work():
    x = np.arange(9, dtype=np.float32).reshape(1, 3, 3)
    huge = MaxPool2d(kernel_size=(10**12, 10**12), stride=(1, 1), padding=(5 * 10**11, 5 * 10**11))
    assert survivors(huge, x)[0].tolist() == [[False] * 3, [False] * 3, [False, False, True]]


def test_sets_of_units_become_masks():
    layers = (
        Layer("in", Input(channels=1, height=4, width=5)),
        Layer("c", Conv2d(out_channels=1, dilation=(1, 2)), ("in",)),
    )
    analysis = analyse(Design(layers))
    touched = mask_of(linked_field(analysis, "c", 1, 0)["in"].touched)
    assert touched.tolist() == [[False] * 5, *[[True, False] * 2 + [True]] * 3]
    assert mask_of(seen_by(analysis, "in", 0, 1)["in"]).sum() == 1
