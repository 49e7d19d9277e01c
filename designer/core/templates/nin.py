"""Network in Network: convolutions followed by 1×1 layers, and a global average instead of linear layers."""

from designer.core.design import Design, Layer
from designer.core.kinds import Activation, AdaptiveAvgPool2d, Conv2d, Dropout, Flatten
from designer.core.templates.chain import RELU, annotated, avg_pool, chain, conv, image, max_pool, same_conv


def mlpconv(
    source: str,
    first: Conv2d,
    widths: tuple[int, int],
    *,
    names: tuple[str, str, str],
    block: str | None = None,
) -> tuple[Layer, ...]:
    """A convolution and two 1×1 layers, each with ReLU: a perceptron slid over the image (Lin et al. 2013)."""
    layers: tuple[Layer, ...] = ()
    for name, kind in zip(names, (first, conv(widths[0], 1), conv(widths[1], 1)), strict=True):
        links = ((name, kind), (f"relu_{name}", RELU))
        layers += chain(layers[-1].id if layers else source, *links, block=block)
    return layers


def nin() -> Design:
    """Network in Network for CIFAR-10 (Lin et al. 2013) as in the authors' Caffe model: 966,986 parameters."""
    layers = image(32, 32, 3)
    layers += mlpconv("image", same_conv(192, 5), (160, 96), names=("conv1", "cccp1", "cccp2"), block="mlpconv1")
    layers += chain(layers[-1].id, ("pool1", max_pool(3, 2, ceil=True)), ("drop1", Dropout(p=0.5)), block="mlpconv1")
    layers += mlpconv("drop1", same_conv(192, 5), (192, 192), names=("conv2", "cccp3", "cccp4"), block="mlpconv2")
    layers += chain(layers[-1].id, ("pool2", avg_pool(3, 2, ceil=True)), ("drop2", Dropout(p=0.5)), block="mlpconv2")
    layers += mlpconv("drop2", same_conv(192, 3), (192, 10), names=("conv3", "cccp5", "cccp6"), block="mlpconv3")
    layers += chain(
        layers[-1].id,
        ("pool3", AdaptiveAvgPool2d()),
        ("flatten", Flatten()),
        ("softmax", Activation(function="softmax")),
    )
    notes = {
        "pool1": "Size rounded up (32 to 16), as in Caffe.",
        "cccp6": "One map per class; its mean is the class score, so no linear layer is needed.",
    }
    return Design(annotated(layers, notes), name="Network in Network (CIFAR-10)")
