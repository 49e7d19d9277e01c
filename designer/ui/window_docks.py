"""The docks around the canvas: which there are, where they stand at first, and how wide they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QWidget

if TYPE_CHECKING:
    from designer.ui.window import Window

Area = Qt.DockWidgetArea

WINDOW = QSize(1360, 860)
"""The size of a window at first, where the desktop lets it."""
LEFT, RIGHT, BELOW = 240, 320, 300
"""Widths of the docks beside the canvas and the height of those below it, where there is room, in pixels."""
SIDES, LOWER = 0.52, 0.40
"""The most of a window's width and height that docks take at first: the canvas keeps the rest."""
SAME = 3
"""How far a dock may be from the width that it was given and count as left alone, in pixels."""


def build_docks(window: Window) -> dict[str, QDockWidget]:
    """The window's docks by name, each in its place; the one for matching weights is not among them."""

    def dock(name: str, title: str, widget: QWidget, area: Area) -> QDockWidget:
        made = QDockWidget(title, window)
        made.setObjectName(f"dock_{name}")
        made.setWidget(widget)
        window.addDockWidget(area, made)
        return made

    docks = {
        "palette": dock("palette", "Palette", window.palette_panel, Area.LeftDockWidgetArea),
        "layer": dock("layer", "Layer", window.form, Area.RightDockWidgetArea),
        "explain": dock("explain", "Explain", window.explain, Area.RightDockWidgetArea),
        "kernels": dock("kernels", "Kernels", window.kernels, Area.RightDockWidgetArea),
        "findings": dock("findings", "Findings", window.findings, Area.RightDockWidgetArea),
        "layers": dock("layers", "Layers", window.layers, Area.BottomDockWidgetArea),
        "maps": dock("maps", "Feature maps", window.maps, Area.BottomDockWidgetArea),
    }
    window.addDockWidget(Area.BottomDockWidgetArea, window.weights_dock)
    window.setCorner(Qt.Corner.BottomRightCorner, Area.RightDockWidgetArea)
    window.tabifyDockWidget(docks["layers"], docks["maps"])
    window.tabifyDockWidget(docks["maps"], window.weights_dock)
    window.tabifyDockWidget(docks["layer"], docks["explain"])
    window.tabifyDockWidget(docks["explain"], docks["kernels"])
    window.resizeDocks([docks["layer"], docks["findings"]], [620, 160], Qt.Orientation.Vertical)
    for name in ("maps", "layer"):
        docks[name].raise_()
    return docks


def first_sizes(size: QSize) -> tuple[int, int, int]:
    """How wide the docks left and right of the canvas are at first in a window, and how high those below."""
    scale = min(1.0, SIDES * size.width() / (LEFT + RIGHT))
    return round(LEFT * scale), round(RIGHT * scale), min(BELOW, round(LOWER * size.height()))


def share_out(window: Window, size: QSize) -> None:
    """Give the docks their first sizes."""
    left, right, below = first_sizes(size)
    window.resizeDocks([window.docks["palette"], window.docks["layer"]], [left, right], Qt.Orientation.Horizontal)
    window.resizeDocks([window.docks["maps"]], [below], Qt.Orientation.Vertical)


def follow(window: Window, before: QSize, size: QSize) -> None:
    """Share another size of the window out anew, unless the user has given a dock a width of his own."""
    before = before if before.isValid() else WINDOW
    beside = [window.docks[name] for name in ("palette", "layer")]
    given = [max(wide, dock.minimumSizeHint().width()) for wide, dock in zip(first_sizes(before), beside, strict=False)]
    if all(abs(dock.width() - wide) <= SAME for dock, wide in zip(beside, given, strict=True)):
        share_out(window, size)
