"""Weights without a file: drawn lazily, layer by layer, from a seed; and what every source of weights answers."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.random import SFC64
from numpy.typing import NDArray

from designer.core.analysis import Analysis
from designer.core.facts import Facts
from designer.core.kinds import Conv2d, ConvTranspose2d
from designer.engine.errors import Stopped
from designer.engine.kernels.blocks import Rows
from designer.engine.kernels.pointwise import erfc
from designer.engine.named_kernels import edge_bank

FloatArray = NDArray[np.float32]
Fill = Literal["normal", "zeros", "ones", "edges"]

DRAWN_AT_ONCE = 1 << 18  # numbers: a third of a millisecond, then a stop is noticed


@dataclass(frozen=True)
class WeightSpec:
    """One array a layer needs: `<id>.<name>`, its shape, and how it is filled where no file gives it."""

    layer: str
    name: str
    shape: tuple[int, ...]
    fill: Fill
    deviation: float = 0.0

    @property
    def full_name(self) -> str:
        """The name in a file of weights, as in PyTorch."""
        return f"{self.layer}.{self.name}"


class WeightSource(Protocol):
    """Where the arrays of a design come from."""

    @property
    def edge_filters(self) -> bool:
        """Whether the first convolution gets edge filters."""
        ...

    def key(self, spec: WeightSpec, seed: int) -> str:
        """A text that is the same exactly when the array's numbers are."""
        ...

    def array(self, spec: WeightSpec, seed: int, stopped: Callable[[], bool], part: Rows | None = None) -> FloatArray:
        """The array, or a part of its first axis; raises WeightError where there is none, Stopped between blocks."""
        ...

    def check(self, analysis: Analysis) -> None:
        """Raise WeightError where an array is missing, surplus or wrongly shaped."""
        ...


def specs(facts: Facts, edge_filters: bool = False) -> tuple[WeightSpec, ...]:
    """The arrays of a layer. He-normal: deviation √(2 / inputs of one output), He et al. 2015, equation 10."""
    kind = facts.layer.kind
    inputs = tuple(shape for shape in facts.inputs if shape is not None)
    if facts.output is None or len(inputs) < len(facts.inputs):
        return ()
    found = []
    for weight in kind.weights(inputs):
        fill: Fill = "zeros" if weight.name in ("bias", "running_mean") else "ones"
        deviation = 0.0
        if weight.name == "weight" and len(weight.shape) > 1:
            fan_in = math.prod(weight.shape[1:])
            if isinstance(kind, ConvTranspose2d):
                fan_in = weight.shape[0] // kind.groups * math.prod(weight.shape[2:])
            fill, deviation = ("edges" if edge_filters else "normal"), math.sqrt(2 / fan_in)
        found.append(WeightSpec(facts.layer.id, weight.name, weight.shape, fill, deviation))
    return tuple(found)


def all_specs(analysis: Analysis, edge_filters: bool = False) -> Iterator[WeightSpec]:
    """The arrays of every layer with a shape, in list order; `edge_filters` marks the first convolution."""
    for facts in analysis.facts.values():
        yield from specs(facts, edge_filters and facts.layer.id == first_convolution(analysis))


def first_convolution(analysis: Analysis) -> str | None:
    """The id of the first convolution in the list."""
    return next((facts.layer.id for facts in analysis.facts.values() if isinstance(facts.layer.kind, Conv2d)), None)


@dataclass(frozen=True)
class RandomWeights:
    """He-normal weights from the request's seed, biases 0, batch norm the identity.

    The draw depends on seed, id, name and shape alone, so editing one layer changes no other. With `edge_filters`
    the first convolution looks for edges and lines in eight directions, and for colours, instead.
    """

    edge_filters: bool = False

    def key(self, spec: WeightSpec, seed: int) -> str:
        """Ids count only where numbers are drawn."""
        if spec.fill == "normal":
            return f"normal {seed} {spec.full_name} {spec.shape} {spec.deviation}"
        return f"{spec.fill} {spec.shape}"

    def array(self, spec: WeightSpec, seed: int, stopped: Callable[[], bool], part: Rows | None = None) -> FloatArray:
        """The array, drawn in blocks; of a part only the blocks that touch it."""
        if spec.fill == "normal":
            return draw_normal(spec, seed, stopped, part)
        some = slice(None) if part is None else slice(*part)
        if spec.fill == "edges":
            return edge_bank(spec.shape)[some]
        return np.full(spec.shape, 1.0 if spec.fill == "ones" else 0.0, np.float32)[some]

    def check(self, analysis: Analysis) -> None:
        """Nothing can be wrong."""


def _normal_quantiles() -> FloatArray:
    """65,536 equally likely values of the normal distribution, in order, with mean 0 and variance 1."""
    grid = np.linspace(-5, 5, 1 << 15)
    share = 0.5 * erfc(-grid * 0.5**0.5)
    quantiles = np.interp((np.arange(1 << 16) + 0.5) / (1 << 16), share, grid)
    quantiles = (quantiles - quantiles[::-1]) / 2
    quantiles /= quantiles.std()
    quantiles.setflags(write=False)
    return quantiles.astype(np.float32)


NORMAL_QUANTILES = _normal_quantiles()


def draw_normal(spec: WeightSpec, seed: int, stopped: Callable[[], bool], part: Rows | None = None) -> FloatArray:
    """Normal numbers with the spec's deviation, six times faster than an exact normal generator.

    Each number is one of 65,536 equally likely quantiles, chosen by 16 bits of SFC64; each block has a generator
    of its own, so any part of the first axis may be drawn alone. Raises Stopped.
    """
    table = NORMAL_QUANTILES * np.float32(spec.deviation)
    item = math.prod(spec.shape[1:])
    first, last = (0, spec.shape[0]) if part is None else part
    begin, end = first * item, last * item
    numbers = np.empty(end - begin, np.float32)
    name = f"{seed} {spec.full_name} {spec.shape}".encode()
    for block in range(begin // DRAWN_AT_ONCE, -(-end // DRAWN_AT_ONCE)):
        if stopped():
            raise Stopped
        start = block * DRAWN_AT_ONCE
        low, high = max(begin, start), min(end, start + DRAWN_AT_ONCE)
        digest = hashlib.sha256(name + block.to_bytes(8, "little")).digest()
        generator = SFC64(np.frombuffer(digest, np.uint32))
        bits = np.asarray(generator.random_raw(-(-(high - start) // 4)), "<u8").view("<u2")[low - start : high - start]
        np.take(table, bits.astype(np.intp), out=numbers[low - begin : high - begin], mode="clip")
    return numbers.reshape(last - first, *spec.shape[1:])
