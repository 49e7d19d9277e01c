"""Gradients to the input agree with finite differences of the definitions, for every kind and for whole designs."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Add, Conv2d, Input, Linear, MaxPool2d
from designer.engine.backward import Pass, backward
from designer.engine.backward_pass import Gradients
from designer.engine.errors import EngineError
from designer.engine.kernels import gradients
from designer.engine.request import Request
from designer.engine.weights import RandomWeights
from tests.engine.cases import COMPUTED, cases
from tests.engine.kit import run_all
from tests.engine.reference import reference

STEP = 1e-6


@pytest.mark.parametrize("name", COMPUTED)
def test_as_finite_differences(name):
    @given(cases(name))
    def check(case):
        inputs = [x.astype(np.float64) for x in case.inputs]
        arrays = {name: array.astype(np.float64) for name, array in case.arrays.items()}
        output = reference(case.kind, inputs, arrays)
        random = np.random.default_rng(0)
        grad = random.normal(size=output.shape)
        found = backward(case.kind, Pass(inputs, output, grad, arrays))
        for number, x in enumerate(inputs):
            assert found[number].shape == x.shape
            way = random.normal(size=x.shape)
            there, back = (
                reference(case.kind, [*inputs[:number], x + step * way, *inputs[number + 1 :]], arrays)
                for step in (STEP, -STEP)
            )
            finite = np.isfinite(output)  # a window that lies in padding alone is −∞ whatever the input
            expected = (grad * np.subtract(there, back, where=finite, out=np.zeros_like(output))).sum() / (2 * STEP)
            scale = np.abs(grad).sum() * np.abs(way).max() + abs(expected)
            assert abs((found[number] * way).sum() - expected) <= 2e-4 * scale

    check()


DESIGN = Design(
    (
        Layer("image", Input(channels=2, height=8, width=8)),
        Layer("c", Conv2d(out_channels=4, padding=(1, 1)), ("image",)),
        Layer("a", Activation(function="tanh"), ("c",)),
        Layer("s", Conv2d(out_channels=4, kernel_size=(1, 1)), ("image",)),
        Layer("sum", Add(), ("a", "s")),
        Layer("pool", MaxPool2d(), ("sum",)),
        Layer("out", Linear(out_features=3), ("pool",)),
        Layer("other", Input(channels=1, height=2, width=2)),
    )
)


def gradient_of(layer, gradient, image):
    pictures = {"image": image, "other": np.zeros((1, 2, 2), np.float32)}
    return Gradients(Request(DESIGN, analyse(DESIGN), pictures), layer).of(pictures, gradient)


def test_through_branches():
    image = np.random.default_rng(1).normal(size=(2, 8, 8)).astype(np.float32)
    unit = np.array([0.0, 1.0, 0.0])
    found = gradient_of("out", unit, image)
    assert not found["other"].any()

    def output(picture):
        pictures = {"image": picture.astype(np.float32), "other": np.zeros((1, 2, 2), np.float32)}
        return float(run_all(Request(DESIGN, analyse(DESIGN), pictures, wanted=("out",)))["out"][1])

    way = np.random.default_rng(2).normal(size=image.shape)
    expected = (output(image + 1e-3 * way) - output(image - 1e-3 * way)) / 2e-3
    assert (found["image"] * way).sum() == pytest.approx(expected, rel=0.05, abs=0.02)


def test_a_unit_moves_with_its_field_alone():
    image = np.random.default_rng(1).normal(size=(2, 8, 8)).astype(np.float32)
    unit = np.zeros((4, 8, 8))
    unit[0, 3, 5] = 1
    touched = gradient_of("c", unit, image)["image"].any(axis=0)
    rows, columns = np.nonzero(touched)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (2, 4, 4, 6)


@given(cases("conv2d"), st.integers(0, 10**6))
def test_the_gradient_of_a_whole_map_is_that_of_its_units_added_up(case, number):
    """Of one unit only its field is looked at: a small box anywhere in the map."""
    arrays = {name: array.astype(np.float64) for name, array in case.arrays.items()}
    output = reference(case.kind, case.inputs, arrays)
    rest = np.random.default_rng(0).normal(size=output.shape)
    unit = np.zeros(output.shape)
    unit.flat[number % output.size] = 1.0

    def back(grad):
        return backward(case.kind, Pass(case.inputs, output, grad, arrays))[0]

    np.testing.assert_allclose(back(unit) + back(rest), back(unit + rest), atol=1e-9)


@pytest.mark.parametrize("busy", [[0, 1, 2, 3, 4, 5, 6], [1, 4, 5], [6], []], ids=repr)
def test_a_linear_layer_is_read_in_parts(monkeypatch, busy):
    random = np.random.default_rng(1)
    weight, grad = random.normal(size=(7, 5)), np.zeros(7)
    grad[busy] = random.normal(size=len(busy))
    pauses = []
    monkeypatch.setattr(gradients, "AT_ONCE", 10)
    np.testing.assert_allclose(gradients.linear(weight, grad, lambda: pauses.append(1)), grad @ weight)
    assert len(pauses) == -(-len(busy) // 2)


def test_edge_filters_are_those_of_the_way_back_too():
    image = np.random.default_rng(3).normal(size=(2, 8, 8)).astype(np.float32)
    design = Design((*DESIGN.layers[:2],))
    request = Request(design, analyse(design), image, weights=RandomWeights(edge_filters=True))
    grad = np.random.default_rng(4).normal(size=(4, 8, 8))
    found = Gradients(request, "c").of(image, grad)["image"]
    none, all_of_it = (run_all(replace(request, image=scale * image))["c"] for scale in (0, 1))
    assert (found * image).sum() == pytest.approx((grad * (all_of_it - none)).sum(), rel=1e-4)


def test_the_gradient_must_fit():
    with pytest.raises(EngineError, match="shape"):
        gradient_of("out", np.zeros(4), np.zeros((2, 8, 8), np.float32))
