"""What a hand does on the canvas: one object per interaction, of which one lives at a time."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QCursor

from designer.core.layout import Rect, Slot
from designer.ui.canvas.drops import CopiedLayers, Dragged, MovedLayers, Outcome, try_drop
from designer.ui.canvas.mark import Mark
from designer.ui.canvas.pills import is_pill
from designer.ui.canvas.places import Places

if TYPE_CHECKING:
    from designer.ui.canvas.board import Board


NONE = Qt.KeyboardModifier.NoModifier


class Gesture:
    """Begun by a press or an entering drag, then moved, then finished or cancelled; points are pixels of the viewport.

    Only `finish` may edit, and `cancel` leaves no trace.
    """

    def __init__(self, canvas: "Board") -> None:
        self.canvas = canvas

    def start(self, at: QPointF) -> None:
        """The press, or the drag's entry."""

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """The pointer is elsewhere."""

    def finish(self) -> None:
        """The release: make it so."""

    def cancel(self) -> None:
        """Esc, or the drag left: as if nothing had been."""


class Pan(Gesture):
    """Pushes the drawing about."""

    def start(self, at: QPointF) -> None:
        """Take hold of it."""
        self._first = self._last = at
        self.canvas.viewport().setCursor(QCursor(Qt.CursorShape.ClosedHandCursor))

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """It follows the pointer."""
        self.canvas.camera.pan(self._last - at)
        self._last = at

    def finish(self) -> None:
        """Let it go."""
        self.canvas.show_cursor()

    def cancel(self) -> None:
        """Push it back."""
        self.canvas.camera.pan(self._last - self._first)
        self.canvas.show_cursor()


class RubberBand(Gesture):
    """Selects what a rectangle touches; with `added` in addition to what was selected."""

    def __init__(self, canvas: "Board", added: bool) -> None:
        super().__init__(canvas)
        self._kept = canvas.document.selection if added else ()

    def start(self, at: QPointF) -> None:
        """One corner."""
        self._corner = self.canvas.scene_point(at)
        self.canvas.show_band(QRectF(self._corner, self._corner))

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """The other corner; what it touches shows as selected, the document does not know yet."""
        self.canvas.show_band(QRectF(self._corner, self.canvas.scene_point(at)).normalized())
        self.canvas.network.choose(self._touched())

    def finish(self) -> None:
        """Select it."""
        touched = self._touched()
        self.canvas.show_band(None)
        self.canvas.document.select(touched)
        self.canvas.network.choose(self.canvas.document.selection)

    def cancel(self) -> None:
        """Select what was selected."""
        self.canvas.show_band(None)
        self.canvas.network.choose(self.canvas.document.selection)

    def _touched(self) -> tuple[str, ...]:
        band = self.canvas.band or QRectF()
        area = Rect(band.x(), band.y(), band.width(), band.height())
        network = self.canvas.network
        touched = (name for key in network.picker.within(area) for name in network.outline.members(key))
        return (*self._kept, *touched)


class Drop(Gesture):
    """Carries layers over the drawing; the place they would land at and what would come of it is marked."""

    def __init__(self, canvas: "Board", dragged: Dragged) -> None:
        super().__init__(canvas)
        self.dragged = dragged
        self.outcome: Outcome | None = None
        self._tried: tuple[Slot | None, bool, Dragged] | None = None
        self._places = Places(canvas.network.layout, canvas.network.picker)

    def start(self, at: QPointF) -> None:
        """It comes in."""
        self.move(at)

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Mark the place nearest to the pointer; the edit is tried on the value once for each place.

        Shift asks for an add instead of a concat beside a card.
        """
        point = self.canvas.scene_point(at)
        slot = self._places.nearest(point.x(), point.y())
        add = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if self.outcome is None or (slot, add, self.dragged) != self._tried:
            self._tried = slot, add, self.dragged
            self.outcome = try_drop(self.dragged, self.canvas.network.outline, slot, add)
        outcome, label = self.outcome, self.dragged.label
        text = label if outcome.stays else outcome.text
        self.canvas.show_mark(Mark(None if outcome.stays else slot, label, text, outcome.wrong, (point.x(), point.y())))

    @property
    def possible(self) -> bool:
        """Whether a drop here would do anything."""
        return self.outcome is not None and self.outcome.design is not None

    def finish(self) -> None:
        """Make the edit, as one step of undo; a line says why where it cannot be made."""
        self.canvas.show_mark(None)
        outcome = self.outcome
        if outcome is None or outcome.stays:
            return
        after = outcome.design
        if after is None:
            self.canvas.document.refused.emit(outcome.text)
            return
        chosen = self.dragged.ids if isinstance(self.dragged, MovedLayers) else None
        self.canvas.document.apply(self.dragged.undo_text, lambda _design: after, select=chosen)

    def cancel(self) -> None:
        """The mark goes."""
        self.canvas.show_mark(None)


class MoveLayers(Drop):
    """Drags the selected cards, or with Ctrl a copy, to another place; the pills under a card come with it."""

    def __init__(self, canvas: "Board") -> None:
        self._ids = with_pills(canvas)
        super().__init__(canvas, MovedLayers(self._ids))

    def start(self, at: QPointF) -> None:
        """They pale where they are."""
        self.canvas.network.fade(self._ids)
        super().start(at)

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Mark the place; whether they go there or a copy may change at any time."""
        copy = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if copy != isinstance(self.dragged, CopiedLayers):
            self.dragged = CopiedLayers(self._ids) if copy else MovedLayers(self._ids)
            self.canvas.network.fade(() if copy else self._ids)
        super().move(at, modifiers)

    def finish(self) -> None:
        """Put them there."""
        self.canvas.network.fade(())
        super().finish()

    def cancel(self) -> None:
        """They stay."""
        self.canvas.network.fade(())
        super().cancel()


def with_pills(canvas: "Board") -> tuple[str, ...]:
    """The selected layers, and with each card the pills glued under it, in list order."""
    chosen, items = canvas.document.selection, canvas.network.layers
    carried: set[str] = set()
    for layer in canvas.document.design:
        if is_pill(layer.kind):
            if layer.id in items and items[layer.id].glued and layer.inputs[0] in carried:
                carried.add(layer.id)
        elif layer.id in chosen:
            carried.add(layer.id)
    return tuple(layer.id for layer in canvas.document.design if layer.id in carried or layer.id in chosen)
