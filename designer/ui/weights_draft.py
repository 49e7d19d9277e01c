"""Weights of a file on their way into the design: read, matched with its layers, and to be confirmed where unsure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from designer.core.analysis import Analysis
from designer.core.files import reason_of
from designer.engine.array_layouts import Need
from designer.engine.errors import EngineError
from designer.engine.weight_files import StoredWeights, WeightFile, read_weight_file
from designer.engine.weight_matching import propose
from designer.engine.weight_proposal import Entry, Proposal

MOST_CLASSES = 100_000
MOST_BYTES = 16 << 20

Question = tuple[str, tuple[Need, ...], tuple[Entry, ...]]
"""What a match answers: which file with which arrays, for which layers."""


@dataclass(frozen=True, eq=False)
class Weights:
    """Weights of a file, and the names of the classes that its last layer tells apart, where they are known."""

    stored: StoredWeights
    classes: tuple[str, ...] = ()

    def renamed(self, names: Mapping[str, str], remark: str) -> Weights:
        """The same weights for a design some of whose layers have other names now."""
        return replace(self, stored=self.stored.renamed(names, remark))


@dataclass(frozen=True, eq=False)
class Draft:
    """A file whose arrays shall become those of the layers as the proposal says, once the user has agreed."""

    path: Path
    file: WeightFile
    classes: tuple[str, ...]
    proposal: Proposal

    @cached_property
    def question(self) -> Question:
        """The same exactly where the same answer fits."""
        return str(self.path), tuple(match.need for match in self.proposal.matches), self.proposal.entries

    def weights(self) -> Weights:
        """What the proposal says; arrays that are turned are copied, which may take a moment."""
        return Weights(self.file.weights(self.proposal), self.classes)

    def renamed(self, names: Mapping[str, str]) -> Draft:
        """The same match for a design some of whose layers have other names now."""
        return replace(self, proposal=self.proposal.renamed(names))

    def matched(self, analysis: Analysis) -> Draft:
        """The same file for a design that has changed."""
        return replace(self, proposal=propose(analysis, self.file.entries))

    def following(self, analysis: Analysis) -> Draft:
        """The same match for a design that needs the same arrays; matched anew for one that needs others."""
        anew = self.matched(analysis)
        return self if self.question == anew.question else anew


def read_draft(path: Path, analysis: Analysis) -> Draft:
    """A file of weights matched with a design; names of classes may stand beside it. Raises EngineError."""
    names = path.with_suffix(".txt")
    classes = read_classes(names) if names.is_file() else ()
    file = read_weight_file(path)
    return Draft(path, file, classes, propose(analysis, file.entries))


def read_classes(path: Path) -> tuple[str, ...]:
    """The names of classes in a text file, one a line; raises EngineError in one line."""
    try:
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            raise EngineError(f"{path.name}: expected a text file of class names, of at most {MOST_BYTES >> 20} MiB")
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise EngineError(f"{path.name}: expected names of classes as UTF-8 text, one a line") from None
    except OSError as error:
        raise EngineError(f"{path.name}: {reason_of(error)}") from None
    names = tuple(line.strip() for line in lines if line.strip())
    if not names or len(names) > MOST_CLASSES:
        raise EngineError(f"{path.name}: expected 1 to {MOST_CLASSES:,} names, one a line, found {len(names):,}")
    return names
