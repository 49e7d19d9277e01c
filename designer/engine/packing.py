"""Weights of a layer: asked from their source, packed for a worker's share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from designer.engine import lowering
from designer.engine.kernels.blocks import Rows
from designer.engine.lowering import Packed
from designer.engine.plan import Task
from designer.engine.ways import Share
from designer.engine.weights import WeightSource

FloatArray = NDArray[np.float32]


def pack_task(task: Task, share: Share, source: WeightSource, seed: int, stopped: Callable[[], bool]) -> Packed:
    """The packed weights of a layer for one worker; raises Stopped."""
    by_name = {spec.name: spec for spec in task.weights}

    def array(name: str, part: Rows | None = None) -> FloatArray:
        return source.array(by_name[name], seed, stopped, part)

    with np.errstate(all="ignore"):
        return lowering.pack(task.kind, task.shapes, task.output, array, share)
