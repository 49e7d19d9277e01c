"""What kinds that slide a window share: where it stands, the size that comes out, the units it reads."""

from abc import abstractmethod

from designer.core.kind import Kind, need_map
from designer.core.receptive_field import Transfer
from designer.core.shapes import (
    Output,
    Pads,
    Problem,
    Shape,
    Size,
    same_padding,
    window_count,
)
from designer.core.size_options import PaddingOption, four_pads

AXES = ("height", "width")
WINDOW_PADDING = PaddingOption(
    "zeros around the input: one number, height × width, four sides, same or valid", ("valid", "same")
)


class Windowed(Kind):
    """A kind with one window per axis, from which both the output's shape and the receptive field come.

    Its subclasses have the first two as options, each at its place among its own.
    """

    kernel_size: Size
    """Kernel size (height, width)."""
    padding: tuple[int, ...] | str
    """The padding as the file says it."""

    @property
    @abstractmethod
    def strides(self) -> Size:
        """Stride (height, width), resolved where an option may leave it out."""

    @property
    def dilations(self) -> Size:
        """Dilation (height, width)."""
        return 1, 1

    @property
    def rounds_up(self) -> bool:
        """Whether a last partial window counts."""
        return False

    def pads(self, shape: Shape) -> Pads:
        """(top, bottom, left, right) around an input of `shape`; "same" depends on its size."""
        padding = self.padding
        if padding == "valid":
            return 0, 0, 0, 0
        if isinstance(padding, str):
            kernel, stride, dilation = self.kernel_size, self.strides, self.dilations
            return (
                *same_padding(shape.height, kernel[0], stride[0], dilation[0]),
                *same_padding(shape.width, kernel[1], stride[1], dilation[1]),
            )
        return four_pads(padding)

    def positions(self, shape: Shape) -> Size:
        """(height, width) of the output; raises Problem where the window does not fit."""
        kernel, stride, dilation, pads = self.kernel_size, self.strides, self.dilations, self.pads(shape)
        height = self._count(shape.height, kernel[0], stride[0], dilation[0], pads[0], pads[1], 0)
        return height, self._count(shape.width, kernel[1], stride[1], dilation[1], pads[2], pads[3], 1)

    def _count(self, n: int, kernel: int, stride: int, dilation: int, lead: int, trail: int, axis: int) -> int:
        count = window_count(n, kernel, stride, dilation, lead, trail, self.rounds_up)
        if count >= 1:
            return count
        span = dilation * (kernel - 1) + 1
        raise Problem(
            "kernel-larger-than-input",
            f"the kernel's {AXES[axis]} {kernel}{f' (dilated: {span})' if dilation > 1 else ''} is larger than the"
            f" padded input's {n + lead + trail}: use a smaller kernel, more padding or fewer strides above",
        )

    def transfers(self, inputs: tuple[Output, ...], output: Output, index: int) -> tuple[Transfer, Transfer]:
        """One window per output unit: it starts at unit · stride − leading padding."""
        (kh, kw), (sh, sw), (dh, dw) = self.kernel_size, self.strides, self.dilations
        top, _, left, _ = self.pads(need_map(inputs[0]))
        down = Transfer(sh, ((-top, kh, dh),))
        square = (sh, top, kh, dh) == (sw, left, kw, dw)  # one object for both axes is followed once
        return down, down if square else Transfer(sw, ((-left, kw, dw),))
