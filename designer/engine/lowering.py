"""What each kind of layer reads around its input, and how its weights are packed for its kernel.

To add a kind: write its kernel in kernels/, register `bind` in binding.py, and here `pack` if it has weights and
`border_read` if it reads padding. Every function gets a Share, so that several workers can each do a part.
"""

# ruff: noqa: ARG001 (single dispatch: implementations take all arguments, also those they have no use for)

from __future__ import annotations

from functools import singledispatch
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from designer.core import kinds as k
from designer.core.shapes import Output, Shape
from designer.engine import convolutions
from designer.engine.kernels import normalisation, transposed
from designer.engine.kernels.blocks import NO_NUMBERS, Rows
from designer.engine.maps import Border
from designer.engine.ways import Share, way

FloatArray = NDArray[np.float32]
Packed = tuple[FloatArray, ...]


class Arrays(Protocol):
    """Gives a layer's weights by name, or some of their first axis."""

    def __call__(self, name: str, part: Rows | None = None) -> FloatArray:
        """The array, float32."""
        ...


def is_alias(kind: k.Kind, shapes: tuple[Output, ...]) -> bool:
    """Whether a layer's output is its input, so that nothing is computed."""
    return isinstance(kind, k.Dropout) or (isinstance(kind, k.Flatten) and not isinstance(shapes[0], Shape))


def map_shape(shapes: tuple[Output, ...]) -> Shape:
    """The first input's shape, known to be a map."""
    shape = shapes[0]
    assert isinstance(shape, Shape)
    return shape


@singledispatch
def border_read(kind: k.Kind, shapes: tuple[Output, ...], output: Output) -> Border:
    """The zeros a layer reads around its input."""
    return Border()


@border_read.register
def _(kind: k.Conv2d, shapes: tuple[Output, ...], output: Output) -> Border:
    assert isinstance(output, Shape)
    return convolutions.border(kind, map_shape(shapes), output)


@border_read.register
def _(kind: k.ConvTranspose2d, shapes: tuple[Output, ...], output: Output) -> Border:
    shape = map_shape(shapes)
    assert isinstance(output, Shape)
    top, _, left, _ = kind.pads()
    reach = transposed.reach
    rows = reach(output.height, shape.height, kind.kernel_size[0], kind.stride[0], kind.dilation[0], top)
    columns = reach(output.width, shape.width, kind.kernel_size[1], kind.stride[1], kind.dilation[1], left)
    return Border(*rows, *columns)


@singledispatch
def pack(kind: k.Kind, shapes: tuple[Output, ...], output: Output, arrays: Arrays, share: Share) -> Packed:
    """A layer's weights as its kernel wants them."""
    return ()


@pack.register
def _(kind: k.Conv2d, shapes: tuple[Output, ...], output: Output, arrays: Arrays, share: Share) -> Packed:
    assert isinstance(output, Shape)
    return convolutions.pack(kind, map_shape(shapes), output, arrays, share)


@pack.register
def _(kind: k.ConvTranspose2d, shapes: tuple[Output, ...], output: Output, arrays: Arrays, share: Share) -> Packed:
    return convolutions.pack_transposed(kind, arrays)


@pack.register
def _(kind: k.Linear, shapes: tuple[Output, ...], output: Output, arrays: Arrays, share: Share) -> Packed:
    part = share.of(kind.out_features)
    return arrays("weight", part), arrays("bias", part) if kind.bias else NO_NUMBERS


@pack.register
def _(kind: k.BatchNorm2d, shapes: tuple[Output, ...], output: Output, arrays: Arrays, share: Share) -> Packed:
    return batch_norm_numbers(kind, arrays)


def batch_norm_numbers(kind: k.BatchNorm2d, arrays: Arrays) -> tuple[FloatArray, FloatArray]:
    """Scale and shift of a batch norm."""
    learned = (arrays("weight"), arrays("bias")) if kind.affine else (None, None)
    return normalisation.scale_and_shift(arrays("running_mean"), arrays("running_var"), kind.eps, *learned)


def packing_key(kind: k.Kind, shapes: tuple[Output, ...], output: Output) -> str:
    """What, besides the weights, decides how they are packed."""
    if isinstance(kind, k.Conv2d) and isinstance(output, Shape):
        return str(way(kind, map_shape(shapes), output))
    return ""
