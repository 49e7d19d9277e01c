"""The matrices of Winograd's algorithm, and weights transformed by them.

By Cook and Toom over m + r − 2 points and infinity (Lavin & Gray 2016, section 4). With the points 0, 1, −1, ½, −2 the
error of F(4×4, 3×3) is about 2·10⁻⁶ of a map's largest value for 64 input channels and 5·10⁻⁶ for 1,024: 2 to 3 times
less than with the customary ±2.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from designer.engine.kernels.blocks import FloatArray, Rows

Matrices = tuple[FloatArray, FloatArray, FloatArray]


class Tile(NamedTuple):
    """F(m×m, r×r): m outputs and r taps an axis."""

    m: int
    r: int

    @property
    def size(self) -> int:
        """Inputs, and frequencies, an axis: m + r − 1."""
        return self.m + self.r - 1


PANELS = (64, 32)
POINTS = {
    4: (Fraction(0), Fraction(1), Fraction(-1)),
    6: (Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(-2)),
}


def _times(left: list[Fraction], right: list[Fraction]) -> list[Fraction]:
    product = [Fraction(0)] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            product[i + j] += a * b
    return product


def matrices(tile: Tile) -> Matrices:
    """Aᵀ (m, n), G (n, r) and Bᵀ (n, n) for n = m + r − 1; point number 1 is 1, the last is infinity."""
    m, size = tile.m, tile.size
    points = POINTS[size]
    a, g, b = np.zeros((m, size)), np.zeros((size, tile.r)), np.zeros((size, size))
    for row, point in enumerate(points):
        basis, scale = [Fraction(1)], Fraction(1)
        for other in points:
            if other != point:
                basis, scale = _times(basis, [-other, Fraction(1)]), scale * (point - other)
        a[:, row] = [float(point**power) for power in range(m)]
        g[row] = [float(point**power / scale) for power in range(tile.r)]
        b[row, : size - 1] = [float(coefficient) for coefficient in basis]
    whole = [Fraction(1)]
    for point in points:
        whole = _times(whole, [-point, Fraction(1)])
    a[-1, -1] = g[-1, -1] = 1
    b[-1] = [float(coefficient) for coefficient in whole]
    return a.astype(np.float32), g.astype(np.float32), b.astype(np.float32)


def winograd_panel(outputs: int) -> int:
    """Columns of a panel of the transformed weights; 0 where they are kept without panels."""
    return next((width for width in PANELS if outputs % width == 0), 0)


def pack_winograd(weight: FloatArray, tile: Tile, frequencies: Rows, panel: int) -> FloatArray:
    """Weights (out, in, r, r) as G g Gᵀ for some of the (m + r − 1)² frequencies.

    In panels (F, out / n, in, n) of n columns; as (F, in, out) where n is 0.
    """
    _, g, _ = matrices(tile)
    transform = np.kron(g, g)[slice(*frequencies)]
    out, inputs = weight.shape[:2]
    taps = np.ascontiguousarray(weight.reshape(out, inputs, -1).transpose(2, 1, 0)).reshape(-1, inputs * out)
    spectrum: FloatArray = (transform @ taps).astype(np.float32, copy=False).reshape(-1, inputs, out)
    if panel == 0:
        return spectrum
    return np.ascontiguousarray(spectrum.reshape(-1, inputs, out // panel, panel).transpose(0, 2, 1, 3))


def tiles(shape: tuple[int, ...], tile: Tile) -> tuple[int, int]:
    """Tile rows and columns that cover a map (H, W, C)."""
    return -(-shape[0] // tile.m), -(-shape[1] // tile.m)
