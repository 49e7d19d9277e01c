"""How far Winograd's results are from the definition: what the matrices' docstring and CONTRIBUTING promise."""

import numpy as np
import pytest

from designer.engine.kernels import winograd
from designer.engine.kernels.blocks import Epilogue, Scratch
from designer.engine.kernels.winograd_matrices import Tile, pack_winograd, tiles, winograd_panel


def defined(x, weight, height, width):
    """The convolution in float64, one product a tap."""
    wide = x.astype(np.float64)
    taps = [(p, q) for p in range(weight.shape[2]) for q in range(weight.shape[3])]
    return sum(wide[p : p + height, q : q + width] @ weight[:, :, p, q].T.astype(np.float64) for p, q in taps)


@pytest.mark.parametrize(("tile", "most"), [(Tile(4, 3), 3e-6), (Tile(2, 3), 8e-7), (Tile(2, 5), 2e-6)], ids=repr)
def test_the_error_is_a_few_millionths_of_the_largest_value(tile, most):
    """With the customary points, ±2 instead of ½ and −2, it would be 4.2 millionths."""
    channels = 64
    random = np.random.default_rng(channels)
    x = np.maximum(random.normal(size=(24 + tile.r - 1, 24 + tile.r - 1, channels)), 0).astype(np.float32)
    weight = random.normal(0, (2 / (channels * tile.r**2)) ** 0.5, (32, channels, tile.r, tile.r)).astype(np.float32)
    found = np.zeros((24, 24, 32), np.float32)
    packed = pack_winograd(weight, tile, (0, tile.size**2), winograd_panel(32))
    rows = tiles(found.shape, tile)[0]
    bias = np.zeros(0, np.float32)
    for block in winograd.winograd(x, packed, bias, found, tile, (0, rows), Epilogue(), Scratch()):
        block()
    expected = defined(x, weight, 24, 24)
    error = np.abs(found - expected).max() / np.abs(expected).max()
    assert error <= most
