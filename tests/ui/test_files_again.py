"""A design that is opened while the one on screen is first saved, into the very same file or another."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from designer.core.files import load
from designer.ui.dialogs import SAVE
from designer.ui.window import Window
from tests.ui.window_kit import answers, change, done, save_as


def test_a_file_that_is_saved_before_it_is_opened_is_shown_as_saved(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    save_as(qtbot, window, tmp_path / "kept.cnn.json")
    change(window)
    changed = window.document.design
    answers(window).unsaved_answer = SAVE
    done(qtbot, window, lambda: window.files.open(tmp_path / "kept.cnn.json"))
    qtbot.waitUntil(lambda: not window.document.stack.count())
    assert window.document.design == changed == load(tmp_path / "kept.cnn.json")
