"""VGG: stacks of 3×3 convolutions between pools, with a fully connected or a convolutional head."""

from designer.core.design import Design, Layer
from designer.core.kinds import AdaptiveAvgPool2d, Dropout, Flatten, Linear
from designer.core.templates.chain import RELU, annotated, chain, conv, image, max_pool, same_conv

VGG16 = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))


def vgg_block(source: str, channels: int, depth: int, *, prefix: str, block: str | None = None) -> tuple[Layer, ...]:
    """`depth` 3×3 convolutions with ReLU, then a 2×2 max-pool that halves the size."""
    layers: tuple[Layer, ...] = ()
    for number in range(1, depth + 1):
        links = ((f"{prefix}.conv{number}", same_conv(channels, 3)), (f"{prefix}.relu{number}", RELU))
        layers += chain(layers[-1].id if layers else source, *links, block=block)
    return layers + chain(layers[-1].id, (f"{prefix}.pool", max_pool(2, 2)), block=block)


def _features() -> tuple[Layer, ...]:
    """The convolutional part under torchvision's names: `features.0` to `features.30`."""
    layers = image(224, 224, 3)
    count = 0
    for stage, (channels, depth) in enumerate(VGG16, 1):
        kinds = (*(same_conv(channels, 3), RELU) * depth, max_pool(2, 2))
        links = ((f"features.{count + i}", kind) for i, kind in enumerate(kinds))
        layers += chain(layers[-1].id, *links, block=f"stage{stage}")
        count += len(kinds)
    return layers


def vgg16() -> Design:
    """VGG-16 (Simonyan & Zisserman 2014, configuration D) as in torchvision: 138,357,544 parameters."""
    layers = _features()
    layers += chain(layers[-1].id, ("avgpool", AdaptiveAvgPool2d(output_size=(7, 7))), ("flatten", Flatten()))
    layers += chain(
        "flatten",
        ("classifier.0", Linear(out_features=4096)),
        ("classifier.1", RELU),
        ("classifier.2", Dropout(p=0.5)),
        ("classifier.3", Linear(out_features=4096)),
        ("classifier.4", RELU),
        ("classifier.5", Dropout(p=0.5)),
        ("classifier.6", Linear(out_features=1000)),
        block="classifier",
    )
    notes = {"avgpool": "Changes nothing at 224×224; makes 7×7 of other sizes."}
    return Design(annotated(layers, notes), name="VGG-16")


def vgg16_convolutional() -> Design:
    """VGG-16 with 7×7 and 1×1 convolutions for linear layers: larger images give a map of answers."""
    layers = _features()
    layers += chain(
        layers[-1].id,
        ("classifier.0", conv(4096, 7)),
        ("classifier.1", RELU),
        ("classifier.2", Dropout(p=0.5)),
        ("classifier.3", conv(4096, 1)),
        ("classifier.4", RELU),
        ("classifier.5", Dropout(p=0.5)),
        ("classifier.6", conv(1000, 1)),
        block="classifier",
    )
    return Design(layers, name="VGG-16 with a convolutional head")
