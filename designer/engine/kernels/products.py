"""Matrix products in the form in which OpenBLAS is fastest.

A product of at most 10⁶ multiplications takes OpenBLAS's kernel that does not pack its operands first, a tenth
faster at the sizes of convolutions. So a matrix of weights is kept as panels of a few columns, the left side is cut
into groups of rows, and all small products are one call of `matmul`.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from designer.engine.kernels.blocks import MOST_WORK, Call, FloatArray, cuts

SMALL_PRODUCT = 1_000_000
PANEL_WIDTHS = (32, 48, 16)
FEWEST_ROWS = 14


def panel_width(depth: int, width: int) -> int:
    """Columns of a panel for weights (depth, width); 0 where the plain product is as fast."""
    for columns in PANEL_WIDTHS:
        if width % columns == 0 and SMALL_PRODUCT // (columns * depth) >= FEWEST_ROWS:
            return columns
    return 0


def as_panels(matrix: FloatArray, columns: int) -> FloatArray:
    """Weights (K, N) as panels (N / n, K, n) of n columns; as they are (K, N) where n is 0."""
    depth, width = matrix.shape
    if columns == 0:
        return np.ascontiguousarray(matrix)
    return np.ascontiguousarray(matrix.reshape(depth, width // columns, columns).transpose(1, 0, 2))


def width_of(packed: FloatArray) -> int:
    """N of weights packed by `as_panels`."""
    panels: int = packed.shape[0] if packed.ndim == 3 else 1
    return panels * int(packed.shape[-1])


def multiply(left: FloatArray, packed: FloatArray, out: FloatArray) -> list[Call]:
    """Calls for out (M, N) = left (M, K) · weights packed by `as_panels`; rows of left and out may have gaps.

    No call multiplies much more than MOST_WORK times, for a run can be stopped between two.
    """
    most = max(1, MOST_WORK // max(1, width_of(packed) * left.shape[1]))
    calls: list[Call] = []
    for first, last in cuts((0, left.shape[0]), most):
        if packed.ndim == 2:
            calls.append(partial(np.matmul, left[first:last], packed, out[first:last]))
        else:
            calls += _by_panels(left[first:last], packed, out[first:last])
    return calls


def _by_panels(left: FloatArray, packed: FloatArray, out: FloatArray) -> list[Call]:
    """Groups of rows by panels, each a small product, all in one call; the rows that are left over in another."""
    panels, depth, columns = packed.shape
    rows = max(1, min(left.shape[0], SMALL_PRODUCT // (columns * max(1, depth))))
    calls: list[Call] = []
    whole = left.shape[0] // rows * rows
    for first, groups, height in ((0, whole // rows, rows), (whole, 1, left.shape[0] - whole)):
        if groups and height:
            a, c = left[first:], out[first:]
            stacked = as_strided(a, (groups, 1, height, depth), (height * a.strides[0], 0, *a.strides), writeable=False)
            pitch = columns * c.strides[1]
            results = as_strided(c, (groups, panels, height, columns), (height * c.strides[0], pitch, *c.strides))
            calls.append(partial(np.matmul, stacked, packed, results))
    return calls


def multiply_each(left: FloatArray, packed: FloatArray, out: FloatArray) -> list[Call]:
    """Calls for out (R, M, N) = left (R, M, K) · weights packed by `as_panels`, for each of R; lefts may overlap.

    M is cut so that products are small and no call multiplies much more than MOST_WORK times.
    """
    panels = packed if packed.ndim == 3 else packed[None]
    number, depth, columns = panels.shape
    count, height, _ = left.shape
    results = as_strided(
        out, (count, number, height, columns), (out.strides[0], columns * out.strides[2], *out.strides[1:])
    )
    most = MOST_WORK // max(1, count * depth * columns * number)
    if packed.ndim == 3:
        most = min(most, SMALL_PRODUCT // max(1, depth * columns))
    return [
        partial(np.matmul, left[:, None, first:last], panels, results[:, :, first:last])
        for first, last in cuts((0, height), max(1, most))
    ]
