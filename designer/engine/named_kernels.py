"""Kernels that have a name, of any size: blurs, edges, Laplacians, Gabor filters; not flipped, as layers use them.

Where a kernel is known as 3×3, the larger ones are that one smoothed by a binomial kernel, which keeps the sum and the
answer to an even slope: B(n) below is the row n − 3 of Pascal's triangle divided by its sum.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from designer.engine.errors import EngineError

Doubles = NDArray[np.float64]
Size = tuple[int, int]
"""Height and width."""
Make = Callable[[Size], Doubles]


class KernelError(EngineError):
    """Why a kernel cannot be had in a size, in one line."""


def identity(size: Size) -> Doubles:
    """1 in the middle: the picture as it is. Of an even size the middle is the pixel left of and above it."""
    kernel = np.zeros(size)
    kernel[(size[0] - 1) // 2, (size[1] - 1) // 2] = 1
    return kernel


def box_blur(size: Size) -> Doubles:
    """The mean of all pixels; the sum is 1."""
    return np.full(size, 1 / (size[0] * size[1]))


def gaussian_blur(size: Size) -> Doubles:
    """exp(−r² / 2σ²) with the sum 1; σ = 0.3·((n − 1)/2 − 1) + 0.8 for n pixels, as OpenCV's getGaussianKernel."""
    rows, columns = (_bell(n, 0.3 * ((n - 1) / 2 - 1) + 0.8) for n in size)
    return np.outer(rows, columns)


def _bell(n: int, sigma: float) -> Doubles:
    x = np.arange(n) - (n - 1) / 2
    bell = np.exp(-(x**2) / (2 * sigma**2))
    return np.asarray(bell / bell.sum())


def sharpen(size: Size) -> Doubles:
    """The picture less its Laplacian: 5 amid four −1 where it is 3×3; the sum is 1."""
    return _grown([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], size, "sharpen")


def laplacian_4(size: Size) -> Doubles:
    """∂²/∂x² + ∂²/∂y² from the four neighbours: −4 amid four 1 where it is 3×3; the sum is 0."""
    return _grown([[0, 1, 0], [1, -4, 1], [0, 1, 0]], size, "the Laplacian")


def laplacian_8(size: Size) -> Doubles:
    """The Laplacian from all eight neighbours: −8 amid eight 1 where it is 3×3; the sum is 0."""
    return _grown([[1, 1, 1], [1, -8, 1], [1, 1, 1]], size, "the Laplacian")


def sobel_x(size: Size) -> Doubles:
    """[1 2 1]ᵀ · [−1 0 1] where it is 3×3 (Sobel and Feldman 1968): brighter to the right; a slope of 1 answers 8."""
    return edge(0, size)


def sobel_y(size: Size) -> Doubles:
    """[−1 0 1]ᵀ · [1 2 1] where it is 3×3 (Sobel and Feldman 1968): brighter below; a slope of 1 answers 8."""
    return edge(270, size)


def scharr_x(size: Size) -> Doubles:
    """[3 10 3]ᵀ · [−1 0 1] / 4 where it is 3×3 (Scharr 2000): as Sobel, nearer to the same in all directions."""
    return _grown((np.outer([3, 10, 3], [-1, 0, 1]) / 4).tolist(), size, "Scharr's filter")


def edge(degrees: int, size: Size) -> Doubles:
    """An edge in one of eight directions, brighter where they point: 0° right, 90° up; a slope of 1 answers 8.

    The compass of Robinson 1977: Sobel's kernel with its ring of eight weights turned by steps of 45°. A 2×2 kernel has
    no ring: there the differences across and down are mixed, and a slope of 1 answers 2.
    """
    if size == (2, 2):
        turn = math.radians(degrees)
        return np.array([[-1, 1], [-1, 1]]) * math.cos(turn) + np.array([[1, 1], [-1, -1]]) * math.sin(turn)
    ring = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0)]
    weights = [-1, 0, 1, 2, 1, 0, -1, -2]
    base = np.zeros((3, 3))
    for place, weight in zip(ring, np.roll(weights, -(degrees // 45)).tolist(), strict=True):
        base[place] = weight
    return _grown(base.tolist(), size, "an edge")


def _grown(base: list[list[float]], size: Size, what: str) -> Doubles:
    """A 3×3 kernel as one of another size: convolved with B(height)ᵀ · B(width)."""
    if min(size) < 3:
        raise KernelError(f"{what} needs a kernel of 3×3 or larger, and this one is {size[0]}×{size[1]}")
    rows, columns = (np.array([math.comb(n - 3, k) / 2 ** (n - 3) for k in range(n - 2)]) for n in size)
    kernel = np.zeros(size)
    for down, line in enumerate(base):
        for right, weight in enumerate(line):
            kernel[down : down + len(rows), right : right + len(columns)] += weight * np.outer(rows, columns)
    return kernel


def gabor(degrees: float, size: Size, phase: float = 0.0, waves: float = 1.5) -> Doubles:
    """exp(−(x² + y²) / 2σ²) · cos(2π·x'/λ + φ), mean taken off, absolute weights adding up to 2 (Daugman 1985).

    x' runs along the direction (0° right, 90° up), σ = n/5 and λ = n/waves for n pixels, λ at least 3, φ = `phase` in
    degrees.
    """
    rows, columns = _grid(size)
    turn, n = math.radians(degrees), max(size)
    along = columns * math.cos(turn) - rows * math.sin(turn)
    bell = np.exp(-(rows**2 + columns**2) / (2 * (n / 5) ** 2))
    return balanced(bell * np.cos(2 * math.pi * along / max(3, n / waves) + math.radians(phase)), bell)


def _grid(size: Size) -> tuple[Doubles, Doubles]:
    """How far each pixel is below and right of the middle."""
    rows, columns = np.mgrid[: size[0], : size[1]].astype(np.float64)
    return rows - (size[0] - 1) / 2, columns - (size[1] - 1) / 2


def balanced(kernel: Doubles, bell: Doubles) -> Doubles:
    """The kernel with the sum 0, by taking off a part of `bell`, and absolute weights that add up to 2.

    One that vanishes, because the size has no room for its direction, becomes the mean of all pixels.
    """
    kernel = kernel - bell * (kernel.sum() / bell.sum())
    return _of_weight_2(kernel, np.full(kernel.shape, 1 / kernel.size))


def _of_weight_2(kernel: Doubles, instead: Doubles) -> Doubles:
    """The kernel with absolute weights that add up to 2, and true zeros; or another where it vanishes."""
    weight = np.abs(kernel).sum()
    if weight < 1e-9:
        return instead
    kernel = kernel * (2 / weight)
    return np.where(np.abs(kernel) < 1e-12, 0.0, kernel)


COLOURS: Mapping[str, tuple[float, float, float]] = {
    "R − G": (1.0, -1.0, 0.0),
    "B − Y": (-0.5, -0.5, 1.0),
    "Luminance": (0.299, 0.587, 0.114),
}
"""Weights of red, green, blue: the opponents of Hering 1892, yellow the mean of red and green; and luma (BT.601)."""

KERNELS: Mapping[str, Make] = {
    "Identity": identity,
    "Box blur": box_blur,
    "Gaussian blur": gaussian_blur,
    "Sharpen": sharpen,
    "Sobel x": sobel_x,
    "Sobel y": sobel_y,
    "Scharr x": scharr_x,
    **{f"Edge {degrees}°": partial(edge, degrees) for degrees in range(0, 360, 45)},
    "Laplacian, 4 neighbours": laplacian_4,
    "Laplacian, 8 neighbours": laplacian_8,
    **{f"Gabor {degrees}°": partial(gabor, degrees) for degrees in (0, 45, 90, 135)},
}
"""Single kernels by name."""


def spread(kernel: Doubles, channels: int) -> Doubles:
    """One kernel on the mean of all input channels: (channels, height, width)."""
    return np.repeat(kernel[None] / channels, channels, axis=0)


def coloured(name: str, size: Size) -> Doubles:
    """A colour of COLOURS, blurred: (3, height, width)."""
    return np.array(COLOURS[name])[:, None, None] * gaussian_blur(size)


def gabor_bank(count: int, size: Size) -> Doubles:
    """Gabor filters (count, height, width): eight directions, then their odd phase, then finer ones, then again."""
    found = []
    for number in range(min(count, 48)):
        cycle, turn = divmod(number, 8)
        found.append(gabor(turn * 22.5, size, 90.0 * (cycle % 2), (1.0, 1.5, 2.2)[cycle // 2]))
    return np.array(found)[np.arange(count) % len(found)]


def edge_bank(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Kernels (out, in, kh, kw): edges in eight directions, bright and dark lines in four each, colours, finer ones.

    First and second derivative of a Gaussian along a direction, the same on every input channel; for three channels
    eight colour opponents follow (red–green, blue–yellow, as spots and as edges); then all of them finer, twice.
    Absolute weights add up to 2, so a full step answers with about 1. A kernel too small for a direction takes the mean
    instead.
    """
    out, channels, *size = shape
    cycle = 24 if channels == 3 else 16
    found = np.zeros((min(out, 3 * cycle), channels, *size), np.float32)
    for index in range(len(found)):
        fineness, place = divmod(index, cycle)
        found[index] = _bank_filter(place, channels, (size[0], size[1]), 1 + fineness * 0.6)
    return found[np.arange(out) % len(found)]


def _bank_filter(place: int, channels: int, size: Size, fineness: float) -> Doubles:
    """One filter of the bank: (channels, height, width)."""
    rows, columns = _grid(size)
    sigma, turn = max(size) / 4 / fineness, math.pi * (place % 8) / 4
    bell = np.exp(-(rows**2 + columns**2) / (2 * sigma**2))
    along = columns * math.cos(turn) + rows * math.sin(turn)
    if place < 8:
        return spread(balanced(bell * along, bell), channels)
    if place < 16:
        return spread(balanced(bell * (1 - along**2 / sigma**2) * (1 if place % 8 < 4 else -1), bell), channels)
    colour = np.array([(1.0, -1.0, 0.0), (-0.5, -0.5, 1.0)][place // 4 % 2])[:, None, None]
    spot = place % 4 < 2
    sign, turned = (-1 if place % 2 else 1), columns if place % 2 else rows
    kernel = colour * (bell * sign if spot else bell * turned)
    return _of_weight_2(kernel, spread(np.full(size, 1 / bell.size), channels))
