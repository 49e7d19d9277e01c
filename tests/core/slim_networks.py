"""TF-Slim's networks down to their last map, in TensorFlow's padding: what the published table of fields measured."""

from designer.core.design import Design, Layer
from designer.core.kinds import Add, Conv2d, MaxPool2d
from designer.core.templates.chain import chain, conv, image, join, pair


def _conv(out: int, kernel: int, stride: int = 1, padding: str = "same", groups: int = 1) -> Conv2d:
    return Conv2d(out_channels=out, kernel_size=pair(kernel), stride=pair(stride), padding=padding, groups=groups)


def _pool(kernel: int, stride: int, padding: str = "valid") -> MaxPool2d:
    return MaxPool2d(kernel_size=pair(kernel), stride=pair(stride), padding=padding)


def alexnet_v2(size: int) -> Design:
    """First convolution and pools unpadded, the others "same"."""
    return Design(
        image(size, size, 3)
        + chain(
            "image",
            ("conv1", _conv(64, 11, 4, "valid")),
            ("pool1", _pool(3, 2)),
            ("conv2", _conv(192, 5)),
            ("pool2", _pool(3, 2)),
            ("conv3", _conv(384, 3)),
            ("conv4", _conv(384, 3)),
            ("conv5", _conv(256, 3)),
            ("pool5", _pool(3, 2)),
        )
    )


def vgg_16(size: int) -> Design:
    """Convolutions "same", pools unpadded."""
    layers = image(size, size, 3)
    for stage, (out, depth) in enumerate(((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)), 1):
        links = ((f"conv{stage}_{number}", _conv(out, 3)) for number in range(1, depth + 1))
        layers += chain(layers[-1].id, *links, (f"pool{stage}", _pool(2, 2)))
    return Design(layers)


def _bottleneck(source: str, width: int, stride: int, project: bool, prefix: str) -> tuple[Layer, ...]:
    """The stride is on the 3×3, which is padded by 1 all round; without projection the shortcut is subsampled."""
    layers = chain(
        source,
        (f"{prefix}/conv1", conv(width, 1)),
        (f"{prefix}/conv2", conv(width, 3, stride, 1)),
        (f"{prefix}/conv3", conv(4 * width, 1)),
    )
    shortcut = conv(4 * width, 1, stride) if project else _pool(1, stride)
    layers += chain(source, (f"{prefix}/shortcut", shortcut))
    return layers + join(f"{prefix}/add", Add(), f"{prefix}/conv3", f"{prefix}/shortcut")


def _resnet_v1(size: int, depths: tuple[int, ...]) -> Design:
    """The first convolution is padded by 3 all round, the pool "same"; blocks 1 to 3 stride in their last unit."""
    layers = image(size, size, 3)
    layers += chain("image", ("conv1", conv(64, 7, 2, 3)), ("pool1", _pool(3, 2, "same")))
    for stage, depth in enumerate(depths, 1):
        for number in range(1, depth + 1):
            last = number == depth
            stride = 2 if last and stage < 4 else 1
            prefix = f"block{stage}/unit{number}"
            layers += _bottleneck(layers[-1].id, 32 * 2**stage, stride, number == 1, prefix)
        layers += chain(layers[-1].id, (f"block{stage}", _pool(1, 1)))  # gives the block's end its published name
    return Design(layers)


def resnet_v1_50(size: int) -> Design:
    """Units 3, 4, 6, 3."""
    return _resnet_v1(size, (3, 4, 6, 3))


def resnet_v1_152(size: int) -> Design:
    """Units 3, 8, 36, 3."""
    return _resnet_v1(size, (3, 8, 36, 3))


def mobilenet_v1(size: int) -> Design:
    """Everything "same": at even sizes a stride of 2 pads only at the bottom and the right."""
    layers = image(size, size, 3) + chain("image", ("conv0", _conv(32, 3, 2)))
    channels = 32
    plan = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *((512, 1),) * 5, (1024, 2), (1024, 1))
    for number, (out, stride) in enumerate(plan, 1):
        layers += chain(
            layers[-1].id,
            (f"depthwise{number}", _conv(channels, 3, stride, groups=channels)),
            (f"pointwise{number}", _conv(out, 1)),
        )
        channels = out
    return Design(layers)


SLIM = {
    "alexnet_v2": alexnet_v2,
    "vgg_16": vgg_16,
    "resnet_v1_50": resnet_v1_50,
    "resnet_v1_152": resnet_v1_152,
    "mobilenet_v1": mobilenet_v1,
}
