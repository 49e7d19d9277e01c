"""Convolution at stride 1 with fewer multiplications: Winograd's F(m×m, r×r) for r = 3 and 5.

Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A for tiles d of (m + r − 1)² inputs and m² outputs (Lavin & Gray 2016, section 4; matrices
by Cook and Toom over m + r − 2 points and infinity). F(4×4, 3×3) multiplies 4 times less than the definition,
F(2×2, 3×3) 2.25 times, F(2×2, 5×5) 2.8 times.
With the points 0, 1, −1, ½, −2 the error of F(4×4) is at most about 4·10⁻⁶ of a map's largest value, 2.5 times less
than with the customary ±2. A value that is not finite spoils its whole tile.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from designer.engine.kernels.blocks import (
    Block,
    Blocks,
    Call,
    Clip,
    Epilogue,
    FloatArray,
    Rows,
    Scratch,
    clipped,
    cuts,
    in_turn,
    longest,
)

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
LARGE_WEIGHTS = 1 << 21  # they do not stay in the cache: read them seldom, in larger bands
BAND_BYTES = 3 << 18  # of the larger transformed array of one band: two of them fit the second-level cache
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


def pack_winograd(weight: FloatArray, tile: Tile, frequencies: Rows) -> FloatArray:
    """Weights (out, in, r, r) as G g Gᵀ for some of the (m + r − 1)² frequencies, in panels (F, out / n, in, n)."""
    _, g, _ = matrices(tile)
    transform = np.kron(g, g)[slice(*frequencies)]
    out, inputs = weight.shape[:2]
    taps = np.ascontiguousarray(weight.reshape(out, inputs, -1).transpose(2, 1, 0)).reshape(-1, inputs * out)
    spectrum: FloatArray = (transform @ taps).astype(np.float32, copy=False).reshape(-1, inputs, out)
    columns = next((width for width in PANELS if out % width == 0), 0)
    if columns == 0:
        return spectrum
    return np.ascontiguousarray(spectrum.reshape(-1, inputs, out // columns, columns).transpose(0, 2, 1, 3))


def tiles(shape: tuple[int, ...], tile: Tile) -> tuple[int, int]:
    """Tile rows and columns that cover a map (H, W, C)."""
    return -(-shape[0] // tile.m), -(-shape[1] // tile.m)


def _tiled(view: FloatArray, m: int, rows: int, columns: int, down: int, across: int) -> FloatArray:
    """Pixels (H, W, C) as (tile rows, rows of a tile, tile columns, columns of a tile, C)."""
    s0, s1, s2 = view.strides
    return as_strided(view, (rows, down, columns, across, view.shape[2]), (m * s0, s0, m * s1, s1, s2))


def finish_tiles(y: FloatArray, out: FloatArray, residual: FloatArray | None, m: int, clip: Clip) -> list[Call]:
    """Calls that finish tiles y (m, m, tile rows, tile columns, C) into pixels out (H, W, C), cropped at the edges."""
    height, width, _ = out.shape
    full_rows, full_columns = height // m, width // m
    added: list[Call] = []
    stored: list[Call] = []
    for rows, down, top in ((full_rows, m, 0), (1, height - full_rows * m, full_rows)):
        for columns, across, left in ((full_columns, m, 0), (1, width - full_columns * m, full_columns)):
            if rows and columns and down and across:
                source = y[:down, :across, top : top + rows, left : left + columns].transpose(2, 0, 3, 1, 4)
                corner = (slice(top * m, None), slice(left * m, None))
                if residual is not None:
                    added.append(
                        partial(np.add, source, _tiled(residual[corner], m, rows, columns, down, across), source)
                    )
                stored.append(partial(np.copyto, _tiled(out[corner], m, rows, columns, down, across), source))
    flat = y.reshape(-1)
    return [*added, *clipped(clip, flat, flat), *stored]


def gather_tiles(x: FloatArray, tile: Tile, part: Rows, across: int) -> FloatArray:
    """View (m + r − 1, m + r − 1, tile rows, tile columns, C) of the overlapping tiles of some tile rows."""
    m, size, (s0, s1, s2) = tile.m, tile.size, x.strides
    shape = (size, size, part[1] - part[0], across, x.shape[2])
    return as_strided(x[part[0] * m :], shape, (s0, s1, m * s0, m * s1, s2), writeable=False)


def winograd(
    x: FloatArray, packed: FloatArray, bias: FloatArray, out: FloatArray, tile: Tile, rows: Rows, epilogue: Epilogue,
    scratch: Scratch,
) -> Blocks:  # fmt: skip
    """F(m×m, r×r) by bands of tile rows that stay in the second-level cache.

    x (H, W, C) starts at the first tap and reaches at least to the last tile's end; packed from `pack_winograd`; out
    (H', W', O); `rows` are tile rows. The bias is added once, at frequency (1, 1), whose weight is 1 in every output.
    """
    m, size, inputs, channels = tile.m, tile.size, x.shape[2], out.shape[2]
    across = tiles(out.shape, tile)[1]
    band_bytes = BAND_BYTES if packed.nbytes < LARGE_WEIGHTS else packed.nbytes
    parts = cuts(rows, max(1, band_bytes // (4 * size * size * across * max(inputs, channels))))
    most = longest(parts) * across * max(inputs, channels) * size * size
    one, two = scratch.take((most,), (most,))
    a, _, b = matrices(tile)

    def band(first: int, last: int) -> Block:
        source = gather_tiles(x, tile, (first, last), across)
        count = (last - first) * across
        area = size * size * count
        gathered, half, spectrum = one[: area * inputs], two[: area * inputs], one[: area * inputs]
        product, half_back = two[: area * channels], one[: m * size * count * channels]
        final = two[: m * m * count * channels]
        constant = product.reshape(size * size, count, channels)[size + 1]
        pixels = slice(first * m, min(last * m, out.shape[0]))
        residual = None if epilogue.residual is None else epilogue.residual[pixels]
        return in_turn(
            [
                partial(np.copyto, gathered.reshape(source.shape), source),
                partial(np.matmul, b, gathered.reshape(size, -1), half.reshape(size, -1)),
                partial(np.matmul, b, half.reshape(size, size, -1), spectrum.reshape(size, size, -1)),
                *by_frequency(
                    spectrum.reshape(size * size, count, inputs), packed, product.reshape(size * size, count, channels)
                ),
                partial(np.add, constant, bias, constant),
                partial(np.matmul, a, product.reshape(size, -1), half_back.reshape(m, -1)),
                partial(np.matmul, a, half_back.reshape(m, size, -1), final.reshape(m, m, -1)),
                *finish_tiles(
                    final.reshape(m, m, last - first, across, channels), out[pixels], residual, m, epilogue.clip
                ),
            ]
        )

    return [band(first, last) for first, last in parts]


def by_frequency(spectrum: FloatArray, packed: FloatArray, product: FloatArray) -> list[Call]:
    """Calls for product (F, n, O) = spectrum (F, n, C) · weights, one product a frequency."""
    if packed.ndim == 3:
        return [partial(np.matmul, spectrum, packed, product)]
    frequencies, count, _ = product.shape
    panels, _, columns = packed.shape[1:]
    s0, s1, s2 = product.strides
    results = as_strided(product, (frequencies, panels, count, columns), (s0, columns * s2, s1, s2))
    return [partial(np.matmul, spectrum[:, None], packed, results)]


def by_frequencies(
    x: FloatArray, packed: FloatArray, bias: FloatArray, out: FloatArray, tile: Tile, rows: Rows, frequencies: Rows,
    epilogue: Epilogue, scratch: Scratch, shared: Scratch, meet: Block,
) -> Blocks:  # fmt: skip
    """F(m×m, r×r) for many channels and few pixels, where reading the weights costs most.

    Each worker transforms some tile rows, meets the others, multiplies its own frequencies (so each weight is read once
    by one worker), meets them again, and transforms its tile rows back. `packed` holds the worker's frequencies only.
    """
    size, inputs, channels = tile.size, x.shape[2], out.shape[2]
    down, across = tiles(out.shape, tile)
    spectrum, product = shared.take((size * size, down * across, inputs), (size * size, down * across, channels))
    count = (rows[1] - rows[0]) * across
    most = size * size * count * max(inputs, channels)
    one, two = scratch.take((most,), (most,))
    chosen = slice(*frequencies)
    ahead = _ahead(x, spectrum, tile, rows, across, one, two) if count else []
    back = _back(product, bias, out, tile, rows, across, epilogue, one, two) if count else []
    products = by_frequency(spectrum[chosen], packed, product[chosen]) if packed.size else []
    return [in_turn(ahead), meet, in_turn(products), meet, in_turn(back)]


def _ahead(
    x: FloatArray, spectrum: FloatArray, tile: Tile, rows: Rows, across: int, one: FloatArray, two: FloatArray
) -> list[Call]:
    """Bᵀ d B of some tile rows, into their place among all tiles of the spectrum."""
    size, inputs, b = tile.size, x.shape[2], matrices(tile)[2]
    source = gather_tiles(x, tile, rows, across)
    count = (rows[1] - rows[0]) * across
    area = size * size * count * inputs
    gathered, half = one[:area], two[:area]
    place = spectrum[:, rows[0] * across : rows[1] * across]
    step, _, item = place.strides
    target = as_strided(place, (size, size, count * inputs), (size * step, step, item))
    return [
        partial(np.copyto, gathered.reshape(source.shape), source),
        partial(np.matmul, b, gathered.reshape(size, -1), half.reshape(size, -1)),
        partial(np.matmul, b, half.reshape(size, size, -1), target),
    ]


def _back(
    product: FloatArray, bias: FloatArray, out: FloatArray, tile: Tile, rows: Rows, across: int, epilogue: Epilogue,
    one: FloatArray, two: FloatArray,
) -> list[Call]:  # fmt: skip
    """Aᵀ M A of some tile rows out of all tiles of the product, and their finish."""
    m, size, channels, a = tile.m, tile.size, out.shape[2], matrices(tile)[0]
    count = (rows[1] - rows[0]) * across
    place = product[:, rows[0] * across : rows[1] * across]
    step, _, item = place.strides
    columns_first = as_strided(place, (size, size, count * channels), (step, size * step, item))
    half = one[: m * size * count * channels].reshape(size, m, -1)
    final = two[: m * m * count * channels]
    pixels = slice(rows[0] * m, min(rows[1] * m, out.shape[0]))
    residual = None if epilogue.residual is None else epilogue.residual[pixels]
    tiled = final.reshape(m, m, rows[1] - rows[0], across, channels)
    return [
        partial(np.add, place[size + 1], bias, place[size + 1]),
        partial(np.matmul, a, columns_first, half),
        partial(np.matmul, a, half.transpose(1, 0, 2), final.reshape(m, m, -1)),
        *finish_tiles(tiled, out[pixels], residual, m, epilogue.clip),
    ]
