"""What the menus do to layers: insert, clipboard, duplicate, residuals and branches, connections, other kinds."""

from functools import reduce

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from designer.core import branches, clipboard, edits, wrap
from designer.core.branches import Way
from designer.core.design import Design
from designer.core.edit_basics import EditError
from designer.core.kinds import Concat, Input
from designer.core.layout import Slot
from designer.core.presets import PRESETS
from designer.core.splice import Target
from designer.ui.canvas import Canvas
from designer.ui.canvas.drops import NewLayer
from designer.ui.canvas.new_blocks import PaletteItem
from designer.ui.document import Document

PROJECT = ": Ctrl+Shift+R puts a 1×1 convolution there"
"""What a refused residual adds to its reason: the command that asks for one."""


Place = tuple[str, Target | None]
"""A layer, and the input below it that alone shall read what is put there; None: all that read the layer."""


def end_of(document: Document) -> str | None:
    """Where new layers go without a place of their own: below the last selected layer, or the last of all."""
    if document.selection:
        return document.selection[-1]
    return document.design.layers[-1].id if len(document.design) else None


class LayerEdits(QObject):
    """Turns commands into edits of the document's selection."""

    refused = Signal(str)
    """One line: why a command did nothing."""

    def __init__(self, document: Document, canvas: Canvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._canvas = document, canvas

    def place(self) -> Place | None:
        """Where new layers go: on the wire that is picked, else below the selection; None in an empty design."""
        end = end_of(self._document)
        return self._canvas.picked_edge or (None if end is None else (end, None))

    @property
    def end(self) -> str:
        """Where new layers go without a place of their own; raises EditError where there is none."""
        found = end_of(self._document)
        if found is None:
            raise EditError("the design is empty: begin with an input from the palette")
        return found

    def insert(self, item: PaletteItem) -> None:
        """Put what the palette offers on the picked wire, below the selected layer, or at the end."""
        analysis, place = self._document.analysis, self.place()
        if place is not None and place[1] is not None:
            slot = Slot("wire", place[0], *place[1], (0, 0), (0, 0))
            self._document.apply(item.undo_text, lambda _design: item.edit(analysis, slot, Concat()))
        elif isinstance(item, NewLayer):
            self.insert_preset(item.preset.key)
        elif place is None:
            self._document.apply(item.undo_text, lambda _design: item.edit(analysis, None, Concat()))
        else:
            self._document.apply(item.undo_text, lambda _design: item.below(analysis, place[0]))

    def insert_preset(self, key: str) -> None:
        """Put a layer of the palette below the selected one, or at the end; a join takes the whole selection."""
        preset, document = PRESETS[key], self._document
        text, source = NewLayer(preset).undo_text, end_of(document)
        if source is None:
            document.apply(text, lambda _design: NewLayer(preset).edit(document.analysis, None, Concat()))
            return
        kind = preset.kind_for(document.analysis.facts[source].output)
        if isinstance(kind, Input):
            document.apply(text, lambda design: edits.add_input(design, kind))
        elif kind.joins:
            ids = document.selection or (source,)
            document.apply(text, lambda design: edits.join(design, ids, kind))
        else:
            document.apply(text, lambda design: edits.insert_after(design, source, kind))

    def copy(self) -> bool:
        """The selected layers on the clipboard, as JSON text."""
        try:
            text = clipboard.copy(self._document.design, self._document.selection)
        except EditError as error:
            self.refused.emit(str(error))
            return False
        data = QMimeData()
        data.setText(text)
        QGuiApplication.clipboard().setMimeData(data)
        return True

    def cut(self) -> None:
        """The same, and away from the network."""
        ids = self._document.selection
        if self.copy():
            self._document.apply(f"Cut {_counted(ids)}", lambda design: branches.remove(design, ids))

    def paste(self) -> bool:
        """The layers of the clipboard's text at their place; False where it is none."""
        text, (source, target) = QGuiApplication.clipboard().text(), self.place() or (None, None)
        return self._document.apply("Paste", lambda design: clipboard.paste(design, text, source, target))

    def duplicate(self) -> None:
        """Each selected part once more, below itself."""
        ids = self._document.selection
        self._document.apply(f"Duplicate {_counted(ids)}", lambda design: clipboard.duplicate(design, ids))

    def wrap_residual(self) -> None:
        """A bare shortcut around the selection; a line says so where the shapes ask for a projection."""
        ids = self._document.selection
        try:
            after = wrap.wrap_residual(self._document.design, ids, project=False)
        except EditError as error:
            self.refused.emit(f"{error}{PROJECT if 'projection' in str(error) else ''}")
            return
        self._document.apply("Wrap in a residual", lambda _design: after)

    def wrap_projected(self) -> None:
        """A shortcut around the selection, with a 1×1 projection on it where the shapes differ."""
        ids = self._document.selection
        self._document.apply("Wrap in a residual with a projection", lambda design: wrap.wrap_residual(design, ids))

    def wrap_branch(self) -> None:
        """A parallel 1×1 branch beside the selection, joined to it by a concat."""
        ids = self._document.selection
        self._document.apply("Wrap in a branch", lambda design: wrap.wrap_branch(design, ids))

    def connect_to(self, target: str, way: Way) -> None:
        """The selected layer as one more input of another, by a way of joining."""
        source = self.end
        self._document.apply(
            f"Connect {source} to {target}", lambda design: branches.connect(design, source, target, way), (target,)
        )

    def swap_kind(self, name: str) -> None:
        """Another kind for the selected layers; what options fit are kept."""
        ids = self._document.selection
        if not ids:
            self.refused.emit("nothing is selected: select the layers that shall be of another kind")
            return

        def swapped(design: Design) -> Design:
            return reduce(lambda value, layer_id: wrap.swap(value, layer_id, name), ids, design)

        self._document.apply(f"Change kind of {_counted(ids)}", swapped, ids)


def _counted(ids: tuple[str, ...]) -> str:
    return ids[0] if len(ids) == 1 else f"{len(ids)} layers"
