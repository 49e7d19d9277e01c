"""Residual networks and their blocks, under torchvision's names."""

from designer.core.design import Design, Layer
from designer.core.kind import Kind
from designer.core.kinds import AdaptiveAvgPool2d, Add, BatchNorm2d, Conv2d, Flatten, Linear
from designer.core.templates.chain import RELU, annotated, chain, conv, conv_bn_relu, image, join, max_pool

EXPANSION = 4


def _residual(
    source: str, prefix: str, body: tuple[Conv2d, ...], shortcut: Conv2d | None, block: str | None
) -> tuple[Layer, ...]:
    """`body` with batch norms, added to its own input or to a projection of it, then ReLU."""
    links: tuple[tuple[str, Kind], ...] = ()
    for number, kind in enumerate(body, 1):
        links += ((f"{prefix}.conv{number}", kind), (f"{prefix}.bn{number}", BatchNorm2d()))
        links += ((f"{prefix}.relu{number}", RELU),) if number < len(body) else ()
    layers = chain(source, *links, block=block)
    around = source
    if shortcut is not None:
        around = f"{prefix}.downsample.1"
        layers += chain(source, (f"{prefix}.downsample.0", shortcut), (around, BatchNorm2d()), block=block)
    layers += join(f"{prefix}.add", Add(), f"{prefix}.bn{len(body)}", around, block=block)
    return layers + chain(f"{prefix}.add", (f"{prefix}.relu", RELU), block=block)


def basic_block(
    source: str,
    channels: int,
    *,
    prefix: str,
    stride: int = 1,
    project: bool = False,
    block: str | None = None,
) -> tuple[Layer, ...]:
    """Two 3×3 convolutions and a shortcut (He et al. 2015, figure 5 left); `project`: with a 1×1 on it."""
    body = (conv(channels, 3, stride, 1, bias=False), conv(channels, 3, 1, 1, bias=False))
    return _residual(source, prefix, body, conv(channels, 1, stride, bias=False) if project else None, block)


def bottleneck(
    source: str,
    width: int,
    *,
    prefix: str,
    stride: int = 1,
    project: bool = False,
    stride_first: bool = False,
    block: str | None = None,
) -> tuple[Layer, ...]:
    """1×1 to `width`, 3×3, 1×1 to four times `width`, and a shortcut (figure 5 right).

    The stride is on the 3×3 as in torchvision, or with `stride_first` on the first 1×1 as in the paper.
    """
    first, middle = (stride, 1) if stride_first else (1, stride)
    out = EXPANSION * width
    body = (
        conv(width, 1, first, bias=False),
        conv(width, 3, middle, 1, bias=False),
        conv(out, 1, bias=False),
    )
    return _residual(source, prefix, body, conv(out, 1, stride, bias=False) if project else None, block)


def _resnet(depths: tuple[int, int, int, int], *, deep: bool, stride_first: bool = False) -> tuple[Layer, ...]:
    """The network with `depths` blocks in its four stages."""
    layers = image(224, 224, 3)
    layers += conv_bn_relu("image", ("conv1", "bn1", "relu"), conv(64, 7, 2, 3, bias=False))
    layers += chain("relu", ("maxpool", max_pool(3, 2, 1)))
    for stage, depth in enumerate(depths, 1):
        width = 32 * 2**stage
        for number in range(depth):
            prefix, block = f"layer{stage}.{number}", f"layer{stage}/{number}"
            stride = 2 if stage > 1 and number == 0 else 1
            source = layers[-1].id
            if deep:
                layers += bottleneck(
                    source,
                    width,
                    prefix=prefix,
                    stride=stride,
                    project=number == 0,
                    stride_first=stride_first,
                    block=block,
                )
            else:
                project = stage > 1 and number == 0
                layers += basic_block(source, width, prefix=prefix, stride=stride, project=project, block=block)
    return layers + chain(
        layers[-1].id,
        ("avgpool", AdaptiveAvgPool2d()),
        ("flatten", Flatten()),
        ("fc", Linear(out_features=1000)),
    )


def resnet18() -> Design:
    """ResNet-18 (He et al. 2015) with projection shortcuts where the size changes: 11,689,512 parameters."""
    return Design(_resnet((2, 2, 2, 2), deep=False), name="ResNet-18")


def resnet50() -> Design:
    """ResNet-50 as in torchvision, strides on the 3×3 layers: 25,557,032 parameters, field 427."""
    notes = {
        "layer2.0.conv2": "The stride is on the 3×3, as in torchvision; the paper has it on the 1×1 above, "
        "which makes the field 483 instead of 427.",
    }
    return Design(annotated(_resnet((3, 4, 6, 3), deep=True), notes), name="ResNet-50")


def resnet50_stride_first() -> Design:
    """ResNet-50 as in the paper, strides on the first 1×1 layers: as many parameters, field 483."""
    return Design(_resnet((3, 4, 6, 3), deep=True, stride_first=True), name="ResNet-50 (stride on the 1×1)")


def resnet152() -> Design:
    """ResNet-152 as in torchvision: 60,192,808 parameters."""
    return Design(_resnet((3, 8, 36, 3), deep=True), name="ResNet-152")
