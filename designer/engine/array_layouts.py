"""What arrays a design needs, and the orders of axes in which a file may hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from designer.core.analysis import Analysis
from designer.core.kinds import Activation, Dropout, Flatten, Linear
from designer.core.shapes import Shape
from designer.engine.weights import WeightSpec, all_specs

FloatArray = NDArray[np.float32]

Layout = Literal["same", "kernel", "depthwise", "dense", "dense of maps"]
"""How an array stands in a file: as in PyTorch; or as in Keras, kernels [height, width, in, out], of depthwise
convolutions [height, width, channels, 1], dense [in, out], where behind maps `in` runs over rows, columns, channels."""


@dataclass(frozen=True)
class Need:
    """An array that a layer needs; of a linear layer that reads maps as a vector also the shape of these maps."""

    spec: WeightSpec
    maps: Shape | None = None

    @property
    def name(self) -> str:
        """The array's full name."""
        return self.spec.full_name


def needs(analysis: Analysis) -> tuple[Need, ...]:
    """All arrays of a design, in the order of its layers."""
    return tuple(
        Need(spec, _maps_read(analysis, spec.layer) if len(spec.shape) == 2 else None) for spec in all_specs(analysis)
    )


def _maps_read(analysis: Analysis, layer: str) -> Shape | None:
    """The maps of more than one pixel and channel that a linear layer reads flattened."""
    facts = analysis.facts[layer]
    while isinstance(facts.layer.kind, Linear | Flatten | Dropout | Activation):
        facts = analysis.facts[facts.layer.inputs[0]]
        if isinstance(facts.output, Shape):
            several = facts.output.height * facts.output.width > 1 and facts.output.channels > 1
            return facts.output if several else None
        if isinstance(facts.layer.kind, Linear):
            break
    return None


def layouts(need: Need, shape: tuple[int, ...]) -> tuple[Layout, ...]:
    """The layouts by which an array of that shape is what is needed, PyTorch's first."""
    wanted = need.spec.shape
    found: list[Layout] = ["same"] if shape == wanted else []
    if len(wanted) == len(shape) == 2 and shape == wanted[::-1]:
        found.append("dense" if need.maps is None else "dense of maps")
    if len(wanted) == len(shape) == 4:
        out, channels, height, width = wanted
        if shape == (height, width, channels, out):
            found.append("kernel")
        elif channels == 1 and shape == (height, width, out, 1):
            found.append("depthwise")
    return tuple(found)


def laid_out(array: FloatArray, need: Need, layout: Layout) -> FloatArray:
    """The array with its axes as in PyTorch."""
    if layout == "kernel":
        return array.transpose(3, 2, 0, 1)
    if layout == "depthwise":
        return array.transpose(2, 3, 0, 1)
    if layout == "dense":
        return array.T
    if layout == "dense of maps":
        assert need.maps is not None
        maps, out = need.maps, array.shape[1]
        return array.reshape(maps.height, maps.width, maps.channels, out).transpose(3, 2, 0, 1).reshape(out, -1)
    return array
