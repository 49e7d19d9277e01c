"""The strip between two rows of cards: where wires enter a card, and on which of its lines each wire runs."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass

from designer.core.layout.block import Key


@dataclass(frozen=True, slots=True)
class Spacing:
    """The distances of a drawing: between cards, lanes and wires, and from a card's corner to a wire."""

    gap: float = 28
    lane: float = 28
    wire: float = 16
    track: float = 8
    corner: float = 16
    strip: float = 160

    def depth(self, tracks: int) -> float:
        """The height of a strip that holds so many lines; many lines come closer together."""
        return self.gap + max(0, tracks - 1) * self.pitch(tracks)

    def pitch(self, tracks: int) -> float:
        """The distance of two lines in a strip."""
        return min(self.track, self.strip / tracks) if tracks else self.track


@dataclass(frozen=True, slots=True)
class Net:
    """One signal in a strip: it comes in from above at `top` and leaves below at each x of `wires`."""

    top: float
    wires: tuple[tuple[float, Key], ...]

    @property
    def low(self) -> float:
        """The leftmost x."""
        return min([self.top, *[x for x, _ in self.wires]])

    @property
    def high(self) -> float:
        """The rightmost x."""
        return max([self.top, *[x for x, _ in self.wires]])


def ports(arriving: Sequence[float], width: float, spacing: Spacing) -> list[float]:
    """Where wires that come from these ascending x (from the card's centre) enter it, from its centre.

    One that comes from straight above goes straight in; the others stand beside it in their order.
    """
    middle = (len(arriving) - 1) / 2
    straight = bisect_left(arriving, 0)
    if straight < len(arriving) and arriving[straight] == 0:
        middle = straight
    most = max(middle, len(arriving) - 1 - middle)
    step = min(spacing.wire, max(0, width / 2 - spacing.corner) / most) if most else 0
    return [(position - middle) * step for position in range(len(arriving))]


def tracks(nets: Sequence[Net]) -> tuple[list[int], int]:
    """For each net the line it runs on, counted from above, and how many lines there are.

    Of two nets that run to the same side and overlap, the one ahead takes the upper line: so the wires of a join do
    not cross. Nets that go straight down need no line.
    """
    if len(nets) == 1:  # every fork
        return [0], int(nets[0].low != nets[0].high)
    lines = [0] * len(nets)
    taken: list[list[tuple[float, float]]] = []
    for number in _unveiled(nets, sorted(range(len(nets)), key=lambda number: _urgency(nets[number]))):
        low, high = nets[number].low, nets[number].high
        if low == high:
            continue
        line = len(taken)
        while line and not _meets(taken[line - 1], low, high):
            line -= 1
        if line == len(taken):
            taken.append([])
        insort(taken[line], (low, high))
        lines[number] = line
    return lines, len(taken)


def _urgency(net: Net) -> tuple[int, float]:
    """Nets to the left from left to right, nets to the right from right to left, then those to both sides."""
    if net.high == net.top:
        return 0, net.top
    return (0, -net.top) if net.low == net.top else (1, net.top)


def _unveiled(nets: Sequence[Net], order: Sequence[int]) -> list[int]:
    """The order changed so that a net comes before those that leave below where it comes in, as far as can be.

    Else the two would run over each other on their way to their lines.
    """
    entering = {nets[number].top: number for number in order}
    result: dict[int, None] = {}
    seen: set[int] = set()
    for first in order:
        path = [first]
        while path:
            number = path[-1]
            if number not in seen:
                seen.add(number)
                fresh = [entering[x] for x, _ in nets[number].wires if x in entering]
                path += [other for other in fresh if other not in seen]
            if path[-1] == number:
                result.setdefault(path.pop())
    return list(result)


def _meets(taken: Sequence[tuple[float, float]], low: float, high: float) -> bool:
    """Whether one of these separate stretches, in order, touches the one from low to high."""
    after = bisect_left(taken, (low, low))
    return (after < len(taken) and taken[after][0] <= high) or (after > 0 and taken[after - 1][1] >= low)


def jogs(nets: Sequence[Net], y: float, spacing: Spacing) -> tuple[list[tuple[Key, float, float]], float]:
    """The turns of all wires in a strip that begins at y, as (wire, y, x), and the strip's height."""
    lines, count = tracks(nets)
    pitch = spacing.pitch(count)
    turns = []
    for net, line in zip(nets, lines, strict=True):
        height = y + spacing.gap / 2 + line * pitch
        turns += [(key, height, x) for x, key in net.wires]
    return turns, spacing.depth(count)
