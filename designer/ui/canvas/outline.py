"""What stands on the canvas: every layer, or one card for all layers of a folded block."""

from collections.abc import Collection, Mapping
from functools import cached_property

from designer.core.analysis import Analysis
from designer.core.design import Design
from designer.core.edit_basics import EditError
from designer.core.facts import Facts
from designer.core.findings import Finding
from designer.core.folding import Folded, Row, block_key, folded
from designer.core.layout import Slot
from designer.ui.canvas.contents import BlockContent, Content, Shown
from designer.ui.canvas.nesting import Nesting


class Outline:
    """An analysis with some blocks folded; a card's key is the id of its layer or the key of its block."""

    def __init__(self, analysis: Analysis, paths: Collection[str] = (), before: "Outline | None" = None) -> None:
        """`before` shows a similar design: a content that is the same stays the same object."""
        self.analysis = analysis
        self.design: Design = analysis.design
        found: dict[str, list[Finding]] = {}
        for finding in analysis.findings:
            found.setdefault(finding.layer, []).append(finding)
        self._folded: Folded | None = folded(self.design, analysis, paths) if paths else None
        self._rows: dict[str, Row] = {}
        self.contents: Mapping[str, Shown]
        old = before.contents if before is not None else {}
        if self._folded is None:
            self.contents = {
                name: _content(facts, tuple(found[name]) if name in found else (), old.get(name))
                for name, facts in analysis.facts.items()
            }
            return
        cards: dict[str, Shown] = {}
        for row in self._folded.rows:
            findings = tuple(each for name in row.layers for each in found.get(name, ()))
            if row.path is None:
                cards[row.key] = _content(analysis.facts[row.key], findings, old.get(row.key))
            else:
                cards[row.key] = BlockContent(row, findings)
                self._rows[row.key] = row
        self.contents = cards

    @property
    def paths(self) -> tuple[str, ...]:
        """The blocks that show as one card."""
        return tuple(str(row.path) for row in self._rows.values())

    @property
    def unfoldable(self) -> tuple[str, ...]:
        """The blocks that stay open although they were to be folded: as one card they would make a loop."""
        return self._folded.unfoldable if self._folded else ()

    def card_of(self, layer_id: str) -> str:
        """The key of the card that stands for a layer; a card's key is its own."""
        return layer_id if self._folded is None else self._folded.row_of.get(layer_id, layer_id)

    def members(self, key: str) -> tuple[str, ...]:
        """The ids of the layers that a card stands for, in list order."""
        return self._rows[key].layers if key in self._rows else (key,)

    def inputs(self, key: str) -> tuple[str, ...]:
        """The keys of the cards that it reads, one for each wire that comes in."""
        if key in self._rows:
            return self._rows[key].inputs
        names = self.design[key].inputs
        return names if self._folded is None else tuple(self._folded.row_of[name] for name in names)

    @cached_property
    def _readers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {key: [] for key in self.contents}
        for key in self.contents:
            for name in dict.fromkeys(self.inputs(key)):
                found[name].append(key)
        return found

    def readers(self, key: str) -> list[str]:
        """The keys of the cards that read it, in list order."""
        return self._readers[key]

    def path(self, key: str) -> str | None:
        """The innermost open block around a card."""
        return self.nesting.paths[key]

    @cached_property
    def nesting(self) -> Nesting:
        """The open blocks around all cards."""
        return Nesting({key: content.block for key, content in self.contents.items()})

    def output(self, key: str) -> str:
        """The layer whose output a card gives; raises EditError for a block that has several."""
        if key not in self._rows:
            return key
        row = self._rows[key]
        if len(row.outputs) > 1:
            raise EditError(f"{row.path} has {len(row.outputs)} outputs: unfold it first")
        return row.outputs[0]

    def edge(self, key: str, index: int) -> tuple[str, int]:
        """The layer, and the number of its input, that a wire ends at; raises EditError where it stands for several."""
        if key not in self._rows:
            return key, index
        row = self._rows[key]
        edges = [edge for edge in row.entering if edge.source == row.sources[index]]
        if len(edges) > 1:
            raise EditError(f"{len(edges)} layers in {row.path} read {row.sources[index]}: unfold it first")
        return str(edges[0].target), edges[0].index

    def slot(self, slot: Slot | None) -> Slot | None:
        """A place between cards as a place between layers; raises EditError where it does not say which."""
        if slot is None or not self._rows:
            return slot
        kind, source, target, index = slot.kind, slot.source, slot.target, slot.index
        if kind == "beside":
            source, target = self._first(source), self.output(str(target))
        elif target is None:
            source = self.output(source)
        elif target not in self._rows:
            source = self.design[target].inputs[index]
        else:
            source = self._rows[target].sources[index]
            inside = self._rows[target].layers
            if all(reader.id in inside for reader in self.design.consumers(source)):
                kind, target, index = "end", None, 0
            else:
                target, index = self.edge(target, index)
        return Slot(kind, source, target, index, slot.start, slot.stop)

    def _first(self, key: str) -> str:
        """The layer that stands for the head of a card: one that reads the only source of its block."""
        if key in self._rows and len(set(self._rows[key].sources)) != 1:
            raise EditError(f"{self._rows[key].path} reads several layers: unfold it first")
        return self.members(key)[0]

    def is_folded(self, key: str | None) -> bool:
        """Whether a card stands for a folded block."""
        return key in self._rows

    def key_of_block(self, path: str) -> str | None:
        """The key of a block's card; None where it is open or hidden in another."""
        return block_key(path) if block_key(path) in self._rows else None


def _content(facts: Facts, findings: tuple[Finding, ...], old: Shown | None) -> Content:
    """What the card of a layer shows: `old` itself where that is the same."""
    if isinstance(old, Content) and old.facts is facts and old.findings == findings:
        return old
    return Content(facts, findings)
