"""The structure of a network as a value: runs, branches side by side, and the tangles that are neither."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edge:
    """One connection into input `index` of `target`; None stands for the world outside the network.

    An edge out of the network has the position of its source as index, so that loose ends keep their order.
    """

    source: str | None
    target: str | None
    index: int


@dataclass(frozen=True, slots=True)
class Branches:
    """Two or more runs side by side between the same two ends, by the join's input they feed."""

    lanes: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Tangle:
    """A part with one way in and one way out that is not series-parallel: its nodes and the runs between them."""

    nodes: tuple[str, ...]
    runs: tuple[Run, ...]


Link = Edge | Branches | Tangle


@dataclass(frozen=True, slots=True)
class Run:
    """A chain from `source` to `target`, both outside it: link, node, link, …, node, link.

    A run without nodes whose only link is an edge is a skip. `index` is the lowest input of `target` it feeds.
    """

    source: str | None
    target: str | None
    nodes: tuple[str, ...]
    links: tuple[Link, ...]
    index: int


def runs(run: Run) -> Iterator[Run]:
    """The run and all runs within it, each before those it contains."""
    waiting = [run]
    for each in waiting:
        for link in each.links:
            if not isinstance(link, Edge):
                waiting.extend(link.lanes if isinstance(link, Branches) else link.runs)
    yield from waiting
