"""DenseNet, its dense block and its transition, under torchvision's names."""

from designer.core.design import Design, Layer
from designer.core.kinds import AdaptiveAvgPool2d, BatchNorm2d, Concat, Flatten, Linear
from designer.core.templates.chain import RELU, avg_pool, chain, conv, conv_bn_relu, image, join, max_pool

BOTTLENECK = 4


def dense_block(source: str, depth: int, growth: int, *, prefix: str, block: str | None = None) -> tuple[Layer, ...]:
    """`depth` times `growth` new maps from all maps so far, joined to them (Huang et al. 2016, DenseNet-B)."""
    layers: tuple[Layer, ...] = ()
    for number in range(1, depth + 1):
        name, inner = f"{prefix}.denselayer{number}", f"{block}/{number}" if block else None
        layers += chain(
            source,
            (f"{name}.norm1", BatchNorm2d()),
            (f"{name}.relu1", RELU),
            (f"{name}.conv1", conv(BOTTLENECK * growth, 1, bias=False)),
            (f"{name}.norm2", BatchNorm2d()),
            (f"{name}.relu2", RELU),
            (f"{name}.conv2", conv(growth, 3, padding=1, bias=False)),
            block=inner,
        )
        layers += join(f"{name}.concat", Concat(), source, f"{name}.conv2", block=inner)
        source = f"{name}.concat"
    return layers


def transition(source: str, out: int, *, prefix: str, block: str | None = None) -> tuple[Layer, ...]:
    """Batch norm, ReLU, 1×1 to `out` channels and a 2×2 average pool: what stands between dense blocks."""
    return chain(
        source,
        (f"{prefix}.norm", BatchNorm2d()),
        (f"{prefix}.relu", RELU),
        (f"{prefix}.conv", conv(out, 1, bias=False)),
        (f"{prefix}.pool", avg_pool(2, 2)),
        block=block,
    )


def densenet121() -> Design:
    """DenseNet-121 as in torchvision: 7,978,856 parameters, running statistics not counted."""
    depths, growth, channels = (6, 12, 24, 16), 32, 64
    stem = ("features.conv0", "features.norm0", "features.relu0")
    layers = image(224, 224, 3)
    layers += conv_bn_relu("image", stem, conv(channels, 7, 2, 3, bias=False))
    layers += chain("features.relu0", ("features.pool0", max_pool(3, 2, 1)))
    for number, depth in enumerate(depths, 1):
        name = f"denseblock{number}"
        layers += dense_block(layers[-1].id, depth, growth, prefix=f"features.{name}", block=name)
        channels += depth * growth
        if number < len(depths):
            channels //= 2
            name = f"transition{number}"
            layers += transition(layers[-1].id, channels, prefix=f"features.{name}", block=name)
    layers += chain(
        layers[-1].id,
        ("features.norm5", BatchNorm2d()),
        ("relu", RELU),
        ("avgpool", AdaptiveAvgPool2d()),
        ("flatten", Flatten()),
        ("classifier", Linear(out_features=1000)),
    )
    return Design(layers, name="DenseNet-121")
