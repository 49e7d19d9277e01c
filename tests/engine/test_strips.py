"""Convolution by strips beside the definition, with blocks and products cut small, too."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from designer.core import kinds as k
from designer.core.shapes import Shape
from designer.engine.kernels import products, strips
from designer.engine.kernels.blocks import Epilogue
from designer.engine.ways import way
from tests.engine.cases import Case, close, numpy_shape, weights_for
from tests.engine.reference import reference
from tests.engine.test_shares import run_shared


@st.composite
def wide_maps(draw):
    """A convolution whose windows overlap downwards, with any options, on a map that makes at least 16 columns."""
    groups, inputs = draw(st.sampled_from([(1, 1), (1, 3), (1, 20), (2, 3)]))
    high = draw(st.integers(2, 5))
    kind = k.Conv2d(
        out_channels=groups * draw(st.sampled_from([1, 5, 16, 32, 48])),
        kernel_size=(high, draw(st.integers(1, 5))),
        stride=(draw(st.integers(1, high - 1)), draw(st.integers(1, 2))),
        dilation=(1, draw(st.integers(1, 2))),
        padding=draw(st.sampled_from([(0, 0), (2, 1), (2, 1, 0, 3)])),
        groups=groups,
        bias=draw(st.booleans()),
    )
    shape = Shape(groups * inputs, draw(st.integers(5, 20)), draw(st.integers(40, 44)))
    assume(way(kind, shape, kind.output((shape,))).algorithm == "strips")
    random = np.random.default_rng(draw(st.integers(0, 99)))
    x = random.normal(size=numpy_shape(shape)).astype(np.float32)
    return Case(kind, [x], weights_for(kind, [shape], random))


@given(wide_maps(), st.integers(1, 3), st.sampled_from([1, 1 << 12, 1 << 19]), st.sampled_from([1, 1 << 14, 1 << 29]))
def test_strips_compute_the_definition(case, members, block_bytes, work):
    with (
        patch.object(strips, "STRIP_BYTES", block_bytes),
        patch.object(strips, "MOST_WORK", work),
        patch.object(products, "MOST_WORK", work),
    ):
        close(run_shared(case, members), reference(case.kind, case.inputs, case.arrays))


@given(wide_maps(), st.booleans())
def test_results_are_finished_while_they_are_hot(case, keep):
    expected = reference(case.kind, case.inputs, case.arrays)
    turned = expected.transpose(1, 2, 0)
    kept = np.zeros(turned.shape, np.float32) if keep else None
    residual = np.random.default_rng(0).normal(size=turned.shape).astype(np.float32)
    found = run_shared(case, 2, Epilogue("relu", residual, kept))
    close(found, np.maximum(expected + residual.transpose(2, 0, 1), 0))
    if kept is not None:
        close(kept, turned)


@pytest.mark.parametrize(
    ("width", "depth", "outputs", "kernel", "stride", "dilation", "expected"),
    [
        (16, 2304, 256, 3, 2, 1, True),
        (15, 27, 8, 3, 1, 1, False),
        (16, 2305, 256, 3, 2, 1, False),
        (99, 27, 8, 3, 3, 1, False),
        (99, 27, 8, 3, 1, 2, False),
        (99, 27, 54, 3, 1, 1, True),
        (99, 27, 55, 3, 1, 1, False),
    ],
)
def test_strips_are_for_wide_maps_whose_windows_overlap(width, depth, outputs, kernel, stride, dilation, expected):
    assert strips.worth_strips(width, depth, outputs, kernel, stride, dilation) is expected


@given(st.integers(1, 99), st.integers(1, 40), st.integers(2, 11), st.integers(1, 5))
def test_a_block_fills_the_cache_and_no_more(width, run, kernel, stride):
    rows = strips.rows_of_block(width, run, kernel, stride)
    taken = [4 * width * run * strips.rows_read(count, kernel, stride) for count in (rows, rows + 1)]
    assert rows == 1 or taken[0] <= strips.STRIP_BYTES
    assert taken[1] > strips.STRIP_BYTES
