"""Which algorithm computes a convolution, and how the work of a layer is divided among workers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from designer.core.kinds import Conv2d
from designer.core.shapes import Shape
from designer.engine.kernels.blocks import Rows
from designer.engine.kernels.strips import worth_strips
from designer.engine.kernels.winograd_matrices import Tile

Algorithm = Literal["product", "depthwise", "winograd", "strips", "columns"]
Split = Literal["rows", "channels", "groups", "frequencies"]

FEW_PIXELS = 200  # below, weights cost more to read than maps: workers divide the channels
MANY_WEIGHTS = 1 << 15  # in · out: above, workers divide the frequencies, so that each weight is read by one of them
SHARED_NUMBERS = 15 << 18  # what they may exchange: it should stay in the last-level cache
SMALL_MAP = 14
NO_TILE = Tile(0, 0)


@dataclass(frozen=True)
class Share:
    """The part of a layer that worker `member` of `members` computes."""

    member: int = 0
    members: int = 1

    def of(self, total: int, unit: int = 1) -> Rows:
        """Its range of `total` rows, channels or features, cut at multiples of `unit`."""
        units = -(-total // unit)
        first, last = (units * worker // self.members * unit for worker in (self.member, self.member + 1))
        return min(first, total), min(last, total)

    @property
    def is_first(self) -> bool:
        """Whether it does what is not worth dividing."""
        return self.member == 0


@dataclass(frozen=True)
class Way:
    """How a convolution is computed."""

    algorithm: Algorithm
    split: Split
    tile: Tile = NO_TILE
    """Of Winograd's algorithm."""


def way(kind: Conv2d, shape: Shape, output: Shape) -> Way:
    """The way that measurements on two cores found best, or nearly, for a layer of this size.

    Depthwise by rows. 1×1 as one product. 3×3 and 5×5 at stride 1 with enough channels by Winograd: tiles of 4×4, of
    2×2 where maps are small or kernels large. Everything else by columns, which output rows share where that pays.
    """
    pixels = output.height * output.width
    inputs, outputs = shape.channels // kind.groups, output.channels // kind.groups
    split: Split = "channels" if pixels < FEW_PIXELS and inputs * outputs >= 1 << 15 else "rows"
    if kind.groups == shape.channels > 1:
        return Way("depthwise", "rows")
    if kind.groups > 1:
        split = "groups"
    if kind.kernel_size == (1, 1) and kind.groups == 1:
        return Way("product", split)
    plain = kind.kernel_size in ((3, 3), (5, 5)) and kind.stride == kind.dilation == (1, 1)
    if plain and inputs >= 16 and outputs >= 16 and pixels >= 16:
        small = max(output.height, output.width) <= SMALL_MAP
        taps = kind.kernel_size[0]
        tile = Tile(2, taps) if taps == 5 or (small and inputs * outputs > 1 << 17) else Tile(4, taps)
        if split == "groups":
            return Way("winograd", split, tile)
        tiles = -(-output.height // tile.m) * -(-output.width // tile.m)
        fits = tile.size**2 * tiles * (inputs + outputs) <= SHARED_NUMBERS
        return Way("winograd", "frequencies" if inputs * outputs >= MANY_WEIGHTS and fits else "rows", tile)
    shared = worth_strips(
        output.width, inputs * math.prod(kind.kernel_size), outputs, kind.kernel_size[0], kind.stride[0],
        kind.dilation[0],
    )  # fmt: skip
    return Way("strips" if shared else "columns", split)
