"""Kinds that gather whole maps: adaptive pools, flatten, linear."""

from math import gcd
from typing import ClassVar

from designer.core.kind import Kind, Weight, need_map, option
from designer.core.options import Flag, Integer
from designer.core.receptive_field import MOST_PHASES, Transfer
from designer.core.shapes import Flat, Output, Problem, Shape, Size
from designer.core.size_options import SizeOption
from designer.core.value import dataclass


def whole(units: int) -> Transfer:
    """Every output unit reads all `units` of the input."""
    return Transfer(0, ((0, units, 1),))


def adaptive(units: int, bins: int) -> Transfer:
    """Bin u of `bins` reads the units ⌊u·n/bins⌋ … ⌈(u+1)·n/bins⌉ − 1 of n; the pattern repeats gcd(n, bins) times."""
    if bins == 1:
        return whole(units)
    repeats = gcd(units, bins)
    cycle = bins // repeats
    if cycle > MOST_PHASES:
        raise Problem("field-too-fine", f"the receptive field has more than {MOST_PHASES} phases: not calculated")
    windows = []
    for u in range(cycle):
        first = u * units // bins
        windows.append((first, -(-(u + 1) * units // bins) - first, 1))
    return Transfer(units // repeats, tuple(windows))


@dataclass(frozen=True, kw_only=True)
class AdaptivePool(Kind):
    """A pool told its output's size; its windows share the input as evenly as they can."""

    group: ClassVar[str] = "Pooling"

    output_size: Size = option(SizeOption("height and width of the output; 1: one number per map"), (1, 1))

    def output(self, inputs: tuple[Output, ...]) -> Shape:
        """As many maps as the input has, of output_size."""
        return Shape(need_map(inputs[0]).channels, *self.output_size)

    def transfers(self, inputs: tuple[Output, ...], output: Output, index: int) -> tuple[Transfer, Transfer]:
        """Windows of uneven length and distance, in a repeating pattern."""
        shape = need_map(inputs[0])
        return adaptive(shape.height, self.output_size[0]), adaptive(shape.width, self.output_size[1])


@dataclass(frozen=True, kw_only=True)
class AdaptiveAvgPool2d(AdaptivePool):
    """The mean of each window of an even division of the map."""

    name: ClassVar[str] = "adaptive_avg_pool2d"
    label: ClassVar[str] = "Adaptive average pool"
    help: ClassVar[str] = "The mean over parts of each map, as many as asked for; size 1: global average pooling."


@dataclass(frozen=True, kw_only=True)
class AdaptiveMaxPool2d(AdaptivePool):
    """The largest value of each window of an even division of the map."""

    name: ClassVar[str] = "adaptive_max_pool2d"
    label: ClassVar[str] = "Adaptive max-pool"
    help: ClassVar[str] = "The largest value of parts of each map, as many as asked for; size 1: global max pooling."


@dataclass(frozen=True, kw_only=True)
class Flatten(Kind):
    """All maps as one vector, channels outermost."""

    name: ClassVar[str] = "flatten"
    label: ClassVar[str] = "Flatten"
    group: ClassVar[str] = "Dense"
    help: ClassVar[str] = "All maps become one vector: channel by channel, row by row."

    def output(self, inputs: tuple[Output, ...]) -> Flat:
        """A vector of C·H·W features."""
        return Flat(inputs[0].elements)

    def transfers(self, inputs: tuple[Output, ...], output: Output, index: int) -> tuple[Transfer, Transfer]:
        """The vector as a whole sees all units."""
        shape = need_map(inputs[0])
        return whole(shape.height), whole(shape.width)


@dataclass(frozen=True, kw_only=True)
class Linear(Kind):
    """Every output weighs all inputs; maps are flattened first."""

    name: ClassVar[str] = "linear"
    label: ClassVar[str] = "Linear (fully connected)"
    group: ClassVar[str] = "Dense"
    help: ClassVar[str] = "Every output feature weighs all inputs and adds a bias; maps are flattened first."

    out_features: int = option(Integer("how many output features"))
    bias: bool = option(Flag("one learned number per output feature is added"), True)

    def output(self, inputs: tuple[Output, ...]) -> Flat:
        """A vector of out_features."""
        return Flat(self.out_features)

    def weights(self, inputs: tuple[Output, ...]) -> tuple[Weight, ...]:
        """weight [out, in] and bias [out]."""
        weight = Weight("weight", (self.out_features, inputs[0].elements))
        return (weight, Weight("bias", (self.out_features,))) if self.bias else (weight,)

    def macs(self, inputs: tuple[Output, ...], output: Output) -> int:
        """Inputs × outputs."""
        return inputs[0].elements * self.out_features

    def transfers(self, inputs: tuple[Output, ...], output: Output, index: int) -> tuple[Transfer, Transfer]:
        """Every output sees all units."""
        shape = need_map(inputs[0])
        return whole(shape.height), whole(shape.width)
