"""What each command of the table does in a window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from designer.ui.canvas.shift import shift

if TYPE_CHECKING:
    from designer.ui.window import Window


def commands_of(window: Window) -> dict[str, Callable[[], object]]:
    """The deed of each command, by its key."""
    return {
        "new": window.files.new,
        "open": window.files.ask_open,
        "save": window.files.save,
        "save_as": window.files.save_as,
        "weights": window.intake.ask_weights,
        "match": window.preview.desk.reconsider,
        "classes": window.intake.ask_classes,
        "drawing": window.answering.draw_another,
        "quit": window.close,
        "cut": window.layer_edits.cut,
        "copy": window.layer_edits.copy,
        "paste": lambda: window.intake.pictures.paste_unless_layers() or window.layer_edits.paste(),
        "paste_image": window.intake.pictures.paste,
        "duplicate": window.layer_edits.duplicate,
        "find": window.finders.ask_layer,
        "insert": window.finders.ask_insert,
        "connect": window.finders.ask_connection,
        "move_up": lambda: shift(window.canvas, down=False),
        "move_down": lambda: shift(window.canvas, down=True),
        "residual": window.layer_edits.wrap_residual,
        "projected": window.layer_edits.wrap_projected,
        "branch": window.layer_edits.wrap_branch,
        "keep_branch": window.block_edits.keep_branch,
        "delete_branch": window.block_edits.delete_branch,
        "group": window.block_edits.group,
        "ungroup": window.block_edits.ungroup,
        "rename_block": window.block_edits.rename,
        "fold": window.block_edits.fold,
        "unfold": window.block_edits.unfold,
        "save_block": window.block_edits.save,
        "commands": window.find_command,
        "delete": window.canvas.delete_selection,
        "rename": window.rename,
        "select_all": window.canvas.select_all,
        "copy_table": window.files.copy_table,
        "fit": window.canvas.fit,
        "fit_selection": window.canvas.fit_selection,
        "fold_all": window.canvas.fold_all,
        "unfold_all": window.canvas.unfold_all,
        "actual": lambda: window.canvas.set_zoom(1.0),
        "zoom_in": lambda: window.canvas.set_zoom(window.canvas.zoom * 1.25),
        "zoom_out": lambda: window.canvas.set_zoom(window.canvas.zoom / 1.25),
        "kernels": window.edit_kernels,
        "run": window.maps.new_seed,
        "cancel": window.preview.cancel,
        "about": window.files.dialogs.about,
    }
