"""Blocks on their way from the palette into the network: ready ones with their options, and the user's own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from designer.core import clipboard, fragments
from designer.core.analysis import Analysis, analyse
from designer.core.blocks import READY, block_layers, block_output, check_name, insert_block
from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError
from designer.core.fragments import Fragment
from designer.core.kind import Kind
from designer.core.kinds import Input
from designer.core.layout import Slot
from designer.core.presets import PRESETS
from designer.core.shapes import Output, Shape
from designer.core.strictjson import FileError, parse
from designer.core.templates import Block
from designer.ui.canvas.carry import put_beside, top_of
from designer.ui.canvas.drops import NewBlock, NewLayer, begun


@dataclass(frozen=True)
class ReadyBlock(NewBlock):
    """A row of the palette's ready blocks, with the options that were typed; the others fit what it will read."""

    block: Block
    values: tuple[tuple[str, int], ...] = ()

    @property
    def label(self) -> str:
        """What it is called while it is dragged."""
        return self.block.label

    def edit(self, analysis: Analysis, slot: Slot | None, join: Kind) -> Design:
        """The design with the block at a place; a branch is closed by `join`. Raises EditError."""
        design = analysis.design
        if slot is None:
            started = begun(design)
            return self.below(analyse(started), started.layers[0].id)
        if slot.kind == "beside":
            top = top_of(design, slot.source)
            layers = block_layers(design, self.block.name, top, analysis.facts[top].output, dict(self.values))
            part = Fragment(layers, (top,), (layers[-1].id,))
            return put_beside(design, part, slot.source, str(slot.target), join)
        target = None if slot.target is None else (slot.target, slot.index)
        return insert_block(design, self.block.name, slot.source, target, dict(self.values), analysis)

    def below(self, analysis: Analysis, source: str) -> Design:
        """The design with the block below a layer: all that read that reads the block. Raises EditError."""
        return insert_block(analysis.design, self.block.name, source, None, dict(self.values), analysis)

    def outcome(self, source: str, above: Output | None) -> tuple[Output | None, str]:
        """The shape that comes out below `source`, whose output is `above`, or why none does; raises EditError."""
        return block_output(self.block, source, above, dict(self.values))

    def written(self) -> str:
        """What a drag of it carries."""
        return json.dumps({"block": self.block.name, "values": dict(self.values)})


@dataclass(frozen=True)
class SavedPart(NewBlock):
    """A block of the user's own: the fragment in its file, to be framed under its name."""

    name: str
    part: Fragment

    @property
    def label(self) -> str:
        """What it is called while it is dragged."""
        return self.name

    def edit(self, analysis: Analysis, slot: Slot | None, join: Kind) -> Design:
        """The design with the block at a place; a branch is closed by `join`. Raises EditError."""
        design = analysis.design
        if slot is None:
            started = begun(design)
            return self.below(analyse(started), started.layers[0].id)
        if slot.kind == "beside":
            return put_beside(design, self.part, slot.source, str(slot.target), join, self.name)
        target = None if slot.target is None else (slot.target, slot.index)
        return clipboard.put(design, self.part, slot.source, target, self.name)

    def below(self, analysis: Analysis, source: str) -> Design:
        """The design with the block below a layer: all that read that reads the block. Raises EditError."""
        return clipboard.put(analysis.design, self.part, source, None, self.name)

    def outcome(self, source: str, above: Output | None) -> tuple[Output | None, str]:
        """The shape that comes out below `source`, whose output is `above`, or why none does; raises EditError."""
        if not isinstance(above, Shape):
            return None, ""
        head = Design((Layer(source, Input(height=above.height, width=above.width, channels=above.channels)),))
        analysis = analyse(clipboard.put(head, self.part, source))
        problem = next((each.message for each in analysis.findings if each.severity == "error"), "")
        return analysis.facts[analysis.design.outputs[-1].id].output, problem

    def written(self) -> str:
        """What a drag of it carries."""
        return json.dumps({"name": self.name, "part": fragments.written(self.part)})


PaletteItem = NewLayer | ReadyBlock | SavedPart


def carried(data: bytes) -> PaletteItem | None:
    """What a drag from a palette carries, this program's or another's; None for anything else."""
    key = data.decode("utf-8", "replace")
    if key in PRESETS:
        return NewLayer(PRESETS[key])
    try:
        document = parse(data)
        return _read(document) if isinstance(document, dict) else None
    except (EditError, FileError):
        return None


def _read(document: Mapping[str, object]) -> PaletteItem | None:
    name, values, part = document.get("block"), document.get("values"), document.get("part")
    if isinstance(name, str) and name in READY and isinstance(values, dict):
        known = {option.name: option.option for option in READY[name].options}
        if all(key in known and type(value) is int for key, value in values.items()):
            return ReadyBlock(READY[name], tuple(values.items()))
    label = document.get("name")
    if isinstance(label, str) and isinstance(part, str):
        check_name(label)
        return SavedPart(label, fragments.read(part))
    return None
