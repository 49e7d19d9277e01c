"""One pass over a design: the facts of every layer, and what is to be said about them."""

from collections.abc import Mapping
from functools import cached_property

from designer.core import receptive_field as rf
from designer.core.design import Design, Layer, Settings
from designer.core.facts import Facts, Fields, Totals, totals_of
from designer.core.findings import MISALIGNED, Finding, field_finding, kept_findings, structure_findings
from designer.core.kinds import Input
from designer.core.makes import Made, Maker
from designer.core.shapes import Problem, Shape
from designer.core.value import dataclass, replace


@dataclass(frozen=True)
class Analysis:
    """Everything that is calculated of a design."""

    design: Design
    facts: Mapping[str, Facts]
    """By id, in list order."""
    findings: tuple[Finding, ...]
    own_findings: Mapping[str, tuple[Finding, ...]]
    """By id, where there are any: those that follow from a layer's options and inputs alone."""

    @cached_property
    def totals(self) -> Totals:
        """The sums over all layers; an edit that is only tried does without."""
        return totals_of(self.design, self.facts)

    def findings_of(self, layer_id: str) -> tuple[Finding, ...]:
        """The findings on one layer."""
        return tuple(finding for finding in self.findings if finding.layer == layer_id)

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity == "error" for finding in self.findings)


def analyse(design: Design, before: Analysis | None = None) -> Analysis:
    """All figures of a design, in one pass in list order; failures of arithmetic become findings.

    `before` is what was found of a similar design: the facts of layers that are the same object and read the same are
    taken from there, so that an edit costs what it changes. The result is the same with and without it.
    """
    old: Mapping[str, Facts] = {}
    if before is not None and before.design.settings == design.settings:
        old = before.facts
    facts: dict[str, Facts] = {}
    own: dict[str, tuple[Finding, ...]] = {}
    findings: list[Finding] = []
    maker = Maker()
    exceeded, phases = False, 0
    image = _largest_image(design)
    for layer in design.layers:
        name, known = layer.id, old.get(layer.id)
        if known is not None and _still_holds(known, layer, facts, old):
            found = known
            if before is not None and name in before.own_findings:
                own[name] = before.own_findings[name]
        else:
            remarks: list[Finding] = []
            found = _facts(layer, facts, design.settings, maker, known, remarks)
            if remarks:
                own[name] = tuple(remarks)
        if found.fields:
            phases += rf.phases(found.fields[0]) + rf.phases(found.fields[1])
            if phases > rf.MOST_PHASES_IN_ALL:
                found = replace(found, fields=None)
                message = f"the receptive fields have more than {rf.MOST_PHASES_IN_ALL} phases in all: not calculated"
                findings.append(Finding("field-too-fine", "warning", name, message))
        facts[name] = found
        if not exceeded and (seen := found.receptive_field) and seen[0] > image[0] and seen[1] > image[1]:
            finding = _exceeds(found, image)
            if finding:
                exceeded = True
                findings.append(finding)
    findings = [*(finding for remarks in own.values() for finding in remarks), *findings, *structure_findings(design)]
    order = {name: i for i, name in enumerate(facts)} if findings else {}
    findings.sort(key=lambda finding: order[finding.layer])
    return Analysis(design, facts, tuple(findings), own)


def _largest_image(design: Design) -> tuple[int, int]:
    sizes = [(layer.kind.height, layer.kind.width) for layer in design.layers if isinstance(layer.kind, Input)]
    return max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))


def _exceeds(found: Facts, image: tuple[int, int]) -> Finding | None:
    """The finding on the first layer whose units slide over the image and see more than all of it."""
    fields = found.fields
    if not fields or not isinstance(found.output, Shape) or not (rf.slides(fields[0]) and rf.slides(fields[1])):
        return None
    return field_finding(found.layer, found.receptive_field or (0, 0), image)


def _still_holds(known: Facts, layer: Layer, facts: Mapping[str, Facts], old: Mapping[str, Facts]) -> bool:
    """Whether facts from before are those of the layer still: it is the same and reads the same.

    Not where only the fields are missing: there may have been too many phases in all.
    """
    if known.layer is not layer or (known.fields is None and known.output is not None):
        return False
    for name in layer.inputs:
        now, then = facts[name], old[name]
        if now is not then and (now.output != then.output or now.fields != then.fields):
            return False
    return True


def _facts(
    layer: Layer,
    above: Mapping[str, Facts],
    settings: Settings,
    maker: Maker,
    known: Facts | None,
    findings: list[Finding],
) -> Facts:
    sources = [above[name] for name in layer.inputs]
    shapes = tuple([source.output for source in sources])
    inputs = tuple([shape for shape in shapes if shape is not None])
    if len(inputs) < len(shapes):
        return Facts(layer, shapes)
    try:
        made = maker.make(layer.kind, inputs)
    except Problem as problem:
        findings.append(Finding(problem.code, "error", layer.id, problem.message))
        return Facts(layer, shapes)
    findings += [Finding(code, severity, layer.id, text) for code, severity, text in made.remarks]
    if layer.weights:
        findings += kept_findings(layer, inputs)
    output, width = made.output, settings.bytes_per_element
    fields = _fields(layer, made, sources, findings)
    if known is not None:  # one object for what is equal: what reads it need not compare
        output = known.output if known.output == output else output
        fields = known.fields if known.fields == fields else fields
    return Facts(
        layer,
        shapes,
        output,
        fields,
        made.learned,
        made.buffers,
        made.macs,
        settings.batch_size * output.elements * width,
        made.learned * width,
    )


def _fields(layer: Layer, made: Made, sources: list[Facts], findings: list[Finding]) -> Fields | None:
    if not sources:
        return rf.OWN_PIXEL, rf.OWN_PIXEL
    read: list[Fields] = []
    try:
        for index, source in enumerate(sources):
            above = source.fields
            if above is None:
                return None
            if isinstance(source.output, Shape):
                down, across = made.transfers(index)
                row = rf.through(above[0], down)
                same = above[0] is above[1] and down is across
                column = row if same else rf.through(above[1], across)
                if row is not above[0] or column is not above[1]:
                    above = row, column
            read.append(above)
        if len(read) == 1:
            return read[0]
        rows, columns = zip(*read, strict=True)
        square = all(row is column for row, column in read)
        wrong = rf.misalignment(rows) or (None if square else rf.misalignment(columns))
        if wrong and isinstance(made.output, Shape):
            code, message = MISALIGNED[wrong]
            findings.append(Finding(code, "warning", layer.id, message))
        united = rf.unite(rows)
        return united, united if square else rf.unite(columns)
    except Problem as problem:
        findings.append(Finding(problem.code, "warning", layer.id, problem.message))
        return None
