"""The room that the docks leave the canvas, and the line at the foot of the window."""

from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot

from designer.ui.window import Window
from designer.ui.window_docks import LEFT, RIGHT, first_sizes
from tests.ui.window_kit import PATIENCE


def widths(window: Window) -> list[int]:
    return [window.docks[name].width() for name in ("palette", "layer")]


def resize(qtbot: QtBot, window: Window, width: int, height: int) -> None:
    window.resize(width, height)
    qtbot.waitUntil(lambda: abs(window.canvas.window().width() - width) < 1, timeout=PATIENCE)
    qtbot.waitUntil(lambda: abs(sum(widths(window)) + window.canvas.width() - width) < 20, timeout=PATIENCE)


def test_the_canvas_keeps_its_share_of_a_small_window(window: Window, qtbot: QtBot) -> None:
    for width, height in ((1360, 860), (900, 600), (800, 600)):
        resize(qtbot, window, width, height)
        qtbot.waitUntil(lambda width=width: window.canvas.width() >= 0.45 * width, timeout=PATIENCE)
    resize(qtbot, window, 720, 600)  # where the form cannot be as narrow as its share
    resize(qtbot, window, 1360, 860)
    qtbot.waitUntil(lambda: abs(widths(window)[0] - LEFT) < 4 and abs(widths(window)[1] - RIGHT) < 4, timeout=PATIENCE)


def test_first_sizes_grow_no_further_than_they_are_useful() -> None:
    assert first_sizes(QSize(3000, 2000)) == (LEFT, RIGHT, 300)
    left, right, below = first_sizes(QSize(900, 600))
    assert left + right <= 0.53 * 900
    assert below <= 0.4 * 600


def test_a_width_that_the_user_gave_a_dock_stays(window: Window, qtbot: QtBot) -> None:
    resize(qtbot, window, 1360, 860)
    window.resizeDocks([window.docks["palette"]], [300], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: widths(window)[0] == 300, timeout=PATIENCE)
    resize(qtbot, window, 1200, 800)
    assert widths(window)[0] == 300


def test_what_was_done_is_said_beside_the_totals(window: Window, qtbot: QtBot) -> None:
    resize(qtbot, window, 900, 600)
    window.actions_by_key["copy_table"].trigger()
    said = window.status.said
    qtbot.waitUntil(lambda: said.drawn == "The table is on the clipboard", timeout=PATIENCE)
    assert said.isVisible()
    assert said.x() >= window.totals.geometry().right()
    assert window.totals.isVisible()
