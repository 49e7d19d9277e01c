"""Which frame lies at a point or within a rectangle: asked at each move of the pointer, answered from the layout."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from designer.core.layout import Layout, Rect

BAND = 256.0


class Picker:
    """The frames of a layout by bands of equal height."""

    def __init__(self, layout: Layout) -> None:
        self._bands: dict[int, list[tuple[str, Rect]]] = {}
        for name, frame in layout.frames.items():
            for band in _bands(frame.y, frame.bottom):
                self._bands.setdefault(band, []).append((name, frame))
        self._tops = sorted(frame.y for frame in layout.frames.values())
        self._bottoms = sorted(frame.bottom for frame in layout.frames.values())

    def at(self, x: float, y: float) -> str | None:
        """The id of the frame at a point."""
        for name, frame in self._bands.get(int(y // BAND), ()):
            if frame.x <= x <= frame.right and frame.y <= y <= frame.bottom:
                return name
        return None

    def within(self, area: Rect) -> Iterator[str]:
        """The ids of all frames that a rectangle touches."""
        seen: set[str] = set()
        for band in _bands(area.y, area.bottom) if len(self._bands) else ():
            for name, frame in self._bands.get(band, ()):
                apart = frame.x > area.right or frame.right < area.x or frame.y > area.bottom or frame.bottom < area.y
                if not apart and name not in seen:
                    seen.add(name)
                    yield name

    def level_with(self, area: Rect) -> int:
        """How many frames a rectangle would touch that had the width of the whole drawing."""
        return bisect_right(self._tops, area.bottom) - bisect_left(self._bottoms, area.y)


def _bands(top: float, bottom: float) -> range:
    return range(int(top // BAND), int(bottom // BAND) + 1)
