"""What the View menu switches on the canvas of the real window: small maps, motion; and files dropped beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.core.files import save
from designer.core.templates import EXAMPLES
from designer.ui import appearance
from designer.ui.settings import Settings
from designer.ui.window import Window
from tests.ui.gestures import files_mime

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    """A shown window with LeNet-5."""
    made = Window()
    with qtbot.waitExposed(made):
        made.show()
    made.document.reset(EXAMPLES["lenet5"]())
    made.canvas.set_zoom(1)
    yield made
    made.close()
    made.deleteLater()


def action(window: Window, text: str) -> QAction:
    return next(each for each in window.findChildren(QAction) if each.text().replace("&", "") == text)


def pictures(window: Window) -> set[str]:
    return {name for name, item in window.canvas.network.layers.items() if item.thumbnail is not None}


def test_small_maps_come_by_themselves_and_the_menu_takes_them_away(window: Window, qtbot: QtBot) -> None:
    cards = {name for name, content in window.canvas.network.contents.items() if not content.pill}
    qtbot.waitUntil(lambda: pictures(window) == cards, timeout=20_000)
    switch = action(window, "Small maps on cards")
    assert switch.isChecked()
    switch.trigger()
    assert not pictures(window)
    assert not Settings().thumbnails
    switch.trigger()
    assert pictures(window) == cards
    assert Settings().thumbnails


def test_the_menu_lets_cards_glide_where_the_desktop_does(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    switch = action(window, "Animate edits")
    assert switch.isChecked()
    assert not window.canvas.motion.wanted  # nobody looks at an offscreen window
    monkeypatch.setattr(appearance, "desktop_animates", lambda: True)
    switch.trigger()
    assert not window.canvas.motion.wanted
    assert not Settings().motion
    switch.trigger()
    assert window.canvas.motion.wanted
    assert Settings().motion


def test_a_design_dropped_beside_the_canvas_opens(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "dropped.cnn.json"
    save(EXAMPLES["alexnet"](), path)
    mime = files_mime(path)
    rest = (Qt.DropAction.CopyAction, mime, LEFT, NONE)
    entering = QDragEnterEvent(QPoint(5, 5), *rest)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPoint(5, 5), *rest))
    qtbot.waitUntil(lambda: window.document.path == path, timeout=20_000)


def test_the_memory_of_a_run_is_chosen_in_the_menu_and_remembered(window: Window) -> None:
    action(window, "512 MiB").trigger()
    request = window.preview.request("c1")
    assert request is not None
    assert request.memory_limit == window.settings.memory_limit == 512 << 20
    action(window, "Automatic: up to 1 GiB, at most half of what is free").trigger()
    assert window.settings.memory_limit is window.preview.memory_limit is None
