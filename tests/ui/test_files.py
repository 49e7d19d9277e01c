"""Designs and files in the window: new, open, save, recent ones, the guard over changes, exports."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from designer.core.fileformat import dumps
from designer.core.files import load, save
from designer.export.table import FORMATS
from designer.paths import resource
from designer.ui.dialogs import CANCEL, DISCARD, SAVE
from designer.ui.window import Window
from tests.ui.window_kit import answers, change, do, done, save_as


def test_new_starts_with_an_input(window: Window) -> None:
    window.actions_by_key["new"].trigger()
    assert [layer.kind.name for layer in window.document.design] == ["input"]
    assert window.windowTitle().startswith("untitled")


def test_save_asks_for_a_name_once(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    change(window)
    target = tmp_path / "net.cnn.json"
    answers(window).name = target
    do(qtbot, window, "save")
    assert load(target) == window.document.design
    assert not window.document.modified
    assert window.windowTitle().startswith("net.cnn.json")
    assert answers(window).asked == ["Save the design LeNet-5.cnn.json"]
    change(window, 8)
    do(qtbot, window, "save")
    assert load(target) == window.document.design
    assert len(answers(window).asked) == 1


def test_save_as_adds_the_suffix(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    save_as(qtbot, window, tmp_path / "net")
    assert (tmp_path / "net.cnn.json").read_bytes() == dumps(window.document.design)


@pytest.mark.parametrize("typed", ["net", "ResNet v1.5"])
def test_a_file_that_the_suffix_makes_another_is_asked_about(
    window: Window, qtbot: QtBot, tmp_path: Path, typed: str
) -> None:
    old = tmp_path / f"{typed}.cnn.json"
    old.write_text("kept")
    answers(window).name = tmp_path / typed
    do(qtbot, window, "save_as")
    assert answers(window).asked[-1] == f"replace {old.name}"
    assert old.read_text() == "kept"
    answers(window).replace = True
    do(qtbot, window, "save_as")
    assert load(old) == window.document.design


def test_a_save_that_fails_says_so_and_keeps_the_changes(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    change(window)
    answers(window).name = tmp_path / "no such folder" / "net.cnn.json"
    do(qtbot, window, "save")
    assert "cannot be saved" in window.notice.text
    assert window.document.modified


@pytest.mark.parametrize(("answer", "goes"), [(CANCEL, False), (DISCARD, True), (SAVE, True)])
def test_unsaved_changes_are_guarded(window: Window, qtbot: QtBot, tmp_path: Path, answer: str, goes: bool) -> None:
    change(window)
    before = window.document.design
    answers(window).unsaved_answer = answer
    answers(window).name = tmp_path / "kept.cnn.json"
    do(qtbot, window, "new")
    assert (window.document.design != before) is goes
    assert (tmp_path / "kept.cnn.json").exists() is (answer == SAVE)


def test_closing_is_guarded_too(window: Window) -> None:
    change(window)
    assert not window.close()
    assert window.isVisible()


def test_opening_a_broken_file_is_one_line_and_changes_nothing(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    before = window.document.design
    broken = tmp_path / "broken.cnn.json"
    broken.write_text('{"format": "cnn-design", "version": 1, "layers": [{"kind": "input"}]}')
    answers(window).name = broken
    do(qtbot, window, "open")
    assert "layers[0].height" in window.notice.text
    assert window.document.design is before
    change(window)
    assert window.notice.text == ""


def test_a_broken_file_is_refused_before_anything_is_asked(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    change(window)
    (tmp_path / "broken.cnn.json").write_text("{")
    done(qtbot, window, lambda: window.files.open(tmp_path / "broken.cnn.json"))
    assert answers(window).asked == []
    assert "broken.cnn.json" in window.notice.text


def test_recent_files_are_listed_newest_first(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.cnn.json" for name in ("a", "b")]
    for path in paths:
        save(window.document.design, path)
        done(qtbot, window, lambda path=path: window.files.open(path))
    window.recent_menu.aboutToShow.emit()
    listed = [action.text() for action in window.recent_menu.actions()]
    assert listed[:2] == [f"b.cnn.json — {tmp_path}", f"a.cnn.json — {tmp_path}"]
    paths[1].unlink()
    window.recent_menu.aboutToShow.emit()
    assert window.recent_menu.actions()[0].text() == listed[1]
    window.recent_menu.actions()[-1].trigger()
    window.recent_menu.aboutToShow.emit()
    assert window.recent_menu.actions()[0].text() == "No files yet"


def test_recent_files_are_found_among_the_commands(
    window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    path = tmp_path / "mine" / "R&D.cnn.json"
    path.parent.mkdir()
    save(window.document.design, path)
    window.settings.add_recent(path)
    window.actions_by_key["commands"].trigger()
    popup = window.finders.commands
    popup.line.setText("recent r&d")
    assert popup.rows.item(0).text() == f"Open recent: R&D.cnn.json — {Path('~/mine')}"
    done(qtbot, window, lambda: qtbot.keyClick(popup.line, Qt.Key.Key_Return))
    assert window.document.path == path


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_table_is_exported_in_every_format(window: Window, qtbot: QtBot, tmp_path: Path, name: str) -> None:
    answers(window).name = tmp_path / "table"
    with qtbot.waitSignal(window.files.told, timeout=20_000):
        window.files.export_table(name)
    written = tmp_path / f"table{FORMATS[name].suffix}"
    assert written.stat().st_size > 100


def test_an_export_that_fails_says_so_until_one_succeeds(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    answers(window).name = tmp_path / "nowhere" / "table.csv"
    with qtbot.waitSignal(window.files.failed, timeout=20_000):
        window.files.export_table("csv")
    assert "cannot be written" in window.notice.text
    answers(window).name = tmp_path / "table.csv"
    with qtbot.waitSignal(window.files.told, timeout=20_000):
        window.files.export_table("csv")
    assert window.notice.text == ""


def test_dropped_files_open_or_become_the_sample(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(window.preview.picture_changed, timeout=20_000) as changed:
        window.canvas.files_dropped.emit([resource("samples", "face.png")])
        qtbot.waitUntil(lambda: window.preview.picture is not None and window.preview.picture.name == "face.png")
    assert changed.args
    path = tmp_path / "dropped.cnn.json"
    save(window.document.design, path)
    done(qtbot, window, lambda: window.canvas.files_dropped.emit([path]))
    assert window.document.path == path
    window.canvas.files_dropped.emit([path, path])
    assert "one design, or pictures alone" in window.notice.text


def test_a_map_is_saved_from_its_menu(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    qtbot.waitUntil(lambda: window.maps.mosaic.maps is not None and not window.preview.busy, timeout=20_000)
    answers(window).name = tmp_path / "map"
    window.maps.saving.channel = 1
    for kind in ("map.png", "maps.npy"):
        with qtbot.waitSignal(window.files.told, timeout=20_000):
            window.maps.saving.asked.emit(kind)
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "map.npy").read_bytes().startswith(b"\x93NUMPY")
