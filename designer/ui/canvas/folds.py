"""Folding and unfolding blocks: what is folded is the view's matter, and what was meant stays where it was."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from designer.core.blocks import blocks
from designer.core.folding import block_key
from designer.core.layout import Rect
from designer.core.renames import moved_blocks
from designer.ui.document import Change

if TYPE_CHECKING:
    from designer.ui.canvas.board import Board


class Folds:
    """Which blocks of a canvas show as one card."""

    def __init__(self, canvas: "Board") -> None:
        self._canvas = canvas

    @property
    def paths(self) -> frozenset[str]:
        """The folded blocks; one inside another shows when that is unfolded."""
        return self._canvas.network.folded

    def fold(self, path: str) -> None:
        """Show a block as one card."""
        self._show(self.paths | {path}, path)

    def unfold(self, path: str) -> None:
        """Show what is in a block."""
        self._show(self.paths - {path}, path)

    def toggle(self, path: str) -> None:
        """Fold an open block, unfold a folded one."""
        if self._canvas.network.outline.key_of_block(path) is not None:
            self.unfold(path)
        else:
            self.fold(path)

    def fold_all(self) -> None:
        """Show every block as one card, also those within others once these are unfolded."""
        self._show(blocks(self._canvas.document.design), None)

    def unfold_all(self) -> None:
        """Show every layer."""
        self._show((), None)

    def follow(self, change: Change) -> None:
        """An edit may give blocks other paths: what is folded stays folded, and does so when that is undone."""
        if change.anew:
            self._canvas.network.folded = frozenset()
        else:
            self._canvas.network.folded |= {*moved_blocks(change.before, change.after, self.paths).values()}

    def fold_around(self, key: str) -> None:
        """Fold the innermost block around a card."""
        path = self._canvas.network.outline.path(key)
        if path is not None:
            self.fold(path)

    def _show(self, paths: Collection[str], path: str | None) -> None:
        canvas, network = self._canvas, self._canvas.network
        if frozenset(paths) == network.folded:
            return
        canvas.hands.cancel()
        canvas.choose_wire(None)
        before, seen = self._place(path), canvas.motion.picture()
        current = canvas.current and network.outline.members(canvas.current)[0]
        network.show_analysis(canvas.document.analysis, paths)
        if path is not None and path in network.outline.unfoldable:
            canvas.document.refused.emit(f"{path} cannot be one card: what stands outside reads it and feeds it")
        canvas.camera.set_bounds(network.layout.bounds)
        after = self._place(path)
        if before is not None and after is not None:
            shift = QPointF(after.centre - before.centre, after.y - before.y) * canvas.zoom
            canvas.camera.pan(shift)
        canvas.motion.glide(seen)
        canvas.show_folded(network.outline.card_of(current) if current else None)

    def _place(self, path: str | None) -> Rect | None:
        """Where a block stands: its card, or its frame."""
        network = self._canvas.network
        if path is None:
            return None
        key = network.outline.key_of_block(path)
        if key is not None:
            return network.layout.frames[key]
        return network.frames[path].frame.area if path in network.frames else None


def path_of(key: str) -> str:
    """The path of the folded block that has this key."""
    return key.removeprefix(block_key(""))
