"""The pictures of requests as the tensors of input layers, numbered so that a value can say which it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.core.analysis import Analysis
from designer.core.shapes import Shape
from designer.engine.images import to_input
from designer.engine.normalisation import Normalisation
from designer.engine.request import Image, Request

FloatArray = NDArray[np.float32]
Inputs = tuple[tuple[str, Shape], ...]


def inputs_of(analysis: Analysis) -> Inputs:
    """The input layers of a design, in order, and their shapes."""
    outputs = ((layer.id, analysis.facts[layer.id].output) for layer in analysis.design.inputs)
    return tuple((name, shape) for name, shape in outputs if isinstance(shape, Shape))


@dataclass(frozen=True, eq=False)
class Taken:
    """The tensors C×H×W of the input layers, in order, and what they were made of."""

    number: int
    """Another for each picture, never 0."""
    images: list[Image]
    shapes: list[Shape]
    normalisation: Normalisation
    tensors: list[FloatArray]


class Pictures:
    """The picture of each slot."""

    def __init__(self) -> None:
        self._count = 0
        self._taken: dict[int, Taken] = {}

    def take(self, request: Request, inputs: Inputs) -> Taken:
        """The request's picture: the one before where it is the same object, whatever layers are called now.

        Raises ImageError; then the one before stays known.
        """
        images = [request.image_for(name) for name, _ in inputs]
        shapes = [shape for _, shape in inputs]
        old, wanted = self._taken.get(request.slot), request.normalisation
        if (
            old is not None
            and len(images) == len(old.images)
            and all(new is known for new, known in zip(images, old.images, strict=True))
            and (shapes, wanted) == (old.shapes, old.normalisation)
        ):
            return old
        tensors = [to_input(image, shape, wanted) for image, shape in zip(images, shapes, strict=True)]
        self._count += 1
        self._taken[request.slot] = taken = Taken(self._count, images, shapes, wanted, tensors)
        return taken
