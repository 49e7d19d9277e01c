"""AlexNet: torchvision's single stream, and the two streams of 2012."""

from designer.core.design import Design
from designer.core.kind import Kind
from designer.core.kinds import AdaptiveAvgPool2d, Dropout, Flatten, Linear, LocalResponseNorm
from designer.core.templates.chain import RELU, annotated, chain, conv, image, max_pool


def alexnet() -> Design:
    """AlexNet as in torchvision (Krizhevsky 2014, "One weird trick"): 61,100,840 parameters."""
    features: tuple[Kind, ...] = (
        conv(64, 11, 4, 2), RELU, max_pool(3, 2),
        conv(192, 5, padding=2), RELU, max_pool(3, 2),
        conv(384, 3, padding=1), RELU,
        conv(256, 3, padding=1), RELU,
        conv(256, 3, padding=1), RELU, max_pool(3, 2),
    )  # fmt: skip
    classifier: tuple[Kind, ...] = (
        Dropout(p=0.5), Linear(out_features=4096), RELU,
        Dropout(p=0.5), Linear(out_features=4096), RELU,
        Linear(out_features=1000),
    )  # fmt: skip
    layers = image(224, 224, 3)
    layers += chain("image", *((f"features.{i}", kind) for i, kind in enumerate(features)), block="features")
    layers += chain(layers[-1].id, ("avgpool", AdaptiveAvgPool2d(output_size=(6, 6))), ("flatten", Flatten()))
    layers += chain("flatten", *((f"classifier.{i}", k) for i, k in enumerate(classifier)), block="classifier")
    notes = {
        "features.0": "One stream, no groups, no response norm: torchvision's, whose checkpoint fits.",
        "avgpool": "Changes nothing at 224×224; makes 6×6 of other sizes.",
    }
    return Design(annotated(layers, notes), name="AlexNet")


def alexnet_grouped() -> Design:
    """AlexNet of 2012 under Caffe's names: two groups, response norm, 60,965,224 parameters."""
    norm = LocalResponseNorm(size=5)
    layers = image(227, 227, 3)
    layers += chain(
        "image",
        ("conv1", conv(96, 11, 4)), ("relu1", RELU), ("norm1", norm), ("pool1", max_pool(3, 2, ceil=True)),
        ("conv2", conv(256, 5, padding=2, groups=2)), ("relu2", RELU), ("norm2", norm),
        ("pool2", max_pool(3, 2, ceil=True)),
        ("conv3", conv(384, 3, padding=1)), ("relu3", RELU),
        ("conv4", conv(384, 3, padding=1, groups=2)), ("relu4", RELU),
        ("conv5", conv(256, 3, padding=1, groups=2)), ("relu5", RELU), ("pool5", max_pool(3, 2, ceil=True)),
        block="features",
    )  # fmt: skip
    layers += chain(
        "pool5",
        ("fc6", Linear(out_features=4096)), ("relu6", RELU), ("drop6", Dropout(p=0.5)),
        ("fc7", Linear(out_features=4096)), ("relu7", RELU), ("drop7", Dropout(p=0.5)),
        ("fc8", Linear(out_features=1000)),
        block="classifier",
    )  # fmt: skip
    notes = {"conv2": "Two groups: the halves ran on two graphics cards and meet only in conv3 and below."}
    return Design(annotated(layers, notes), name="AlexNet (2012, two groups)")
