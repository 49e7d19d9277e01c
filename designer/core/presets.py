"""What the palette offers: kinds with the options people start from, fitted to the place they are put."""

from collections.abc import Callable
from dataclasses import dataclass

from designer.core.kind import Kind
from designer.core.kinds import (
    Activation,
    AdaptiveAvgPool2d,
    AdaptiveMaxPool2d,
    Add,
    AvgPool2d,
    BatchNorm2d,
    Concat,
    Conv2d,
    ConvTranspose2d,
    Dropout,
    Flatten,
    Input,
    Linear,
    LocalResponseNorm,
    MaxPool2d,
    Multiply,
    Upsample,
    ZeroPad2d,
)
from designer.core.shapes import Output, Shape


@dataclass(frozen=True)
class Preset:
    """A row of the palette."""

    key: str
    """Stable name, carried by drags."""
    label: str
    group: str
    help: str
    kind_for: Callable[[Output | None], Kind]
    """The kind for the shape it would read; None where that is not known."""


def _channels(shape: Output | None, otherwise: int = 64) -> int:
    return shape.channels if isinstance(shape, Shape) else otherwise


def _width(shape: Output | None) -> int:
    """Output channels that keep a network going: as many as come in, 16 or 32 right behind an image."""
    channels = _channels(shape)
    if channels >= 16:
        return channels
    return 16 if isinstance(shape, Shape) and shape.height <= 64 else 32


def _fixed(key: str, label: str, group: str, kind: Kind) -> Preset:
    return Preset(key, label, group, type(kind).help, lambda _shape: kind)


def _conv(size: int) -> Callable[[Output | None], Kind]:
    pad = (size // 2, size // 2)
    return lambda shape: Conv2d(out_channels=_width(shape), kernel_size=(size, size), padding=pad)


def _depthwise(shape: Output | None) -> Kind:
    return Conv2d(out_channels=_channels(shape), kernel_size=(3, 3), padding=(1, 1), groups=_channels(shape))


PRESETS: dict[str, Preset] = {
    preset.key: preset
    for preset in (
        _fixed("input", "Input image", "Input", Input(height=224, width=224, channels=3)),
        Preset("conv3x3", "Conv 3×3", "Convolution", Conv2d.help, _conv(3)),
        Preset("conv1x1", "Conv 1×1", "Convolution", "Mixes the channels at each pixel.", _conv(1)),
        Preset("conv5x5", "Conv 5×5", "Convolution", Conv2d.help, _conv(5)),
        Preset("conv7x7", "Conv 7×7", "Convolution", Conv2d.help, _conv(7)),
        Preset("depthwise", "Depthwise 3×3", "Convolution", "One kernel per channel: nothing is mixed.", _depthwise),
        _fixed("max_pool2d", "Max-pool 2×2", "Pooling", MaxPool2d()),
        _fixed(
            "max_pool3s2", "Max-pool 3×3, stride 2", "Pooling",
            MaxPool2d(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1)),
        ),
        _fixed("avg_pool2d", "Average pool 2×2", "Pooling", AvgPool2d()),
        _fixed("global_avg_pool", "Global average pool", "Pooling", AdaptiveAvgPool2d()),
        _fixed("adaptive_avg_pool2d", "Adaptive average pool 7×7", "Pooling", AdaptiveAvgPool2d(output_size=(7, 7))),
        _fixed("adaptive_max_pool2d", "Adaptive max-pool", "Pooling", AdaptiveMaxPool2d()),
        _fixed("relu", "ReLU", "Activation", Activation()),
        _fixed("activation", "Activation …", "Activation", Activation(function="leaky_relu")),
        _fixed("softmax", "Softmax", "Activation", Activation(function="softmax")),
        _fixed("dropout", "Dropout", "Activation", Dropout()),
        _fixed("batch_norm2d", "Batch norm", "Normalisation", BatchNorm2d()),
        _fixed("local_response_norm", "Local response norm", "Normalisation", LocalResponseNorm()),
        _fixed("flatten", "Flatten", "Dense", Flatten()),
        _fixed("linear", "Linear", "Dense", Linear(out_features=10)),
        _fixed("add", "Add", "Join", Add()),
        _fixed("multiply", "Multiply", "Join", Multiply()),
        _fixed("concat", "Concatenate", "Join", Concat()),
        Preset(
            "conv_transpose2d", "Transposed conv 2×2", "Resize", ConvTranspose2d.help,
            lambda shape: ConvTranspose2d(out_channels=max(1, _width(shape) // 2)),
        ),
        _fixed("upsample", "Upsample ×2", "Resize", Upsample()),
        _fixed("zero_pad2d", "Zero padding", "Resize", ZeroPad2d(padding=(1, 1))),
    )
}  # fmt: skip
