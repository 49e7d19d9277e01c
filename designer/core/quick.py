"""Quick insert: layers typed as a line such as `3x3 64 s2, bn, relu`."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from designer.core.blocks import READY, UNKNOWN, block_layers, block_output
from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError, fresh_id
from designer.core.kind import Kind, options_of
from designer.core.kinds import Conv2d, ConvTranspose2d
from designer.core.options import OptionError
from designer.core.phrases import keeping_pads, phrase
from designer.core.quick_words import (
    ALIASES,
    FLAGS,
    MARKS,
    SEPARATOR,
    SIZE,
    WORDS,
    Completion,
    Word,
    complete,
    parameters,
    takes,
)
from designer.core.shapes import Output, Problem, Shape
from designer.core.splice import Target, check_place, path_between, placed, splice
from designer.core.templates import Block
from designer.core.value import dataclass, replace

__all__ = ["Completion", "Step", "completions", "describe", "insert", "parse"]

_INTEGER = re.compile(r"[0-9]{1,19}")
_REAL = re.compile(r"[0-9]{0,19}\.?[0-9]{1,19}")
_MARKED = re.compile(r"([a-z])([0-9]{1,19})(?:[x×]([0-9]{1,19}))?")


@dataclass(frozen=True)
class Step:
    """One layer, or one block with its options, that a line stands for."""

    what: Kind | Block
    values: tuple[tuple[str, int], ...] = ()
    """Options of a block that the line says."""
    input: Output | None = None
    output: Output | None = None
    """The shape that goes in and the one that comes out; None where it is not known."""
    problem: str = ""
    """Why no shape comes out, where the arithmetic fails."""


def parse(text: str, shape: Output | None) -> tuple[Step, ...]:
    """The layers of a line, below a layer whose output has `shape`; raises EditError that names what is wrong.

    Layers are parted by commas or `>`. Convolutions keep the size at stride 1 unless the line gives a padding, and
    have as many channels as the palette would give them unless it says how many. A join joins what stands before it
    in the line with what the line starts from.
    """
    steps: list[Step] = []
    above = shape
    for part in SEPARATOR.split(text):
        words = part.split()
        if not words:
            continue
        step = _step(words, above)
        if isinstance(step.what, Kind):
            around = (shape,) if step.what.joins else ()
            step = _computed(step.what, above, (above, *around))
        steps.append(step)
        above = step.output
    return tuple(steps)


def completions(text: str, shape: Output | None = None) -> list[Completion]:
    """How a line below a layer whose output has `shape` can go on, the usual ways first."""
    begun = [match.start() for match in SEPARATOR.finditer(text)]
    above = shape
    with suppress(EditError):  # what is wrong further up is said below the line
        steps = parse(text[: begun[-1]] if begun else "", shape)
        above = steps[-1].output if steps else shape
    return complete(text, above.channels if isinstance(above, Shape) else UNKNOWN)


def _step(words: list[str], above: Output | None) -> Step:
    first = words[0].lower()
    head = ALIASES.get(first, first)
    if SIZE.fullmatch(head):
        return Step(_kind(WORDS["conv"], words, words, above))
    if head in WORDS:
        return Step(_kind(WORDS[head], words, words[1:], above))
    if head in READY:
        return _block(READY[head], words[1:], above)
    raise EditError(
        f"“{_short(words[0])}” is not understood: begin with a layer, such as 3x3 64, mp 2, fc 10 or relu, or a block"
    )


def _kind(word: Word, words: list[str], options: Sequence[str], above: Output | None) -> Kind:
    kind = word.start(above)
    known = options_of(type(kind))
    values: dict[str, Any] = {}
    waiting = list(word.numbers)
    for each in options:
        field, value = _option(each, word, type(kind), waiting, words[0])
        if field in values:
            raise EditError(f"“{_short(each)}”: the {field} of {words[0]} is said already")
        try:
            values[field] = known[field].read(value)
        except OptionError as error:
            raise EditError(f"“{_short(each)}”: expected for {field} {error}") from None
        if field in waiting:
            waiting.remove(field)
    kind = replace(kind, **values)
    if isinstance(kind, Conv2d) and "padding" not in values:
        kind = replace(kind, padding=keeping_pads(kind.kernel_size, kind.dilation))
    if isinstance(kind, ConvTranspose2d) and "stride" not in values:
        kind = replace(kind, stride=kind.kernel_size)
    return kind


def _option(text: str, word: Word, kind: type[Kind], waiting: Sequence[str], head: str) -> tuple[str, object]:
    """The option that a word of the line sets, and its value as JSON would give it."""
    lower = text.lower()
    if lower in FLAGS and takes(kind, *FLAGS[lower]):
        return FLAGS[lower]
    marked = _MARKED.fullmatch(lower)
    if marked and takes(kind, MARKS.get(marked[1], "")):
        value = int(marked[2])
        return MARKS[marked[1]], [value, int(marked[3])] if marked[3] else value
    size = SIZE.fullmatch(lower)
    if size and word.size:
        return word.size, [int(size[1]), int(size[2])]
    if waiting and _INTEGER.fullmatch(lower):
        return waiting[0], int(lower)
    if waiting and _REAL.fullmatch(lower):
        return waiting[0], float(lower)
    if _REAL.fullmatch(lower):
        raise EditError(f"“{_short(text)}” is one number too many for {head}")
    raise EditError(f"“{_short(text)}” is not understood behind {head}")


def _block(block: Block, options: Sequence[str], above: Output | None) -> Step:
    names = [each.name for each in block.options]
    values: dict[str, int] = {}
    for text in options:
        marked = _MARKED.fullmatch(text.lower())
        free = [name for name in names if name not in values]
        if marked and marked[1] == "s" and not marked[3] and "stride" in free:
            values["stride"] = int(marked[2])
        elif free and _INTEGER.fullmatch(text):
            values[free[0]] = int(text)
        else:
            raise EditError(f"“{_short(text)}” is not understood behind {block.name}, which takes {parameters(block)}")
    output, problem = block_output(block, "the line", above, values)
    return Step(block, tuple(values.items()), above, output, problem)


def _computed(kind: Kind, above: Output | None, inputs: tuple[Output | None, ...]) -> Step:
    known = tuple(shape for shape in inputs if shape is not None)
    if len(known) < len(inputs):
        return Step(kind, (), above)
    try:
        return Step(kind, (), above, kind.output(known))
    except Problem as problem:
        return Step(kind, (), above, None, problem.message)


def _short(word: str) -> str:
    """A word of the line, printable, for messages."""
    word = "".join(char if char.isprintable() else "�" for char in word[:41])
    return word if len(word) <= 40 else f"{word[:39]}…"


def _phrase(block: Block, values: Mapping[str, int]) -> str:
    """A block and the options that the line says for it, in words."""
    said = (f", {each.label.lower()} {values[each.name]}" for each in block.options if each.name in values)
    return block.label + "".join(said)


def describe(steps: Sequence[Step]) -> str:
    """One line that says what will be inserted, and what will come out or why nothing will; empty for no steps."""
    told = []
    for step in steps:
        text = phrase(step.what) if isinstance(step.what, Kind) else _phrase(step.what, dict(step.values))
        if step.problem:
            told.append(f"{text}: {step.problem}")
            break
        shown = step.output is not None and (step is steps[-1] or step.output != step.input)
        told.append(f"{text} → {step.output.text}" if shown and step.output else text)
    return "will insert: " + " · ".join(told) if told else ""


def insert(design: Design, steps: Sequence[Step], source: str, target: Target | None = None) -> Design:
    """The layers of a line on the edge from `source` to `target`, or to all that read it; raises EditError."""
    check_place(design, source, target)
    if not steps:
        return design
    outer, beside = (path_between(design, source, target, framed) for framed in (False, True))
    layers: list[Layer] = []
    for step in steps:
        above = layers[-1].id if layers else source
        if isinstance(step.what, Kind):
            name = fresh_id(design, step.what.name, (layer.id for layer in layers))
            layers.append(Layer(name, step.what, (above, source) if step.what.joins else (above,), outer))
        else:
            sofar = replace(design, layers=(*design.layers, *layers))
            built = block_layers(sofar, step.what.name, above, step.input, dict(step.values))
            layers += [replace(layer, block=placed(layer.block, beside)) for layer in built]
    return splice(design, layers, layers[-1].id, source, target)
