"""The one place that holds the design on screen: its value, analysis, selection, undo stack and file."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from designer.core.analysis import Analysis, analyse
from designer.core.design import Design
from designer.core.edit_basics import EditError
from designer.core.kinds import Input

Edit = Callable[[Design], Design]


@dataclass(frozen=True)
class Change:
    """What `changed` tells the views: the value before and after, and the new figures."""

    before: Design
    after: Design
    analysis: Analysis
    opened: bool = False
    """Whether it is another file."""

    @property
    def anew(self) -> bool:
        """Whether views begin again: another file, the first layers, or none left."""
        return self.opened or not (len(self.before) and len(self.after))


class Document(QObject):
    """Swaps one immutable design for the next and tells all views at once; views never tell each other."""

    changed = Signal(object)
    """A Change: an edit, an undo, a redo, or another file."""
    selection_changed = Signal(object)
    """The tuple of selected ids, in list order."""
    refused = Signal(str)
    """One line: why an edit was not made."""
    file_changed = Signal()
    """Saved, or another path."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.design = Design()
        self.analysis = analyse(self.design)
        self.selection: tuple[str, ...] = ()
        self.path: Path | None = None
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(1000)
        self._saved = self.design

    def __del__(self) -> None:
        if shiboken6.isValid(self.stack):  # the collector would free commands twice that their stack still holds
            self.stack.blockSignals(True)
            self.stack.clear()

    def apply(self, text: str, edit: Edit, select: Iterable[str] | None = None, merge: Hashable | None = None) -> bool:
        """Make an edit that undo calls `text`; False, with a line sent by `refused`, where it cannot be made.

        `select` are ids to select behind it, by default those that are new, but for the image that the first layers of
        an empty design bring along. Edits with an equal `merge` that follow each other become one step of undo.
        """
        try:
            after = edit(self.design)
        except EditError as error:
            self.refused.emit(str(error))
            return False
        if after is not self.design and after != self.design:
            wanted = _new(self.design, after) if select is None else list(select)
            chosen = tuple(wanted) or tuple(name for name in self.selection if name in after)
            self.stack.push(EditCommand(self, text, (self.design, self.selection), (after, chosen), merge))
        return True

    def select(self, ids: Iterable[str]) -> None:
        """Select these layers and no others."""
        wanted = set(ids)
        chosen = tuple(layer.id for layer in self.design if layer.id in wanted)
        if chosen != self.selection:
            self.selection = chosen
            self.selection_changed.emit(chosen)

    def show_state(self, design: Design, selection: tuple[str, ...], opened: bool = False) -> None:
        """Put another value on screen: the only place where the design is swapped."""
        change = Change(self.design, design, analyse(design, self.analysis), opened)
        self.design, self.analysis = design, change.analysis
        moved, self.selection = selection != self.selection, selection
        self.changed.emit(change)
        if moved:
            self.selection_changed.emit(selection)

    def reset(self, design: Design, path: Path | None = None) -> None:
        """Show another design with a fresh undo stack."""
        self.stack.clear()
        self.path, self._saved = path, design
        self.show_state(design, (), opened=True)
        self.file_changed.emit()

    def mark_saved(self, design: Design, path: Path) -> None:
        """Go on under the name of a file that holds `design`, which may have been edited since."""
        self.path, self._saved = path, design
        self.file_changed.emit()

    @property
    def modified(self) -> bool:
        """Whether the design differs from its file."""
        return self.design is not self._saved and self.design != self._saved


def _new(before: Design, after: Design) -> list[str]:
    """The layers to select that came with an edit."""
    new = [layer for layer in after if layer.id not in before]
    below = [] if len(before) else [layer for layer in new if not isinstance(layer.kind, Input)]
    return [layer.id for layer in below or new]


class EditCommand(QUndoCommand):
    """The swap of one value for another; the values were made and checked before it was pushed."""

    _MERGED = 1

    def __init__(
        self,
        document: Document,
        text: str,
        before: tuple[Design, tuple[str, ...]],
        after: tuple[Design, tuple[str, ...]],
        merge: Hashable | None,
    ) -> None:
        super().__init__(text)
        self._document = document
        self._before, self._after = before, after
        self._merge = merge

    def redo(self) -> None:
        """Show the value behind the edit."""
        self._document.show_state(*self._after)

    def undo(self) -> None:
        """Show the value before the edit."""
        self._document.show_state(*self._before)

    def id(self) -> int:
        """Commands that may merge share an id; -1 never merges."""
        return -1 if self._merge is None else self._MERGED

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in a following edit of the same thing; a change that came back to its start vanishes."""
        if not isinstance(other, EditCommand) or other._merge != self._merge:
            return False
        self._after = other._after
        self.setObsolete(self._after[0] == self._before[0])
        return True
