"""From mouse events to gestures: decides which one begins, and ends whatever is under way."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from designer.core.edit_basics import EditError
from designer.ui.canvas.border import Border
from designer.ui.canvas.connect import Connect
from designer.ui.canvas.gestures import NONE, Gesture, MoveLayers, Pan, RubberBand

if TYPE_CHECKING:
    from designer.ui.canvas.board import Board

EXTEND = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class Hands(QObject):
    """Holds the one gesture under way; a press becomes one when the pointer has gone far enough."""

    def __init__(self, canvas: "Board") -> None:
        super().__init__(canvas)
        self.canvas = canvas
        self.gesture: Gesture | None = None
        self.panning_key = False
        self._pressed: QPointF | None = None
        self._port: str | None = None
        self._modifiers = NONE
        self._at = QPointF()
        self.border = Border(canvas.viewport(), self)
        self.border.pushed.connect(self._scroll)

    def begin(self, gesture: Gesture, at: QPointF) -> None:
        """Start a gesture in place of any other."""
        self.cancel()
        self.gesture = gesture
        self._at = at
        gesture.start(at)
        if not isinstance(gesture, Pan):
            self.border.watch(at)

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Tell the gesture where the pointer is and which keys are held."""
        self._at, self._modifiers = at, modifiers
        self.border.at = at
        if self.gesture is not None:
            self.gesture.move(at, modifiers)

    def hold(self, modifiers: Qt.KeyboardModifier) -> None:
        """Other keys are held while the pointer rests."""
        if self.gesture is not None:
            self.move(self._at, modifiers)

    def finish(self) -> None:
        """End the gesture and do what it stands for."""
        self.border.leave()
        gesture, self.gesture = self.gesture, None
        if gesture is not None:
            gesture.finish()

    def cancel(self) -> bool:
        """End the gesture as if it had not been; False where there was none."""
        self.border.leave()
        self._pressed = None
        gesture, self.gesture = self.gesture, None
        if gesture is None:
            return False
        gesture.cancel()
        return True

    def press(self, event: QMouseEvent) -> None:
        """Take hold: of the drawing, of a card, or of a corner of a rubber band."""
        at, button = event.position(), event.button()
        if button == Qt.MouseButton.MiddleButton or (button == Qt.MouseButton.LeftButton and self.panning_key):
            self.begin(Pan(self.canvas), at)
            return
        self._port = self.canvas.hits.port(at) if button == Qt.MouseButton.LeftButton else None
        name = self._port or self.canvas.hits.card(at)
        if button == Qt.MouseButton.RightButton and name and not self._is_chosen(name):
            self.canvas.choose(name)
        if button != Qt.MouseButton.LeftButton or self.gesture is not None:
            return
        self._pressed = at
        # With Ctrl held it may become the drag of a copy: the others it would be added to are not meant then.
        later = self._port is not None or bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self._chosen_by_press = name is not None and not later and not self._is_chosen(name)
        if name and self._chosen_by_press:
            self.canvas.choose(name, extend=bool(event.modifiers() & EXTEND))

    def drag(self, event: QMouseEvent) -> None:
        """The pointer moves, with a button held or not."""
        at = event.position()
        if self.gesture is not None and not event.buttons():
            self.cancel()  # the release went elsewhere
        elif self.gesture is not None:
            self.move(at, event.modifiers())
        elif self._pressed is None:
            self.canvas.hover(at)
        elif (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            pressed = self._pressed
            if self._port:
                self._connect(self._port, pressed)
            elif name := self.canvas.hits.card(pressed):
                if not self._is_chosen(name):
                    self.canvas.choose(name)
                self.begin(MoveLayers(self.canvas), pressed)
            elif title := self.canvas.hits.title(pressed):
                self.canvas.choose_block(title)
                self.begin(MoveLayers(self.canvas), pressed)
            else:
                self.begin(RubberBand(self.canvas, added=bool(event.modifiers() & EXTEND)), pressed)
            self.move(at, event.modifiers())

    def release(self, event: QMouseEvent) -> None:
        """Let go: what has been dragged lands; what was only clicked is selected."""
        if self.gesture is not None:
            self._pressed = None
            self.move(event.position(), event.modifiers())
            self.finish()
        elif self._pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            hits = self.canvas.hits
            name = self._port or hits.card(self._pressed)
            extend = bool(event.modifiers() & EXTEND)
            wire = None if name else hits.wire(self._pressed)
            title, button = hits.title(self._pressed), hits.button(self._pressed)
            self._pressed = None
            if button:
                self.canvas.folds.toggle(button)
            elif title and name is None:
                self.canvas.choose_block(title, extend)
            elif name and not self._chosen_by_press:
                self.canvas.choose(name, extend=extend)
            elif name is None and not extend:
                self.canvas.document.select(())
                self.canvas.choose_wire(wire)

    def double_click(self, at: QPointF) -> None:
        """A card is to be edited, a folded block unfolded, an open one folded at its title."""
        hits = self.canvas.hits
        if hits.button(at):
            return  # each of the clicks counts for itself
        if name := hits.card(at):
            self.canvas.choose(name)
            self.canvas.edit(name)
        elif title := hits.title(at):
            self.canvas.folds.fold(title)

    def ask_menu(self, at: QPointF | None, where: QPoint) -> None:
        """Select what lies at a point of the viewport and ask for its menu; without a point, that of the selection."""
        self.cancel()
        canvas = self.canvas
        if at is None:
            card = canvas.current
            if card is not None:
                frame = canvas.network.layout.frames[card]
                corner = canvas.viewportTransform().map(QPointF(frame.x + 24, frame.y + 24)).toPoint()
                where = canvas.viewport().mapToGlobal(corner)
            what = "wire" if canvas.wire else "ground" if not canvas.document.selection else "card"
        elif name := canvas.hits.card(at):
            if not self._is_chosen(name):
                canvas.choose(name)
            what = "card"
        elif title := canvas.hits.title(at):
            canvas.choose_block(title)
            what = "block"
        else:
            wire = canvas.hits.wire(at)
            if wire is not None:
                canvas.document.select(())
            canvas.choose_wire(wire)
            what = "wire" if wire else "ground"
        if what == "card" and canvas.meant.block is not None:
            what = "block"
        canvas.menu_asked.emit(what, where)

    def _connect(self, card: str, at: QPointF) -> None:
        try:
            self.begin(Connect(self.canvas, card), at)
        except EditError as error:
            self._pressed = None
            self.canvas.document.refused.emit(str(error))

    def _is_chosen(self, card: str) -> bool:
        return set(self.canvas.network.outline.members(card)) <= set(self.canvas.document.selection)

    @Slot(QPointF)
    def _scroll(self, by: QPointF) -> None:
        """The pointer is held at the border: what it drags stays at the pointer, all else passes below."""
        if self.gesture is not None:
            self.canvas.camera.pan(by)
            self.gesture.move(self._at, self._modifiers)
