"""Kinds that weigh windows with learned kernels: convolutions and transposed convolutions."""

from math import gcd
from typing import ClassVar

from designer.core.kind import Kind, Weight, need_map, option
from designer.core.kinds.window import AXES, WINDOW_PADDING, Windowed
from designer.core.options import Flag, Integer
from designer.core.receptive_field import MOST_PHASES, Transfer
from designer.core.shapes import (
    Output,
    Pads,
    Problem,
    Shape,
    Size,
    transposed_size,
)
from designer.core.size_options import PaddingOption, SizeOption, four_pads
from designer.core.value import dataclass


def check_groups(groups: int, inputs: int, outputs: int) -> None:
    """Raise Problem where `groups` does not divide both channel counts."""
    for side, channels in (("input", inputs), ("output", outputs)):
        if channels % groups:
            raise Problem("groups-do-not-divide", f"groups {groups} does not divide the {channels} {side} channels")


@dataclass(frozen=True, kw_only=True)
class Conv2d(Windowed):
    """Cross-correlation of all input channels (of a group) with learned kernels, plus a bias."""

    name: ClassVar[str] = "conv2d"
    label: ClassVar[str] = "Convolution"
    group: ClassVar[str] = "Convolution"
    help: ClassVar[str] = "Each output channel weighs a window of all input channels (of its group) and adds a bias."

    out_channels: int = option(Integer("how many kernels, and so output channels"))
    kernel_size: Size = option(SizeOption("height and width of the window"), (3, 3))
    stride: Size = option(SizeOption("pixels from one window to the next"), (1, 1))
    padding: tuple[int, ...] | str = option(WINDOW_PADDING, (0, 0))
    dilation: Size = option(SizeOption("pixels from one tap of the kernel to the next"), (1, 1))
    groups: int = option(Integer("parts into which the channels are split; as many as channels: depthwise"), 1)
    bias: bool = option(Flag("one learned number per output channel is added"), True)

    @property
    def strides(self) -> Size:
        """Stride (height, width)."""
        return self.stride

    @property
    def dilations(self) -> Size:
        """Dilation (height, width)."""
        return self.dilation

    def output(self, inputs: tuple[Output, ...]) -> Shape:
        """out_channels maps, a unit per window."""
        shape = need_map(inputs[0])
        check_groups(self.groups, shape.channels, self.out_channels)
        return Shape(self.out_channels, *self.positions(shape))

    def weights(self, inputs: tuple[Output, ...]) -> tuple[Weight, ...]:
        """weight [out, in/groups, kh, kw] and bias [out]."""
        per_group = need_map(inputs[0]).channels // self.groups
        weight = Weight("weight", (self.out_channels, per_group, *self.kernel_size))
        return (weight, Weight("bias", (self.out_channels,))) if self.bias else (weight,)

    def macs(self, inputs: tuple[Output, ...], output: Output) -> int:
        """Output units × inputs of a window: H·W·C_out · (C_in/groups)·kh·kw."""
        per_group = need_map(inputs[0]).channels // self.groups
        return output.elements * per_group * self.kernel_size[0] * self.kernel_size[1]


@dataclass(frozen=True, kw_only=True)
class ConvTranspose2d(Kind):
    """The transposed operation of a convolution: every input unit writes a window of the output."""

    name: ClassVar[str] = "conv_transpose2d"
    label: ClassVar[str] = "Transposed convolution"
    group: ClassVar[str] = "Resize"
    help: ClassVar[str] = (
        "Every input unit adds a weighted kernel to the output, stride pixels apart: it enlarges maps."
    )

    out_channels: int = option(Integer("how many output channels"))
    kernel_size: Size = option(SizeOption("height and width of the window each input unit writes"), (2, 2))
    stride: Size = option(SizeOption("output pixels from one input unit's window to the next"), (2, 2))
    padding: tuple[int, ...] | str = option(
        PaddingOption("pixels cut off the output: one number, height × width, four sides, or valid", ("valid",)),
        (0, 0),
    )
    output_padding: Size = option(SizeOption("rows and columns added at the bottom and the right", minimum=0), (0, 0))
    dilation: Size = option(SizeOption("pixels from one tap of the kernel to the next"), (1, 1))
    groups: int = option(Integer("parts into which the channels are split"), 1)
    bias: bool = option(Flag("one learned number per output channel is added"), True)

    def pads(self) -> Pads:
        """Pixels cut off: (top, bottom, left, right)."""
        return (0, 0, 0, 0) if isinstance(self.padding, str) else four_pads(self.padding)

    def output(self, inputs: tuple[Output, ...]) -> Shape:
        """out_channels maps of (n − 1)·stride − pads + dilation·(kernel − 1) + output_padding + 1."""
        shape = need_map(inputs[0])
        check_groups(self.groups, shape.channels, self.out_channels)
        pads = self.pads()
        sizes = []
        for axis, n in enumerate((shape.height, shape.width)):
            stride, dilation, extra = self.stride[axis], self.dilation[axis], self.output_padding[axis]
            if extra >= max(stride, dilation):
                raise Problem(
                    "output-padding-too-large",
                    f"output_padding {extra} must be smaller than the stride {stride} or the dilation {dilation}",
                )
            cut = pads[2 * axis] + pads[2 * axis + 1]
            size = transposed_size(n, self.kernel_size[axis], stride, dilation, cut, extra)
            if size < 1:
                raise Problem(
                    "padding-larger-than-output",
                    f"padding cuts {cut} off an output {AXES[axis]} of {size + cut}: nothing is left",
                )
            sizes.append(size)
        return Shape(self.out_channels, *sizes)

    def weights(self, inputs: tuple[Output, ...]) -> tuple[Weight, ...]:
        """weight [in, out/groups, kh, kw] and bias [out]."""
        channels = need_map(inputs[0]).channels
        weight = Weight("weight", (channels, self.out_channels // self.groups, *self.kernel_size))
        return (weight, Weight("bias", (self.out_channels,))) if self.bias else (weight,)

    def macs(self, inputs: tuple[Output, ...], output: Output) -> int:
        """Input units × outputs of a window: H_in·W_in·C_in · (C_out/groups)·kh·kw, before padding cuts."""
        window = self.out_channels // self.groups * self.kernel_size[0] * self.kernel_size[1]
        return inputs[0].elements * window

    def transfers(self, inputs: tuple[Output, ...], output: Output, index: int) -> tuple[Transfer, Transfer]:
        """Output row o reads the input rows i with i·stride − top + t·dilation = o for some tap t."""
        top, _, left, _ = self.pads()
        return self._transfer(0, top), self._transfer(1, left)

    def _transfer(self, axis: int, lead: int) -> Transfer:
        kernel, stride, dilation = self.kernel_size[axis], self.stride[axis], self.dilation[axis]
        if stride > MOST_PHASES:
            raise Problem("field-too-fine", f"the receptive field has more than {MOST_PHASES} phases: not calculated")
        common = gcd(stride, dilation)
        cycle = stride // common  # taps that hit one phase are this far apart
        windows: list[tuple[int, int, int] | None] = []
        for phase in range(stride):
            tap = next((t for t in range(min(kernel, cycle)) if (phase + lead - t * dilation) % stride == 0), None)
            if tap is None:
                windows.append(None)
            else:
                count, step = (kernel - 1 - tap) // cycle + 1, dilation // common
                windows.append(((phase + lead - tap * dilation) // stride - (count - 1) * step, count, step))
        return Transfer(1, tuple(windows))
