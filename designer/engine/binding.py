"""Which kernel runs for each kind of layer: the calls that compute one worker's share of it."""

# ruff: noqa: ARG001 (single dispatch: implementations take all arguments, also those they have no use for)

from __future__ import annotations

from dataclasses import dataclass, field
from functools import singledispatch

import numpy as np
from numpy.typing import NDArray

from designer.core import kinds as k
from designer.core.shapes import Output, Shape
from designer.engine import convolutions
from designer.engine.kernels import joins, linear, normalisation, pointwise, pooling, resize
from designer.engine.kernels.blocks import Block, Blocks, Epilogue, Made, Rows, Scratch
from designer.engine.lowering import Packed, map_shape
from designer.engine.maps import Map
from designer.engine.ways import Share

FloatArray = NDArray[np.float32]


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


@singledispatch
def bind(kind: k.Kind, job: Job) -> Made:
    """The calls that compute a layer's share."""
    raise NotImplementedError(kind.name)


@bind.register
def _(kind: k.Conv2d, job: Job) -> Made:
    return convolutions.bind(kind, job)


@bind.register
def _(kind: k.ConvTranspose2d, job: Job) -> Made:
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
    features = slice(*job.share.of(kind.out_features))
    out = job.output.flat[features]
    return blocks + linear.linear(x, weight, bias, out, job.epilogue.part((slice(None), slice(None), features)))


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
    return joins.pad(job.x, job.out, kind.pads(), job.share.of(job.x.shape[0]))
