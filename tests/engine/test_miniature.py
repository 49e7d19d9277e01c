"""Maps made small enough for a card."""

import numpy as np
import pytest

from designer.engine.miniature import SIDE, miniature


def bars(height: int, width: int) -> np.ndarray:
    """A map that differs from column to column."""
    return np.tile(np.linspace(-1, 1, width, dtype=np.float32), (height, 1))


def test_the_channel_that_varies_most_comes_first_and_each_fourth_has_its_own_tile() -> None:
    maps = np.zeros((12, 16, 16), np.float32)
    for channel, strength in ((4, 1.0), (8, 3.0), (1, 2.0), (6, 5.0), (11, 4.0)):
        maps[channel] = strength * bars(16, 16)
    tiles = miniature(maps)
    assert tiles.shape == (4, SIDE, SIDE)
    np.testing.assert_allclose(tiles.max(axis=(1, 2)), [5, 4, 3, 2], rtol=0.05)


@pytest.mark.parametrize("shape", [(1, 7, 7), (2, 224, 224), (3, 31, 33), (64, 5, 300), (1, 2, 1), (5, 1, 40)])
def test_sizes_are_about_the_same(shape: tuple[int, int, int]) -> None:
    tiles = miniature(np.random.default_rng(0).normal(size=shape).astype(np.float32))
    assert len(tiles) == min(4, shape[0])
    assert SIDE // 2 < max(tiles.shape[1:]) <= SIDE


def test_a_large_map_is_averaged_and_a_small_one_repeated() -> None:
    large = np.zeros((1, 64, 64), np.float32)
    large[0, :2, :2] = [[1, 2], [3, 6]]
    large[0, 8:] = 4
    assert miniature(large)[0, 0, 0] == 3
    small = miniature(np.array([[[1, 2], [3, 4]]], np.float32))
    assert small.shape == (1, SIDE, SIDE)
    assert (small[0, : SIDE // 2, : SIDE // 2] == 1).all()
    assert (small[0, SIDE // 2 :, SIDE // 2 :] == small.max()).all()


@pytest.mark.parametrize(
    ("numbers", "shape"), [(10, (2, 5)), (1000, (25, 40)), (4096, (64, 64)), (7, (1, 7)), (1, (1, 1))]
)
def test_numbers_without_a_place_are_one_map(numbers: int, shape: tuple[int, int]) -> None:
    values = np.arange(numbers, dtype=np.float32)
    tiles = miniature(values)
    assert len(tiles) == 1
    assert abs(tiles.shape[1] / tiles.shape[2] - shape[0] / shape[1]) < 0.1
    np.testing.assert_array_equal(tiles, miniature(values.reshape(-1, 1, 1)))
    assert tiles.max() >= 0.9 * (numbers - 1)


def test_one_bright_spot_does_not_leave_all_else_pale() -> None:
    maps = np.ones((1, 32, 32), np.float32)
    maps[0, 16:] = 0
    maps[0, 3, 3] = 1000
    assert miniature(maps).max() == 1


def test_values_that_are_not_finite_do_no_harm() -> None:
    maps = np.full((6, 40, 40), np.nan, np.float32)
    maps[2] = bars(40, 40)
    maps[3, 0, 0] = np.inf
    tiles = miniature(maps)
    assert np.isfinite(tiles[0]).all()
    assert miniature(np.full(10, np.inf, np.float32)).shape[0] == 1
