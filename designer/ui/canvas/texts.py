"""What stands on cards and pills: the options of a layer in a few signs, and its figures."""

from functools import singledispatch

from designer.core.facts import Facts
from designer.core.kind import Kind
from designer.core.kinds import (
    Activation,
    AdaptiveAvgPool2d,
    AdaptiveMaxPool2d,
    Add,
    AvgPool2d,
    BatchNorm2d,
    Concat,
    Conv2d,
    ConvTranspose2d,
    Dropout,
    Flatten,
    Input,
    Linear,
    LocalResponseNorm,
    MaxPool2d,
    Multiply,
    Upsample,
    ZeroPad2d,
)
from designer.core.shapes import Size
from designer.core.size_options import four_pads
from designer.export.figures import DASH, Figure, axes, grouped, margins

UNITS = ("", " k", " M", " G", " T", " P", " E")
FUNCTIONS = {
    "relu": "ReLU", "relu6": "ReLU6", "leaky_relu": "Leaky ReLU", "elu": "ELU", "gelu": "GELU", "silu": "SiLU",
    "sigmoid": "Sigmoid", "tanh": "Tanh", "hardsigmoid": "Hard sigmoid", "hardswish": "Hard swish",
    "softmax": "Softmax",
}  # fmt: skip

WITHOUT_OPTIONS: dict[type[Kind], str] = {
    Flatten: "maps to one vector",
    Add: "sum of its inputs",
    Multiply: "product of its inputs",
    Concat: "channels one after the other",
}


def short(count: int) -> str:
    """A count in four digits at most, rounded half up in integers: 640, 1.8 k, 102.8 M."""
    if count < 1000:
        return str(count)
    tenths, step = 10 * count, 0
    while tenths >= 10_000 and step < len(UNITS) - 1:
        step += 1
        scale = 1000**step
        tenths = (10 * count + scale // 2) // scale
    whole, tenth = divmod(tenths, 10)
    return f"{whole}.{tenth}{UNITS[step]}" if tenth else f"{whole}{UNITS[step]}"


def counted(count: int) -> str:
    """Parameters as a card says them: "1.8 k params"."""
    return "1 param" if count == 1 else f"{short(count)} params"


def output_text(facts: Facts) -> str:
    """H×W×C or the number of features; a dash where the layer has no output."""
    return DASH if facts.output is None else facts.output.text


def figures_text(facts: Facts) -> str:
    """Receptive field, jump and parameters in one line: "RF 3 · j 1 · 1.8 k params"."""
    if facts.output is None:
        return f"RF {DASH} · j {DASH}"
    parts = []
    field, jump = facts.receptive_field, facts.jump
    if field is not None:
        parts.append(f"RF {grouped(axes(*field))}")
    if jump is not None and jump != (0, 0) and jump != (None, None):
        parts.append(f"j {grouped(axes(*jump))}")
    if facts.parameters:
        parts.append(counted(facts.parameters))
    return " · ".join(parts)


@singledispatch
def options_text(kind: Kind) -> str:
    """What sets this layer apart from others of its kind, as short as it can be said."""
    return WITHOUT_OPTIONS.get(type(kind), kind.label)


@options_text.register
def _(kind: Input) -> str:
    return {1: "grey image", 3: "colour image"}.get(kind.channels, f"image of {kind.channels} channels")


@options_text.register
def _(kind: Conv2d) -> str:
    return _convolution(kind)


@options_text.register
def _(kind: ConvTranspose2d) -> str:
    more = [f"+{_pair(kind.output_padding)}"] if any(kind.output_padding) else []
    return f"transposed {_convolution(kind, *more)}"


def _convolution(kind: Conv2d | ConvTranspose2d, *more: str) -> str:
    """The window and channels, what is told `more`, and what is not as usual."""
    groups = f" g{kind.groups}" if kind.groups > 1 else ""
    parts = [
        f"{_square(kind.kernel_size)}, {kind.out_channels}",
        f"s{_pair(kind.stride)} {_padding(kind.padding)}{groups}",
        *more,
        *_dilated(kind.dilation),
        *([] if kind.bias else ["no bias"]),
    ]
    return ", ".join(parts)


@options_text.register
def _(kind: MaxPool2d) -> str:
    return _pool("max", kind, *_dilated(kind.dilation))


@options_text.register
def _(kind: AvgPool2d) -> str:
    return _pool("average", kind)


def _pool(name: str, kind: MaxPool2d | AvgPool2d, *more: str) -> str:
    window = f"{name} {_square(kind.kernel_size)}", f"s{_pair(kind.strides)} {_padding(kind.padding)}"
    return ", ".join([*window, *more, *(["ceil"] if kind.ceil_mode else [])])


@options_text.register
def _(kind: AdaptiveAvgPool2d) -> str:
    return "global average" if kind.output_size == (1, 1) else f"average to {_square(kind.output_size)}"


@options_text.register
def _(kind: AdaptiveMaxPool2d) -> str:
    return "global maximum" if kind.output_size == (1, 1) else f"maximum to {_square(kind.output_size)}"


@options_text.register
def _(kind: BatchNorm2d) -> str:
    return "Batch norm" if kind.affine else "Batch norm, not affine"


@options_text.register
def _(kind: LocalResponseNorm) -> str:
    return f"Response norm {kind.size}"


@options_text.register
def _(kind: Activation) -> str:
    name = FUNCTIONS.get(kind.function, kind.function)
    return f"{name} {grouped(kind.negative_slope)}" if kind.function == "leaky_relu" else name


@options_text.register
def _(kind: Dropout) -> str:
    return f"Dropout {grouped(kind.p)}"


@options_text.register
def _(kind: Linear) -> str:
    return f"{kind.out_features} features" if kind.bias else f"{kind.out_features} features, no bias"


@options_text.register
def _(kind: Upsample) -> str:
    return f"×{_pair(kind.scale_factor)} {kind.mode}"


@options_text.register
def _(kind: ZeroPad2d) -> str:
    return f"zeros {grouped(margins(*kind.pads()))}"


def _square(size: Size) -> str:
    return f"{size[0]}×{size[1]}"


def _pair(size: tuple[Figure, Figure]) -> str:
    return grouped(axes(*size))


def _padding(padding: tuple[int, ...] | str) -> str:
    if padding == "valid":
        return "p0"
    return padding if isinstance(padding, str) else f"p{grouped(margins(*four_pads(padding)))}"


def _dilated(dilation: Size) -> list[str]:
    return [] if dilation == (1, 1) else [f"dilation {_pair(dilation)}"]
