"""Kinds that change height and width without learning: upsampling and zero padding."""

from typing import ClassVar

from designer.core.kind import Kind, need_map, option
from designer.core.options import Choice
from designer.core.receptive_field import MOST_PHASES, Transfer
from designer.core.shapes import Output, Pads, Problem, Shape, Size
from designer.core.size_options import PaddingOption, SizeOption, four_pads
from designer.core.value import dataclass


def nearest(factor: int) -> Transfer:
    """Output unit o reads input unit ⌊o / factor⌋."""
    return Transfer(1, ((0, 1, 1),) * _phases(factor))


def bilinear(factor: int) -> Transfer:
    """Output unit o reads the two neighbours of (o + ½)/factor − ½, or the one it falls on."""
    windows = []
    for o in range(_phases(factor)):
        below, rest = divmod(2 * o + 1 - factor, 2 * factor)
        windows.append((below, 2 if rest else 1, 1))
    return Transfer(1, tuple(windows))


def _phases(factor: int) -> int:
    if factor > MOST_PHASES:
        raise Problem("field-too-fine", f"the receptive field has more than {MOST_PHASES} phases: not calculated")
    return factor


@dataclass(frozen=True, kw_only=True)
class Upsample(Kind):
    """Maps enlarged by a whole factor."""

    name: ClassVar[str] = "upsample"
    label: ClassVar[str] = "Upsample"
    group: ClassVar[str] = "Resize"
    help: ClassVar[str] = "Enlarges each map: by repeating pixels (nearest) or by blending neighbours (bilinear)."

    scale_factor: Size = option(SizeOption("how many times higher and wider"), (2, 2))
    mode: str = option(
        Choice("nearest repeats pixels, bilinear blends two neighbours", ("nearest", "bilinear")), "nearest"
    )

    def output(self, inputs: tuple[Output, ...]) -> Shape:
        """As many maps, scale_factor times higher and wider."""
        shape = need_map(inputs[0])
        return Shape(shape.channels, shape.height * self.scale_factor[0], shape.width * self.scale_factor[1])

    def transfers(self, inputs: tuple[Output, ...], output: Output, index: int) -> tuple[Transfer, Transfer]:
        """By phase of the factor."""
        of = nearest if self.mode == "nearest" else bilinear
        return of(self.scale_factor[0]), of(self.scale_factor[1])


@dataclass(frozen=True, kw_only=True)
class ZeroPad2d(Kind):
    """Zeros around each map."""

    name: ClassVar[str] = "zero_pad2d"
    label: ClassVar[str] = "Zero padding"
    group: ClassVar[str] = "Resize"
    help: ClassVar[str] = "Rows and columns of zeros around each map."

    padding: tuple[int, ...] = option(PaddingOption("zeros: one number, height × width, or top, bottom, left, right"))

    def pads(self) -> Pads:
        """(top, bottom, left, right)."""
        return four_pads(self.padding)

    def output(self, inputs: tuple[Output, ...]) -> Shape:
        """As many maps, larger by the padding."""
        shape, (top, bottom, left, right) = need_map(inputs[0]), self.pads()
        return Shape(shape.channels, shape.height + top + bottom, shape.width + left + right)

    def transfers(self, inputs: tuple[Output, ...], output: Output, index: int) -> tuple[Transfer, Transfer]:
        """Output row o reads input row o − top."""
        top, _, left, _ = self.pads()
        return Transfer(1, ((-top, 1, 1),)), Transfer(1, ((-left, 1, 1),))
