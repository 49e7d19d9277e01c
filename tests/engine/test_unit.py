"""The arithmetic of single units gives what the engine gives, its parts add up, and its words say so."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.kind import Kind
from designer.core.kinds import (
    KINDS,
    Input,
    Linear,
)
from designer.engine.request import Request
from designer.engine.unit import _arithmetic, unit_arithmetic, unit_of
from designer.engine.weights import RandomWeights
from tests.engine.cases import COMPUTED, cases, from_arrays, run_case
from tests.engine.kit import run_all
from tests.engine.reference import reference
from tests.strategies import random_design


def near(found, expected, scale, tolerance):
    if not np.isfinite(expected):
        assert np.array_equal(np.float32(found), expected, equal_nan=True)
    else:
        assert abs(found - expected) <= tolerance * max(abs(expected), scale)


def largest(array):
    return max(1e-3, float(np.abs(array[np.isfinite(array)]).max(initial=0)))


def weighed(record, kind):
    """Σ weight · input, channel by channel, and the bias."""
    bias = dict(record.numbers).get("bias", 0.0)
    np.testing.assert_array_equal(record.terms.products, record.terms.values * record.terms.weights)
    if record.sums:
        by_channel = record.terms.products.reshape(record.terms.shape[0], -1).sum(axis=1)
        np.testing.assert_allclose([part for _, part in record.sums], by_channel, rtol=1e-9, atol=1e-12)
    return record.terms.products.sum() + bias


def averaged(record, kind):
    """The sum by the divisor, which is also what the products add up to."""
    numbers = dict(record.numbers)
    assert numbers["sum"] == pytest.approx(record.terms.values.sum(), abs=1e-9)
    assert record.terms.products.sum() == pytest.approx(record.total, abs=1e-9)
    return numbers["sum"] / numbers["divisor"]


def won(record, kind):
    """The winner, which nothing in the window exceeds."""
    if record.winner is None:
        assert not len(record.terms)
        return -np.inf
    assert record.terms[record.winner].value == record.terms.values.max()
    return record.terms[record.winner].value


def normed(record, kind):
    """(x − mean) / √(variance + eps) · scale + shift."""
    n = dict(record.numbers)
    return (record.terms[0].value - n["mean"]) / np.sqrt(n["variance"] + n["eps"]) * n["scale"] + n["shift"]


def answered_locally(record, kind):
    """The channel's own value by the power of what its neighbours' squares make."""
    n, own = dict(record.numbers), [term for term in record.terms if term.channel == record.unit[0]]
    assert n["sum of squares"] == pytest.approx(record.terms.products.sum(), abs=1e-9)
    assert n["divisor"] == pytest.approx((kind.k + kind.alpha / kind.size * n["sum of squares"]) ** kind.beta)
    return own[0].value / n["divisor"]


def activated(record, kind):
    """A share of the softmax, or the function of the one value."""
    if kind.function == "softmax":
        n = dict(record.numbers)
        assert n["denominator"] == pytest.approx(record.terms.products.sum())
        return n["numerator"] / n["denominator"]
    x = np.array([record.terms[0].value])
    assert dict(record.numbers)["x"] == x[0]
    return float(reference(kind, [x], {})[0])


def added(record, kind):
    """All products together."""
    return record.terms.products.sum()


def multiplied(record, kind):
    """All values, one times the other."""
    return np.prod(record.terms.values)


def passed_on(record, kind):
    """The one value there is."""
    assert len(record.terms) == 1
    return record.terms[0].value


PARTS = {
    "input": passed_on,
    "conv2d": weighed,
    "conv_transpose2d": weighed,
    "linear": weighed,
    "max_pool2d": won,
    "adaptive_max_pool2d": won,
    "avg_pool2d": averaged,
    "adaptive_avg_pool2d": averaged,
    "batch_norm2d": normed,
    "local_response_norm": answered_locally,
    "activation": activated,
    "dropout": passed_on,
    "flatten": passed_on,
    "concat": passed_on,
    "zero_pad2d": passed_on,
    "add": added,
    "upsample": added,
    "multiply": multiplied,
}
"""For every kind how the parts of a record make its total."""


def check_parts(record, kind):
    """The parts of a record make its total."""
    scale = float(np.abs(record.terms.products).sum()) + abs(dict(record.numbers).get("bias", 0.0)) + 1e-9
    assert record.total == pytest.approx(PARTS[kind.name](record, kind), rel=1e-9, abs=1e-9 * scale)


def check_terms(record, inputs):
    """Every operand is what its input holds there, or a zero outside of it."""
    for term in record.terms:
        x = inputs[term.source]
        x = x if x.ndim == 3 else x.reshape(-1, 1, 1)
        inside = 0 <= term.row < x.shape[1] and 0 <= term.column < x.shape[2]
        assert term.inside == inside
        assert term.value == (x[term.channel, term.row, term.column] if inside else 0)
    assert len(record.terms) == np.prod(record.terms.shape)


def check_words(record):
    for line in (record.sentence, *record.lines):
        assert line
        assert "\n" not in line
        assert "-" not in line.replace("not-a-number", "")
    assert record.sentence.endswith((".", "%.", "−∞."))
    assert len(record.lines) <= 12


@pytest.mark.parametrize("name", COMPUTED)
def test_as_the_engine(name):
    @given(cases(name), st.randoms(use_true_random=False))
    def check(case, random):
        computed = run_case(case)
        exact = np.asarray(reference(case.kind, case.inputs, case.arrays))
        for _ in range(3):
            unit = tuple(random.randrange(length) for length in computed.shape)
            record = unit_arithmetic(case.kind, case.inputs, from_arrays(case.arrays), *unit)
            near(record.total, exact[unit], largest(exact), 1e-12)
            near(record.total, computed[unit], largest(exact), 1e-4)
            assert record.unit == (*unit, 0, 0)[:3]
            check_parts(record, case.kind)
            check_terms(record, case.inputs)
            check_words(record)

    check()


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_an_arithmetic_whose_parts_are_checked(name):
    """A new kind fails here until it has both."""
    assert name in PARTS
    assert _arithmetic.dispatch(KINDS[name]) is not _arithmetic.dispatch(Kind), f"{name} has no arithmetic"
    assert name in {"input", *COMPUTED}


def test_a_picture_is_told_as_it_is():
    picture = np.zeros((1, 2, 2), np.float32)
    picture[0, 1, 0] = 7
    kind = Input(channels=1, height=2, width=2)
    record = unit_arithmetic(kind, [picture], from_arrays({}), 0, 1, 0)
    assert record.total == 7
    check_parts(record, kind)


@pytest.mark.parametrize("seed", range(40))
def test_every_layer_of_a_random_design(seed):
    random, numbers = Random(seed), np.random.default_rng(seed)
    design = random_design(random)
    analysis, weights = analyse(design), RandomWeights(edge_filters=seed % 2 == 0)
    shapes = {layer.id: analysis.facts[layer.id].output for layer in design.inputs}
    pictures = {
        name: numbers.normal(size=(s.channels, s.height, s.width)).astype(np.float32) for name, s in shapes.items()
    }
    found = run_all(Request(design, analysis, pictures, seed=seed, weights=weights))
    for layer_id, array in found.items():
        unit = tuple(random.randrange(length) for length in array.shape)
        record = unit_of(analysis, layer_id, found, weights, seed, *unit)
        near(record.total, array[unit], largest(array), 1e-4)
        if np.isfinite(record.terms.products).all() and np.isfinite(record.total):
            check_parts(record, design[layer_id].kind)


def test_a_large_linear_layer_shows_its_largest_terms():
    random = np.random.default_rng(0)
    x = random.normal(size=(512, 7, 7)).astype(np.float32)
    weight = random.normal(size=(3, 25088)).astype(np.float32)
    record = unit_arithmetic(Linear(out_features=3, bias=False), [x], from_arrays({"weight": weight}), 2)
    assert [channel for channel, _ in record.sums] == list(range(512))
    products = np.abs(weight[2].astype(float) * x.reshape(-1))
    top = record.terms.largest(5)
    assert [abs(record.terms[i].product) for i in top] == sorted(products, reverse=True)[:5]
    assert len(record.terms.largest(10**6)) == 25088
    assert len(record.lines) == 1 + 8 + 1 + 1
