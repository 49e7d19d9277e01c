"""The shown network: what it shows of the document, what is selected in it, and what may be asked of it by program."""

from collections.abc import Collection

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtWidgets import QWidget

from designer.core import branches, removals
from designer.core.blocks import members
from designer.core.edit_basics import EditError
from designer.core.renames import renamed
from designer.ui.canvas.arrivals import Arrivals
from designer.ui.canvas.folds import Folds, path_of
from designer.ui.canvas.hands import Hands
from designer.ui.canvas.meant import Meant
from designer.ui.canvas.motion import Motion
from designer.ui.canvas.naming import Naming
from designer.ui.canvas.pane import Pane
from designer.ui.document import Change, Document
from designer.ui.theme import Theme


class Board(Pane):
    """A pane that follows the document, by card; events are the canvas's matter."""

    edit_requested = Signal(str)
    """The id of a layer whose options the user wants to edit."""
    files_dropped = Signal(object)
    """A list of Path: files that were dropped on the canvas."""
    wire_chosen = Signal()
    """A wire is selected, or none any more."""
    menu_asked = Signal(str, QPoint)
    """A context menu is wanted: over a "card", "block", "wire" or "ground", at a point of the screen."""
    folded = Signal()
    """Blocks have been folded or unfolded."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.document = document
        self.hands = Hands(self)
        self.arrivals = Arrivals(self)
        self.folds = Folds(self)
        self.motion = Motion(self)
        self.meant = Meant(self)
        self.naming = Naming(self)
        self.current: str | None = None
        self.setObjectName("canvas")
        self.setAccessibleName("Network")
        self.setAccessibleDescription(
            "The network as a drawing. Arrow keys walk along its connections; the layer table shows the same layers."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        document.changed.connect(self._follow)
        document.selection_changed.connect(self._follow_selection)
        self.network.show_analysis(document.analysis)
        self.network.choose(document.selection)
        self.camera.set_bounds(self.network.layout.bounds)

    def set_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self.motion.finish()
        super().set_theme(theme)

    def choose(self, card: str, extend: bool = False, toggle: bool = True) -> None:
        """Select a layer, or all of a folded block, alone or with the others; keys go on from it.

        One that is selected already may `toggle`.
        """
        self.current = card
        self.meant.press_card(card)
        self.choose_layers(self.network.outline.members(card), extend, toggle)

    def choose_layers(self, ids: Collection[str], extend: bool = False, toggle: bool = True) -> None:
        """The same for any layers."""
        chosen = self.document.selection
        if not extend:
            self.document.select(ids)
        elif toggle and set(ids) <= set(chosen):
            self.document.select(name for name in chosen if name not in ids)
        else:
            self.document.select((*chosen, *ids))
        self.show_current()

    def edit(self, card: str) -> None:
        """Ask for the options of a layer; a folded block is unfolded."""
        if self.network.outline.is_folded(card):
            self.folds.unfold(path_of(card))
        else:
            self.edit_requested.emit(card)

    def fold_all(self) -> None:
        """Show every block as one card."""
        self.folds.fold_all()

    def unfold_all(self) -> None:
        """Show every layer."""
        self.folds.unfold_all()

    def choose_block(self, path: str, extend: bool = False) -> None:
        """Select all layers of a block; commands over blocks mean it."""
        self.meant.press(path)
        self.choose_layers(members(self.document.design, path), extend)

    def fold_current(self) -> None:
        """Fold the selected block, or the innermost around the card that keys act on."""
        path = self.meant.block
        if path is not None and self.network.outline.key_of_block(path) is None:
            self.folds.fold(path)
        elif self.current is not None:
            self.folds.fold_around(self.current)

    def unfold_current(self) -> None:
        """Unfold the block whose card keys act on."""
        if self.network.outline.is_folded(self.current):
            self.edit(str(self.current))

    def name_block(self, path: str) -> None:
        """Ask for the name of a block where it stands."""
        self.reveal(members(self.document.design, path)[0])
        self.naming.ask(path)

    def show_folded(self, current: str | None) -> None:
        """Blocks have been folded or unfolded: keys act on this card now."""
        self.current = current
        self.show_current()
        self.show_corners(anew=True)
        self.viewport().update()
        self.folded.emit()

    def select_all(self) -> None:
        """Select every layer."""
        self.document.select(layer.id for layer in self.document.design)

    def delete_selection(self) -> None:
        """Delete the selected layers; the network heals, and keys go on from what stood below."""
        ids = self.document.selection
        if not ids:
            self._delete_wire()
            return
        design = self.document.design
        beside = [layer.id for name in reversed(ids) for layer in design.consumers(name)] + [
            name for each in ids for name in design[each].inputs
        ]
        text = f"Delete {ids[0]}" if len(ids) == 1 else f"Delete {len(ids)} layers"
        if self.document.apply(text, lambda value: branches.remove(value, ids)):
            left = next((name for name in beside if name in self.document.design), None)
            self.current = left and self.network.outline.card_of(left)
            self.show_current()

    def _delete_wire(self) -> None:
        if self.wire is not None:
            try:
                target, index = self.network.outline.edge(*self.wire)
            except EditError as error:
                self.document.refused.emit(str(error))
                return
            source = self.document.design[target].inputs[index]
            self.document.apply(
                f"Disconnect {source} from {target}", lambda design: removals.disconnect(design, target, index)
            )

    def cancel(self) -> bool:
        """End a gesture under way, else clear the selection; False where there was nothing to end."""
        if self.hands.cancel():
            return True
        selected = bool(self.document.selection) or self.wire is not None
        self.choose_wire(None)
        self.document.select(())
        return selected

    @property
    def wire(self) -> tuple[str, int] | None:
        """The selected wire, as its target and the number of the input; Delete disconnects it."""
        return self.network.chosen_wire

    @property
    def picked_edge(self) -> tuple[str, tuple[str, int]] | None:
        """That wire as an edge between layers; None too where it stands for several."""
        if self.wire is None:
            return None
        try:
            target, index = self.network.outline.edge(*self.wire)
        except EditError:
            return None
        return self.document.design[target].inputs[index], (target, index)

    def choose_wire(self, wire: tuple[str, int] | None) -> None:
        """Select a wire alone, or none."""
        if wire != self.wire:
            self.network.choose_wire(wire)
            self.wire_chosen.emit()

    def hover(self, at: QPointF) -> None:
        """Light up the layer at a point of the viewport; above a port the pointer changes its shape."""
        port = self.hits.port(at)
        self.network.hover(port or self.hits.card(at))
        self.network.hover_frame(self.hits.title(at))
        if not self.hands.panning_key:
            self.viewport().setCursor(Qt.CursorShape.CrossCursor if port else Qt.CursorShape.ArrowCursor)

    def show_cursor(self) -> None:
        """Shape the pointer for what a press would do."""
        shape = Qt.CursorShape.OpenHandCursor if self.hands.panning_key else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def hold_panning_key(self, held: bool) -> None:
        """While it is held a left drag pans."""
        if held != self.hands.panning_key:
            self.hands.panning_key = held
            self.show_cursor()

    def _follow(self, change: Change) -> None:
        self.hands.cancel()
        self.choose_wire(None)
        self.folds.follow(change)
        members = () if self.current is None else self.network.outline.members(self.current)
        seen = self.motion.picture()
        self.network.show_analysis(change.analysis)
        self.camera.set_bounds(self.network.layout.bounds)
        if not any(name in change.after for name in members):
            names = renamed(change.before, change.after)
            members = tuple(names.get(name, name) for name in members)
        kept = next((name for name in members if name in change.after), None)
        self.current = kept and self.network.outline.card_of(kept)
        if change.anew:
            self.untouched = True
            self.camera.start()
        else:
            self.motion.glide(seen)
        self.show_corners(anew=True)
        self.viewport().update()

    def _follow_selection(self, ids: tuple[str, ...]) -> None:
        self.choose_wire(None)
        self.network.choose(ids)
        cards = [self.network.outline.card_of(name) for name in ids]
        if cards and self.current not in cards:
            self.current = cards[-1]
        self.show_current()
        frames = self.network.layout.frames
        if ids and not any(self.camera.sees(frames[card]) for card in cards):
            self.reveal(ids[0])

    def show_current(self) -> None:
        """Show which card keys act on, where the selection does not say so."""
        alone = self.current and self.document.selection == self.network.outline.members(self.current)
        self.network.focus(self.current if self.hasFocus() and not alone else None)
