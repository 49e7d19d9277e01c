"""Maps shown lately, so that undo and a return to a layer show them at once."""

from dataclasses import fields

from designer.engine.request import Request
from designer.ui.panels.maps_tiles import Maps

MOST_BYTES = 256 << 20
ASIDE = {"analysis", "wanted", "generation", "memory_limit", "slot"}
"""Fields of a request on which no number of a layer depends, beside those that say what is wanted."""


class History:
    """Remembers for which request maps were the answer; the oldest are forgotten first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self._known: list[tuple[Request, Maps]] = []

    @property
    def bytes(self) -> int:
        """What the numbers and pictures take that are held."""
        return sum(_size(maps) for _, maps in self._known)

    def find(self, request: Request) -> Maps | None:
        """The maps of the first layer that a request wants, where they were shown before."""
        for known, maps in reversed(self._known):
            if maps.layer == request.wanted[0] and same_numbers(known, request):
                return maps
        return None

    def keep(self, request: Request, maps: Maps) -> None:
        """Remember an answer, instead of an older one to the same question."""
        kept = [(one, old) for one, old in self._known if old.layer != maps.layer or not same_numbers(one, request)]
        kept.append((request, maps))
        total = sum(_size(old) for _, old in kept)
        while len(kept) > 1 and total > self.most_bytes:
            total -= _size(kept.pop(0)[1])
        self._known = kept  # all at once: another thread may be looking


def same_numbers(old: Request, new: Request) -> bool:
    """Whether two requests give the same numbers: the same design, picture and weights; equal designs may be two."""
    for name in (field.name for field in fields(Request) if field.name not in ASIDE):
        one, other = getattr(old, name), getattr(new, name)
        if one is not other and (name in ("design", "image") or one != other):
            return False
    return True


def _size(maps: Maps) -> int:
    return maps.array.nbytes + maps.tiles.image.sizeInBytes()
