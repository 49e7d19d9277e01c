"""Convolution at stride 1 with fewer multiplications: Winograd's F(m×m, r×r) for r = 3 and 5.

Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A for tiles d of (m + r − 1)² inputs and m² outputs (Lavin & Gray 2016, section 4).
F(4×4, 3×3) multiplies 4 times less than the definition, F(2×2, 3×3) 2.25 times, F(2×2, 5×5) 2.8 times. A value that is
not finite spoils its whole tile.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from designer.engine.kernels.blocks import (
    MOST_WORK,
    Block,
    Blocks,
    Call,
    Epilogue,
    FloatArray,
    Made,
    Rows,
    Scratch,
    clipped,
    cuts,
    in_turn,
    in_turn_or_alone,
    longest,
    with_channels,
)
from designer.engine.kernels.winograd_matrices import Tile, matrices, tiles

LARGE_WEIGHTS = 1 << 21  # they do not stay in the cache: read them seldom, in larger bands
BAND_BYTES = 3 << 18  # of the larger transformed array of one band: two of them fit the second-level cache


def _tiled(view: FloatArray, m: int, rows: int, columns: int, down: int, across: int) -> FloatArray:
    """Pixels (H, W, C) as (tile rows, rows of a tile, tile columns, columns of a tile, C)."""
    s0, s1, s2 = view.strides
    return as_strided(view, (rows, down, columns, across, view.shape[2]), (m * s0, s0, m * s1, s1, s2))


def finish_tiles(y: FloatArray, out: FloatArray, m: int, epilogue: Epilogue) -> list[Call]:
    """Calls that finish tiles y (m, m, tile rows, tile columns, C) into pixels out (H, W, C), cropped at the edges.

    The epilogue is that of these pixels.
    """
    height, width, _ = out.shape
    full_rows, full_columns = height // m, width // m
    kept: list[Call] = []
    added: list[Call] = []
    stored: list[Call] = []
    for rows, down, top in ((full_rows, m, 0), (1, height - full_rows * m, full_rows)):
        for columns, across, left in ((full_columns, m, 0), (1, width - full_columns * m, full_columns)):
            if rows and columns and down and across:
                source = y[:down, :across, top : top + rows, left : left + columns].transpose(2, 0, 3, 1, 4)
                corner = (slice(top * m, None), slice(left * m, None))
                size = (m, rows, columns, down, across)
                if epilogue.kept is not None:
                    kept.append(partial(np.copyto, _tiled(epilogue.kept[corner], *size), source))
                if epilogue.residual is not None:
                    added.append(partial(np.add, source, _tiled(epilogue.residual[corner], *size), source))
                stored.append(partial(np.copyto, _tiled(out[corner], *size), source))
    flat = y.reshape(-1)
    scaled = [
        *with_channels(np.multiply, flat, epilogue.scale, flat),
        *with_channels(np.add, flat, epilogue.shift, flat),
    ]
    return [*kept, *scaled, *added, *clipped(epilogue.clip, flat, flat), *stored]


def gather_tiles(x: FloatArray, tile: Tile, part: Rows, across: int) -> FloatArray:
    """View (m + r − 1, m + r − 1, tile rows, tile columns, C) of the overlapping tiles of some tile rows."""
    m, size, (s0, s1, s2) = tile.m, tile.size, x.strides
    shape = (size, size, part[1] - part[0], across, x.shape[2])
    return as_strided(x[part[0] * m :], shape, (s0, s1, m * s0, m * s1, s2), writeable=False)


def winograd(
    x: FloatArray, packed: FloatArray, bias: FloatArray, out: FloatArray, tile: Tile, rows: Rows, epilogue: Epilogue,
    scratch: Scratch,
) -> Made:  # fmt: skip
    """F(m×m, r×r) by bands of tile rows that stay in the second-level cache.

    x (H, W, C) starts at the first tap and reaches at least to the last tile's end; packed from `pack_winograd`; out
    (H', W', O); `rows` are tile rows. `bias` (O) or empty.
    """
    m, size, inputs, channels = tile.m, tile.size, x.shape[2], out.shape[2]
    across = tiles(out.shape, tile)[1]
    band_bytes = BAND_BYTES if packed.nbytes < LARGE_WEIGHTS else packed.nbytes
    parts = cuts(rows, max(1, band_bytes // (4 * size * size * across * max(inputs, channels))))
    most = longest(parts) * across * max(inputs, channels) * size * size
    one, two = scratch.take((most,), (most,))
    a, _, b = matrices(tile)

    def band(first: int, last: int) -> Blocks:
        source = gather_tiles(x, tile, (first, last), across)
        count = (last - first) * across
        area = size * size * count
        gathered, half, spectrum = one[: area * inputs], two[: area * inputs], one[: area * inputs]
        product, half_back = two[: area * channels], one[: m * size * count * channels]
        final = two[: m * m * count * channels]
        spectra, products = (array.reshape(size * size, count, -1) for array in (spectrum, product))
        pixels = slice(first * m, min(last * m, out.shape[0]))
        tiled = final.reshape(m, m, last - first, across, channels)
        calls: list[Call] = [
            partial(np.copyto, gathered.reshape(source.shape), source),
            partial(np.matmul, b, gathered.reshape(size, -1), half.reshape(size, -1)),
            partial(np.matmul, b, half.reshape(size, size, -1), spectrum.reshape(size, size, -1)),
            *by_frequency(spectra, packed, products),
            *_with_bias(products[size + 1], bias),
            partial(np.matmul, a, product.reshape(size, -1), half_back.reshape(m, -1)),
            partial(np.matmul, a, half_back.reshape(m, size, -1), final.reshape(m, m, -1)),
            *finish_tiles(tiled, out[pixels], m, epilogue.part((pixels,))),
        ]
        return in_turn_or_alone(calls, area * inputs * channels)

    return (block for cut in parts for block in band(*cut))


def _with_bias(constant: FloatArray, bias: FloatArray) -> list[Call]:
    """The bias, once, at frequency (1, 1) of all tiles, whose weight is 1 in every output."""
    return [partial(np.add, constant, bias, constant)] if bias.size else []


def by_frequency(spectrum: FloatArray, packed: FloatArray, product: FloatArray) -> list[Call]:
    """Calls for product (F, n, O) = spectrum (F, n, C) · weights, one product a frequency."""
    frequencies, count, channels = product.shape
    if packed.ndim == 4:
        panels, _, columns = packed.shape[1:]
        s0, s1, s2 = product.strides
        product = as_strided(product, (frequencies, panels, count, columns), (s0, columns * s2, s1, s2))
        spectrum = spectrum[:, None]
    most = max(1, MOST_WORK // max(1, count * channels * spectrum.shape[-1]))
    return [
        partial(np.matmul, spectrum[first:last], packed[first:last], product[first:last])
        for first, last in cuts((0, frequencies), most)
    ]


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
    return [in_turn(ahead), meet, *(in_turn([call]) for call in products), meet, in_turn(back)]


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
    tiled = final.reshape(m, m, rows[1] - rows[0], across, channels)
    return [
        *_with_bias(place[size + 1], bias),
        partial(np.matmul, a, columns_first, half),
        partial(np.matmul, a, half.transpose(1, 0, 2), final.reshape(m, m, -1)),
        *finish_tiles(tiled, out[pixels], m, epilogue.part((pixels,))),
    ]
