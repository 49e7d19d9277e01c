"""The effective field of a unit: how much each pixel of the input moves it, on one picture or on average over many.

After Luo et al. 2016, "Understanding the effective receptive field in deep convolutional neural networks": the size of
the gradient of one unit with respect to the image, averaged over images of normal noise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.core.index_sets import Rectangle
from designer.core.shapes import Shape
from designer.engine.backward_pass import Gradients
from designer.engine.errors import EngineError
from designer.engine.request import Image, Request

FloatArray = NDArray[np.float32]
Unit = tuple[int, int, int]

MOST = 0.95
"""The part of the effect whose pixels are counted."""


@dataclass(frozen=True, eq=False)
class EffectiveField:
    """How much each pixel moves one unit."""

    unit: Unit
    sizes: dict[str, FloatArray]
    """By input layer, H×W: |∂unit/∂pixel| added up over the channels, the mean over all images."""
    images: int = 0
    """Over how many images of noise it is averaged; 0: of the sample image."""
    wanted: int = 0
    """How many images it will be averaged over when all is done."""


def effective_field(
    gradients: Gradients,
    unit: Unit,
    images: int = 0,
    stopped: Callable[[], bool] = lambda: False,
    told: Callable[[EffectiveField], None] = lambda _: None,
) -> EffectiveField:
    """The field of one unit on the picture of the request, or averaged over `images` of N(0, 1) noise.

    `told` gets the average so far after each image. Of a vector the unit is (feature, 0, 0). Raises EngineError, and
    Stopped soon after `stopped` says so.
    """
    request = gradients.request
    single = _one_hot(request, gradients.layer, unit)
    if not images:
        parts = gradients.of(request.image, single, stopped)
        return EffectiveField(unit, {name: size_of(part) for name, part in parts.items()})
    totals: dict[str, NDArray[np.float64]] = {}
    found = EffectiveField(unit, {}, 0, images)
    for number in range(images):
        for name, part in gradients.of(noise(request, number), single, stopped).items():
            totals[name] = totals.get(name, np.zeros(part.shape[1:])) + size_of(part)
        means = {name: (total / (number + 1)).astype(np.float32) for name, total in totals.items()}
        found = EffectiveField(unit, means, number + 1, images)
        told(found)
    return found


def _one_hot(request: Request, layer: str, unit: Unit) -> FloatArray:
    """The gradient of a unit with respect to its own layer: 1 at the unit."""
    output = request.analysis.facts[layer].output
    if output is None:
        raise EngineError(f"{layer}: this layer, or one above it, has an error")
    maps = isinstance(output, Shape)
    gradient = np.zeros(
        (output.channels, output.height, output.width) if isinstance(output, Shape) else output.features
    )
    at = unit if maps else unit[:1]
    if not all(0 <= index < length for index, length in zip(at, gradient.shape, strict=True)):
        raise EngineError(f"{layer}: expected a unit of {output.text}, found {at}")
    gradient[at] = 1
    return gradient.astype(np.float32)


def noise(request: Request, number: int) -> dict[str, Image]:
    """The `number`-th random picture for each input layer: N(0, 1), the same at every call."""
    random = np.random.default_rng([request.seed, number])
    shapes = {layer.id: request.analysis.facts[layer.id].output for layer in request.design.inputs}
    return {
        name: random.standard_normal((shape.channels, shape.height, shape.width), np.float32)
        for name, shape in shapes.items()
        if isinstance(shape, Shape)
    }


def size_of(gradient: NDArray[np.floating]) -> FloatArray:
    """Σ over the channels of |gradient|, H×W."""
    sizes: FloatArray = np.abs(gradient).sum(axis=0).astype(np.float32)
    return sizes


def pixels_of_most(sizes: FloatArray) -> int:
    """The least number of pixels that hold MOST of the effect; 0 where there is none."""
    falling = np.sort(sizes, axis=None)[::-1].astype(np.float64)
    held = np.cumsum(falling)
    return int(np.searchsorted(held, MOST * held[-1])) + 1 if held[-1] > 0 else 0


def window_of_most(sizes: FloatArray, height: int, width: int) -> Rectangle | None:
    """The smallest window of the proportions height : width, wherever it lies, that holds MOST of the effect.

    Of several of one size the one that holds most; None where there is no effect. Windows do not leave the map.
    """
    sums = np.zeros((sizes.shape[0] + 1, sizes.shape[1] + 1))
    np.cumsum(np.cumsum(sizes, axis=0, dtype=np.float64), axis=1, out=sums[1:, 1:])
    wanted = MOST * sums[-1, -1]
    if not wanted > 0:
        return None
    longer = max(height, width)

    def best(side: int) -> tuple[float, Rectangle]:
        rows, columns = (
            min(length, max(1, -(-side * part // longer)))
            for part, length in zip((height, width), sizes.shape, strict=True)
        )
        held = sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns] + sums[:-rows, :-columns]
        top, left = divmod(int(held.argmax()), held.shape[1])
        return float(held[top, left]), (top, left, top + rows - 1, left + columns - 1)

    low, high = 1, longer * max(-(-sizes.shape[0] // height), -(-sizes.shape[1] // width))  # this one holds everything
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if best(middle)[0] >= wanted else (middle + 1, high)
    return best(low)[1]
