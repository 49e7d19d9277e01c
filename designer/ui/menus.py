"""The menus and the toolbar of the main window, filled from the table of commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from designer.core.kinds import KINDS
from designer.export import figures
from designer.export.table import FORMATS
from designer.paths import resources_dir
from designer.ui import theme
from designer.ui.actions import COMMANDS, MENUS
from designer.ui.files import FORMAT_LABELS, SUFFIX

if TYPE_CHECKING:
    from designer.ui.window import Window

KINDS_MENU = "menu_kinds"
HEATS = {
    "Kind": None,
    "Parameters": "parameters",
    "MACs": "macs",
    "Memory": "memory",
    "Growth of the field": "field",
}


MEMORY_LIMITS = tuple(1 << power for power in range(28, 35))
"""Bytes that a run may be given, 256 MiB to 16 GiB."""


def build_menus(window: Window) -> None:
    """Fill the menu bar."""
    bar, act = window.menuBar(), window.actions_by_key
    menus = {name: bar.addMenu(f"&{name}") for name in MENUS}
    for command in COMMANDS:
        if command.apart:
            menus[command.menu].addSeparator()
        menus[command.menu].addAction(act[command.key])
    file, edit, view = menus["File"], menus["Edit"], menus["View"]
    window.recent_menu.aboutToShow.connect(lambda: fill_recent(window))
    for menu in (window.recent_menu, _examples_menu(window)):
        file.insertMenu(act["save"], menu)
    file.insertSeparator(act["save"])
    file.insertMenu(act["quit"], _export_menu(window))
    file.insertSeparator(act["quit"])
    window.undo.setShortcut("Ctrl+Z")
    window.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
    first = edit.actions()[0]
    edit.insertActions(first, [window.undo, window.redo])
    edit.insertSeparator(first)
    menus["Network"].addSeparator()
    menus["Network"].addMenu(_kinds_menu(window))
    view.addSeparator()
    view.addMenu(_heat_menu(window))
    overview = view.addAction("&Overview map")
    overview.setCheckable(True)
    overview.toggled.connect(window.canvas.set_overview)
    pictures = view.addAction("&Small maps on cards")
    pictures.setToolTip("Show the channels that tell most on the card of each layer")
    pictures.setCheckable(True)
    pictures.setChecked(window.settings.thumbnails)
    pictures.toggled.connect(window.appearance.show_thumbnails)
    motion = view.addAction("&Animate edits")
    motion.setToolTip("Let cards glide to their new places, unless the desktop wants nothing to move")
    motion.setCheckable(True)
    motion.setChecked(window.settings.motion)
    motion.toggled.connect(window.appearance.let_cards_glide)
    view.addMenu(_theme_menu(window))
    menus["Run"].addMenu(_memory_menu(window))
    view.addSeparator()
    for dock in window.docks.values():
        view.addAction(dock.toggleViewAction())


def _examples_menu(window: Window) -> QMenu:
    menu = QMenu("Open &example", window)
    for path in sorted((resources_dir() / "designs").glob(f"*{SUFFIX}")):
        action = menu.addAction(path.name.removesuffix(SUFFIX))
        action.triggered.connect(lambda _checked=False, path=path: window.files.open_example(path))
    return menu


def _export_menu(window: Window) -> QMenu:
    menu = QMenu("&Export table", window)
    for name in FORMATS:
        action = menu.addAction(f"{FORMAT_LABELS[name]} …")
        action.triggered.connect(lambda _checked=False, name=name: window.files.export_table(name))
    return menu


def _kinds_menu(window: Window) -> QMenu:
    """Other kinds for the selected layers."""
    menu = QMenu("Change &kind to", window)
    menu.setObjectName(KINDS_MENU)
    for name, kind in KINDS.items():
        if name != "input":
            action = menu.addAction(kind.label)
            action.triggered.connect(lambda _checked=False, name=name: window.layer_edits.swap_kind(name))
    return menu


def _heat_menu(window: Window) -> QMenu:
    """Cards coloured by a figure."""
    menu = QMenu("Colour cards &by", window)
    group = QActionGroup(window)
    for label, measure in HEATS.items():
        action = QAction(label, menu, checkable=True, checked=measure is None)
        action.triggered.connect(lambda _checked=False, measure=measure: window.canvas.set_heat(measure))
        group.addAction(action)
        menu.addAction(action)
    return menu


def _memory_menu(window: Window) -> QMenu:
    """The most memory that one run may take."""
    menu = QMenu("&Memory for one run", window)
    group = QActionGroup(window)
    for limit in (None, *MEMORY_LIMITS):
        text = "Automatic: up to 1 GiB, at most half of what is free" if limit is None else figures.byte_size(limit)
        action = QAction(text, menu, checkable=True, checked=limit == window.settings.memory_limit)
        action.triggered.connect(lambda _checked=False, limit=limit: window.limit_memory(limit))
        group.addAction(action)
        menu.addAction(action)
    return menu


def _theme_menu(window: Window) -> QMenu:
    menu = QMenu("&Colours", window)
    group = QActionGroup(window)
    for choice in theme.CHOICES:
        action = QAction(choice.capitalize(), menu, checkable=True, checked=choice == window.settings.theme)
        action.triggered.connect(lambda _checked=False, choice=choice: window.appearance.choose_theme(choice))
        group.addAction(action)
        menu.addAction(action)
    return menu


def fill_recent(window: Window) -> None:
    """List the recent files that are still there, the newest first."""
    menu = window.recent_menu
    menu.clear()
    for path in window.settings.recent:
        action = menu.addAction(_name_and_folder(path).replace("&", "&&"))
        action.setToolTip(f"Open {path}")
        action.triggered.connect(lambda _checked=False, path=path: window.files.open(path))
    if menu.isEmpty():
        menu.addAction("No files yet").setEnabled(False)
        return
    menu.addSeparator()
    menu.addAction("Clear").triggered.connect(window.settings.clear_recent)


def _name_and_folder(path: Path) -> str:
    """As "net.cnn.json — ~/designs"."""
    folder, home = path.parent, Path.home()
    short = Path("~", folder.relative_to(home)) if folder.is_relative_to(home) else folder
    return f"{path.name} — {short}"


def build_toolbar(window: Window) -> None:
    """Put the commands used most under the menu bar."""
    bar, act = window.addToolBar("Tools"), window.actions_by_key
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setIconSize(QSize(20, 20))
    for group in (
        [act["new"], act["open"], act["save"]],
        [window.undo, window.redo, act["delete"]],
        [act["fit"], act["copy_table"]],
        [act["run"], act["cancel"]],
    ):
        bar.addActions(group)
        bar.addSeparator()
