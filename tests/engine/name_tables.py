"""Names and shapes of arrays as well-known checkpoints have them, from the public definitions of their networks."""

from collections.abc import Iterator

from designer.engine.weight_proposal import Entry

Table = list[Entry]


def conv(name: str, out: int, channels: int, size: int, bias: bool = True) -> Iterator[Entry]:
    yield Entry(f"{name}.weight", (out, channels, size, size))
    if bias:
        yield Entry(f"{name}.bias", (out,))


def norm(name: str, channels: int) -> Iterator[Entry]:
    for part in ("weight", "bias", "running_mean", "running_var"):
        yield Entry(f"{name}.{part}", (channels,))
    yield Entry(f"{name}.num_batches_tracked", (), "int64")


def dense(name: str, out: int, features: int) -> Iterator[Entry]:
    yield Entry(f"{name}.weight", (out, features))
    yield Entry(f"{name}.bias", (out,))


def alexnet() -> Iterator[Entry]:
    """torchvision/models/alexnet.py."""
    for index, out, channels, size in (
        (0, 64, 3, 11),
        (3, 192, 64, 5),
        (6, 384, 192, 3),
        (8, 256, 384, 3),
        (10, 256, 256, 3),
    ):
        yield from conv(f"features.{index}", out, channels, size)
    for index, out, features in ((1, 4096, 9216), (4, 4096, 4096), (6, 1000, 4096)):
        yield from dense(f"classifier.{index}", out, features)


def vgg16(batch_norm: bool = False) -> Iterator[Entry]:
    """torchvision/models/vgg.py, configuration D."""
    index, channels = 0, 3
    for out in (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0):
        if out:
            yield from conv(f"features.{index}", out, channels, 3)
            if batch_norm:
                yield from norm(f"features.{index + 1}", out)
            channels = out
        index += (3 if batch_norm else 2) if out else 1
    for number, out, features in ((0, 4096, 25088), (3, 4096, 4096), (6, 1000, 4096)):
        yield from dense(f"classifier.{number}", out, features)


def resnet(blocks: tuple[int, ...], bottleneck: bool) -> Iterator[Entry]:
    """torchvision/models/resnet.py."""
    yield from conv("conv1", 64, 3, 7, bias=False)
    yield from norm("bn1", 64)
    channels = 64
    for stage, count in enumerate(blocks, 1):
        width = 32 << stage
        out = width * (4 if bottleneck else 1)
        for block in range(count):
            name = f"layer{stage}.{block}"
            sizes = [(width, channels, 1), (width, width, 3), (out, width, 1)]
            if not bottleneck:
                sizes = [(width, channels, 3), (width, width, 3)]
            for number, (to, of, size) in enumerate(sizes, 1):
                yield from conv(f"{name}.conv{number}", to, of, size, bias=False)
                yield from norm(f"{name}.bn{number}", to)
            if block == 0 and channels != out:
                yield from conv(f"{name}.downsample.0", out, channels, 1, bias=False)
                yield from norm(f"{name}.downsample.1", out)
            channels = out
    yield from dense("fc", 1000, channels)


def squeezenet1_1() -> Iterator[Entry]:
    """torchvision/models/squeezenet.py."""
    yield from conv("features.0", 64, 3, 3)
    channels = 64
    for index, squeeze, expand in (
        (3, 16, 64),
        (4, 16, 64),
        (6, 32, 128),
        (7, 32, 128),
        (9, 48, 192),
        (10, 48, 192),
        (11, 64, 256),
        (12, 64, 256),
    ):
        yield from conv(f"features.{index}.squeeze", squeeze, channels, 1)
        yield from conv(f"features.{index}.expand1x1", expand, squeeze, 1)
        yield from conv(f"features.{index}.expand3x3", expand, squeeze, 3)
        channels = 2 * expand
    yield from conv("classifier.1", 1000, channels, 1)


def googlenet_torchvision() -> Iterator[Entry]:
    """The first modules of torchvision/models/googlenet.py: convolutions without bias, each with a batch norm."""
    for name, out, channels, size in (
        ("conv1", 64, 3, 7),
        ("conv2", 64, 64, 1),
        ("conv3", 192, 64, 3),
        ("inception3a.branch1", 64, 192, 1),
    ):
        yield from conv(f"{name}.conv", out, channels, size, bias=False)
        yield from norm(f"{name}.bn", out)


def lenet_pytorch() -> Iterator[Entry]:
    """As in many lessons: c5 is a dense layer there."""
    yield from conv("conv1", 6, 1, 5)
    yield from conv("conv2", 16, 6, 5)
    yield from dense("fc1", 120, 400)
    yield from dense("fc2", 84, 120)
    yield from dense("fc3", 10, 84)


def mobilenet_keras() -> Iterator[Entry]:
    """keras/applications/mobilenet.py, as model.get_weights() with the variables' names; HWIO."""

    def keras_norm(name: str, channels: int) -> Iterator[Entry]:
        for part in ("gamma", "beta", "moving_mean", "moving_variance"):
            yield Entry(f"{name}/{part}:0", (channels,))

    yield Entry("conv1/kernel:0", (3, 3, 3, 32))
    yield from keras_norm("conv1_bn", 32)
    channels = 32
    for block, out in enumerate((64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024), 1):
        yield Entry(f"conv_dw_{block}/depthwise_kernel:0", (3, 3, channels, 1))
        yield from keras_norm(f"conv_dw_{block}_bn", channels)
        yield Entry(f"conv_pw_{block}/kernel:0", (1, 1, channels, out))
        yield from keras_norm(f"conv_pw_{block}_bn", out)
        channels = out
    yield Entry("conv_preds/kernel:0", (1, 1, 1024, 1000))
    yield Entry("conv_preds/bias:0", (1000,))


TORCHVISION = {
    "alexnet": list(alexnet()),
    "vgg16": list(vgg16()),
    "resnet18": list(resnet((2, 2, 2, 2), bottleneck=False)),
    "resnet50": list(resnet((3, 4, 6, 3), bottleneck=True)),
    "squeezenet1_1": list(squeezenet1_1()),
}
"""The example designs that torchvision has, too; their ids are its module names."""


def as_safetensors(entries: Table) -> Table:
    """In the order in which safetensors writes: by type, then by the alphabet."""
    return sorted(entries, key=lambda entry: (-len(entry.dtype), entry.name))
