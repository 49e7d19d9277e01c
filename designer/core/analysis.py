"""One pass over a design: facts per layer, totals, findings."""

from collections.abc import Mapping
from functools import cached_property

from designer.core import receptive_field as rf
from designer.core.design import Design, Layer
from designer.core.findings import MISALIGNED, Finding, field_finding, structure_findings, window_findings
from designer.core.kinds import Input
from designer.core.kinds.window import Windowed
from designer.core.memory import peak_activation_bytes, sharing_layers, training_bytes
from designer.core.shapes import Output, Problem, Shape, check_bits
from designer.core.value import dataclass, replace

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


@dataclass(frozen=True)
class Analysis:
    """Everything that is calculated of a design."""

    design: Design
    facts: Mapping[str, Facts]
    """By id, in list order."""
    totals: Totals
    findings: tuple[Finding, ...]

    def findings_of(self, layer_id: str) -> tuple[Finding, ...]:
        """The findings on one layer."""
        return tuple(finding for finding in self.findings if finding.layer == layer_id)

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity == "error" for finding in self.findings)


def analyse(design: Design) -> Analysis:
    """All figures of a design, in one pass in list order; failures of arithmetic become findings."""
    facts: dict[str, Facts] = {}
    findings: list[Finding] = []
    exceeded, phases = False, 0
    sizes = [(head.kind.height, head.kind.width) for head in design.inputs if isinstance(head.kind, Input)]
    image = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    for layer in design.layers:
        found = _facts(layer, facts, design.settings.bytes_per_element, design.settings.batch_size, findings)
        if found.fields:
            phases += rf.phases(found.fields[0]) + rf.phases(found.fields[1])
            if phases > rf.MOST_PHASES_IN_ALL:
                found = replace(found, fields=None)
                message = f"the receptive fields have more than {rf.MOST_PHASES_IN_ALL} phases in all: not calculated"
                findings.append(Finding("field-too-fine", "warning", layer.id, message))
        facts[layer.id] = found
        slides = not exceeded and found.fields and all(map(rf.slides, found.fields)) and isinstance(found.output, Shape)
        if slides and found.receptive_field:
            finding = field_finding(layer, found.receptive_field, image)
            if finding:
                exceeded = True
                findings.append(finding)
    findings.extend(structure_findings(design))
    order = {layer_id: i for i, layer_id in enumerate(facts)}
    findings.sort(key=lambda finding: order[finding.layer])
    return Analysis(design, facts, _totals(design, facts), tuple(findings))


def _facts(layer: Layer, above: dict[str, Facts], width: int, batch: int, findings: list[Finding]) -> Facts:
    kind, sources = layer.kind, [above[name] for name in layer.inputs]
    shapes = tuple(source.output for source in sources)
    inputs = tuple(shape for shape in shapes if shape is not None)
    if len(inputs) < len(shapes):
        return Facts(layer, shapes)
    try:
        output = kind.output(inputs)
        check_bits(output.elements)
    except Problem as problem:
        findings.append(Finding(problem.code, "error", layer.id, problem.message))
        return Facts(layer, shapes)
    if isinstance(kind, Windowed):
        findings.extend(window_findings(layer, kind, inputs[0]))
    learned = buffers = 0
    for weight in kind.weights(inputs):
        if weight.learned:
            learned += weight.elements
        else:
            buffers += weight.elements
    fields = _fields(layer, inputs, output, sources, findings)
    return Facts(
        layer,
        shapes,
        output,
        fields,
        learned,
        buffers,
        kind.macs(inputs, output),
        batch * output.elements * width,
        learned * width,
    )


def _fields(
    layer: Layer, inputs: tuple[Output, ...], output: Output, sources: list[Facts], findings: list[Finding]
) -> Fields | None:
    if not inputs:
        return rf.OWN_PIXEL, rf.OWN_PIXEL
    read: list[Fields] = []
    try:
        for index, (shape, source) in enumerate(zip(inputs, sources, strict=True)):
            if source.fields is None:
                return None
            above = source.fields
            if isinstance(shape, Shape):
                down, across = layer.kind.transfers(inputs, output, index)
                row = rf.through(above[0], down)
                same = above[0] is above[1] and down is across
                above = row, row if same else rf.through(above[1], across)
            read.append(above)
        if len(read) == 1:
            return read[0]
        rows, columns = zip(*read, strict=True)
        square = all(row is column for row, column in read)
        wrong = rf.misalignment(rows) or (None if square else rf.misalignment(columns))
        if wrong and isinstance(output, Shape):
            code, message = MISALIGNED[wrong]
            findings.append(Finding(code, "warning", layer.id, message))
        united = rf.unite(rows)
        return united, united if square else rf.unite(columns)
    except Problem as problem:
        findings.append(Finding(problem.code, "warning", layer.id, problem.message))
        return None


def _totals(design: Design, facts: dict[str, Facts]) -> Totals:
    known = [found for found in facts.values() if found.output is not None]
    output_bytes = {found.layer.id: found.output_bytes or 0 for found in known}
    shared = sharing_layers(design, output_bytes)
    parameter_bytes = sum(found.parameter_bytes or 0 for found in known)
    return Totals(
        parameters=sum(found.parameters or 0 for found in known),
        buffers=sum(found.buffers or 0 for found in known),
        macs=sum(found.macs or 0 for found in known),
        activation_bytes=sum(output_bytes.values()),
        parameter_bytes=parameter_bytes,
        peak_activation_bytes=peak_activation_bytes(design, output_bytes, shared),
        training_bytes=training_bytes(parameter_bytes, output_bytes, shared),
        partial=len(known) < len(facts),
    )
