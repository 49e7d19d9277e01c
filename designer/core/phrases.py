"""Layers in words: "3×3 convolution, 64 channels, stride 2"."""

from designer.core.kind import Kind
from designer.core.kinds import (
    Activation,
    AdaptiveAvgPool2d,
    AdaptiveMaxPool2d,
    AvgPool2d,
    Conv2d,
    ConvTranspose2d,
    Dropout,
    Linear,
    LocalResponseNorm,
    MaxPool2d,
    Upsample,
    ZeroPad2d,
)
from designer.core.shapes import Pads, Size

_POOLS = {AdaptiveAvgPool2d: "average pool", AdaptiveMaxPool2d: "max-pool"}
_FUNCTIONS = {"relu": "ReLU", "relu6": "ReLU6", "elu": "ELU", "gelu": "GELU", "silu": "SiLU"}


def phrase(kind: Kind) -> str:
    """What a layer does, with the options that are not the usual ones, on one line."""
    match kind:
        case Conv2d():
            depthwise = "depthwise " if 1 < kind.groups == kind.out_channels else ""
            text = f"{_size(kind.kernel_size)} {depthwise}convolution, {kind.out_channels} channels"
            groups = "" if depthwise else _unless(kind.groups == 1, f"{kind.groups} groups")
            usual = keeping_pads(kind.kernel_size, kind.dilation)
            return text + _stride(kind.stride) + groups + _window(kind, usual) + _unless(kind.bias, "no bias")
        case ConvTranspose2d():
            text = f"{_size(kind.kernel_size)} transposed convolution, {kind.out_channels} channels"
            groups = _unless(kind.groups == 1, f"{kind.groups} groups")
            return text + _stride(kind.stride) + groups + _window(kind, (0, 0)) + _unless(kind.bias, "no bias")
        case MaxPool2d() | AvgPool2d():
            text = f"{_size(kind.kernel_size)} {'max-pool' if isinstance(kind, MaxPool2d) else 'average pool'}"
            stride = "" if kind.stride is None else f", stride {_number(kind.stride)}"
            return text + stride + _window(kind, (0, 0)) + _unless(not kind.ceil_mode, "rounded up")
        case AdaptiveAvgPool2d() | AdaptiveMaxPool2d():
            pool = _POOLS[type(kind)]
            return f"global {pool}" if kind.output_size == (1, 1) else f"{pool} to {_size(kind.output_size)}"
        case Activation(function="leaky_relu"):
            return f"leaky ReLU of slope {kind.negative_slope}"
        case Activation():
            return _FUNCTIONS.get(kind.function, kind.function)
        case Dropout():
            return f"dropout of {kind.p}"
        case LocalResponseNorm():
            return f"local response norm over {kind.size} channels"
        case Linear():
            return f"linear, {kind.out_features} features" + _unless(kind.bias, "no bias")
        case Upsample():
            return f"upsampling ×{_number(kind.scale_factor)}, {kind.mode}"
        case ZeroPad2d():
            return f"zero padding {_pads(kind.padding)}"
    return kind.label.lower()


def keeping_pads(kernel: Size, dilation: Size) -> tuple[int, ...]:
    """The padding with which a convolution of stride 1 keeps the size, the odd pixel at the bottom and the right."""
    down, across = (spread * (size - 1) for size, spread in zip(kernel, dilation, strict=True))
    if down % 2 or across % 2:
        pads: Pads = down // 2, down - down // 2, across // 2, across - across // 2
        return pads
    return down // 2, across // 2


def _window(kind: Conv2d | ConvTranspose2d | MaxPool2d | AvgPool2d, usual: tuple[int, ...]) -> str:
    """Padding and dilation, where they are not the usual ones."""
    dilation = (1, 1) if isinstance(kind, AvgPool2d) else kind.dilation
    text = _unless(dilation == (1, 1), f"dilation {_number(dilation)}")
    return text + _unless(kind.padding == usual, f"padding {_pads(kind.padding)}")


def _unless(usual: bool, text: str) -> str:
    return "" if usual else f", {text}"


def _stride(stride: Size) -> str:
    return _unless(stride == (1, 1), f"stride {_number(stride)}")


def _size(size: Size) -> str:
    return f"{size[0]}×{size[1]}"


def _number(size: Size) -> str:
    return str(size[0]) if size[0] == size[1] else _size(size)


def _pads(padding: tuple[int, ...] | str) -> str:
    if isinstance(padding, str):
        return padding
    return _number((padding[0], padding[1])) if len(padding) == 2 else " ".join(map(str, padding))
