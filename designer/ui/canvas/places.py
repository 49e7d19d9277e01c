"""The places where a drag may land, found from the pointer at each of its moves."""

from collections.abc import Iterable
from dataclasses import replace
from math import inf

from designer.core.layout import Layout, Rect, Slot, slots
from designer.core.layout.slots import FAR, NEAR
from designer.ui.canvas.pick import Picker
from designer.ui.canvas.style import CARD_WIDTH

BAND = 256.0
REACH = 200.0  # beyond it a place beside a card is not meant
ACROSS = 90.0  # so far aside a place on a wire is as good as hit: it lies across the whole card

FURTHER = 64.0  # beside a card means the card; so much further out, where there is room, its whole chain


class Places:
    """The slots of a layout by bands of equal height."""

    def __init__(self, layout: Layout, picker: Picker) -> None:
        self._all = (*_with_room(layout, picker), *_below_forks(layout))
        self._bands: dict[int, list[Slot]] = {}
        for slot in self._all:
            for band in range(int(slot.start[1] // BAND), int(slot.stop[1] // BAND) + 1):
                self._bands.setdefault(band, []).append(slot)

    def nearest(self, x: float, y: float) -> Slot | None:
        """The place that the pointer means: what is near, else the wire or end at its height; None in no network."""
        band = int(y // BAND)
        near = [slot for each in (band - 1, band, band + 1) for slot in self._bands.get(each, ())]
        found, distance = _closest(near, x, y)
        if found is None or distance > REACH:
            found, _ = _closest((slot for slot in self._all if slot.kind != "beside"), x, y, across=0.1)
        return found


def _closest(places: Iterable[Slot], x: float, y: float, across: float = 1.0) -> tuple[Slot | None, float]:
    """The nearest of some places and how far it is; a distance across counts `across` times."""
    best, least = None, inf
    for place in places:
        (left, top), (_, bottom) = place.start, place.stop  # upright lines
        aside, reach = abs(x - left), 0.0 if place.kind == "beside" else ACROSS
        # Of several within reach the one straight at the pointer is meant: the wires into a join stand close together.
        apart = across * max(aside - reach, 0.01 * aside) + max(top - y, y - bottom, 0.0)
        if apart < least:
            best, least = place, apart
    return best, least


def _with_room(layout: Layout, picker: Picker) -> list[Slot]:
    """All slots; those beside a whole chain stand further out where nothing else does."""
    found = []
    for slot in slots(layout):
        away = slot.start[0] - layout.frames[slot.source].centre
        if slot.kind == "beside" and abs(away) > CARD_WIDTH / 2 + (NEAR + FAR) / 2:
            x = slot.start[0] + (FURTHER if away > 0 else -FURTHER)
            between = Rect(min(x, slot.start[0]), slot.start[1], FURTHER, slot.stop[1] - slot.start[1])
            if next(picker.within(between), None) is None:
                slot = replace(slot, start=(x, slot.start[1]), stop=(x, slot.stop[1]))
        found.append(slot)
    return found


def _below_forks(layout: Layout) -> list[Slot]:
    """Places between a layer that several read and the fork of its wires: they mean all of its readers."""
    readers: dict[str, int] = {}
    for wire in layout.wires:
        readers[wire.source] = readers.get(wire.source, 0) + 1
    found = []
    for name, count in readers.items():
        if count > 1:
            frame = layout.frames[name]
            found.append(Slot("end", name, None, 0, (frame.centre, frame.bottom), (frame.centre, frame.bottom + 8)))
    return found
