"""What the Edit menu does to layers: clipboard, duplicate, blocks, residuals, other kinds."""

from functools import partial

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from designer.core import blocks, edits, fragments, wrap
from designer.core.design import Design
from designer.core.edits import EditError
from designer.core.kinds import Input
from designer.core.presets import PRESETS
from designer.ui.document import Document


class LayerEdits(QObject):
    """Turns commands into edits of the document's selection."""

    refused = Signal(str)
    """One line: why a command did nothing."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document

    @property
    def end(self) -> str:
        """Where new layers go without a place of their own: below the last selected layer, or the last of all."""
        return self._document.selection[-1] if self._document.selection else self._document.design.layers[-1].id

    def insert_preset(self, key: str) -> None:
        """Put a layer of the palette below the selected one, or at the end; a join takes the whole selection."""
        preset, document = PRESETS[key], self._document
        text, source = f"Insert {preset.label}", self.end
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
            text = fragments.copy(self._document.design, self._document.selection)
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
            self._document.apply(f"Cut {_counted(ids)}", lambda design: edits.remove(design, ids))

    def paste(self) -> None:
        """The layers of the clipboard's text below the selected one, or at the end."""
        text, source = QGuiApplication.clipboard().text(), self.end
        self._document.apply("Paste", lambda design: fragments.paste(design, text, source))

    def duplicate(self) -> None:
        """Each selected part once more, below itself."""
        ids = self._document.selection
        self._document.apply(f"Duplicate {_counted(ids)}", lambda design: fragments.duplicate(design, ids))

    def group(self) -> None:
        """The selection as a block with a name of its own, to be changed later."""
        ids = self._document.selection
        self._document.apply("Group", lambda design: blocks.group(design, ids, "block"), select=ids)

    def ungroup(self) -> None:
        """The innermost block of the selected layer loses its frame."""
        ids = self._document.selection
        paths = {path for name in ids if (path := self._document.design[name].block)}
        if not paths:
            self.refused.emit("the selection is in no block: select a layer of the block to ungroup")
            return
        deepest = max(paths, key=lambda path: path.count("/"))
        self._document.apply(f"Ungroup {deepest}", lambda design: blocks.ungroup(design, deepest), select=ids)

    def wrap_residual(self) -> None:
        """A shortcut around the selection, with a 1×1 projection where the shapes differ."""
        ids = self._document.selection
        self._document.apply("Wrap in a residual", lambda design: wrap.wrap_residual(design, ids))

    def swap_kind(self, name: str) -> None:
        """Another kind for the selected layers; what options fit are kept."""
        ids = self._document.selection
        for layer_id in ids:
            self._document.apply(f"Change kind of {layer_id}", partial(_swapped, layer_id=layer_id, name=name), ids)


def _swapped(design: Design, layer_id: str, name: str) -> Design:
    return wrap.swap(design, layer_id, name)


def _counted(ids: tuple[str, ...]) -> str:
    return ids[0] if len(ids) == 1 else f"{len(ids)} layers"
