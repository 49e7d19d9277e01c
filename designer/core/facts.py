"""The figures of one layer, and their sums over a design."""

from collections.abc import Mapping
from functools import cached_property

from designer.core import receptive_field as rf
from designer.core.design import Design, Layer
from designer.core.memory import peak_activation_bytes, sharing_layers, training_bytes
from designer.core.shapes import Output, Problem, Shape
from designer.core.value import dataclass

Fields = tuple[rf.Field, rf.Field]


@dataclass(frozen=True)
class Facts:
    """The figures of one layer, for one image; None where a figure does not exist (at and below an error)."""

    layer: Layer
    inputs: tuple[Output | None, ...]
    output: Output | None = None
    fields: Fields | None = None
    """The receptive field of every unit, rows and columns."""
    parameters: int | None = None
    """Learned numbers."""
    buffers: int | None = None
    """Running statistics."""
    macs: int | None = None
    """Multiply–accumulates, bias not counted."""
    output_bytes: int | None = None
    """Bytes of the output for the whole batch."""
    parameter_bytes: int | None = None

    @property
    def output_elements(self) -> int | None:
        """Numbers in the output for one image."""
        return None if self.output is None else self.output.elements

    @cached_property
    def receptive_field(self) -> tuple[int, int] | None:
        """Largest field of any unit (height, width), in pixels of the input, before clipping at the border."""
        if self.fields is None:
            return None
        height, width = (self.output.height, self.output.width) if isinstance(self.output, Shape) else (1, 1)
        try:
            return rf.size(self.fields[0], height), rf.size(self.fields[1], width)
        except Problem:  # too many phases to look at each
            return None

    @property
    def jump(self) -> tuple[int | float | None, int | float | None] | None:
        """Input pixels between neighbouring units (height, width)."""
        return self.fields and (rf.jump(self.fields[0]), rf.jump(self.fields[1]))

    @property
    def start(self) -> tuple[int | None, int | None] | None:
        """First input pixel that unit 0 sees (height, width), negative in padding."""
        return self.fields and (rf.start(self.fields[0]), rf.start(self.fields[1]))


@dataclass(frozen=True)
class Totals:
    """Sums over the layers that have figures; `partial` where some have none."""

    parameters: int
    buffers: int
    macs: int
    activation_bytes: int
    parameter_bytes: int
    peak_activation_bytes: int
    training_bytes: int
    partial: bool


def totals_of(design: Design, facts: Mapping[str, Facts]) -> Totals:
    """The sums over the layers of a design, whose facts are given by id."""
    known = [found for found in facts.values() if found.output is not None]
    output_bytes = {found.layer.id: found.output_bytes or 0 for found in known}
    shared = sharing_layers(design, output_bytes)
    parameter_bytes = sum([found.parameter_bytes or 0 for found in known])
    return Totals(
        parameters=sum([found.parameters or 0 for found in known]),
        buffers=sum([found.buffers or 0 for found in known]),
        macs=sum([found.macs or 0 for found in known]),
        activation_bytes=sum(output_bytes.values()),
        parameter_bytes=parameter_bytes,
        peak_activation_bytes=peak_activation_bytes(design, output_bytes, shared),
        training_bytes=training_bytes(parameter_bytes, output_bytes, shared),
        partial=len(known) < len(facts),
    )
