"""The columns of the layer table: heading, formula in words, and where each figure comes from."""

from collections.abc import Callable
from typing import NamedTuple

from designer.core.facts import Facts, Totals
from designer.core.shapes import Flat, Output
from designer.export.figures import Figure, Value, axes, byte_size, grouped, margins
from designer.export.windows import kernel_of, options_text, pads_of, stride_of

# Records of this room are named tuples: `table` starts some milliseconds sooner than with frozen dataclasses.

Pair = tuple[Figure | None, Figure | None]


class Row(NamedTuple):
    """One layer's facts, and the facts of the layers it reads."""

    facts: Facts
    sources: tuple[Facts, ...]


class Column(NamedTuple):
    """One column: `value` is the exact figure, `text` writes it for people, `total` picks it from the totals.

    `tip` says the formula in words, `unit` what a bare number counts, `right` that it is set to the right.
    """

    key: str
    heading: str
    tip: str
    value: Callable[[Row], Value]
    right: bool = True
    text: Callable[[Value], str] = grouped
    total: Callable[[Totals], int | None] | None = None
    unit: str = ""

    @property
    def exact_heading(self) -> str:
        """The heading over bare numbers, with their unit."""
        return f"{self.heading} ({self.unit})" if self.unit else self.heading


def _size(output: Output | None) -> Value:
    if output is None:
        return None
    return output.features if isinstance(output, Flat) else output.text


def _inputs(row: Row) -> Value:
    sizes = [_size(output) for output in row.facts.inputs]
    return sizes[0] if len(sizes) == 1 else " + ".join(map(grouped, sizes)) or None


def _axes(pair: Pair | None) -> Value:
    return pair and axes(*pair)


def _jump_in(row: Row) -> Value:
    jumps = {source.jump for source in row.sources}
    return _axes(jumps.pop()) if len(jumps) == 1 else None


def _field_in(row: Row) -> Value:
    fields = [source.receptive_field for source in row.sources]
    known = [field for field in fields if field is not None]
    if not known or len(known) < len(fields):
        return None
    return axes(max(height for height, _ in known), max(width for _, width in known))


def _padding(row: Row) -> Value:
    pads = pads_of(row.facts)
    return margins(*pads) if isinstance(pads, tuple) else pads


COLUMNS = (
    Column(
        key="name",
        heading="Name",
        tip="The layer's id in the design.",
        value=lambda row: row.facts.layer.id,
        right=False,
    ),
    Column(
        key="kind",
        heading="Kind",
        tip="What the layer does, under PyTorch's name.",
        value=lambda row: row.facts.layer.kind.name,
        right=False,
    ),
    Column(
        key="options",
        heading="Options",
        tip="The options that have no default or differ from it, under PyTorch's names.",
        value=lambda row: options_text(row.facts.layer.kind),
        right=False,
    ),
    Column(
        key="kernel",
        heading="Kernel",
        tip="Height × width of the window; one number where both are equal.",
        value=lambda row: _axes(kernel_of(row.facts.layer.kind)),
    ),
    Column(
        key="stride",
        heading="Stride",
        tip="Rows × columns from one window to the next; a pool's is its kernel unless set.",
        value=lambda row: _axes(stride_of(row.facts.layer.kind)),
    ),
    Column(
        key="padding",
        heading="Padding",
        tip="Rows × columns added on each side; 0+1 means none before and one after."
        " A transposed convolution's are cut off.",
        value=_padding,
    ),
    Column(
        key="input",
        heading="Input",
        tip="Height × width × channels that come in, or the number of features; + parts several inputs.",
        value=_inputs,
    ),
    Column(
        key="output",
        heading="Output",
        tip="Height × width × channels that go out, or the number of features. A window gives"
        " (input + padding on both sides − dilation · (kernel − 1) − 1) / stride, rounded down, + 1.",
        value=lambda row: _size(row.facts.output),
    ),
    Column(
        key="jump_in",
        heading="Jump in",
        tip="Image pixels from one unit of the input to the next: the jump out of the layer before.",
        value=_jump_in,
    ),
    Column(
        key="jump_out",
        heading="Jump out",
        tip="Image pixels from one unit of the output to the next: jump in × stride.",
        value=lambda row: _axes(row.facts.jump),
    ),
    Column(
        key="rf_in",
        heading="RF in",
        tip="Receptive field of one unit of the input, in image pixels; the largest of several inputs.",
        value=_field_in,
    ),
    Column(
        key="rf_out",
        heading="RF out",
        tip="Receptive field of one unit of the output, in image pixels: RF in + (kernel − 1) · dilation · jump in.",
        value=lambda row: _axes(row.facts.receptive_field),
    ),
    Column(
        key="start",
        heading="Start",
        tip="First image pixel that unit 0 sees: "
        " start in − leading padding · jump in; below 0 it lies in the padding.",
        value=lambda row: _axes(row.facts.start),
    ),
    Column(
        key="parameters",
        heading="Parameters",
        tip="Learned numbers: the sizes of all weights and biases, added up.",
        value=lambda row: row.facts.parameters,
        total=lambda totals: totals.parameters,
    ),
    Column(
        key="buffers",
        heading="Buffers",
        tip="Numbers that are kept but not learned: running means and variances.",
        value=lambda row: row.facts.buffers,
        total=lambda totals: totals.buffers,
    ),
    Column(
        key="macs",
        heading="MACs",
        tip="Multiply–accumulates for one image: output numbers × weights that make each, bias not counted."
        " FLOPs are 2 × MACs.",
        value=lambda row: row.facts.macs,
        total=lambda totals: totals.macs,
    ),
    Column(
        key="output_elements",
        heading="Elements",
        tip="Numbers in the output for one image: height × width × channels.",
        value=lambda row: row.facts.output_elements,
    ),
    Column(
        key="memory",
        heading="Memory",
        tip="Bytes of the output: batch size × elements × bytes per element.",
        value=lambda row: row.facts.output_bytes,
        text=byte_size,
        total=lambda totals: totals.activation_bytes,
        unit="bytes",
    ),
    Column(
        key="parameter_bytes",
        heading="Parameter memory",
        tip="Bytes of the parameters: parameters × bytes per element.",
        value=lambda row: row.facts.parameter_bytes,
        text=byte_size,
        total=lambda totals: totals.parameter_bytes,
        unit="bytes",
    ),
    Column(
        key="block",
        heading="Block",
        tip="The path of the block that the layer belongs to.",
        value=lambda row: row.facts.layer.block,
        right=False,
    ),
)

BY_KEY = {column.key: column for column in COLUMNS}
DEFAULT_KEYS = "name,kind,kernel,stride,padding,input,output,jump_in,jump_out,rf_in,rf_out,parameters,macs,memory"


class ColumnError(ValueError):
    """A column that does not exist; the text is one line that lists those that do, for `--columns: …`."""


def columns_named(keys: str) -> tuple[Column, ...]:
    """The columns of a list such as "name, macs", in its order; raises ColumnError."""
    names = [key.strip() for key in keys.split(",")]
    for name in names:
        if name not in BY_KEY:
            raise ColumnError(f"expected keys out of {', '.join(BY_KEY)}; found {name!a}")
    return tuple(BY_KEY[name] for name in names)


DEFAULT = columns_named(DEFAULT_KEYS)
