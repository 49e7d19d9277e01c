"""A placed part of a drawing, in its own coordinates, with the wires that enter above and leave below."""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.core.structure import Edge

Key = tuple[str, int]
"""A wire's name: its target and the input it feeds."""


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a card with all that is glued below it, and the width of its upper edge."""

    width: float
    height: float
    entry: float


@dataclass(slots=True)
class Block:
    """Cards, turns of wires (wire, y, x) and smaller blocks around an axis at x = 0, from y = 0 to `height`.

    `left` and `right` are the distances from the axis to both sides; `heads` and `tails` are the wires through the
    upper and the lower edge: each an edge at its x, or all those of an inner block whose axis is at x.
    """

    left: float = 0
    right: float = 0
    height: float = 0
    count: int = 0
    cards: list[tuple[str, float, float]] = field(default_factory=list)
    turns: list[tuple[Key, float, float]] = field(default_factory=list)
    parts: list[tuple[Block, float, float]] = field(default_factory=list)
    heads: list[tuple[float, Edge | Block]] = field(default_factory=list)
    tails: list[tuple[float, Edge | Block]] = field(default_factory=list)

    def include(self, part: Block, x: float, y: float) -> None:
        """Puts a smaller block in with its axis at x and its upper edge at y."""
        self.parts.append((part, x, y))
        self.left = max(self.left, part.left - x)
        self.right = max(self.right, part.right + x)
        self.height = max(self.height, y + part.height)
        self.count += part.count

    def above(self) -> list[tuple[float, Edge]]:
        """The wires through the upper edge with their x."""
        waiting, found = list(self.heads), []
        for x, end in waiting:
            if isinstance(end, Edge):
                found.append((x, end))
            else:
                waiting += [(x + dx, inner) for dx, inner in end.heads]
        return found

    def below(self) -> list[tuple[float, Edge]]:
        """The wires through the lower edge with their x."""
        waiting, found = list(self.tails), []
        for x, end in waiting:
            if isinstance(end, Edge):
                found.append((x, end))
            else:
                waiting += [(x + dx, inner) for dx, inner in end.tails]
        return found

    @property
    def bare(self) -> bool:
        """Whether it holds no card: one wire passing, or several."""
        return not self.count


def key(edge: Edge) -> Key:
    """The name of the wire that an edge with a target becomes."""
    assert edge.target is not None
    return edge.target, edge.index
