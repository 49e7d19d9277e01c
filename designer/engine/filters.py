"""The weights of a layer as filters to look at and to change: one for each output channel."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from designer.core.analysis import Analysis
from designer.core.facts import Facts
from designer.core.kept_weights import MOST_KEPT
from designer.core.kind import Kind
from designer.core.kinds import BatchNorm2d, Conv2d, ConvTranspose2d, Linear
from designer.core.shapes import Shape
from designer.engine.errors import EngineError
from designer.engine.weights import WeightSource, WeightSpec, first_convolution, specs

FloatArray = NDArray[np.float32]
Place = tuple[int, int, int, int]
"""(filter, input channel, row, column)."""

NORM_NAMES = {"weight": "scale γ", "bias": "shift β", "running_mean": "mean", "running_var": "variance"}
"""The numbers of a batch norm's channel."""


@dataclass(frozen=True, eq=False)
class Filters:
    """The numbers of a layer's filters (filters, channels, rows, columns) and biases.

    A convolution has one filter for each output channel, also a transposed one. A linear layer that reads maps has
    filters as large as these; one that reads a vector has filters of one row. Of a batch norm each channel is a
    filter of one row: its scale, shift, mean and variance.
    """

    layer: str
    kind: Kind
    numbers: FloatArray
    bias: FloatArray | None
    columns: tuple[str, ...]
    """What the columns are called, where they have names of their own."""
    count: int
    """How many filters the layer has: of very large layers only the first are in `numbers`."""

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of a filter."""
        return self.numbers.shape[2], self.numbers.shape[3]

    @property
    def channels(self) -> int:
        """How many input channels a filter reads."""
        return int(self.numbers.shape[1])

    @property
    def whole(self) -> bool:
        """Whether all filters are there; else nothing can be changed."""
        return len(self.numbers) == self.count

    def with_number(self, place: Place, value: float) -> Filters:
        """The same with one other number."""
        numbers = self.numbers.copy()
        numbers[place] = value
        return replace(self, numbers=numbers)

    def with_bias(self, index: int, value: float) -> Filters:
        """The same with one other bias."""
        assert self.bias is not None
        bias = self.bias.copy()
        bias[index] = value
        return replace(self, bias=bias)

    def arrays(self) -> dict[str, FloatArray]:
        """The numbers as the layer's arrays, named and shaped as in PyTorch."""
        if isinstance(self.kind, BatchNorm2d):
            names = norm_names(self.kind)
            return {name: np.ascontiguousarray(self.numbers[:, 0, 0, n]) for n, name in enumerate(names)}
        found = {"weight": _to_layer(self.kind, self.numbers)}
        return found if self.bias is None else {**found, "bias": self.bias}


def norm_names(kind: BatchNorm2d) -> tuple[str, ...]:
    """The arrays of a batch norm, in the order of the columns."""
    return tuple(NORM_NAMES) if kind.affine else ("running_mean", "running_var")


def has_filters(kind: Kind) -> bool:
    """Whether a layer of that kind has filters to look at."""
    return isinstance(kind, Conv2d | ConvTranspose2d | Linear | BatchNorm2d)


def filters_of(
    analysis: Analysis,
    layer: str,
    source: WeightSource,
    seed: int,
    stopped: Callable[[], bool] = lambda: False,
) -> Filters:
    """The filters of a layer from a source of weights; raises EngineError, or Stopped.

    Of a layer with more numbers than a design keeps only as many filters as stay below that.
    """
    facts = analysis.facts[layer]
    edges = source.edge_filters and layer == first_convolution(analysis)
    found = {spec.name: spec for spec in specs(facts, edges)}
    if not found:
        raise EngineError(f"{layer} has no weights to show")
    kind = facts.layer.kind
    if isinstance(kind, BatchNorm2d):
        names = norm_names(kind)
        columns = [source.array(found[name], seed, stopped) for name in names]
        numbers = np.stack(columns, axis=1)[:, None, None, :]
        return Filters(layer, kind, numbers, None, tuple(NORM_NAMES[name] for name in names), len(numbers))
    weight = found["weight"]
    count = weight.shape[0] if not isinstance(kind, ConvTranspose2d) else kind.out_channels
    some = _some(kind, weight)
    numbers = _to_filters(kind, source.array(weight, seed, stopped, some), facts)
    bias = source.array(found["bias"], seed, stopped, some) if "bias" in found else None
    return Filters(layer, kind, numbers, bias, (), count)


def _some(kind: Kind, weight: WeightSpec) -> tuple[int, int] | None:
    """The part of the first axis that is looked at where all are too many; None for all."""
    if math.prod(weight.shape) <= MOST_KEPT:
        return None
    if isinstance(kind, ConvTranspose2d):  # its first axis is that of the input channels: no part holds whole filters
        raise EngineError(f"more than {MOST_KEPT:,} weights of a transposed convolution are not shown")
    return 0, max(1, MOST_KEPT // math.prod(weight.shape[1:]))


def _to_filters(kind: Kind, array: FloatArray, facts: Facts) -> FloatArray:
    """A layer's array `weight` as (filters, channels, rows, columns)."""
    if isinstance(kind, ConvTranspose2d):
        inputs, outputs, height, width = array.shape
        grouped = array.reshape(kind.groups, inputs // kind.groups, outputs, height, width)
        return grouped.transpose(0, 2, 1, 3, 4).reshape(kind.groups * outputs, inputs // kind.groups, height, width)
    if isinstance(kind, Linear):
        shape = facts.inputs[0]
        inside = (shape.channels, shape.height, shape.width) if isinstance(shape, Shape) else (1, 1, array.shape[1])
        return array.reshape(len(array), *inside)
    return array


def _to_layer(kind: Kind, numbers: FloatArray) -> FloatArray:
    """The way back from `_to_filters`."""
    if isinstance(kind, ConvTranspose2d):
        filters, channels, height, width = numbers.shape
        grouped = numbers.reshape(kind.groups, filters // kind.groups, channels, height, width)
        return grouped.transpose(0, 2, 1, 3, 4).reshape(kind.groups * channels, filters // kind.groups, height, width)
    return numbers.reshape(len(numbers), -1) if isinstance(kind, Linear) else numbers
