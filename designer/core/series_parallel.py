"""Reads the series-parallel structure of a network by contracting it, node by node, to one run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from designer.core.structure import Branches, Edge, Link, Run, Tangle


def read(nodes: Iterable[tuple[str, Sequence[str]]]) -> Run:
    """The whole network as one run from outside to outside; each node is (id, ids of earlier nodes).

    Raises KeyError with the id of an input that no earlier node has.
    """
    return _Reduction(list(nodes)).result()


class _Strand:
    """A run under construction: in series while `lanes` is empty, else several strands in parallel."""

    __slots__ = ("index", "lanes", "links", "nodes")

    def __init__(self, links: list[Link], index: int) -> None:
        self.nodes: list[int] = []
        self.links = links
        self.index = index
        self.lanes: list[_Strand] = []


class _Reduction:
    """Contracts nodes with one way in and out, and merges strands with equal ends, until one strand is left.

    Nodes are 1 … n in list order; 0 is the world before them, n + 1 the world after them.
    """

    def __init__(self, nodes: list[tuple[str, Sequence[str]]]) -> None:
        self.names: list[str | None] = [None, *(name for name, _ in nodes), None]
        self.end = len(nodes) + 1
        self.out: list[dict[int, _Strand]] = [{} for _ in self.names]
        self.into: list[dict[int, _Strand]] = [{} for _ in self.names]
        positions: dict[str, int] = {}
        for position, (name, inputs) in enumerate(nodes, 1):
            for index, source in enumerate(inputs):
                self.connect(positions[source], position, _Strand([Edge(source, name, index)], index))
            if not inputs:
                self.connect(0, position, _Strand([Edge(None, name, 0)], 0))
            positions[name] = position
        for position, (name, _) in enumerate(nodes, 1):
            if not self.out[position]:
                self.connect(position, self.end, _Strand([Edge(name, None, position)], position))

    def result(self) -> Run:
        """The one strand that is left, frozen."""
        if self.end == 1:
            return Run(None, None, (), (), 0)
        self.contract(range(1, self.end))
        if len(self.out[0]) > 1 or self.end not in self.out[0]:
            self.lift_tangles()
        return self.frozen(0, self.end, self.out[0][self.end])

    def connect(self, source: int, target: int, strand: _Strand) -> None:
        """Adds a strand, beside the one that may stand there."""
        old = self.out[source].get(target)
        if old is None:
            self.out[source][target] = self.into[target][source] = strand
        elif old.lanes:
            old.lanes.append(strand)
            old.index = min(old.index, strand.index)
        else:
            both = _Strand([], min(old.index, strand.index))
            both.lanes = [old, strand]
            self.out[source][target] = self.into[target][source] = both

    def disconnect(self, source: int, target: int) -> _Strand:
        """Takes away the strand between two nodes and returns it."""
        del self.into[target][source]
        return self.out[source].pop(target)

    def contract(self, candidates: Iterable[int]) -> None:
        """Turns every node with one way in and one way out into a part of its strand, as long as there is one."""
        waiting = list(candidates)[::-1]
        while waiting:
            node = waiting.pop()
            if len(self.into[node]) != 1 or len(self.out[node]) != 1:
                continue
            (source,), (target,) = self.into[node], self.out[node]
            above, below = self.disconnect(source, node), self.disconnect(node, target)
            strand = self.in_series(source, node, above)
            below = self.in_series(node, target, below)
            strand.nodes += [node, *below.nodes]
            strand.links += below.links
            strand.index = below.index
            self.connect(source, target, strand)
            waiting += [each for each in (target, source) if 0 < each < self.end]

    def in_series(self, source: int, target: int, strand: _Strand) -> _Strand:
        """The strand itself, or one that holds its parallel lanes as a link."""
        if not strand.lanes:
            return strand
        lanes = sorted(strand.lanes, key=lambda lane: lane.index)
        return _Strand([Branches(tuple(self.frozen(source, target, lane) for lane in lanes))], strand.index)

    def frozen(self, source: int, target: int, strand: _Strand) -> Run:
        """The strand as a value."""
        strand = self.in_series(source, target, strand)
        names = tuple(str(self.names[node]) for node in strand.nodes)
        return Run(self.names[source], self.names[target], names, tuple(strand.links), strand.index)

    def lift_tangles(self) -> None:
        """Replaces the smallest parts with one way in and one way out by strands, from the last fork to the first.

        A fork and the first node that all ways from it meet again (its post-dominator) bound such a part when every
        way to the latter leads through the former.
        """
        alive = [node for node in range(self.end + 1) if self.into[node] or self.out[node]]
        above = _dominators(alive, self.into)
        below = _dominators(alive[::-1], self.out)
        for fork in reversed(alive):
            if len(self.out[fork]) < 2:
                continue
            meeting = below[fork]
            while meeting != self.end and not self.into[meeting]:
                meeting = below[meeting]
            first = meeting
            while first > fork:
                first = above[first]
            if first == fork:
                self.contract(self.lift(fork, meeting, self.between(fork, meeting)))

    def between(self, fork: int, meeting: int) -> list[int]:
        """All nodes on ways from a fork to where they meet, in list order."""
        seen = set(self.out[fork]) - {meeting}
        waiting = list(seen)
        for node in waiting:
            fresh = [each for each in self.out[node] if each != meeting and each not in seen]
            seen.update(fresh)
            waiting += fresh
        return sorted(seen)

    def lift(self, fork: int, meeting: int, inner: list[int]) -> list[int]:
        """Turns what lies between two ends into strands; returns the nodes that may now be contracted."""
        loose: list[int] = [node for node in (fork, meeting) if 0 < node < self.end]
        waiting = [(fork, meeting, inner)]
        for source, target, nodes in waiting:
            for part in self.components(target, nodes):
                cuts = self.cuts(source, part)
                if not cuts:
                    self.knot(source, target, part)
                    continue
                loose += cuts
                ends = [source, *cuts, target]
                for start, stop in pairwise(ends):
                    within = [node for node in part if start < node < stop]
                    if within:
                        waiting.append((start, stop, within))
        return sorted(loose)

    def components(self, target: int, nodes: list[int]) -> list[list[int]]:
        """The nodes in groups that are connected without the ends they lie between."""
        group: dict[int, list[int]] = {node: [node] for node in nodes}
        for node in nodes:
            for other in self.out[node]:
                if other != target and group[other] is not group[node]:
                    small, large = sorted((group[node], group[other]), key=len)
                    large += small
                    group.update(dict.fromkeys(small, large))
        return [sorted(members) for members in {id(each): each for each in group.values()}.values()]

    def cuts(self, source: int, part: list[int]) -> list[int]:
        """The nodes of a connected part that every way from its source through it passes."""
        members = set(part)
        reach = max(node for node in self.out[source] if node in members)
        found = []
        for node in part:
            if reach <= node:
                found.append(node)
            reach = max(reach, *self.out[node])
        return found

    def knot(self, source: int, target: int, part: list[int]) -> None:
        """Replaces the nodes and all strands at them by one strand that is a tangle."""
        strands: list[Run] = []
        lowest = min(self.out[node][target].index for node in part if target in self.out[node])
        for node in part:
            for before in sorted(self.into[node]):
                strands.append(self.frozen(before, node, self.disconnect(before, node)))
        for node in part:
            if target in self.out[node]:
                strands.append(self.frozen(node, target, self.disconnect(node, target)))
        tangle = Tangle(tuple(str(self.names[node]) for node in part), tuple(strands))
        self.connect(source, target, _Strand([tangle], lowest))


def _dominators(order: list[int], into: list[dict[int, _Strand]]) -> dict[int, int]:
    """For each node the nearest one that all ways from order[0] to it pass; order is topological."""
    place = {node: position for position, node in enumerate(order)}
    nearest = {order[0]: order[0]}
    for node in order[1:]:
        meeting = -1
        for before in into[node]:
            if meeting < 0:
                meeting = before
            while meeting != before:
                if place[meeting] > place[before]:
                    meeting = nearest[meeting]
                else:
                    before = nearest[before]
        nearest[node] = meeting
    return nearest
