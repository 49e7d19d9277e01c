"""What a drop would do: for a place and what is dragged there, the edit, its name, and what would come of it."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass, replace

from designer.core import clipboard, edits
from designer.core.analysis import Analysis, analyse
from designer.core.blocks import within
from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError
from designer.core.kind import Kind
from designer.core.kinds import Add, Concat, Input
from designer.core.layout import Slot
from designer.core.presets import Preset
from designer.core.shapes import Output
from designer.ui.canvas.carry import move_beside, moved, put_beside, skip, start_of_skip
from designer.ui.canvas.outline import Outline
from designer.ui.canvas.texts import output_text

FIRST_IMAGE = Input(height=224, width=224, channels=3)


@dataclass(frozen=True)
class Outcome:
    """What a drop would lead to: the design behind it, or why there is none; and a line that says so."""

    text: str
    design: Design | None
    wrong: bool = False

    @property
    def stays(self) -> bool:
        """Whether a drop would change nothing."""
        return self.design is None and not self.wrong


@dataclass(frozen=True)
class NewLayer:
    """A row of the palette on its way to the canvas."""

    preset: Preset

    @property
    def label(self) -> str:
        """What it is called while it is dragged."""
        return self.preset.label

    @property
    def undo_text(self) -> str:
        """What undo calls the drop: "Insert max-pool 2×2"."""
        return f"Insert {_in_a_sentence(self.preset.label.removesuffix(' …'))}"

    def edit(self, analysis: Analysis, slot: Slot | None, join: Kind) -> Design:
        """The design with the layer at a place; a branch is closed by `join`. Raises EditError."""
        design = analysis.design
        if slot is None or isinstance(self.kind(None), Input):
            return self._begin(design)
        if slot.kind == "beside":
            top = design[slot.source].inputs[0]
            kind = self.kind(analysis.facts[top].output)
            if kind.joins:
                return skip(design, top, str(slot.target), kind)
            return edits.branch(design, slot.source, str(slot.target), kind, join)
        kind = self.kind(analysis.facts[slot.source].output)
        target = None if slot.target is None else (slot.target, slot.index)
        if kind.joins:
            return skip(design, start_of_skip(analysis, slot.source, kind), slot.source, kind, target)
        return edits.insert_between(design, slot.source, target, kind)

    def kind(self, shape: Output | None) -> Kind:
        """The kind for the shape it would read."""
        return self.preset.kind_for(shape)

    def _begin(self, design: Design) -> Design:
        """A further input, or the first layers of an empty design."""
        kind = self.kind(FIRST_IMAGE.output(()))
        if isinstance(kind, Input):
            return edits.add_input(design, kind)
        started = begun(design)
        if kind.joins:
            raise EditError(f"{kind.label} joins branches: begin with an input or another layer")
        return edits.insert_after(started, started.layers[0].id, kind)


class NewBlock(ABC):
    """Several layers on their way into the network, in a frame of their own."""

    @property
    @abstractmethod
    def label(self) -> str:
        """What it is called while it is dragged."""

    @property
    def undo_text(self) -> str:
        """What undo calls the drop: "Insert fire module"."""
        return f"Insert {_in_a_sentence(self.label)}"

    @abstractmethod
    def edit(self, analysis: Analysis, slot: Slot | None, join: Kind) -> Design:
        """The design with the block at a place; a branch is closed by `join`. Raises EditError."""


def _in_a_sentence(label: str) -> str:
    """The label with a small first letter, unless it is an abbreviation."""
    first, *others = label.split(" ")
    return " ".join([first.lower() if first[1:] == first[1:].lower() else first, *others])


def begun(design: Design) -> Design:
    """An empty design with an image to put the first layers below; raises EditError where there are layers."""
    if len(design):
        raise EditError("drop it on a wire, below the last layer or beside a layer")
    return edits.add_input(design, FIRST_IMAGE)


@dataclass(frozen=True)
class MovedLayers:
    """Layers of the design on their way to another place in it."""

    ids: tuple[str, ...]

    @property
    def label(self) -> str:
        """What they are called while they are dragged."""
        return self.ids[0] if len(self.ids) == 1 else f"{self.ids[0]} + {len(self.ids) - 1}"

    @property
    def undo_text(self) -> str:
        """What undo calls the move."""
        return f"Move {self.ids[0]}" if len(self.ids) == 1 else f"Move {len(self.ids)} layers"

    def edit(self, analysis: Analysis, slot: Slot | None, join: Kind) -> Design:
        """The design with the layers at a place; a branch is closed by `join`. Raises EditError."""
        design = analysis.design
        if slot is None or slot.source in self.ids or slot.target in self.ids:
            return design
        if slot.kind == "beside":
            return move_beside(design, self.ids, slot.source, str(slot.target), join)
        target = None if slot.target is None else (slot.target, slot.index)
        return moved(design, self.ids, slot.source, target)


@dataclass(frozen=True)
class CopiedLayers:
    """Layers of the design of which a copy is on its way to another place."""

    ids: tuple[str, ...]

    @property
    def label(self) -> str:
        """What it is called while it is dragged."""
        return f"copy of {self.ids[0]}" if len(self.ids) == 1 else f"copy of {self.ids[0]} + {len(self.ids) - 1}"

    @property
    def undo_text(self) -> str:
        """What undo calls the copy."""
        return f"Copy {self.ids[0]}" if len(self.ids) == 1 else f"Copy {len(self.ids)} layers"

    def edit(self, analysis: Analysis, slot: Slot | None, join: Kind) -> Design:
        """The design with the copy at a place; a branch is closed by `join`. Raises EditError."""
        design = analysis.design
        if slot is None:
            return design
        fragment = clipboard.cut_out(design, self.ids)
        if slot.kind == "beside":
            return put_beside(design, fragment, slot.source, str(slot.target), join)
        target = None if slot.target is None else (slot.target, slot.index)
        return clipboard.put(design, fragment, slot.source, target)


Dragged = NewLayer | NewBlock | MovedLayers | CopiedLayers


def try_drop(dragged: Dragged, outline: Outline, slot: Slot | None, add: bool = False) -> Outcome:
    """What a drop at a place between cards would lead to; the design at hand stays as it is.

    Beside a card the branch is joined by a concat, or where asked by an `add`, which has to fit.
    """
    analysis = outline.analysis
    try:
        place = outline.slot(slot)
        after = dragged.edit(analysis, place, Add() if add else Concat())
        if outline.paths:
            after = _in_sight(analysis.design, after, outline.paths)
    except EditError as error:
        return Outcome(str(error), None, wrong=True)
    if after == analysis.design:
        return Outcome("", None)
    told = _told(analysis, figures := analyse(after, analysis), dragged)
    if place is None or place.kind != "beside" or (isinstance(dragged, NewLayer) and dragged.kind(None).joins):
        return told
    closing = (layer for layer in after.consumers(str(place.target)) if layer.id not in analysis.design)
    join = next((layer for layer in closing if layer.kind.joins), None)
    if join is None:
        return told
    if isinstance(dragged, NewBlock) and not told.wrong:
        shapes = output_text(figures.facts[join.inputs[-1]]), output_text(figures.facts[join.id])
        told = replace(told, text=f"→ {shapes[0]}, joined to {shapes[1]}")
    joined = [figures.facts[name].output for name in join.inputs]
    equal = len(set(joined)) == 1 and None not in joined
    if add and not equal and told.wrong:
        sizes = " and ".join("–" if shape is None else shape.text for shape in joined)
        return Outcome(f"an add needs equal shapes, and these are {sizes}: without Shift a concat joins", None, True)
    return replace(told, text=f"{told.text} (Shift: add)") if equal and not add and not told.wrong else told


def _in_sight(before: Design, after: Design, folded: Collection[str]) -> Design:
    """The layers that an edit put into folded blocks, where nobody would see them, beside these instead."""

    def outside(layer: Layer) -> Layer:
        path = layer.block
        if layer.id in before and before[layer.id].block == path:
            return layer
        while hidden := next((each for each in folded if within(path, each)), None):
            path = hidden.rpartition("/")[0] or None
        return layer if path == layer.block else replace(layer, block=path)

    return replace(after, layers=tuple(outside(layer) for layer in after))


def _told(before: Analysis, after: Analysis, dragged: Dragged) -> Outcome:
    """The outcome with the shapes that come out, and the first error that was not there before."""
    known = {(finding.code, finding.layer) for finding in before.findings if finding.severity == "error"}
    errors = [each for each in after.findings if each.severity == "error" and (each.code, each.layer) not in known]
    if errors:
        return Outcome(f"{errors[0].layer}: {errors[0].message}", after.design, wrong=True)
    new = [layer for layer in after.design if layer.id not in before.design]
    if isinstance(dragged, CopiedLayers):
        kind = before.design[dragged.ids[-1]].kind
        last = [layer.id for layer in new if layer.kind == kind] or [layer.id for layer in new] or [dragged.ids[-1]]
        return Outcome(f"{dragged.label} → {output_text(after.facts[last[-1]])}", after.design)
    if isinstance(dragged, MovedLayers):
        shown = after.design[dragged.ids[-1]]
        return Outcome(f"{dragged.label} → {output_text(after.facts[shown.id])}", after.design)
    if not new:
        return Outcome("one more input of the join below", after.design)
    if isinstance(dragged, NewBlock):
        return Outcome(f"→ {output_text(after.facts[new[-1].id])}", after.design)
    shapes = [output_text(after.facts[layer.id]) for layer in new if not isinstance(layer.kind, Input) or len(new) == 1]
    joined = f"skip from {new[0].inputs[1]} " if new[0].kind.joins else ""
    return Outcome(f"{joined}→ {shapes[0]}" + "".join(f", joined to {shape}" for shape in shapes[1:]), after.design)
