"""Inception modules of GoogLeNet: the naive one and the one with 1×1 reductions."""

from typing import NamedTuple

from designer.core.design import Layer
from designer.core.kinds import Concat, Conv2d
from designer.core.templates.chain import chain, conv, conv_bn_relu, conv_relu, join, max_pool, same_conv


class Widths(NamedTuple):
    """Channels of one module, in the order of table 1 of Szegedy et al. 2014."""

    one: int
    three_reduce: int
    three: int
    five_reduce: int
    five: int
    pool: int


def inception_naive(
    source: str, one: int, three: int, five: int, *, prefix: str, block: str | None = None
) -> tuple[Layer, ...]:
    """1×1, 3×3 and 5×5 convolutions and a 3×3 max-pool of the same input, side by side (figure 2a)."""
    layers: tuple[Layer, ...] = ()
    for name, kind in (("1x1", conv(one, 1)), ("3x3", same_conv(three, 3)), ("5x5", same_conv(five, 5))):
        layers += conv_relu(source, f"{prefix}/{name}", kind, f"{prefix}/relu_{name}", block)
    layers += chain(source, (f"{prefix}/pool", max_pool(3, 1, 1)), block=block)
    ends = (f"{prefix}/relu_1x1", f"{prefix}/relu_3x3", f"{prefix}/relu_5x5", f"{prefix}/pool")
    return layers + join(f"{prefix}/output", Concat(), *ends, block=block)


def inception(source: str, widths: Widths, *, prefix: str, block: str | None = None) -> tuple[Layer, ...]:
    """The module with 1×1 layers before 3×3 and 5×5 and after the pool (figure 2b), under Caffe's names."""

    def step(above: str, name: str, channels: int, kernel: int) -> tuple[Layer, ...]:
        kind = same_conv(channels, kernel)
        return conv_relu(above, f"{prefix}/{name}", kind, f"{prefix}/relu_{name}", block)

    layers = step(source, "1x1", widths.one, 1)
    layers += step(source, "3x3_reduce", widths.three_reduce, 1)
    layers += step(f"{prefix}/relu_3x3_reduce", "3x3", widths.three, 3)
    layers += step(source, "5x5_reduce", widths.five_reduce, 1)
    layers += step(f"{prefix}/relu_5x5_reduce", "5x5", widths.five, 5)
    layers += chain(source, (f"{prefix}/pool", max_pool(3, 1, 1)), block=block)
    layers += step(f"{prefix}/pool", "pool_proj", widths.pool, 1)
    ends = (f"{prefix}/relu_{name}" for name in ("1x1", "3x3", "5x5", "pool_proj"))
    return layers + join(f"{prefix}/output", Concat(), *ends, block=block)


def basic_conv(source: str, prefix: str, kind: Conv2d, block: str | None = None) -> tuple[Layer, ...]:
    """A convolution with batch norm and ReLU, named and set as in torchvision's Inception networks."""
    return conv_bn_relu(source, (f"{prefix}.conv", f"{prefix}.bn", f"{prefix}.relu"), kind, block, eps=0.001)


def inception_bn(source: str, widths: Widths, *, prefix: str, block: str | None = None) -> tuple[Layer, ...]:
    """The module as in torchvision: batch norm, a second 3×3 in place of 5×5, torchvision's names."""

    def step(above: str, name: str, channels: int, kernel: int) -> tuple[Layer, ...]:
        return basic_conv(above, f"{prefix}.{name}", same_conv(channels, kernel, bias=False), block)

    layers = step(source, "branch1", widths.one, 1)
    layers += step(source, "branch2.0", widths.three_reduce, 1)
    layers += step(f"{prefix}.branch2.0.relu", "branch2.1", widths.three, 3)
    layers += step(source, "branch3.0", widths.five_reduce, 1)
    layers += step(f"{prefix}.branch3.0.relu", "branch3.1", widths.five, 3)
    layers += chain(source, (f"{prefix}.branch4.0", max_pool(3, 1, 1, ceil=True)), block=block)
    layers += step(f"{prefix}.branch4.0", "branch4.1", widths.pool, 1)
    ends = (f"{prefix}.{name}.relu" for name in ("branch1", "branch2.1", "branch3.1", "branch4.1"))
    return layers + join(f"{prefix}.concat", Concat(), *ends, block=block)
