"""The frames around open blocks: where they stand, and how they are drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from designer.core.blocks import within
from designer.core.layout import Layout, Rect, Wire
from designer.ui.canvas.boxes import FOOT, SIDE, TITLE
from designer.ui.canvas.outline import Outline
from designer.ui.canvas.pick import Picker
from designer.ui.canvas.style import NEAR, RADIUS, Style

BUTTON = 14.0
TEXT = 27.0  # from the left edge of a frame to its name
BESIDE_WIRE = 6.0
SHORTEST = 12.0


@dataclass(frozen=True)
class Frame:
    """The frame of a block: `area` around its cards, or of its title alone where other cards stand between them."""

    path: str
    area: Rect
    title: Rect
    whole: bool = True

    @property
    def button(self) -> Rect:
        """The button that folds it."""
        off = (TITLE - BUTTON) / 2
        return Rect(self.title.x + 8, self.title.y + off, BUTTON, BUTTON)


def frames(outline: Outline, layout: Layout, picker: Picker) -> dict[str, Frame]:
    """The frames of all open blocks by path, outer before inner."""
    members = _members(outline)
    entering: dict[str, list[Wire]] = {}
    inner: dict[str, list[Wire]] = {}
    paths = {key: outline.path(key) for key in outline.contents} if members else {}
    for wire in layout.wires if members else ():
        reader, source = paths[wire.target], paths[wire.source]
        for path in _around(reader):
            inside = within(source, path)
            (inner if inside else entering).setdefault(path, []).append(wire)
    found: dict[str, Frame] = {}
    extents: dict[str, Rect] = {}
    tops: dict[str, str] = {}  # the uppermost card in each block
    for path in sorted(members, key=lambda path: -path.count("/")):
        keys, parts = members[path]
        tops[path] = min([*keys, *(tops[part] for part in parts)], key=lambda key: _corner(layout, key))
        areas = [*(layout.frames[key] for key in keys), *(extents[part] for part in parts)]
        xs = [x for wire in inner.get(path, ()) for x, _ in wire.points]
        left = min([area.x for area in areas] + [x - BESIDE_WIRE for x in xs]) - SIDE
        right = max([area.right for area in areas] + [x + BESIDE_WIRE for x in xs]) + SIDE
        top, bottom = min(area.y for area in areas) - TITLE, max(area.bottom for area in areas) + FOOT
        area = extents[path] = Rect(left, top, right - left, bottom - top)
        whole = all(within(paths[key], path) for key in picker.within(area))
        if not whole:
            area = _tab(path, tops[path], outline, layout)
        found[path] = Frame(path, area, _title(area, entering.get(path, ())), whole)
    return {path: found[path] for path in sorted(found, key=lambda path: path.count("/"))}


def _corner(layout: Layout, key: str) -> tuple[float, float]:
    return layout.frames[key].y, layout.frames[key].x


def _tab(path: str, key: str, outline: Outline, layout: Layout) -> Rect:
    """A title alone, above the uppermost card of a block and the titles of the blocks within."""
    card, levels = layout.frames[key], str(outline.path(key)).count("/") - path.count("/") + 1
    return Rect(card.x, card.y - levels * TITLE, card.width, TITLE)


def _members(outline: Outline) -> dict[str, tuple[list[str], list[str]]]:
    """The cards right in each open block, and the blocks right in it."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for key in outline.contents:
        for depth, path in enumerate(_around(outline.path(key))):
            keys, parts = found.setdefault(path, ([], []))
            if depth == 0:
                keys.append(key)
                child = path
            else:
                if child not in parts:
                    parts.append(child)
                child = path
    return found


def _around(path: str | None) -> list[str]:
    """The path and those of the blocks around it, from within."""
    found = []
    while path:
        found.append(path)
        path = path.rpartition("/")[0]
    return found


def _title(area: Rect, wires: Iterable[Wire]) -> Rect:
    """The left part of the strip above the cards, up to the first wire that comes in."""
    middle, right = area.y + TITLE / 2, area.right
    for wire in wires:
        for (x, y), (_, to_y) in pairwise(wire.points):
            if min(y, to_y) <= middle <= max(y, to_y) and y != to_y and x > area.x + TEXT:
                right = min(right, x - BESIDE_WIRE)
    return Rect(area.x, area.y, right - area.x, TITLE)


class FrameItem(QGraphicsRectItem):
    """A quiet ground below the cards of a block, with its name and a button that folds it."""

    def __init__(self, style: Style, frame: Frame) -> None:
        super().__init__()
        self.look, self.frame = style, frame
        self.hovered = False
        self._text = ""
        self._fitted: tuple[float, Style | None] = (0.0, None)
        self._area = frame.area
        self.setPen(Qt.PenStyle.NoPen)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.show_frame(frame, style)

    def show_frame(self, frame: Frame, style: Style) -> None:
        """Stand elsewhere, in other colours."""
        if frame == self.frame and style is self.look and self.rect().width() > 0:
            return
        self.look, self.frame = style, frame
        area = frame.area
        self.setZValue(-3 + min(frame.path.count("/"), 99) / 100)
        self.draw(area)
        self._name(frame.title.right - area.x - TEXT - 4, style)
        self.update()

    def _name(self, room: float, style: Style) -> None:
        """Write the name as it fits, unless there is as much room for it as there was."""
        if (room, style) != self._fitted:
            name, metrics = self.frame.path.rpartition("/")[2], style.metrics_of(style.label_font)
            self._text = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room) if room > SHORTEST else ""
            self._fitted = room, style

    @property
    def drawn(self) -> Rect:
        """The area that is drawn at the moment."""
        return self._area

    def draw(self, area: Rect) -> None:
        """Draw an area that need not be the frame's own, while things move."""
        self._area = area
        self.setPos(area.x, area.y)
        self.setRect(QRectF(-1, -1, area.width + 2, area.height + 2))

    @property
    def text(self) -> str:
        """The name as it fits."""
        return self._text

    def set_hovered(self, hovered: bool) -> None:
        """Show that a press would mean it."""
        if hovered != self.hovered:
            self.hovered = hovered
            self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Ground and rim; name and button where they can be read."""
        look, frame = self.look, self.frame
        zoom = painter.worldTransform().m11()
        if frame.whole:
            painter.setPen(look.frame_rim if not self.hovered else look.hover_rim)
            painter.setBrush(look.frame_fills[frame.path.count("/") % 2])
            painter.drawRoundedRect(QRectF(0, 0, self._area.width, self._area.height), RADIUS + 2, RADIUS + 2)
        if zoom < NEAR:
            return
        button = QRectF(8, (TITLE - BUTTON) / 2, BUTTON, BUTTON)
        paint_button(painter, button, look, plus=False)
        painter.setFont(look.label_font)
        painter.setPen(look.text if self.hovered else look.muted)
        painter.drawText(QPointF(TEXT, TITLE / 2 + 4.5), self._text)


def paint_button(painter: QPainter, place: QRectF, look: Style, plus: bool) -> None:
    """The button that folds a block, or with a plus the one that unfolds it."""
    painter.setPen(look.button_rim)
    painter.setBrush(look.card)
    painter.drawRoundedRect(place, 3, 3)
    centre, arm = place.center(), place.width() / 2 - 3.5
    painter.drawLine(centre - QPointF(arm, 0), centre + QPointF(arm, 0))
    if plus:
        painter.drawLine(centre - QPointF(0, arm), centre + QPointF(0, arm))
