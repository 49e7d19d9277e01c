"""The frames around open blocks: where they stand, and how they are drawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from designer.core.layout import Layout, Rect, Wire
from designer.ui.canvas.boxes import FOOT, SIDE, TITLE
from designer.ui.canvas.nesting import Nesting
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
    nesting = outline.nesting
    entering, inner = _wires(nesting, layout)
    found: dict[str, Frame] = {}
    extents: dict[str, Rect] = {}
    for path in nesting.inner_first():
        cards = [layout.frames[key] for key in nesting.cards[path]]
        parts = [extents[part] for part in nesting.parts[path]]
        area = extents[path] = _extent([*cards, *parts], inner.get(path, ()))
        whole = picker.level_with(area) == nesting.sizes[path] or set(picker.within(area)) == {*nesting.inside(path)}
        if not whole:
            area = _tab(path, nesting, layout)
        found[path] = Frame(path, area, _title(area, entering.get(path, ())), whole)
    return {path: found[path] for path in nesting.cards}


def _wires(nesting: Nesting, layout: Layout) -> tuple[dict[str, list[Wire]], dict[str, list[Wire]]]:
    """The wires that come into each block, and those between two cards of a block that no smaller one holds both."""
    entering: dict[str, list[Wire]] = {}
    inner: dict[str, list[Wire]] = {}
    for wire in layout.wires if nesting else ():
        around = nesting.around(wire.target)
        shared = nesting.shared(wire.target, wire.source)
        if shared:
            inner.setdefault(around[shared - 1], []).append(wire)
        for path in around[shared:]:
            entering.setdefault(path, []).append(wire)
    return entering, inner


def _extent(inside: Sequence[Rect], wires: Iterable[Wire]) -> Rect:
    """The area around cards and smaller blocks, and around the wires between them."""
    xs = [x for wire in wires for x, _ in wire.points[1:-1]]  # both ends lie on cards
    left = min([area.x for area in inside] + [x - BESIDE_WIRE for x in xs]) - SIDE
    right = max([area.right for area in inside] + [x + BESIDE_WIRE for x in xs]) + SIDE
    top, bottom = min(area.y for area in inside) - TITLE, max(area.bottom for area in inside) + FOOT
    return Rect(left, top, right - left, bottom - top)


def _tab(path: str, nesting: Nesting, layout: Layout) -> Rect:
    """A title alone, above the uppermost card of a block and the titles of the blocks within."""
    top = min(nesting.inside(path), key=lambda key: (layout.frames[key].y, layout.frames[key].x))
    card, around = layout.frames[top], nesting.around(top)
    return Rect(card.x, card.y - (len(around) - around.index(path)) * TITLE, card.width, TITLE)


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
