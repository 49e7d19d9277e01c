"""Linear layers larger than what is read between two looks for a stop."""

import numpy as np
import pytest

from designer.engine.kernels import linear
from designer.engine.kernels.blocks import Epilogue


@pytest.mark.parametrize("features", [1, 7, 8, 33, 100])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("clip", ["", "relu"])
def test_in_parts_as_at_once(monkeypatch, features, bias, clip):
    random = np.random.default_rng(features)
    x, weight = (random.normal(size=shape).astype(np.float32) for shape in ((50,), (features, 50)))
    shift = random.normal(size=features if bias else 0).astype(np.float32)
    monkeypatch.setattr(linear, "WEIGHT_BYTES", 16 * x.nbytes)
    out, kept = np.full((2, features), np.nan, np.float32)
    blocks = linear.linear(x, weight, shift, out, Epilogue(clip, kept=kept.reshape(1, 1, -1) if clip else None))
    assert len(blocks) >= features // 16
    for block in blocks:
        block()
    expected = weight.astype(np.float64) @ x + (shift if bias else 0)
    np.testing.assert_allclose(kept if clip else out, expected, atol=1e-5)
    np.testing.assert_allclose(out, np.maximum(expected, 0) if clip else expected, atol=1e-5)
