"""Where arrow keys lead: up and down along the wires, left and right to the neighbouring lane."""

from designer.core.layout import Layout
from designer.ui.canvas.outline import Outline


def above(outline: Outline, layout: Layout, name: str) -> str | None:
    """The card that it reads and that stands nearest above; None at an input layer."""
    inputs = outline.inputs(name)
    return min(inputs, key=lambda each: _aside(layout, name, each)) if inputs else None


def below(outline: Outline, layout: Layout, name: str) -> str | None:
    """The reader that stands nearest below: of several the next one, straight below before aside."""
    readers = outline.readers(name)
    if not readers:
        return None
    return min(readers, key=lambda each: (layout.frames[each].y, _aside(layout, name, each)))


def beside(layout: Layout, name: str, to_right: bool) -> str | None:
    """The frame to the left or right that is nearest and stands at about the same height."""
    here = layout.frames[name]
    best: tuple[float, str] | None = None
    for other, frame in layout.frames.items():
        distance = frame.x - here.right if to_right else here.x - frame.right
        if distance < 0:
            continue
        apart = max(0.0, frame.y - here.bottom, here.y - frame.bottom)
        level = abs(frame.y + frame.height / 2 - here.y - here.height / 2)
        cost = distance + 4 * apart + level / 4
        if best is None or cost < best[0]:
            best = cost, other
    return best[1] if best else None


def _aside(layout: Layout, name: str, other: str) -> float:
    return abs(layout.frames[other].centre - layout.frames[name].centre)
