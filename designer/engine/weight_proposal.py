"""What goes where: for each array that a design needs one of a file, as it was found or chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from designer.engine.array_layouts import Layout, Need, layouts
from designer.engine.array_names import COUNTER

By = Literal["name", "shape", "order", "choice"]
State = Literal["ok", "missing", "wrong shape"]


@dataclass(frozen=True)
class Entry:
    """What the header of a file says of an array."""

    name: str
    shape: tuple[int, ...]
    dtype: str = "float32"


@dataclass(frozen=True)
class Match:
    """What a layer needs, and the array of the file that shall be it, if any."""

    need: Need
    entry: Entry | None = None
    layout: Layout | None = None
    """How the array's axes are turned; None where it cannot be used."""
    by: By = "name"
    """How it was found: `shape` where only this one fits, `order` where several are alike."""

    @property
    def state(self) -> State:
        """Whether the array can be used."""
        return "ok" if self.layout is not None else "missing" if self.entry is None else "wrong shape"


@dataclass(frozen=True)
class Proposal:
    """For each array that the design needs one of the file, in the order of the layers; and what is left over."""

    matches: tuple[Match, ...]
    entries: tuple[Entry, ...]

    @cached_property
    def surplus(self) -> tuple[Entry, ...]:
        """Arrays that belong to no layer; PyTorch's counters beside the statistics of batch norm do no harm."""
        used = {match.entry.name for match in self.matches if match.entry is not None}
        return tuple(entry for entry in self.entries if entry.name not in used and not COUNTER.search(entry.name))

    @cached_property
    def lacking(self) -> tuple[Match, ...]:
        """What has no array that fits."""
        return tuple(match for match in self.matches if match.state != "ok")

    @property
    def is_exact(self) -> bool:
        """Whether every array stands in the file under its own name and in its own shape, and no other."""
        return not self.surplus and all(
            match.entry is not None and match.entry.name == match.need.name and match.layout == "same"
            for match in self.matches
        )

    @property
    def is_empty(self) -> bool:
        """Whether no array fits anything."""
        return len(self.lacking) == len(self.matches)

    def fitting(self, row: int) -> tuple[Entry, ...]:
        """The arrays of the file that the match of a row could take."""
        need = self.matches[row].need
        return tuple(entry for entry in self.entries if layouts(need, entry.shape))

    def choose(self, row: int, entry: Entry | None) -> Proposal:
        """Give a row another array, or none; who had it before gets in return what this row had, where it fits.

        Raises ValueError for an array of no fitting shape.
        """
        found = list(self.matches)
        before = found[row].entry if found[row].state == "ok" else None
        for other, match in enumerate(found):
            if other != row and entry is not None and match.entry == entry:
                found[other] = _chosen(match.need, before)
        found[row] = _chosen(found[row].need, entry)
        if entry is not None and found[row].layout is None:
            raise ValueError(f"{entry.name} does not fit {found[row].need.name}")
        return Proposal(tuple(found), self.entries)

    def renamed(self, names: Mapping[str, str]) -> Proposal:
        """The same arrays for the same layers, some of which have other names now."""
        return Proposal(tuple(replace(match, need=_renamed(match.need, names)) for match in self.matches), self.entries)


def _renamed(need: Need, names: Mapping[str, str]) -> Need:
    return replace(need, spec=replace(need.spec, layer=names.get(need.spec.layer, need.spec.layer)))


def _chosen(need: Need, entry: Entry | None) -> Match:
    possible = layouts(need, entry.shape) if entry is not None else ()
    return Match(need, entry, possible[0], "choice") if possible else Match(need)
