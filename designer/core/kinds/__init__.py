"""The table of layer kinds, in the order of the palette and of the file format."""

from designer.core.kind import Kind
from designer.core.kinds.convolution import Conv2d, ConvTranspose2d
from designer.core.kinds.join import Add, Concat, Multiply
from designer.core.kinds.pointwise import Activation, BatchNorm2d, Dropout, LocalResponseNorm
from designer.core.kinds.pooling import AvgPool2d, MaxPool2d
from designer.core.kinds.reduce import AdaptiveAvgPool2d, AdaptiveMaxPool2d, Flatten, Linear
from designer.core.kinds.resize import Upsample, ZeroPad2d
from designer.core.kinds.source import Input

KINDS: dict[str, type[Kind]] = {
    kind.name: kind
    for kind in (
        Input,
        Conv2d,
        ConvTranspose2d,
        MaxPool2d,
        AvgPool2d,
        AdaptiveAvgPool2d,
        AdaptiveMaxPool2d,
        BatchNorm2d,
        LocalResponseNorm,
        Activation,
        Dropout,
        Flatten,
        Linear,
        Add,
        Multiply,
        Concat,
        Upsample,
        ZeroPad2d,
    )
}

__all__ = [
    "KINDS", "Activation", "AdaptiveAvgPool2d", "AdaptiveMaxPool2d", "Add", "AvgPool2d", "BatchNorm2d", "Concat",
    "Conv2d", "ConvTranspose2d", "Dropout", "Flatten", "Input", "Kind", "Linear", "LocalResponseNorm", "MaxPool2d",
    "Multiply", "Upsample", "ZeroPad2d",
]  # fmt: skip
