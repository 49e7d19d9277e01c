"""Effective fields: against differences of the engine's own outputs, on average over noise, and stopped half-way."""

import importlib.util

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Add, AvgPool2d, Conv2d, Flatten, Input, Linear
from designer.core.linked import linked_field
from designer.engine.backward import Pass, backward
from designer.engine.backward_pass import Gradients
from designer.engine.effective_field import effective_field, noise, pixels_of_most, size_of, window_of_most
from designer.engine.errors import EngineError, Stopped
from designer.engine.kernels import gradients
from designer.engine.request import Request
from designer.engine.weights import RandomWeights, specs
from tests.engine.kit import run_all

DESIGN = Design(
    (
        Layer("image", Input(height=14, width=16, channels=2)),
        Layer("c1", Conv2d(out_channels=4, padding=(1, 1)), ("image",)),
        Layer("act", Activation(function="tanh"), ("c1",)),
        Layer("c2", Conv2d(out_channels=4, kernel_size=(3, 3), dilation=(2, 2), padding="same"), ("act",)),
        Layer("sum", Add(), ("act", "c2")),
        Layer("pool", AvgPool2d(), ("sum",)),
        Layer("flat", Flatten(), ("pool",)),
        Layer("out", Linear(out_features=3), ("flat",)),
    )
)
PICTURE = np.random.default_rng(5).normal(size=(2, 14, 16)).astype(np.float32)
REQUEST = Request(DESIGN, analyse(DESIGN), PICTURE, seed=3)


def output(layer, unit, picture):
    request = Request(DESIGN, REQUEST.analysis, picture.astype(np.float32), seed=3, wanted=(layer,))
    array = run_all(request)[layer]
    return float(array[unit] if array.ndim == 3 else array[unit[0]])


@pytest.mark.parametrize(("layer", "unit"), [("pool", (1, 3, 4)), ("out", (2, 0, 0)), ("c1", (0, 0, 15))])
def test_each_pixel_moves_the_unit_by_its_gradient(layer, unit):
    found = effective_field(Gradients(REQUEST, layer), unit).sizes["image"]
    random = np.random.default_rng(0)
    for row, column in zip(random.integers(0, 14, 12), random.integers(0, 16, 12), strict=True):
        total = 0.0
        for channel in range(2):
            step = np.zeros_like(PICTURE)
            step[channel, row, column] = 2e-2
            total += abs(output(layer, unit, PICTURE + step) - output(layer, unit, PICTURE - step)) / 4e-2
        assert found[row, column] == pytest.approx(total, rel=2e-2, abs=2e-3)


@pytest.mark.parametrize(("layer", "unit"), [("pool", (1, 3, 4)), ("c2", (3, 0, 0)), ("image", (1, 2, 3))])
def test_no_pixel_beside_the_field_moves_the_unit(layer, unit):
    for images in (0, 3):
        sizes = effective_field(Gradients(REQUEST, layer), unit, images).sizes["image"]
        touched = linked_field(REQUEST.analysis, layer, *unit[1:])["image"].touched
        warm = {(int(r), int(c)) for r, c in zip(*np.nonzero(sizes), strict=True)}
        assert warm
        assert all(pixel in touched for pixel in warm)


def test_the_average_is_the_mean_over_images_of_noise():
    told = []
    found = effective_field(Gradients(REQUEST, "pool"), (1, 3, 4), 4, told=told.append)
    assert [part.images for part in told] == [1, 2, 3, 4]
    assert (found.images, found.wanted) == (4, 4)
    unit = np.zeros((4, 7, 8), np.float32)
    unit[1, 3, 4] = 1
    alone = [size_of(Gradients(REQUEST, "pool").of(noise(REQUEST, n), unit)["image"]) for n in range(4)]
    for part in (*told, found):
        np.testing.assert_allclose(part.sizes["image"], np.mean(alone[: part.images], axis=0), rtol=1e-5)
    assert not np.allclose(alone[0], alone[1])
    pixels = np.concatenate([noise(REQUEST, n)["image"].ravel() for n in range(40)])
    assert abs(pixels.mean()) < 0.03
    assert pixels.std() == pytest.approx(1, abs=0.03)


def test_without_activations_the_average_is_the_field_of_any_image():
    """A linear network's gradient does not depend on the image."""
    design = Design((DESIGN["image"], DESIGN["c1"], Layer("c2", Conv2d(out_channels=2), ("c1",))))
    request = Request(design, analyse(design), PICTURE)
    one = effective_field(Gradients(request, "c2"), (0, 5, 5))
    many = effective_field(Gradients(request, "c2"), (0, 5, 5), 3)
    np.testing.assert_allclose(one.sizes["image"], many.sizes["image"], rtol=1e-5)


def test_a_stack_of_means_has_a_field_like_a_bell():
    """Luo et al. 2016, section 3: weights all alike make a binomial, so most of a deep field is near its centre."""
    layers = [Layer("0", Input(height=41, width=41, channels=1))]
    for number in range(1, 11):
        layers.append(
            Layer(str(number), AvgPool2d(kernel_size=(3, 3), stride=(1, 1), padding=(1, 1)), (layers[-1].id,))
        )
    design = Design(tuple(layers))
    request = Request(design, analyse(design), np.zeros((1, 41, 41), np.float32))
    sizes = effective_field(Gradients(request, "10"), (0, 20, 20)).sizes["0"]
    one = np.array([1.0])
    for _ in range(10):
        one = np.convolve(one, np.ones(3) / 3)
    np.testing.assert_allclose(sizes[10:31, 10:31], np.outer(one, one), rtol=1e-4, atol=1e-9)
    assert sizes.sum() == pytest.approx(1, rel=1e-5)
    top, left, bottom, right = window_of_most(sizes, 21, 21)
    held = {n: max(one[i : i + n].sum() for i in range(22 - n)) ** 2 for n in range(1, 22)}
    assert bottom - top + 1 == right - left + 1 == min(n for n, part in held.items() if part >= 0.95)
    assert abs(top + bottom - 40) <= 1
    assert abs(left + right - 40) <= 1


@pytest.mark.parametrize("images", [0, 5])
def test_stops_at_the_next_look(images):
    """Every number of looks after which it may stop is tried: none leads to an answer, or to another error."""
    shared, looks = Gradients(REQUEST, "out"), 0

    def count():
        nonlocal looks
        looks += 1
        return False

    effective_field(shared, (0, 0, 0), images, count)
    for end in range(0, looks, 7):
        left = iter([False] * end)
        with pytest.raises(Stopped):
            effective_field(Gradients(REQUEST, "out"), (0, 0, 0), images, lambda left=left: next(left, True))
    untouched = effective_field(shared, (0, 0, 0)).sizes["image"]
    for end in range(0, 40, 3):  # what was stopped leaves nothing behind that the next answer could take up
        left = iter([False] * end)
        with pytest.raises(Stopped):
            effective_field(shared, (1, 0, 0), 3, lambda left=left: next(left, True))
        np.testing.assert_array_equal(effective_field(shared, (0, 0, 0)).sizes["image"], untouched)


def test_large_layers_look_often_whether_to_stop(monkeypatch):
    numbers, looks = np.random.default_rng(0), []
    grad, weight = numbers.normal(size=(4, 6, 6)), numbers.normal(size=(4, 3, 3, 3))

    def look():
        looks.append(1)

    def counted(run, *args):
        looks.clear()
        run(*args, look)
        return len(looks)

    window = (1, 1), (1, 1, 1, 1), (1, 1), 1
    assert counted(gradients.convolution, (3, 6, 6), weight, grad, *window) == 9
    assert counted(gradients.transposed, (4, 6, 6), weight, grad[:3], *window) == 9
    pooled = numbers.normal(size=(4, 12, 12))
    assert counted(gradients.max_pool, pooled, grad, grad, (2, 2), (2, 2), (0, 0, 0, 0), (1, 1)) == 4
    monkeypatch.setattr(gradients, "AT_ONCE", 20)
    assert counted(gradients.linear, numbers.normal(size=(8, 10)), np.ones(8)) == 4
    at = Pass([pooled], pooled, pooled, {}, look)
    assert counted(lambda _look: backward(Activation(), at)) == 4


def test_what_cannot_be_asked():
    with pytest.raises(EngineError, match=r"pool: expected a unit of 7×8×4, found \(4, 0, 0\)"):
        effective_field(Gradients(REQUEST, "pool"), (4, 0, 0))
    with pytest.raises(EngineError, match="out: expected a unit of 3"):
        effective_field(Gradients(REQUEST, "out"), (3, 0, 0))


def test_the_pixels_that_hold_most_of_the_effect_are_counted():
    assert pixels_of_most(np.array([[90.0, 4.0], [5.0, 1.0]])) == 2
    assert pixels_of_most(np.array([[93.0, 2.0], [3.0, 2.0]])) == 2
    assert pixels_of_most(np.array([[1.0, 1.0], [1.0, 1.0]])) == 4
    assert pixels_of_most(np.zeros((2, 2))) == 0


def slow_window(sizes, height, width):
    """The window by trying every place of every size, the smallest first."""
    for side in range(1, 200):
        rows, columns = (
            min(n, max(1, -(-side * part // max(height, width))))
            for part, n in zip((height, width), sizes.shape, strict=True)
        )
        best = max(
            (float(sizes[r : r + rows, c : c + columns].sum()), -r, -c)
            for r in range(sizes.shape[0] - rows + 1)
            for c in range(sizes.shape[1] - columns + 1)
        )
        if best[0] >= 0.95 * sizes.sum():
            return -best[1], -best[2], rows - best[1] - 1, columns - best[2] - 1
    raise AssertionError("the whole map holds everything")


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 12), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_the_smallest_window_that_holds_most(rows, columns, height, width, seed):
    random = np.random.default_rng(seed)
    sizes = random.integers(0, 50, (rows, columns)) * (random.random((rows, columns)) < 0.4).astype(np.float32)
    found = window_of_most(sizes, height, width)
    assert found == (slow_window(sizes, height, width) if sizes.any() else None)


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="not installed: torch")
@pytest.mark.filterwarnings("ignore")
def test_as_pytorch():
    import torch

    from tests.benchmarks.peers import torch_layer

    picture = torch.from_numpy(PICTURE[None].copy()).requires_grad_()
    values = {"image": picture}
    for layer in DESIGN.layers[1:]:
        facts = REQUEST.analysis.facts[layer.id]
        arrays = {spec.name: RandomWeights().array(spec, 3, lambda: False) for spec in specs(facts)}
        values[layer.id] = torch_layer(layer.kind, facts.inputs, arrays)(*(values[name] for name in layer.inputs))
    for name, unit in (("out", (2, 0, 0)), ("pool", (1, 3, 4)), ("c2", (0, 13, 0))):
        output = values[name][0]
        (expected,) = torch.autograd.grad(output[unit if output.ndim == 3 else unit[0]], picture, retain_graph=True)
        found = effective_field(Gradients(REQUEST, name), unit).sizes["image"]
        np.testing.assert_allclose(found, expected[0].abs().sum(0).numpy(), rtol=1e-3, atol=1e-6)
