"""Chains of layers and short ways to write their kinds: the thread on which the templates are strung."""

from dataclasses import replace

from designer.core.design import Layer
from designer.core.kind import Kind
from designer.core.kinds import Activation, AvgPool2d, BatchNorm2d, Conv2d, Input, MaxPool2d

Size = int | tuple[int, int]

RELU = Activation(function="relu")


def pair(size: Size) -> tuple[int, int]:
    """Give a size as (height, width); one number stands for both."""
    return (size, size) if isinstance(size, int) else size


def image(height: int, width: int, channels: int) -> tuple[Layer, ...]:
    """Give the one input layer all networks here begin with."""
    return (Layer("image", Input(height=height, width=width, channels=channels)),)


def chain(source: str, *links: tuple[str, Kind], block: str | None = None) -> tuple[Layer, ...]:
    """Give one layer per (id, kind), the first reading `source`, each other the one before it."""
    sources = (source, *(name for name, _ in links))
    return tuple(Layer(name, kind, (above,), block) for above, (name, kind) in zip(sources, links, strict=False))


def join(name: str, kind: Kind, *sources: str, block: str | None = None) -> tuple[Layer, ...]:
    """Give the one layer where branches meet."""
    return (Layer(name, kind, sources, block),)


def annotated(layers: tuple[Layer, ...], notes: dict[str, str]) -> tuple[Layer, ...]:
    """Give the layers with a note on each of the ids named."""
    return tuple(replace(layer, note=notes.get(layer.id, layer.note)) for layer in layers)


def conv(
    out: int, kernel: Size = 3, stride: Size = 1, padding: Size = 0, *, groups: int = 1, bias: bool = True
) -> Conv2d:
    """Give a convolution to `out` channels."""
    return Conv2d(
        out_channels=out,
        kernel_size=pair(kernel),
        stride=pair(stride),
        padding=pair(padding),
        groups=groups,
        bias=bias,
    )


def same_conv(out: int, kernel: Size, *, bias: bool = True) -> Conv2d:
    """Give a convolution of odd kernel and stride 1, padded so that the size stays."""
    height, width = pair(kernel)
    return conv(out, kernel, padding=(height // 2, width // 2), bias=bias)


def max_pool(kernel: Size, stride: Size, padding: Size = 0, *, ceil: bool = False) -> MaxPool2d:
    """Give a max-pool; with `ceil` the size is rounded up, as in Caffe."""
    return MaxPool2d(kernel_size=pair(kernel), stride=pair(stride), padding=pair(padding), ceil_mode=ceil)


def avg_pool(kernel: Size, stride: Size, padding: Size = 0, *, ceil: bool = False) -> AvgPool2d:
    """Give an average pool; with `ceil` the size is rounded up, as in Caffe."""
    return AvgPool2d(kernel_size=pair(kernel), stride=pair(stride), padding=pair(padding), ceil_mode=ceil)


def conv_relu(source: str, name: str, kind: Conv2d, relu: str, block: str | None = None) -> tuple[Layer, ...]:
    """Give a convolution and its ReLU."""
    return chain(source, (name, kind), (relu, RELU), block=block)


def conv_bn_relu(
    source: str, names: tuple[str, str, str], kind: Conv2d, block: str | None = None, *, eps: float = 1e-5
) -> tuple[Layer, ...]:
    """Give a convolution, its batch norm and ReLU under the three names."""
    return chain(source, (names[0], kind), (names[1], BatchNorm2d(eps=eps)), (names[2], RELU), block=block)
