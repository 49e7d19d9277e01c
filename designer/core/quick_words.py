"""The words of quick insert: what each stands for, its options, and how a line can go on."""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from designer.core.blocks import READY
from designer.core.kind import Kind, options_of
from designer.core.kinds import Activation, Concat, Multiply
from designer.core.kinds.pointwise import FUNCTIONS
from designer.core.presets import PRESETS
from designer.core.shapes import Output
from designer.core.templates import Block
from designer.core.value import dataclass

SIZE = re.compile(r"([0-9]{1,19})[x×]([0-9]{1,19})")
"""A size of two numbers: 3x3, 1×7."""
SEPARATOR = re.compile(r"->|[,>→;\n]")
"""What stands between layers."""

MARKS: Mapping[str, str] = MappingProxyType({"s": "stride", "p": "padding", "d": "dilation", "g": "groups"})
"""Letters before a number, and the option they set."""
FLAGS: Mapping[str, tuple[str, object]] = MappingProxyType(
    {
        "same": ("padding", "same"),
        "valid": ("padding", "valid"),
        "nobias": ("bias", False),
        "ceil": ("ceil_mode", True),
        "nearest": ("mode", "nearest"),
        "bilinear": ("mode", "bilinear"),
    }
)
"""Words that set an option, with its value."""


@dataclass(frozen=True)
class Word:
    """A layer that a line can begin with."""

    hint: str
    start: Callable[[Output | None], Kind]
    """The kind before the line's options, for the shape above."""
    numbers: tuple[str, ...] = ()
    """The options that plain numbers set, in order."""
    size: str = ""
    """The option that a size of two numbers sets."""


def _preset(key: str, *numbers: str, size: str = "") -> Word:
    preset = PRESETS[key]
    return Word(preset.help, preset.kind_for, numbers, size)


def _activation(function: str) -> Word:
    kind = Activation(function=function)
    numbers = ("negative_slope",) if function == "leaky_relu" else ()
    return Word(f"The activation {function}.", lambda _: kind, numbers)


WORDS: Mapping[str, Word] = MappingProxyType(
    {
        "conv": _preset("conv3x3", "out_channels", size="kernel_size"),
        "mp": _preset("max_pool2d", "kernel_size", size="kernel_size"),
        "bn": _preset("batch_norm2d"),
        **{name: _activation(name) for name in FUNCTIONS},
        "ap": _preset("avg_pool2d", "kernel_size", size="kernel_size"),
        "gap": _preset("global_avg_pool"),
        "gmp": _preset("adaptive_max_pool2d"),
        "aap": _preset("adaptive_avg_pool2d", "output_size", size="output_size"),
        "amp": _preset("adaptive_max_pool2d", "output_size", size="output_size"),
        "dw": _preset("depthwise", "kernel_size", size="kernel_size"),
        "fc": _preset("linear", "out_features"),
        "do": _preset("dropout", "p"),
        "flatten": _preset("flatten"),
        "lrn": _preset("local_response_norm", "size"),
        "up": _preset("upsample", "scale_factor", size="scale_factor"),
        "tconv": _preset("conv_transpose2d", "kernel_size", "out_channels", size="kernel_size"),
        "pad": _preset("zero_pad2d", "padding", size="padding"),
        "add": Word("Adds what the line starts from: a shortcut around the layers before.", PRESETS["add"].kind_for),
        "concat": Word("Joins what the line starts from to the layers before.", lambda _: Concat()),
        "mul": Word("Multiplies what the line starts from by the layers before: a gate.", lambda _: Multiply()),
    }
)
"""The layers by the word that a line says for them."""

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "avgpool": "ap", "batchnorm": "bn", "cat": "concat", "depthwise": "dw", "dropout": "do", "leaky": "leaky_relu",
        "linear": "fc", "maxpool": "mp", "multiply": "mul", "se": "squeeze_excite", "separable": "depthwise_separable",
        "swish": "silu", "upsample": "up",
    }
)  # fmt: skip
"""Other words for the same."""


def takes(kind: type[Kind], field: str, value: object = 1) -> bool:
    """Whether layers of a kind have an option of this name, and one that knows the word `value`."""
    option = options_of(kind).get(field)
    return option is not None and (not isinstance(value, str) or value in getattr(option, "words", ()))


@dataclass(frozen=True)
class Completion:
    """A line that what is typed can become, and what the new word stands for."""

    text: str
    hint: str


def parameters(block: Block) -> str:
    """What the numbers behind the name of a block are, in order."""
    return ", ".join(option.label.lower() for option in block.options)


def complete(text: str, channels: int) -> list[Completion]:
    """How the last word of a line can go on, the usual ones first; or what can follow it, behind a blank.

    The numbers proposed for a block fit so many `channels` above it.
    """
    part = SEPARATOR.split(text)[-1]
    words = part.split()
    typed = words.pop() if words and not part[-1:].isspace() else ""
    before = text[: len(text) - len(typed)]
    if before and not before[-1].isspace():
        before += " "
    proposals = _following(words, channels) if words else _beginning()
    wanted = typed.lower().replace("×", "x")
    return [Completion(before + word, hint) for word, hint in proposals if word.startswith(wanted)]


def _beginning() -> Iterator[tuple[str, str]]:
    for size in ("3x3", "1x1", "5x5", "7x7", "1x3", "3x1", "1x7", "7x1"):
        yield size, WORDS["conv"].hint
    yield from ((word, each.hint) for word, each in WORDS.items())
    yield from ((name, _hint(READY[name])) for name in sorted(READY))  # "inception" before its variants
    for alias, word in ALIASES.items():
        yield alias, WORDS[word].hint if word in WORDS else _hint(READY[word])


def _hint(block: Block) -> str:
    return f"{block.label}: {parameters(block)}"


def _following(words: list[str], channels: int) -> Iterator[tuple[str, str]]:
    head = ALIASES.get(words[0].lower(), words[0].lower())
    if SIZE.fullmatch(head):
        head = "conv"
    used = {MARKS[word[0]] for word in words[1:] if word[0] in MARKS and word[1:2].isdigit()}
    used |= {FLAGS[word][0] for word in words[1:] if word in FLAGS}
    plain = sum(word.replace(".", "", 1).isdigit() for word in words[1:])
    if head in READY:
        for option in READY[head].options[plain:]:
            yield str(option.default(channels)), f"{option.label}: {option.option.help}"
            break
        if any(option.name == "stride" for option in READY[head].options) and "stride" not in used:
            yield "s2", "stride 2: half the size"
    elif head in WORDS:
        yield from _options(WORDS[head], used, plain)


def _options(word: Word, used: set[str], plain: int) -> Iterator[tuple[str, str]]:
    kind = word.start(None)
    options = options_of(type(kind))
    for field in word.numbers[plain : plain + 1]:
        yield options[field].text(getattr(kind, field)), options[field].help
    for mark, field in MARKS.items():
        if field in options and field not in used:
            yield f"{mark}{1 if mark == 'p' else 2}", options[field].help
    for flag, (field, value) in FLAGS.items():
        if takes(type(kind), field, value) and field not in used:
            yield flag, options[field].help
