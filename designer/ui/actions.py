"""Every command of the menus and the toolbar as one table: text, keys, icon, tip."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QWidget

from designer.ui import icons

Standard = QKeySequence.StandardKey


@dataclass(frozen=True)
class Command:
    """A row of the table."""

    key: str
    menu: str
    text: str
    keys: Standard | str | None = None
    icon: str | None = None
    tip: str = ""
    canvas: bool = False
    """Whether its keys count on the canvas alone: elsewhere they belong to text fields and the table."""
    needs: str = ""
    """What must be selected: "layers", "one" layer, a "part" (layers or a wire), "named" (one layer or a block)."""
    apart: bool = False
    """Whether a line stands above it in its menu."""


COMMANDS = (
    Command("new", "File", "&New", Standard.New, "new", "Start a new design with one input"),
    Command("open", "File", "&Open …", Standard.Open, "open", "Open a design file"),
    Command("save", "File", "&Save", Standard.Save, "save", "Save the design"),
    Command("save_as", "File", "Save &as …", Standard.SaveAs, None, "Save the design under another name"),
    Command("weights", "File", "Open &weights …", None, None, "Run with the weights of a .safetensors or .npz file"),
    Command("match", "File", "&Match weights …", None, None, "Look at what goes where in the file of weights"),
    Command("classes", "File", "Open class &names …", None, None, "Name the outputs by a text file, one name a line"),
    Command("quit", "File", "&Quit", Standard.Quit, None, "Close the window"),
    Command(
        "cut", "Edit", "Cu&t", Standard.Cut, None, "Take the selected layers away, onto the clipboard", True, "layers"
    ),
    Command(
        "copy", "Edit", "&Copy", Standard.Copy, None, "Put the selected layers on the clipboard as text", True, "layers"
    ),
    Command("paste", "Edit", "&Paste", Standard.Paste, None, "Put the clipboard's layers below the selected one", True),
    Command("paste_image", "Edit", "Paste &image", None, None, "Show the network the image that the clipboard holds"),
    Command(
        "duplicate", "Edit", "D&uplicate", "Ctrl+D", None, "Put the selected layers once more below themselves",
        needs="layers",
    ),
    Command(
        "delete", "Edit", "&Delete", Standard.Delete, "delete",
        "Remove the selected layers, or disconnect the selected wire; the network heals", needs="part",
    ),
    Command("rename", "Edit", "&Rename", "F2", None, "Give the selected layer or block another name", needs="named"),
    Command("select_all", "Edit", "Select &all", Standard.SelectAll, None, "Select every layer"),
    Command("find", "Edit", "&Find layer …", Standard.Find, None, "Find a layer by its name or kind"),
    Command("copy_table", "Edit", "Copy &table", "Ctrl+Shift+C", "copy", "Copy the layer table for a report"),
    Command("insert", "Network", "&Quick insert …", "Ctrl+Space", None, "Type layers: 3x3 64 s2, bn, relu"),
    Command(
        "connect", "Network", "&Connect to …", "Ctrl+L", None,
        "Find the layer that shall read the selected one too, by an add, a concat or a projection", needs="one",
    ),
    Command("move_up", "Network", "Move u&p", "Alt+Up", None, "Move the layers above the card before", True, "layers"),
    Command("move_down", "Network", "Move do&wn", "Alt+Down", None, "Move the layers below the next", True, "layers"),
    Command(
        "residual", "Network", "Wrap in a &residual", "Ctrl+R", None,
        "Put a bare shortcut around the selection, added to it", needs="layers", apart=True,
    ),
    Command(
        "projected", "Network", "Wrap in a residual with &projection", "Ctrl+Shift+R", None,
        "Put a shortcut around the selection, with a 1×1 convolution on it where the shapes differ", needs="layers",
    ),
    Command(
        "branch", "Network", "Wrap in a &branch", "Ctrl+J", None,
        "Put a parallel 1×1 convolution beside the selection, joined by a concat", needs="layers",
    ),
    Command(
        "keep_branch", "Network", "&Keep only this branch", None, None,
        "Remove the other branches of the join that the selected branch or wire ends at", needs="part",
    ),
    Command(
        "delete_branch", "Network", "&Delete this branch", None, None,
        "Remove the branch that the selected layers are in, or that the wire ends", needs="part",
    ),
    Command("group", "Network", "&Group", "Ctrl+G", None, "Make the selection a block", needs="layers", apart=True),
    Command(
        "ungroup", "Network", "&Ungroup", "Ctrl+Shift+G", None, "Take the frame of the block away", needs="layers"
    ),
    Command(
        "rename_block", "Network", "Rename b&lock", "Shift+F2", None, "Give the block another name", needs="layers"
    ),
    Command("fold", "Network", "&Fold block", "-", None, "Show the block as one card", True, "layers"),
    Command("unfold", "Network", "U&nfold block", "+", None, "Show what is in the block", True, "layers"),
    Command(
        "save_block", "Network", "&Save selection as block", "Ctrl+Shift+B", None,
        "Keep the selected layers in the palette, under “My blocks”", needs="layers",
    ),
    Command(
        "kernels", "Network", "Edit kern&els", "Ctrl+K", None,
        "Show the weights of the layer as pictures and numbers, to be changed", apart=True,
    ),
    Command("fit", "View", "&Fit", "Ctrl+1", "fit", "Show the whole network"),
    Command("fit_selection", "View", "Fit &selection", "Ctrl+2", None, "Show the selected layers as large as they go"),
    Command("actual", "View", "&100 %", "Ctrl+0", None, "Show the network at its natural size"),
    Command("zoom_in", "View", "Zoom &in", Standard.ZoomIn, None, "Draw the network larger"),
    Command("zoom_out", "View", "Zoom &out", Standard.ZoomOut, None, "Draw the network smaller"),
    Command("fold_all", "View", "&Fold all blocks", "Ctrl+Shift+F", None, "Draw every block as one card"),
    Command("unfold_all", "View", "&Unfold all blocks", "Ctrl+Shift+U", None, "Draw the layers of every block"),
    Command("run", "Run", "&Run", "F5", "run", "Compute the feature maps again, with new random weights"),
    Command("drawing", "Run", "Another &drawing", "Ctrl+F5", None, "Show the network a newly drawn digit"),
    Command("cancel", "Run", "&Cancel", "Shift+F5", "cancel", "Stop computing feature maps"),
    Command("commands", "Help", "Find a &command …", "Ctrl+Shift+P", None, "Find and do any command by typing"),
    Command("about", "Help", "&About CNN Designer", None, None, "Version and licence"),
)  # fmt: skip


MENUS = ("File", "Edit", "Network", "View", "Run", "Help")


def make_actions(window: QMainWindow, canvas: QWidget, do: Mapping[str, Callable[[], object]]) -> dict[str, QAction]:
    """The actions of the table, by key, each doing what `do` holds under its key."""
    actions = {}
    for command in COMMANDS:
        action = QAction(command.text, window)
        action.setObjectName(f"action_{command.key}")
        if command.keys is not None:
            action.setShortcut(QKeySequence(command.keys))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{command.tip} ({keys})" if keys else command.tip)
        action.setStatusTip(command.tip)
        perform = do[command.key]
        action.triggered.connect(lambda _checked=False, perform=perform: perform())
        if command.canvas:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            canvas.addAction(action)
        else:
            window.addAction(action)
        actions[command.key] = action
    return actions


def enable(actions: Mapping[str, QAction], held: Mapping[str, bool]) -> None:
    """Let the commands be chosen whose need is held."""
    for command in COMMANDS:
        if command.needs:
            actions[command.key].setEnabled(held[command.needs])


def dress(actions: Mapping[str, QAction]) -> None:
    """Give the actions their icons in the colours of the palette now worn."""
    available = icons.names()
    for command in COMMANDS:
        if command.icon in available:
            actions[command.key].setIcon(icons.icon(command.icon))
