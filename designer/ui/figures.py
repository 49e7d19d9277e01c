"""Figures that panels show besides the columns of the table: short counts, and what each total counts."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from designer.core.analysis import Analysis
from designer.core.facts import Facts, Totals
from designer.core.shapes import Shape
from designer.export.figures import axes, byte_size, grouped

STEPS = ("", " k", " M", " G", " T", " P", " E")
MOST_DIGITS = 15
"""Digits that a figure may have where room is scarce."""
LONG = re.compile(rf"\d[\d,]{{{MOST_DIGITS},}}(?:\.\d+)?")
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def brief(text: str) -> str:
    """A text whose numbers of more than 15 digits are rounded to two and a power of ten: 9.2·10¹⁸."""
    short_text = LONG.sub(_power, text)
    return short_text if short_text == text else short_text.replace("×", " × ")


def _power(number: re.Match[str]) -> str:
    digits = number[0].partition(".")[0].replace(",", "").lstrip("0")
    if len(digits) <= MOST_DIGITS:
        return number[0]
    power = len(digits) - 1
    tens = (int(digits[:3]) + 5) // 10  # rounded half up, by the third digit
    if tens == 100:
        tens, power = 10, power + 1
    tenth = f".{tens % 10}" if tens % 10 else ""
    return f"{tens // 10}{tenth}·10{str(power).translate(RAISED)}"


def short(count: int) -> str:
    """A count with one decimal and a decimal unit, rounded half up in integers: 640, 1.8 k, 138.4 M."""
    step, tenths = 0, count * 10
    while tenths >= 10_000 and step < len(STEPS) - 1:
        step += 1
        scale = 1000**step
        tenths = (count * 10 + scale // 2) // scale
    whole, tenth = divmod(tenths, 10)
    if whole >= 10**MOST_DIGITS:
        return brief(str(count))
    return f"{whole:,}.{tenth}{STEPS[step]}" if tenth else f"{whole:,}{STEPS[step]}"


@dataclass(frozen=True)
class Total:
    """One sum over the design: its heading, what it counts, how it is written, and where it comes from."""

    key: str
    heading: str
    tip: str
    value: Callable[[Totals], int]
    text: Callable[[int], str] = grouped


TOTALS = (
    Total("parameters", "Parameters", "Learned numbers: all weights and biases, added up.", lambda t: t.parameters),
    Total(
        "buffers",
        "Buffers",
        "Numbers that are kept but not learned: running means and variances of batch norms.",
        lambda t: t.buffers,
    ),
    Total(
        "macs",
        "MACs",
        "Multiply–accumulates of convolutions and linear layers for one image, bias not counted. FLOPs are 2 × MACs.",
        lambda t: t.macs,
    ),
    Total(
        "parameter_bytes",
        "Parameter memory",
        "Bytes of all parameters: parameters × bytes per element.",
        lambda t: t.parameter_bytes,
        byte_size,
    ),
    Total(
        "activation_bytes",
        "All outputs",
        "Bytes of the outputs of all layers for the whole batch, added up.",
        lambda t: t.activation_bytes,
        byte_size,
    ),
    Total(
        "peak_activation_bytes",
        "Peak activations",
        "The most bytes of activations alive at once while the layers run in the order of the list: each is freed"
        " after its last use; activations, dropout and batch norm work in place.",
        lambda t: t.peak_activation_bytes,
        byte_size,
    ),
    Total(
        "training_bytes",
        "Training memory",
        "Bytes of parameters, their gradients, two more copies for Adam, and every output kept for the backward pass.",
        lambda t: t.training_bytes,
        byte_size,
    ),
)


def last_field(analysis: Analysis) -> Facts | None:
    """The last layer whose units still slide over the image and have a receptive field; None where none has."""
    for facts in reversed(tuple(analysis.facts.values())):
        if facts.receptive_field and facts.jump and None not in facts.jump and isinstance(facts.output, Shape):
            return facts
    return None


def field_text(analysis: Analysis) -> str:
    """The field of the last sliding layer beside the image's size, as "RF 212 of 224"; empty where there is none."""
    facts = last_field(analysis)
    image = next(iter(analysis.facts.values())).output if facts else None
    if facts is None or facts.receptive_field is None or not isinstance(image, Shape):
        return ""
    return f"RF {grouped(axes(*facts.receptive_field))} of {grouped(axes(image.height, image.width))}"
