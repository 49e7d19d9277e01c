"""Numbers that are not finite, in every kind of layer: they are where the definition has them, and nowhere else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core import kinds as k
from designer.engine.backward import Pass, backward
from designer.engine.kernels.resize import neighbours
from tests.engine.cases import COMPUTED, Case, cases, close, run_case
from tests.engine.reference import reference


@st.composite
def spoilt(draw, name):
    """A layer one of whose inputs holds a number that is not finite."""
    case = draw(cases(name))
    x = draw(st.sampled_from(case.inputs))
    x.flat[draw(st.integers(0, x.size - 1))] = draw(st.sampled_from([np.nan, np.inf, -np.inf]))
    return case


@pytest.mark.parametrize("name", COMPUTED)
def test_as_defined(name):
    @given(spoilt(name))
    def check(case):
        with np.errstate(all="ignore"):
            close(run_case(case), reference(case.kind, case.inputs, case.arrays))

    check()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_bilinear_of_factor_one_is_the_map_itself(value):
    x = np.ones((1, 3, 3), np.float32)
    x[0, 1, 1] = value
    kind = k.Upsample(scale_factor=(1, 1), mode="bilinear")
    np.testing.assert_array_equal(run_case(Case(kind, [x], {})), x)


@given(st.integers(1, 400), st.integers(1, 400))
def test_neighbours_lie_on_both_sides(count, size):
    lower, upper, weight = neighbours(count, size)
    place = np.clip((np.arange(count) + 0.5) * size / count - 0.5, 0, size - 1)
    np.testing.assert_allclose(lower * (1 - weight) + upper * weight, place, atol=1e-4)
    assert (lower >= 0).all()
    assert (upper - lower <= 1).all()
    assert (upper < size).all()
    assert ((weight > 0) & (weight < 1)).all()


def test_the_gradient_of_a_maximum_goes_to_what_is_no_number():
    x = np.array([[[1.0, np.nan, 3.0, 2.0]]])
    for kind, grad in ((k.MaxPool2d(kernel_size=(1, 4)), [0, 1, 0, 0]), (k.AdaptiveMaxPool2d(), [0, 1, 0, 0])):
        (found,) = backward(kind, Pass([x], np.full((1, 1, 1), np.nan), np.ones((1, 1, 1)), {}))
        np.testing.assert_array_equal(found[0, 0], grad)
