"""Branches as the user means them: which one a layer stands in, deleting joins, and connections by a way of joining."""

from collections.abc import Iterable
from typing import Literal

from designer.core import edits, removals
from designer.core.analysis import analyse
from designer.core.design import Design
from designer.core.edit_basics import EditError
from designer.core.kinds import Add, Concat
from designer.core.series_parallel import read
from designer.core.structure import Run, Tangle, runs
from designer.core.wrap import projection

Way = Literal["add", "concat", "projection"]
"""How a connection joins what its target reads: by an add, a concat, or an add behind a 1×1 projection."""


def branch_of(design: Design, ids: Iterable[str]) -> tuple[str, int]:
    """The join, and the number of its input, at which the innermost branch that holds all the layers ends.

    Raises EditError where they are in no branch, or not all in one.
    """
    inside = set(ids)
    found: tuple[str, int] | None = None
    fewest = len(design) + 1
    for run in runs(read((layer.id, layer.inputs) for layer in design)):
        if run.target is None or not design[run.target].kind.joins:
            continue
        held = _held(run)
        if inside and inside <= held and len(held) < fewest:
            found, fewest = (run.target, run.index), len(held)
    if found is None:
        raise EditError("the selection is not in one branch: select layers between a split and its join, or a wire")
    return found


def _held(run: Run) -> set[str]:
    """The ids of all layers of a run, those in its branches too."""
    held = {name for each in runs(run) for name in each.nodes}
    for each in runs(run):
        held.update(name for link in each.links if isinstance(link, Tangle) for name in link.nodes)
    return held


def remove(design: Design, ids: Iterable[str]) -> Design:
    """The design without these layers; of a join that goes the first branch left stays.

    Raises EditError with one line where layers below such a join would not fit that branch any more.
    """
    gone = set(ids)
    after = removals.remove(design, gone)
    joins = [layer.id for layer in design if layer.id in gone and layer.kind.joins]
    if not joins:
        return after
    before = analyse(design)
    known = {(finding.code, finding.layer) for finding in before.findings}
    for finding in analyse(after, before).findings:
        if finding.severity == "error" and (finding.code, finding.layer) not in known:
            raise EditError(
                f"without {joins[0]} {finding.layer} does not fit: {finding.message};"
                " keep another branch, or select what stands below too"
            )
    return after


def connect(design: Design, source: str, target: str, way: Way) -> Design:
    """`source` as one more input of `target`, as in edits.connect; raises EditError.

    By a "projection" what `source` gives is brought to the shape that the other inputs have, where they differ.
    """
    joined = edits.connect(design, source, target, Concat() if way == "concat" else Add())
    if way != "projection":
        return joined
    facts = analyse(design).facts
    above, below = facts[source].output, facts[target].inputs[0]
    if above is None or below is None:
        raise EditError(f"the shape of {source if above is None else target} is not known: mend what stands above")
    if above == below:
        return joined
    reader = target if design[target].kind.joins else joined[target].inputs[0]
    index = len(joined[reader].inputs) - 1
    return edits.insert_between(joined, source, (reader, index), projection(above, below))
