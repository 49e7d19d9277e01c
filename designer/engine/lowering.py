"""How each kind of layer is computed: the border it reads, how its weights are packed, which kernel runs.

To add a kind: write its kernel in kernels/, then register `bind` here, `pack` if it has weights and `border_read` if it
reads padding. Every function gets a Share, so that several workers can each do a part.
"""

# ruff: noqa: ARG001 (single dispatch: implementations take all arguments, also those they have no use for)

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from designer.core import kinds as k
from designer.core.shapes import Output, Shape
from designer.engine import convolutions
from designer.engine.kernels import joins, linear, normalisation, pointwise, pooling, resize, transposed
from designer.engine.kernels.blocks import Block, Blocks, Epilogue, Rows, Scratch
from designer.engine.maps import Border, Map
from designer.engine.ways import Share, way

FloatArray = NDArray[np.float32]
Packed = tuple[FloatArray, ...]


class Arrays(Protocol):
    """Gives a layer's weights by name, or some of their first axis."""

    def __call__(self, name: str, part: Rows | None = None) -> FloatArray:
        """The array, float32."""
        ...


def _nothing() -> None:
    """One worker waits for nobody."""


@dataclass(frozen=True, eq=False)
class Job:
    """One layer's work for one worker: inputs, output, the worker's share, weights, scratch memory."""

    shapes: tuple[Output, ...]
    inputs: tuple[Map, ...]
    output: Map
    packed: Packed
    share: Share
    scratch: Scratch
    epilogue: Epilogue = field(default_factory=Epilogue)
    meet: Block = _nothing
    """Waits until all workers are here."""
    shared: Scratch = field(default_factory=Scratch)
    """Scratch memory that all workers see."""

    @property
    def x(self) -> FloatArray:
        """The first input (H, W, C)."""
        return self.inputs[0].inside

    @property
    def out(self) -> FloatArray:
        """The output (H, W, C)."""
        return self.output.inside

    @property
    def rows(self) -> Rows:
        """The rows of the output in this share."""
        return self.share.of(self.out.shape[0])


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
    bias = arrays("bias", part) if kind.bias else np.zeros(part[1] - part[0], np.float32)
    return arrays("weight", part), bias


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


def has_bias(kind: k.Kind) -> bool:
    """Whether a convolution has a bias of its own."""
    return isinstance(kind, k.Conv2d) and kind.bias


def with_bias(kind: k.Kind) -> k.Kind:
    """The convolution with a bias, for what is folded into it."""
    assert isinstance(kind, k.Conv2d)
    return replace(kind, bias=True)


@singledispatch
def bind(kind: k.Kind, job: Job) -> Blocks:
    """The calls that compute a layer's share."""
    raise NotImplementedError(kind.name)


@bind.register
def _(kind: k.Conv2d, job: Job) -> Blocks:
    return convolutions.bind(kind, job)


@bind.register
def _(kind: k.ConvTranspose2d, job: Job) -> Blocks:
    return convolutions.bind_transposed(kind, job)


@bind.register
def _(kind: k.MaxPool2d, job: Job) -> Blocks:
    top, _, left, _ = kind.pads(map_shape(job.shapes))
    return pooling.max_pool(
        job.x, job.out, job.rows, kind.kernel_size, kind.strides, kind.dilation, (top, left), job.scratch
    )


@bind.register
def _(kind: k.AvgPool2d, job: Job) -> Blocks:
    pads = kind.pads(map_shape(job.shapes))
    return pooling.avg_pool(
        job.x, job.out, job.rows, kind.kernel_size, kind.strides, pads, kind.count_include_pad, job.scratch
    )


@bind.register
def _(kind: k.AdaptiveAvgPool2d, job: Job) -> Blocks:
    return pooling.adaptive_pool(job.x, job.out, job.rows, True, job.scratch)


@bind.register
def _(kind: k.AdaptiveMaxPool2d, job: Job) -> Blocks:
    return pooling.adaptive_pool(job.x, job.out, job.rows, False, job.scratch)


@bind.register
def _(kind: k.BatchNorm2d, job: Job) -> Blocks:
    scale, shift = job.packed
    return normalisation.batch_norm(job.x, scale, shift, job.out, job.rows, job.epilogue, job.scratch)


@bind.register
def _(kind: k.LocalResponseNorm, job: Job) -> Blocks:
    return normalisation.local_response_norm(
        job.x, job.out, job.rows, kind.size, kind.alpha, kind.beta, kind.k, job.scratch
    )


@bind.register
def _(kind: k.Activation, job: Job) -> Blocks:
    return pointwise.activation(job.x, job.out, job.rows, kind.function, kind.negative_slope)


@bind.register
def _(kind: k.Flatten, job: Job) -> Blocks:
    return linear.flatten(job.x, job.out) if job.share.is_first else []


@bind.register
def _(kind: k.Linear, job: Job) -> Blocks:
    blocks: Blocks = []
    x = job.inputs[0].flat
    if isinstance(job.shapes[0], Shape):
        x = np.empty(job.x.size, np.float32)
        blocks = linear.flatten(job.x, x)
    weight, bias = job.packed
    out = job.output.flat[slice(*job.share.of(kind.out_features))]
    return blocks + linear.linear(x, weight, bias, out, job.epilogue.clip)


@bind.register
def _(kind: k.Add, job: Job) -> Blocks:
    return joins.add([x.inside for x in job.inputs], job.out, job.rows, job.epilogue, job.scratch)


@bind.register
def _(kind: k.Multiply, job: Job) -> Blocks:
    return joins.multiply([x.inside for x in job.inputs], job.out, job.rows)


@bind.register
def _(kind: k.Concat, job: Job) -> Blocks:
    blocks: Blocks = []
    start = 0
    for source in (x.inside for x in job.inputs):
        target = job.out[:, :, start : start + source.shape[2]]
        if source.ctypes.data != target.ctypes.data:  # else it was computed in its place
            blocks += joins.copy(source, target, job.rows)
        start += source.shape[2]
    return blocks


@bind.register
def _(kind: k.Upsample, job: Job) -> Blocks:
    kernel = resize.nearest if kind.mode == "nearest" else resize.bilinear
    return kernel(job.x, job.out, job.rows)


@bind.register
def _(kind: k.ZeroPad2d, job: Job) -> Blocks:
    top, bottom, left, right = kind.pads()
    height, width, _ = job.out.shape
    centre = job.out[top : height - bottom, left : width - right]
    return joins.copy(job.x, centre, job.share.of(centre.shape[0]))
