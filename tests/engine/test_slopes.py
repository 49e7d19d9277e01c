"""Gradients number by number: slopes of activations, ties of a maximum, and what shares a softmax."""

import numpy as np
import pytest

from designer.core import kinds as k
from designer.core.kinds.pointwise import FUNCTIONS
from designer.engine.backward import Pass, backward
from tests.engine.reference import reference

STEP = 1e-5
NUMBERS = np.array([-40, -7.3, -4, -2.9, -1.7, -0.75, -0.2, -0.01, 0.01, 0.3, 0.9, 2.1, 2.9, 3.1, 5.9, 6.1, 9, 40])


def back(kind, x, grad):
    (found,) = backward(kind, Pass([x], reference(kind, [x]), grad, {}))
    return found


@pytest.mark.parametrize("function", [name for name in FUNCTIONS if name != "softmax"])
def test_every_slope_is_that_of_the_function(function):
    kind = k.Activation(function=function, negative_slope=0.2)
    expected = (reference(kind, [NUMBERS + STEP]) - reference(kind, [NUMBERS - STEP])) / (2 * STEP)
    np.testing.assert_allclose(back(kind, NUMBERS, np.ones(NUMBERS.size)), expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    ("function", "at", "slope"),
    [("relu", 0, 0), ("relu6", 0, 0), ("relu6", 6, 0), ("leaky_relu", 0, 0.2), ("elu", 0, 1), ("hardswish", 3, 1)],
)
def test_at_a_kink_the_slope_is_that_of_pytorch(function, at, slope):
    found = back(k.Activation(function=function, negative_slope=0.2), np.array([float(at)]), np.ones(1))
    np.testing.assert_allclose(found, [slope])


def test_softmax_turns_each_gradient_against_the_mean():
    x, kind = np.array([0.3, -1.0, 2.0, 0.0]), k.Activation(function="softmax")
    y = reference(kind, [x])
    jacobian = np.diag(y) - np.outer(y, y)
    for unit in np.eye(4):
        np.testing.assert_allclose(back(kind, x, unit), jacobian @ unit, rtol=1e-12)


@pytest.mark.parametrize("kind", [k.MaxPool2d(kernel_size=(2, 3)), k.AdaptiveMaxPool2d()])
def test_of_equal_units_the_first_gets_the_gradient_of_a_maximum(kind):
    np.testing.assert_array_equal(back(kind, np.ones((1, 2, 3)), np.ones((1, 1, 1))), [[[1, 0, 0], [0, 0, 0]]])
