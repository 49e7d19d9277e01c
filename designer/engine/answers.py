"""What a classifier answers: which layer says it, and the likeliest classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.core.analysis import Analysis
from designer.core.kinds import Activation
from designer.core.shapes import Flat, Shape

FloatArray = NDArray[np.float32]

MOST = 5


@dataclass(frozen=True)
class AnswerLayer:
    """The last layer of a design that gives one number a class."""

    layer: str
    classes: int
    is_softmax: bool
    """Whether its numbers are shares already; else a softmax makes them so."""


def answer_layer(analysis: Analysis) -> AnswerLayer | None:
    """The last layer of the list, where it gives a vector, or maps of one pixel; None where it gives anything else."""
    layer = next(reversed(tuple(analysis.design)), None)
    output = analysis.facts[layer.id].output if layer is not None else None
    single = isinstance(output, Flat) or (isinstance(output, Shape) and output.height * output.width == 1)
    if layer is None or output is None or not single or not layer.inputs:
        return None
    is_softmax = isinstance(layer.kind, Activation) and layer.kind.function == "softmax"
    return AnswerLayer(layer.id, output.elements, is_softmax)


def likeliest(array: FloatArray, is_softmax: bool, most: int = MOST) -> list[tuple[int, float]]:
    """The classes of the largest shares, the largest first, with these; classes of equal shares in their order.

    Not-a-number counts as the least; where nothing else is there, nothing is likely.
    """
    numbers = array.astype(np.float64).ravel()
    if not is_softmax:
        with np.errstate(invalid="ignore"):
            numbers = np.exp(numbers - np.nanmax(np.append(numbers, -np.inf)))
            numbers /= np.nansum(numbers)
    numbers[~np.isfinite(numbers)] = 0
    order = np.argsort(-numbers, kind="stable")[:most]
    return [(int(index), float(numbers[index])) for index in order]
