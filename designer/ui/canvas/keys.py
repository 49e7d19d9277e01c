"""What keys do on the canvas."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from designer.ui.canvas import walk
from designer.ui.canvas.shift import shift

if TYPE_CHECKING:
    from designer.ui.canvas.board import Board

Key = Qt.Key
HELD: dict[int, Qt.KeyboardModifier] = {
    Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier,
    Key.Key_Control: Qt.KeyboardModifier.ControlModifier,
}
STEP = 1.25  # of the scale, for + and -


def press(canvas: "Board", event: QKeyEvent) -> bool:
    """Do what a key stands for; False where it stands for nothing here."""
    key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key in HELD:
        canvas.hands.hold(event.modifiers() | HELD[key])
        return False
    if key == Key.Key_Escape:
        return canvas.cancel()
    if key == Key.Key_Space and modifiers == Qt.KeyboardModifier.NoModifier:
        canvas.hold_panning_key(True)
        return True
    if modifiers == Qt.KeyboardModifier.ControlModifier and key in WITH_CONTROL:
        WITH_CONTROL[key](canvas)
        return True
    if modifiers == Qt.KeyboardModifier.AltModifier and key in (Key.Key_Up, Key.Key_Down):
        shift(canvas, down=key == Key.Key_Down)
        return True
    extend = modifiers == Qt.KeyboardModifier.ShiftModifier
    if key in STEPS and (extend or not modifiers):
        _step(canvas, STEPS[key](canvas), extend)
        return True
    if key in PLAIN and (not modifiers or (extend and key == Key.Key_Plus)):  # on many keyboards + is Shift with =
        PLAIN[key](canvas)
        return True
    return False


def release(canvas: "Board", event: QKeyEvent) -> bool:
    """Let go of the key that pans."""
    if event.key() in HELD:
        canvas.hands.hold(event.modifiers() & ~HELD[event.key()])
        return False
    if event.key() == Key.Key_Space and not event.isAutoRepeat():
        canvas.hold_panning_key(False)
        return True
    return False


def _step(canvas: "Board", name: str | None, extend: bool) -> None:
    if name is not None:
        canvas.choose(name, extend=extend, toggle=False)
        canvas.reveal(name)


def tab(canvas: "Board", forward: bool) -> bool:
    """Go on to the next card, or back, in list order; False at the end, or where none is selected."""
    cards = list(canvas.network.contents)
    if canvas.current not in cards or not canvas.document.selection:
        return False
    at = cards.index(str(canvas.current)) + (1 if forward else -1)
    if not 0 <= at < len(cards):
        return False
    _step(canvas, cards[at], extend=False)
    return True


def _first(canvas: "Board") -> str | None:
    return next(iter(canvas.network.contents), None)


def _last(canvas: "Board") -> str | None:
    return next(reversed(list(canvas.network.contents)), None)


def _up(canvas: "Board") -> str | None:
    here = canvas.current
    return _last(canvas) if here is None else walk.above(canvas.network.outline, canvas.network.layout, here)


def _down(canvas: "Board") -> str | None:
    here = canvas.current
    return _first(canvas) if here is None else walk.below(canvas.network.outline, canvas.network.layout, here)


def _left(canvas: "Board") -> str | None:
    here = canvas.current
    return _first(canvas) if here is None else walk.beside(canvas.network.layout, here, to_right=False)


def _right(canvas: "Board") -> str | None:
    here = canvas.current
    return _first(canvas) if here is None else walk.beside(canvas.network.layout, here, to_right=True)


def _edit(canvas: "Board") -> None:
    if canvas.current is not None:
        canvas.edit(canvas.current)


def _page(canvas: "Board", pages: float) -> None:
    canvas.camera.pan(QPointF(0, pages * canvas.viewport().height()))


STEPS: dict[int, Callable[["Board"], str | None]] = {
    Key.Key_Up: _up,
    Key.Key_Down: _down,
    Key.Key_Left: _left,
    Key.Key_Right: _right,
    Key.Key_Home: _first,
    Key.Key_End: _last,
}

PLAIN: dict[int, Callable[["Board"], None]] = {
    Key.Key_Return: _edit,
    Key.Key_Enter: _edit,
    Key.Key_Delete: lambda canvas: canvas.delete_selection(),
    Key.Key_Backspace: lambda canvas: canvas.delete_selection(),
    Key.Key_F: lambda canvas: canvas.fit(),
    Key.Key_Minus: lambda canvas: canvas.fold_current(),
    Key.Key_Plus: lambda canvas: canvas.unfold_current(),
    Key.Key_Equal: lambda canvas: canvas.unfold_current(),
    Key.Key_PageUp: lambda canvas: _page(canvas, -0.9),
    Key.Key_PageDown: lambda canvas: _page(canvas, 0.9),
}

WITH_CONTROL: dict[int, Callable[["Board"], None]] = {
    Key.Key_A: lambda canvas: canvas.select_all(),
    Key.Key_2: lambda canvas: canvas.fit_selection(),
    Key.Key_0: lambda canvas: canvas.set_zoom(1.0),
    Key.Key_1: lambda canvas: canvas.fit(),
    Key.Key_Plus: lambda canvas: canvas.set_zoom(canvas.zoom * STEP),
    Key.Key_Equal: lambda canvas: canvas.set_zoom(canvas.zoom * STEP),
    Key.Key_Minus: lambda canvas: canvas.set_zoom(canvas.zoom / STEP),
}
