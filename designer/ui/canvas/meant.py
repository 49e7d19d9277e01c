"""What commands act on: the block that is selected as a whole, the branch that a wire or a selection stands for."""

from typing import TYPE_CHECKING

from designer.core.blocks import block_of, blocks, members
from designer.core.branches import branch_of
from designer.core.edit_basics import EditError
from designer.ui.canvas.folds import path_of

if TYPE_CHECKING:
    from designer.ui.canvas.board import Board


class Meant:
    """Reads a canvas and its document; holds only which block was pressed last."""

    def __init__(self, canvas: "Board") -> None:
        self._canvas = canvas
        self._pressed: str | None = None

    def press(self, path: str | None) -> None:
        """A block's title or card was chosen, or something else."""
        self._pressed = path

    def press_card(self, card: str) -> None:
        """A card was chosen: that of a folded block stands for the block."""
        self.press(path_of(card) if self._canvas.network.outline.is_folded(card) else None)

    @property
    def block(self) -> str | None:
        """The block whose layers are selected, all and no others: of several the one that was pressed last."""
        design, chosen = self._canvas.document.design, self._canvas.document.selection
        if self._pressed in blocks(design) and members(design, str(self._pressed)) == chosen:
            return self._pressed
        try:
            path = block_of(design, chosen)
        except EditError:
            return None
        return path if members(design, path) == chosen else None

    def block_around(self) -> str:
        """That block, or the innermost around the selection; raises EditError where there is none."""
        return self.block or block_of(self._canvas.document.design, self._canvas.document.selection)

    def branch(self) -> tuple[str, int]:
        """The join and the number of its input that the picked wire, or the selected layers' branch, ends at.

        Raises EditError where there is none.
        """
        canvas = self._canvas
        if canvas.wire is None:
            return branch_of(canvas.document.design, canvas.document.selection)
        target, index = canvas.network.outline.edge(*canvas.wire)
        if not canvas.document.design[target].kind.joins:
            return branch_of(canvas.document.design, [target])
        return target, index
