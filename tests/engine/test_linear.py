"""Linear layers of many and of few outputs: the same numbers whichever way their weights lie."""

import numpy as np
import pytest

from designer.engine.kernels import linear
from designer.engine.kernels.blocks import NO_NUMBERS, Epilogue

INPUTS = 700
RNG = np.random.default_rng(0)


def computed(weight, x, bias, outputs, epilogue):
    """The outputs of a range, and how many were asked for at once."""
    asked = []

    def rows(part):
        asked.append(part[1] - part[0])
        return weight[slice(*part)]

    packed = linear.pack_linear(rows, x.size, outputs)
    out = np.full(outputs[1] - outputs[0], np.nan, np.float32)
    for block in linear.linear(x, packed, bias, out, epilogue):
        block()
    return out, asked


@pytest.mark.parametrize("outputs", [(3, 40), (0, linear.WIDE - 1), (5, 5 + linear.WIDE), (0, 2 * linear.WIDE + 7)])
@pytest.mark.parametrize("clip", ["", "relu"])
@pytest.mark.parametrize("weight_bytes", [1, 1 << 20, 1 << 24])
def test_products_with_weights(outputs, clip, weight_bytes, monkeypatch):
    monkeypatch.setattr(linear, "WEIGHT_BYTES", weight_bytes)
    monkeypatch.setattr(linear, "TURNED_AT_ONCE", 100 * INPUTS)
    weight = RNG.normal(size=(outputs[1], INPUTS)).astype(np.float32)
    x = RNG.normal(size=INPUTS).astype(np.float32)
    bias = RNG.normal(size=outputs[1] - outputs[0]).astype(np.float32)
    for shift in (bias, NO_NUMBERS):
        kept = np.full((1, 1, bias.size), np.nan, np.float32) if clip else None
        found, asked = computed(weight, x, shift, outputs, Epilogue(clip, kept=kept))
        plain = weight[slice(*outputs)].astype(float) @ x + (shift if shift.size else 0)
        np.testing.assert_allclose(found, np.maximum(plain, 0) if clip else plain, atol=1e-3)
        if kept is not None:
            np.testing.assert_allclose(kept[0, 0], plain, atol=1e-3)
        assert max(asked) <= max(linear.outputs_at_once(INPUTS), min(linear.WIDE, bias.size))


def test_numbers_that_are_not_finite_stay():
    weight = np.ones((linear.WIDE, 3), np.float32)
    weight[7, 1] = np.nan
    x = np.array([1, 0, np.inf], np.float32)
    with np.errstate(all="ignore"):
        found, _ = computed(weight, x, NO_NUMBERS, (0, linear.WIDE), Epilogue())
    assert np.isnan(found[7])
    assert np.isinf(np.delete(found, 7)).all()
