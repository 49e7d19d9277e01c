"""Kinds that slide a window: convolutions, transposed convolutions, max and average pooling."""

from math import gcd
from typing import ClassVar

from designer.core.kind import Kind, Weight, need_map, option
from designer.core.options import Flag, Integer, PaddingOption, SizeOption, StrideOption, four_pads
from designer.core.receptive_field import MOST_PHASES, Transfer
from designer.core.shapes import (
    Output,
    Pads,
    Problem,
    Shape,
    Size,
    same_padding,
    transposed_size,
    window_count,
)
from designer.core.value import dataclass

AXES = ("height", "width")
_PADDING = PaddingOption(
    "zeros around the input: one number, height × width, four sides, same or valid", ("valid", "same")
)


@dataclass(frozen=True, kw_only=True)
class Windowed(Kind):
    """A kind with one window per axis, from which both the output's shape and the receptive field come."""

    def kernel(self) -> Size:
        """Kernel size (height, width)."""
        raise NotImplementedError

    @property
    def strides(self) -> Size:
        """Stride (height, width), resolved."""
        raise NotImplementedError

    @property
    def dilations(self) -> Size:
        """Dilation (height, width)."""
        return 1, 1

    @property
    def rounds_up(self) -> bool:
        """Whether a last partial window counts."""
        return False

    def padded(self) -> tuple[int, ...] | str:
        """The padding as the file says it."""
        raise NotImplementedError

    def pads(self, shape: Shape) -> Pads:
        """(top, bottom, left, right) around an input of `shape`; "same" depends on its size."""
        padding = self.padded()
        if padding == "valid":
            return 0, 0, 0, 0
        if isinstance(padding, str):
            kernel, stride, dilation = self.kernel(), self.strides, self.dilations
            return (
                *same_padding(shape.height, kernel[0], stride[0], dilation[0]),
                *same_padding(shape.width, kernel[1], stride[1], dilation[1]),
            )
        return four_pads(padding)

    def positions(self, shape: Shape) -> Size:
        """(height, width) of the output; raises Problem where the window does not fit."""
        kernel, stride, dilation, pads = self.kernel(), self.strides, self.dilations, self.pads(shape)
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
        (kh, kw), (sh, sw), (dh, dw) = self.kernel(), self.strides, self.dilations
        top, _, left, _ = self.pads(need_map(inputs[0]))
        down = Transfer(sh, ((-top, kh, dh),))
        square = (sh, top, kh, dh) == (sw, left, kw, dw)  # one object for both axes is followed once
        return down, down if square else Transfer(sw, ((-left, kw, dw),))


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
    padding: tuple[int, ...] | str = option(_PADDING, (0, 0))
    dilation: Size = option(SizeOption("pixels from one tap of the kernel to the next"), (1, 1))
    groups: int = option(Integer("parts into which the channels are split; as many as channels: depthwise"), 1)
    bias: bool = option(Flag("one learned number per output channel is added"), True)

    def kernel(self) -> Size:
        """Kernel size (height, width)."""
        return self.kernel_size

    @property
    def strides(self) -> Size:
        """Stride (height, width)."""
        return self.stride

    @property
    def dilations(self) -> Size:
        """Dilation (height, width)."""
        return self.dilation

    def padded(self) -> tuple[int, ...] | str:
        """The padding as the file says it."""
        return self.padding

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


@dataclass(frozen=True, kw_only=True)
class Pool(Windowed):
    """A pool: the stride is the kernel size where it is left out."""

    group: ClassVar[str] = "Pooling"

    kernel_size: Size = option(SizeOption("height and width of the window"), (2, 2))
    stride: Size | None = option(
        StrideOption("pixels from one window to the next; empty, or as large as the kernel, it follows the kernel"),
        None,
    )
    padding: tuple[int, ...] | str = option(_PADDING, (0, 0))

    def __post_init__(self) -> None:
        if self.stride == self.kernel_size:  # the same thing said twice is one value
            object.__setattr__(self, "stride", None)

    def kernel(self) -> Size:
        """Kernel size (height, width)."""
        return self.kernel_size

    @property
    def strides(self) -> Size:
        """Stride (height, width), the kernel size where left out."""
        return self.stride or self.kernel_size

    def padded(self) -> tuple[int, ...] | str:
        """The padding as the file says it."""
        return self.padding

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
