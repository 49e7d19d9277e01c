"""The menus of the canvas over a card, a block, a wire and bare ground, from the actions of the menu bar."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from designer.ui.menus import KINDS_MENU

if TYPE_CHECKING:
    from designer.ui.window import Window

LINE, KINDS = "-", "kinds"
CLIPBOARD = ("cut", "copy", "paste", "duplicate", "delete")
WRAPS = ("residual", "projected", "branch")
BRANCHES = ("keep_branch", "delete_branch")

CONTENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "card": (
            "rename", KINDS, "insert", "connect", LINE, *CLIPBOARD, LINE, "move_up", "move_down", LINE,
            *WRAPS, LINE, *BRANCHES, LINE, "group", "fold", "save_block",
        ),
        "block": (
            "rename_block", "fold", "unfold", "ungroup", "save_block", LINE, *CLIPBOARD, LINE, "move_up", "move_down",
            LINE, *WRAPS, LINE, *BRANCHES, LINE, "group", "insert",
        ),
        "wire": ("insert", "paste", LINE, "delete", *BRANCHES),
        "ground": ("insert", "paste", "select_all", LINE, "fit", "fold_all", "unfold_all"),
    }
)  # fmt: skip
"""The keys of the actions in each menu, from top to bottom."""


def context_menus(window: Window) -> dict[str, QMenu]:
    """A menu for each thing that a right click may be about."""
    return {what: _menu(window, what, keys) for what, keys in CONTENTS.items()}


def _menu(window: Window, what: str, keys: tuple[str, ...]) -> QMenu:
    menu = QMenu(window)
    menu.setObjectName(f"menu_over_{what}")
    for key in keys:
        if key == LINE:
            menu.addSeparator()
        elif key == KINDS:
            kinds = window.findChild(QMenu, KINDS_MENU)
            assert kinds is not None  # the menu bar is filled first
            menu.addMenu(kinds)
        else:
            menu.addAction(window.actions_by_key[key])
    return menu
