"""Weights of a storey: asked from their source, batch norm folded in, packed for a worker's share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from designer.core.kinds import BatchNorm2d
from designer.engine import lowering
from designer.engine.kernels.blocks import Rows
from designer.engine.lowering import Arrays, Packed
from designer.engine.plan import Storey, Task
from designer.engine.ways import Share
from designer.engine.weights import WeightSource

FloatArray = NDArray[np.float32]


def arrays_of(task: Task, source: WeightSource, seed: int, stopped: Callable[[], bool]) -> Arrays:
    """A task's weights by name, from their source."""
    by_name = {spec.name: spec for spec in task.weights}

    def array(name: str, part: Rows | None = None) -> FloatArray:
        return source.array(by_name[name], seed, stopped, part)

    return array


def folded(arrays: Arrays, has_bias: bool, norm: BatchNorm2d, norm_arrays: Arrays) -> Arrays:
    """A convolution's weights with the batch norm behind it folded in: w · scale, b · scale + shift."""
    scale, shift = lowering.batch_norm_numbers(norm, norm_arrays)

    def array(name: str, part: Rows | None = None) -> FloatArray:
        some = slice(None) if part is None else slice(*part)
        if name == "weight":
            return arrays("weight", part) * scale[some, None, None, None]
        return arrays("bias", part) * scale[some] + shift[some] if has_bias else shift[some]

    return array


def pack_storey(storey: Storey, share: Share, source: WeightSource, seed: int, stopped: Callable[[], bool]) -> Packed:
    """The packed weights of a storey for one worker; raises Stopped."""
    base, norm = storey.base, storey.norm
    arrays = arrays_of(base, source, seed, stopped)
    with np.errstate(all="ignore"):
        if norm is None:
            return lowering.pack(base.kind, base.shapes, base.output, arrays, share)
        assert isinstance(norm.kind, BatchNorm2d)
        joined = folded(arrays, lowering.has_bias(base.kind), norm.kind, arrays_of(norm, source, seed, stopped))
        return lowering.pack(lowering.with_bias(base.kind), base.shapes, base.output, joined, share)
