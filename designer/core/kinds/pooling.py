"""Kinds that take the largest value or the mean of each window, on each map alone."""

from typing import ClassVar

from designer.core.kind import need_map, option
from designer.core.kinds.window import WINDOW_PADDING, Windowed
from designer.core.options import Flag
from designer.core.shapes import (
    Output,
    Shape,
    Size,
)
from designer.core.size_options import SizeOption, StrideOption
from designer.core.value import dataclass


@dataclass(frozen=True, kw_only=True)
class Pool(Windowed):
    """A pool: the stride is the kernel size where it is left out."""

    group: ClassVar[str] = "Pooling"

    kernel_size: Size = option(SizeOption("height and width of the window"), (2, 2))
    stride: Size | None = option(
        StrideOption("pixels from one window to the next; empty, or as large as the kernel, it follows the kernel"),
        None,
    )
    padding: tuple[int, ...] | str = option(WINDOW_PADDING, (0, 0))

    def __post_init__(self) -> None:
        if self.stride == self.kernel_size:  # the same thing said twice is one value
            object.__setattr__(self, "stride", None)

    @property
    def strides(self) -> Size:
        """Stride (height, width), the kernel size where left out."""
        return self.stride or self.kernel_size

    def output(self, inputs: tuple[Output, ...]) -> Shape:
        """As many maps as the input has, a unit per window."""
        shape = need_map(inputs[0])
        return Shape(shape.channels, *self.positions(shape))


@dataclass(frozen=True, kw_only=True)
class MaxPool2d(Pool):
    """The largest value of each window, map by map; padding never wins."""

    name: ClassVar[str] = "max_pool2d"
    label: ClassVar[str] = "Max-pool"
    help: ClassVar[str] = "The largest value of each window, on each map alone. Padding never wins."

    dilation: Size = option(SizeOption("pixels from one tap of the window to the next"), (1, 1))
    ceil_mode: bool = option(Flag("a last partial window counts"), False)

    @property
    def dilations(self) -> Size:
        """Dilation (height, width)."""
        return self.dilation

    @property
    def rounds_up(self) -> bool:
        """Whether a last partial window counts."""
        return self.ceil_mode


@dataclass(frozen=True, kw_only=True)
class AvgPool2d(Pool):
    """The mean of each window, map by map."""

    name: ClassVar[str] = "avg_pool2d"
    label: ClassVar[str] = "Average pool"
    help: ClassVar[str] = "The mean of each window, on each map alone."

    ceil_mode: bool = option(Flag("a last partial window counts"), False)
    count_include_pad: bool = option(Flag("zeros of the padding count in the mean"), True)

    @property
    def rounds_up(self) -> bool:
        """Whether a last partial window counts."""
        return self.ceil_mode
