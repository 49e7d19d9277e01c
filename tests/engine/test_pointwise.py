"""Activations number by number: small and large ones, where a map's largest value would hide what is wrong."""

import numpy as np
import pytest

from designer.core.kinds import Activation
from designer.core.kinds.pointwise import FUNCTIONS
from tests.engine.cases import Case, run_case
from tests.engine.reference import reference

LARGE = [40, 90, 800, 1e5, 1e18, 3e38]
NUMBERS = np.concatenate([np.linspace(-12, 12, 1001), np.geomspace(1e-7, 1, 50), LARGE, np.negative(LARGE)])


@pytest.mark.parametrize("function", [name for name in FUNCTIONS if name != "softmax"])
def test_every_number_is_close(function):
    case = Case(Activation(function=function, negative_slope=0.2), [NUMBERS.astype(np.float32)], {})
    expected = reference(case.kind, case.inputs)
    np.testing.assert_allclose(run_case(case), expected, rtol=2e-6, atol=1e-12)


@pytest.mark.parametrize("shift", [-3e4, 0, 90, 1e4])
def test_softmax_does_not_overflow(shift):
    x = np.array([[[0.0]], [[1.0]], [[-2.0]], [[-200.0]]], np.float32) + np.float32(shift)
    case = Case(Activation(function="softmax"), [x], {})
    found = run_case(case)
    np.testing.assert_allclose(found, reference(case.kind, case.inputs), rtol=1e-6, atol=1e-30)
    assert found.sum() == pytest.approx(1)
