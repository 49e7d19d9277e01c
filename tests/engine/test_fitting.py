"""Pictures are cropped, padded or left alone, in the proportions of the input layer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.engine.fitting import FITS, fitted
from designer.engine.images import MOST_PIXELS


def picture(rows, columns):
    return np.random.default_rng(0).integers(1, 256, (rows, columns, 3), dtype=np.uint8)


def test_cropping_keeps_the_middle():
    wide = picture(4, 8)
    np.testing.assert_array_equal(fitted(wide, 5, 5, "crop"), wide[:, 2:6])
    np.testing.assert_array_equal(fitted(wide, 1, 4, "crop"), wide[1:3])


def test_padding_keeps_all_of_it():
    wide = picture(4, 8)
    black, edge = fitted(wide, 5, 5, "black"), fitted(wide, 5, 5, "edge")
    for padded in (black, edge):
        assert padded.shape == (8, 8, 3)
        np.testing.assert_array_equal(padded[2:6], wide)
    assert not black[:2].any()
    assert not black[6:].any()
    np.testing.assert_array_equal(edge[0], wide[0])
    np.testing.assert_array_equal(edge[7], wide[3])


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40), st.integers(1, 40))
def test_proportions_are_right_to_the_pixel(rows, columns, height, width):
    for fit in FITS:
        found = fitted(picture(rows, columns), height, width, fit)
        if fit == "stretch":
            assert found.shape == (rows, columns, 3)
        else:
            exact = found.shape[1] * height / width, found.shape[0] * width / height
            assert (
                abs(found.shape[0] - exact[0]) <= 0.5 or abs(found.shape[1] - exact[1]) <= 0.5 or 1 in found.shape[:2]
            )


@pytest.mark.parametrize("fit", ["black", "edge"])
def test_a_long_strip_becomes_no_giant(fit):
    found = fitted(picture(2, 9000), 8, 8, fit)
    assert found.shape[0] == found.shape[1]
    assert found.shape[0] * found.shape[1] <= MOST_PIXELS
