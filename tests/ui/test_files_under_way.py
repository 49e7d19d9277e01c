"""What happens to a design while a file of it is being read or written on the files' own thread."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.core.files import load, save
from designer.core.strictjson import FileError
from designer.ui import files
from designer.ui.dialogs import CANCEL, DISCARD, SAVE
from designer.ui.window import Window
from tests.ui.window_kit import PATIENCE, answers, change, do, done, save_as


class Gate:
    """Holds up whatever reads and writes designs until it is let through."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.open = threading.Event()
        self.open.set()
        self.threads: set[threading.Thread] = set()
        for name in ("load", "save"):
            patch.setattr(files, name, self.held(getattr(files, name)))

    def held(self, act: Any) -> Any:
        def wait(*values: Any) -> Any:
            self.threads.add(threading.current_thread())
            assert self.open.wait(PATIENCE / 1000)
            return act(*values)

        return wait


@pytest.fixture
def gate(window: Window, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate(monkeypatch)
    yield made
    made.open.set()


@pytest.fixture
def kept(window: Window, qtbot: QtBot, tmp_path: Path) -> Path:
    """The file of the design in the window."""
    save_as(qtbot, window, tmp_path / "kept.cnn.json")
    return tmp_path / "kept.cnn.json"


def test_files_are_read_and_written_beside_the_windows_thread(
    window: Window, qtbot: QtBot, kept: Path, gate: Gate
) -> None:
    do(qtbot, window, "save")
    done(qtbot, window, lambda: window.files.open(kept))
    assert gate.threads
    assert threading.main_thread() not in gate.threads


def test_a_design_counts_as_changed_until_it_is_saved(window: Window, qtbot: QtBot, kept: Path, gate: Gate) -> None:
    change(window, 7)
    saved = window.document.design
    gate.open.clear()
    window.actions_by_key["save"].trigger()
    assert window.isWindowModified()
    change(window, 8)
    done(qtbot, window, gate.open.set)
    assert load(kept) == saved
    assert window.isWindowModified()
    window.undo.trigger()
    assert not window.isWindowModified()


def test_of_two_saves_the_later_wins(window: Window, qtbot: QtBot, kept: Path, gate: Gate) -> None:
    gate.open.clear()
    for channels in (7, 8):
        change(window, channels)
        window.actions_by_key["save"].trigger()
    done(qtbot, window, gate.open.set)
    assert load(kept) == window.document.design
    assert not window.isWindowModified()


def test_a_save_behind_a_save_as_goes_to_the_new_file(
    window: Window, qtbot: QtBot, kept: Path, tmp_path: Path, gate: Gate
) -> None:
    before = kept.read_bytes()
    gate.open.clear()
    answers(window).name = tmp_path / "other.cnn.json"
    window.actions_by_key["save_as"].trigger()
    change(window)
    window.actions_by_key["save"].trigger()
    done(qtbot, window, gate.open.set)
    assert load(tmp_path / "other.cnn.json") == window.document.design
    assert kept.read_bytes() == before


def test_a_close_waits_for_the_save(window: Window, qtbot: QtBot, kept: Path, gate: Gate) -> None:
    change(window)
    gate.open.clear()
    window.actions_by_key["save"].trigger()
    assert not window.close()
    gate.open.set()
    qtbot.waitUntil(window.isHidden, timeout=PATIENCE)
    assert load(kept) == window.document.design
    assert len(answers(window).asked) == 1  # the name of the file, before


def test_what_is_edited_while_a_close_waits_is_asked_about(
    window: Window, qtbot: QtBot, kept: Path, gate: Gate
) -> None:
    change(window, 7)
    gate.open.clear()
    window.actions_by_key["save"].trigger()
    window.close()
    change(window, 8)
    done(qtbot, window, gate.open.set)
    assert answers(window).asked[-1] == "unsaved kept.cnn.json"
    assert window.isVisible()


def test_a_close_waits_for_the_save_that_it_asked_for(window: Window, qtbot: QtBot, kept: Path, gate: Gate) -> None:
    change(window)
    answers(window).unsaved_answer = SAVE
    gate.open.clear()
    assert not window.close()
    gate.open.set()
    qtbot.waitUntil(window.isHidden, timeout=PATIENCE)
    assert load(kept) == window.document.design


def test_a_save_that_fails_keeps_the_window(
    window: Window, qtbot: QtBot, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise FileError("the disk is full")

    monkeypatch.setattr(files, "save", fail)
    change(window)
    answers(window).unsaved_answer = SAVE
    done(qtbot, window, window.close)
    assert window.isVisible()
    assert window.notice.text == "the disk is full"
    assert window.status.said.text() == ""
    assert window.isWindowModified()


@pytest.mark.parametrize(("answer", "goes"), [(CANCEL, False), (DISCARD, True)])
def test_what_is_edited_while_a_file_is_read_is_asked_about(
    window: Window, qtbot: QtBot, kept: Path, gate: Gate, answer: str, goes: bool
) -> None:
    gate.open.clear()
    window.files.open(kept)
    window.document.apply("Rename", lambda design: property_edits.rename(design, "c1", "first"))
    edited = window.document.design
    answers(window).unsaved_answer = answer
    done(qtbot, window, gate.open.set)
    assert answers(window).asked[-1] == "unsaved kept.cnn.json"
    assert window.document.design == (load(kept) if goes else edited)


def test_of_several_files_the_last_is_shown(
    window: Window, qtbot: QtBot, kept: Path, tmp_path: Path, gate: Gate
) -> None:
    save(property_edits.rename(load(kept), "c1", "first"), tmp_path / "other.cnn.json")
    shown: list[object] = []
    window.files.opened.connect(shown.append)
    gate.open.clear()
    for path in (kept, tmp_path / "other.cnn.json"):
        window.files.open(path)
    done(qtbot, window, gate.open.set)
    assert shown == [tmp_path / "other.cnn.json"]
    assert "first" in window.document.design


def test_new_overtakes_a_file_that_is_read(window: Window, qtbot: QtBot, kept: Path, gate: Gate) -> None:
    gate.open.clear()
    window.files.open(kept)
    window.actions_by_key["new"].trigger()
    done(qtbot, window, gate.open.set)
    assert [layer.kind.name for layer in window.document.design] == ["input"]
    assert window.document.path is None
