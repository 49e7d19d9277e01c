"""The blocks a palette offers: each builds layers to put below a layer, sized by its channels and a few options."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from designer.core.design import Layer
from designer.core.options import Integer
from designer.core.templates.attention import squeeze_excite
from designer.core.templates.densenet import dense_block, transition
from designer.core.templates.inception import Widths, inception, inception_naive
from designer.core.templates.inception_v3 import inception_c
from designer.core.templates.mobilenet import depthwise_separable
from designer.core.templates.resnet import EXPANSION, basic_block, bottleneck
from designer.core.templates.squeeze_expand import WIDTHS, expand, squeeze
from designer.core.templates.squeezenet import fire
from designer.core.templates.unet import double_conv
from designer.core.templates.vgg import vgg_block

Layers = tuple[Layer, ...]
Values = Mapping[str, int]


@dataclass(frozen=True)
class BlockOption:
    """A whole number that a form asks for before a block is put; `default` gives it for the channels above."""

    name: str
    option: Integer
    default: Callable[[int], int]
    label: str
    """What the field is called."""


@dataclass(frozen=True)
class Block:
    """A named group of layers with options of its own.

    The last layer is the block's output. Blocks that pool or stride halve the size, the others keep it.
    """

    name: str
    label: str
    help: str
    options: tuple[BlockOption, ...]
    layers: Callable[[str, int, str, Values], Layers]
    """The layers for (source, its channels, prefix, the value of every option)."""

    def build(self, source: str, channels: int, prefix: str, values: Values | None = None) -> Layers:
        """The layers that read `source`, which has so many channels; options not in `values` have their defaults.

        Ids begin with `prefix`, which is also the block's path.
        """
        defaults = {option.name: option.default(channels) for option in self.options}
        return self.layers(source, channels, prefix, {**defaults, **(values or {})})


def _share(numerator: int, denominator: int) -> Callable[[int], int]:
    """So large a part of the channels above, at least one."""
    return lambda channels: max(1, channels * numerator // denominator)


def _fixed(value: int) -> Callable[[int], int]:
    return lambda _: value


def _width(
    default: Callable[[int], int],
    name: str = "channels",
    what: str = "output channels",
    label: str = "Channels",
) -> BlockOption:
    return BlockOption(name, Integer(what), default, label)


def _depth(value: int, what: str) -> BlockOption:
    return BlockOption("depth", Integer(what, maximum=100), _fixed(value), "Repeats")


def _stride(value: int) -> BlockOption:
    return BlockOption("stride", Integer("2 halves the size", maximum=64), _fixed(value), "Stride")


def _basic(source: str, channels: int, prefix: str, values: Values) -> Layers:
    """A projection stands on the shortcut where the sum would not be possible without."""
    out, stride = values["channels"], values["stride"]
    project = stride > 1 or out != channels
    return basic_block(source, out, prefix=prefix, stride=stride, project=project, block=prefix)


def _bottleneck(source: str, channels: int, prefix: str, values: Values) -> Layers:
    """A projection keeps the sum possible where four does not divide the channels."""
    width, stride = values["width"], values["stride"]
    project = stride > 1 or EXPANSION * width != channels
    return bottleneck(source, width, prefix=prefix, stride=stride, project=project, block=prefix)


BLOCKS: tuple[Block, ...] = (
    Block(
        "vgg",
        "VGG block",
        "Two 3×3 convolutions and a max-pool: twice the channels, half the size.",
        (_width(_share(2, 1)), _depth(2, "convolutions before the pool")),
        lambda source, _, prefix, values: vgg_block(
            source, values["channels"], values["depth"], prefix=prefix, block=prefix
        ),
    ),
    Block(
        "residual",
        "Residual, basic",
        "Two 3×3 convolutions added to their own input.",
        (_width(_share(1, 1)), _stride(1)),
        _basic,
    ),
    Block(
        "residual_projection",
        "Residual, halving",
        "Two 3×3 convolutions of stride 2 added to a 1×1 projection: twice the channels, half the size.",
        (_width(_share(2, 1)), _stride(2)),
        _basic,
    ),
    Block(
        "bottleneck",
        "Residual, bottleneck",
        "1×1 down to a quarter of the channels, 3×3, 1×1 back, added to the input.",
        (_width(_share(1, EXPANSION), "width", "channels inside; four times as many come out", "Width"), _stride(1)),
        _bottleneck,
    ),
    Block(
        "inception_naive",
        "Inception, naive",
        "1×1, 3×3 and 5×5 convolutions and a max-pool side by side, joined.",
        (
            _width(_share(1, 4), "one", "channels of the 1×1", "1×1"),
            _width(_share(1, 2), "three", "channels of the 3×3", "3×3"),
            _width(_share(1, 4), "five", "channels of the 5×5", "5×5"),
        ),
        lambda source, _, prefix, values: inception_naive(source, **values, prefix=prefix, block=prefix),
    ),
    Block(
        "inception",
        "Inception",
        "As the naive module, with 1×1 layers that save channels before 3×3 and 5×5.",
        (  # by default in the proportions of module 3a, which reads 192 channels
            _width(_share(64, 192), "one", "channels of the 1×1", "1×1"),
            _width(_share(96, 192), "three_reduce", "channels of the 1×1 before the 3×3", "3×3 reduce"),
            _width(_share(128, 192), "three", "channels of the 3×3", "3×3"),
            _width(_share(16, 192), "five_reduce", "channels of the 1×1 before the 5×5", "5×5 reduce"),
            _width(_share(32, 192), "five", "channels of the 5×5", "5×5"),
            _width(_share(32, 192), "pool", "channels of the 1×1 behind the pool", "Pool 1×1"),
        ),
        lambda source, _, prefix, values: inception(source, Widths(**values), prefix=prefix, block=prefix),
    ),
    Block(
        "inception_factorised",
        "Inception with 1×7 · 7×1",
        "Wide kernels written as a row and a column (Inception-v3); gives 768 channels.",
        (_width(_share(1, 6), "width", "channels inside the wide branches", "Width"),),
        lambda source, _, prefix, values: inception_c(source, values["width"], prefix=prefix),
    ),
    Block(
        "fire",
        "Fire module",
        "1×1 down to an eighth of the channels, then half of them by 1×1 and half by 3×3.",
        (
            _width(_share(1, 8), "squeeze", "channels of the 1×1 that all pass", "Squeeze"),
            _width(_share(1, 2), "expand", "channels of the 1×1 and of the 3×3 behind it", "Expand"),
        ),
        lambda source, _, prefix, values: fire(source, **values, prefix=prefix, block=prefix),
    ),
    Block(
        "depthwise_separable",
        "Depthwise separable",
        "A 3×3 on each channel alone, then a 1×1 that mixes them.",
        (_width(_share(1, 1)), _stride(1)),
        lambda source, channels, prefix, values: depthwise_separable(
            source, channels, values["channels"], prefix=prefix, stride=values["stride"], block=prefix
        ),
    ),
    Block(
        "squeeze_excite",
        "Squeeze-and-excite",
        "Weighs each channel by a factor found from the means of all.",
        (BlockOption("reduction", Integer("how many times fewer channels inside"), _fixed(16), "Reduction"),),
        lambda source, channels, prefix, values: squeeze_excite(
            source, channels, prefix=prefix, reduction=values["reduction"], block=prefix
        ),
    ),
    Block(
        "dense",
        "Dense block",
        "Four times 32 new channels from all channels so far, joined to them.",
        (_depth(4, "how many times"), _width(_fixed(32), "growth", "new channels each time", "Growth")),
        lambda source, _, prefix, values: dense_block(source, **values, prefix=prefix, block=prefix),
    ),
    Block(
        "transition",
        "Transition, average pool",
        "1×1 to half the channels and an average pool.",
        (_width(_share(1, 2)),),
        lambda source, _, prefix, values: transition(source, values["channels"], prefix=prefix, block=prefix),
    ),
    Block(
        "expand",
        "Expand 32 to 512",
        "Five 3×3 convolutions of 32, 64, 128, 256 and 512 channels.",
        (
            _width(_fixed(WIDTHS[0]), "first", "channels of the first; each other has twice as many", "First"),
            BlockOption("depth", Integer("how many convolutions", maximum=20), _fixed(len(WIDTHS)), "Repeats"),
        ),
        lambda source, _, prefix, values: expand(
            source, tuple(values["first"] << n for n in range(values["depth"])), prefix=prefix, block=prefix
        ),
    ),
    Block(
        "squeeze",
        "Transition, max-pool",
        "A max-pool, then a 1×1 convolution down to 32 channels.",
        (_width(_fixed(WIDTHS[0])),),
        lambda source, _, prefix, values: squeeze(source, values["channels"], prefix=prefix, block=prefix),
    ),
    Block(
        "double_conv",
        "Double convolution",
        "Two 3×3 convolutions that keep the size.",
        (_width(_share(1, 1)),),
        lambda source, _, prefix, values: double_conv(source, values["channels"], prefix=prefix, block=prefix),
    ),
)
