"""What an edit would lead to, before it is made: where a connection may end, what shape or finding comes out."""

from collections.abc import Callable

from designer.core.analysis import Analysis, analyse
from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError
from designer.core.findings import Finding
from designer.core.kind import Kind
from designer.core.kinds import Add, Input
from designer.core.shapes import Problem
from designer.core.value import dataclass


@dataclass(frozen=True)
class Trial:
    """The outcome of an edit that was tried on a design."""

    text: str
    """One line: the shapes of the new layers, the first new error, or why the edit cannot be made."""
    analysis: Analysis | None = None
    """Of the design behind the edit; None where the edit cannot be made."""
    finding: Finding | None = None
    """The first error that was not there before."""

    @property
    def refused(self) -> bool:
        """Whether the edit cannot be made at all."""
        return self.analysis is None


def try_edit(before: Analysis, edit: Callable[[Design], Design]) -> Trial:
    """Make an edit on the value alone, and say what comes of it; an edit that changes nothing says nothing."""
    try:
        design = edit(before.design)
    except EditError as error:
        return Trial(str(error))
    if design == before.design:
        return Trial("", before)
    after = analyse(design, before)
    known = {(finding.code, finding.layer) for finding in before.findings}
    for finding in after.findings:
        if finding.severity == "error" and (finding.code, finding.layer) not in known:
            return Trial(f"{finding.layer}: {finding.message}", after, finding)
    return Trial(_shapes(before, after), after)


def _shapes(before: Analysis, after: Analysis) -> str:
    """The shapes of layers that are new, else of the first whose shape is another; or the output's."""
    new = [layer.id for layer in after.design if layer.id not in before.design]
    if not new:
        old = before.facts
        new = [name for name, facts in after.facts.items() if facts.output != old[name].output][:1]
    shown = new or [layer.id for layer in after.design.layers[-1:]]
    last = after.facts[shown[-1]].output if shown else None
    return f"{shown[-1]} → {last.text}" if last is not None else ""


def legal_targets(
    design: Design, source: str, analysis: Analysis | None = None, join: Kind | None = None
) -> dict[str, str | None]:
    """For every layer None where `source` can be connected to it (edits.connect), else one line that says why not.

    With an analysis the arithmetic counts too: of the join that the layer is, or of `join` (Add() if left out) that
    would be put before it.
    """
    above = {source}
    for layer in reversed(design.layers[: design.index(source) + 1]):
        if layer.id in above:
            above.update(layer.inputs)
    found: dict[str, str | None] = {}
    for layer in design:
        found[layer.id] = _reason(layer, source, above)
        if found[layer.id] is None and analysis is not None:
            found[layer.id] = _misfit(layer, source, analysis, join or Add())
    return found


def _reason(layer: Layer, source: str, above: set[str]) -> str | None:
    if isinstance(layer.kind, Input):
        return "an input layer reads nothing"
    if layer.id == source:
        return "a layer cannot read itself"
    if layer.id in above:
        return f"{layer.id} stands above {source}: the connection would close a loop"
    if source in layer.inputs:
        return f"{layer.id} reads {source} already"
    return None


def _misfit(layer: Layer, source: str, analysis: Analysis, join: Kind) -> str | None:
    """Why the inputs would not fit together; None too where their shapes are not known."""
    shapes = (*analysis.facts[layer.id].inputs, analysis.facts[source].output)
    known = tuple(shape for shape in shapes if shape is not None)
    if len(known) < len(shapes):
        return None
    try:
        (layer.kind if layer.kind.joins else join).output(known)
    except Problem as problem:
        return problem.message
    return None
