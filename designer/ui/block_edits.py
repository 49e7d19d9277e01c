"""What the menus do to blocks and branches of the canvas: name, fold, group, save, keep or delete."""

from PySide6.QtCore import QObject

from designer.core import blocks, removals, wrap
from designer.core.edit_basics import EditError
from designer.core.library import cut_block
from designer.ui.canvas import Canvas
from designer.ui.document import Document
from designer.ui.my_blocks import MyBlocks

UNNAMED = "my block"
"""What a saved selection is called until its name is typed."""


class BlockEdits(QObject):
    """Turns commands into edits of the block or the branch that the canvas says is meant."""

    def __init__(self, document: Document, canvas: Canvas, mine: MyBlocks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._canvas, self._mine = document, canvas, mine

    def group(self) -> None:
        """The selection as a block, whose name is asked for where it stands."""
        ids, before = self._document.selection, set(blocks.blocks(self._document.design))
        if self._document.apply("Group", lambda design: blocks.group(design, ids), select=ids):
            self._canvas.name_block(next(path for path in blocks.blocks(self._document.design) if path not in before))

    def ungroup(self) -> None:
        """The selected block, or the innermost around the selection, loses its frame."""
        path = self._path()
        if path is not None:
            ids = self._document.selection
            self._document.apply(f"Ungroup {path}", lambda design: blocks.ungroup(design, path), select=ids)

    def rename(self) -> None:
        """Ask for the block's name where it stands."""
        path = self._path()
        if path is not None:
            self._canvas.name_block(path)

    def fold(self) -> None:
        """Show the block as one card."""
        path = self._path()
        if path is not None:
            self._canvas.folds.fold(path)

    def unfold(self) -> None:
        """Show what is in the block."""
        path = self._path()
        if path is not None:
            self._canvas.folds.unfold(path)

    def _path(self) -> str | None:
        try:
            return self._canvas.meant.block_around()
        except EditError as error:
            self._document.refused.emit(str(error))
            return None

    def save(self) -> None:
        """The selection into the user's own palette, which asks for its name."""
        try:
            fragment = cut_block(self._document.design, self._document.selection)
        except EditError as error:
            self._document.refused.emit(str(error))
            return
        self._mine.save(fragment, fragment.name or UNNAMED)

    def keep_branch(self) -> None:
        """Of a join's branches only the one that is meant stays."""
        branch = self._branch()
        if branch is not None:
            join, index = branch
            self._document.apply(
                f"Keep only branch {index + 1} of {join}", lambda design: wrap.keep_branch(design, join, index)
            )

    def delete_branch(self) -> None:
        """The branch that is meant goes; a join left with one input goes with it."""
        branch = self._branch()
        if branch is not None:
            join, index = branch
            self._document.apply(
                f"Delete branch {index + 1} of {join}", lambda design: removals.disconnect(design, join, index)
            )

    def _branch(self) -> tuple[str, int] | None:
        try:
            return self._canvas.meant.branch()
        except EditError as error:
            self._document.refused.emit(str(error))
            return None
