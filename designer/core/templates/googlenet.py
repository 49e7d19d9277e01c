"""GoogLeNet: the paper's network with 5×5 and response norm, and torchvision's with batch norm."""

from designer.core.design import Design
from designer.core.kinds import AdaptiveAvgPool2d, Dropout, Flatten, Linear, LocalResponseNorm
from designer.core.templates.chain import (
    RELU,
    annotated,
    chain,
    conv,
    image,
    max_pool,
    same_conv,
)
from designer.core.templates.inception import Widths, basic_conv, inception, inception_bn

STAGES = (
    (("3a", Widths(64, 96, 128, 16, 32, 32)), ("3b", Widths(128, 128, 192, 32, 96, 64))),
    (
        ("4a", Widths(192, 96, 208, 16, 48, 64)),
        ("4b", Widths(160, 112, 224, 24, 64, 64)),
        ("4c", Widths(128, 128, 256, 24, 64, 64)),
        ("4d", Widths(112, 144, 288, 32, 64, 64)),
        ("4e", Widths(256, 160, 320, 32, 128, 128)),
    ),
    (("5a", Widths(256, 160, 320, 32, 128, 128)), ("5b", Widths(384, 192, 384, 48, 128, 128))),
)


def googlenet() -> Design:
    """GoogLeNet (Szegedy et al. 2014) with 5×5 and response norm, no training heads: 6,998,552 parameters."""
    layers = image(224, 224, 3)
    layers += chain(
        "image",
        ("conv1/7x7_s2", conv(64, 7, 2, 3)),
        ("conv1/relu_7x7", RELU),
        ("pool1/3x3_s2", max_pool(3, 2, ceil=True)),
        ("pool1/norm1", LocalResponseNorm(size=5)),
        ("conv2/3x3_reduce", conv(64, 1)),
        ("conv2/relu_3x3_reduce", RELU),
        ("conv2/3x3", same_conv(192, 3)),
        ("conv2/relu_3x3", RELU),
        ("conv2/norm2", LocalResponseNorm(size=5)),
        ("pool2/3x3_s2", max_pool(3, 2, ceil=True)),
    )
    for number, stage in enumerate(STAGES, 3):
        for name, widths in stage:
            module = f"inception_{name}"
            layers += inception(layers[-1].id, widths, prefix=module, block=f"stage{number}/{module}")
        if number < 5:
            layers += chain(layers[-1].id, (f"pool{number}/3x3_s2", max_pool(3, 2, ceil=True)))
    layers += chain(
        layers[-1].id,
        ("pool5", AdaptiveAvgPool2d()),
        ("flatten", Flatten()),
        ("pool5/drop", Dropout(p=0.4)),
        ("loss3/classifier", Linear(out_features=1000)),
    )
    notes = {
        "conv1/7x7_s2": "The paper's network, with 5×5 and response norm; the names are Caffe's. "
        "torchvision's has batch norm, and 3×3 in place of 5×5: 6,624,904 parameters.",
        "pool1/3x3_s2": "Size rounded up (112 to 56), as in Caffe.",
    }
    return Design(annotated(layers, notes), name="GoogLeNet (paper: 5×5, LRN)")


def googlenet_bn() -> Design:
    """GoogLeNet as in torchvision: batch norm, 3×3 for 5×5, no training heads: 6,624,904 parameters."""
    layers = image(224, 224, 3)
    layers += basic_conv("image", "conv1", conv(64, 7, 2, 3, bias=False))
    layers += chain("conv1.relu", ("maxpool1", max_pool(3, 2, ceil=True)))
    layers += basic_conv("maxpool1", "conv2", conv(64, 1, bias=False))
    layers += basic_conv("conv2.relu", "conv3", same_conv(192, 3, bias=False))
    layers += chain("conv3.relu", ("maxpool2", max_pool(3, 2, ceil=True)))
    for number, stage in enumerate(STAGES, 3):
        for name, widths in stage:
            module = f"inception{name}"
            layers += inception_bn(layers[-1].id, widths, prefix=module, block=f"stage{number}/{module}")
        if number < 5:
            kernel = 3 if number == 3 else 2
            layers += chain(layers[-1].id, (f"maxpool{number}", max_pool(kernel, 2, ceil=True)))
    layers += chain(
        layers[-1].id,
        ("avgpool", AdaptiveAvgPool2d()),
        ("flatten", Flatten()),
        ("dropout", Dropout(p=0.2)),
        ("fc", Linear(out_features=1000)),
    )
    return Design(layers, name="GoogLeNet (torchvision: 3×3, BN)")
