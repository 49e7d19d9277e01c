"""How a list of ids becomes another in the steps that Qt's models know: runs taken out, one reordering, runs put in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Run = tuple[int, int]
"""First and last row."""


@dataclass(frozen=True)
class Steps:
    """Runs of old rows to take out, the rest's new order where it changes, and runs of new rows to put in."""

    gone: tuple[Run, ...] = ()
    order: tuple[str, ...] | None = None
    come: tuple[Run, ...] = ()


def steps(old: Sequence[str], new: Sequence[str]) -> Steps:
    """What leads from `old` to `new`; an id that stands in the place of another counts as its new name."""
    before, after = set(old), set(new)
    if len(old) == len(new) and all(
        a == b or (a not in after and b not in before) for a, b in zip(old, new, strict=True)
    ):
        return Steps()
    stay, wanted = [name for name in old if name in after], tuple(name for name in new if name in before)
    return Steps(
        runs(row for row, name in enumerate(old) if name not in after),
        None if tuple(stay) == wanted else wanted,
        runs(row for row, name in enumerate(new) if name not in before),
    )


def runs(rows: Iterable[int]) -> tuple[Run, ...]:
    """Rows in rising order as runs without gaps."""
    found: list[Run] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return tuple(found)
