"""How the value of one unit comes about, for every kind of layer: operands, products, sums, result, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import singledispatch

import numpy as np

from designer.core import kinds as k
from designer.core.analysis import Analysis
from designer.core.shapes import Flat, Output, Shape
from designer.engine import unit_pointwise as pointwise
from designer.engine import unit_windows as windows
from designer.engine.errors import EngineError
from designer.engine.kernels.blocks import Rows
from designer.engine.lowering import Arrays
from designer.engine.unit_terms import FloatArray, Question, UnitArithmetic
from designer.engine.weights import WeightSource, first_convolution, specs


@singledispatch
def _arithmetic(kind: k.Kind, asked: Question) -> UnitArithmetic:
    raise NotImplementedError(kind.name)


_arithmetic.register(k.Input, pointwise.image)
_arithmetic.register(k.Conv2d, windows.convolution)
_arithmetic.register(k.ConvTranspose2d, windows.transposed_convolution)
_arithmetic.register(k.MaxPool2d, windows.max_pool)
_arithmetic.register(k.AvgPool2d, windows.average_pool)
_arithmetic.register(k.AdaptiveAvgPool2d, windows.adaptive_average_pool)
_arithmetic.register(k.AdaptiveMaxPool2d, windows.adaptive_max_pool)
_arithmetic.register(k.BatchNorm2d, pointwise.batch_norm)
_arithmetic.register(k.LocalResponseNorm, pointwise.local_response_norm)
_arithmetic.register(k.Activation, pointwise.activation)
_arithmetic.register(k.Dropout, pointwise.dropout)
_arithmetic.register(k.Flatten, pointwise.flatten)
_arithmetic.register(k.Linear, windows.linear)
_arithmetic.register(k.Add, pointwise.add)
_arithmetic.register(k.Multiply, pointwise.multiply)
_arithmetic.register(k.Concat, pointwise.concat)
_arithmetic.register(k.Upsample, windows.upsample)
_arithmetic.register(k.ZeroPad2d, windows.zero_padding)


def unit_arithmetic(
    kind: k.Kind,
    inputs: Sequence[FloatArray],
    arrays: Arrays,
    channel: int,
    row: int = 0,
    column: int = 0,
    names: Sequence[str] = (),
) -> UnitArithmetic:
    """The arithmetic of one unit of a layer; of a vector `channel` is the feature.

    `inputs` are C×H×W or n numbers (of an input layer: its picture), `arrays` gives the layer's weights by name and
    part, `names` says what the inputs are called. Raises EngineError where there is no such unit.
    """
    output = shape_of(inputs[0]) if isinstance(kind, k.Input) else kind.output(tuple(shape_of(x) for x in inputs))
    size = (output.channels, output.height, output.width) if isinstance(output, Shape) else (output.features, 1, 1)
    if not all(0 <= at < length for at, length in zip((channel, row, column), size, strict=True)):
        raise EngineError(f"expected a unit of {output.text}, found channel {channel}, row {row}, column {column}")
    called = tuple(names) or tuple(f"input {index}" for index in range(len(inputs)))
    with np.errstate(all="ignore"):
        return _arithmetic(kind, Question(tuple(inputs), arrays, channel, row, column, called))


def unit_of(
    analysis: Analysis,
    layer_id: str,
    maps: Mapping[str, FloatArray],
    source: WeightSource,
    seed: int,
    channel: int,
    row: int = 0,
    column: int = 0,
    stopped: Callable[[], bool] = lambda: False,
) -> UnitArithmetic:
    """The arithmetic of one unit of a design's layer, from the maps of its inputs and the weights of a run.

    Only the weights of that unit are asked for. Raises EngineError where a map is missing or there is no such unit,
    Stopped where drawing weights is stopped.
    """
    layer = analysis.design[layer_id]
    needed = layer.inputs or (layer_id,)
    for name in needed:
        if name not in maps:
            raise EngineError(f"the maps of {name}, which {layer_id} reads, are not there yet")
    facts = analysis.facts[layer_id]
    edges = source.edge_filters and layer_id == first_convolution(analysis)
    by_name = {spec.name: spec for spec in specs(facts, edges)}

    def array(name: str, part: Rows | None = None) -> FloatArray:
        return source.array(by_name[name], seed, stopped, part)

    return unit_arithmetic(layer.kind, [maps[name] for name in needed], array, channel, row, column, needed)


def shape_of(x: FloatArray) -> Output:
    """The shape of an array C×H×W or of n numbers."""
    return Shape(*x.shape) if x.ndim == 3 else Flat(x.size)
