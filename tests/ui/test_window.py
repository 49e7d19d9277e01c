"""The window as a whole: files, guards, menus, themes, inserting from the palette."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.core.fileformat import dumps, load, save
from designer.core.presets import PRESETS
from designer.export.table import FORMATS
from designer.paths import resource, resources_dir
from designer.ui import theme
from designer.ui.actions import COMMANDS
from designer.ui.canvas.drops import NewLayer
from designer.ui.dialogs import CANCEL, DISCARD, SAVE
from designer.ui.window import Window


class Answers:
    """Stands for the person at the dialogs."""

    def __init__(self) -> None:
        self.name: Path | None = None
        self.unsaved_answer = CANCEL
        self.replace = False
        self.asked: list[str] = []

    def open_name(self, title: str, folder: str, kinds: str) -> Path | None:
        self.asked.append(title)
        return self.name

    def save_name(self, title: str, suggestion: str, kinds: str) -> Path | None:
        self.asked.append(f"{title} {Path(suggestion).name}")
        return self.name

    def may_replace(self, path: Path) -> bool:
        self.asked.append(f"replace {path.name}")
        return self.replace

    def unsaved(self, name: str) -> str:
        self.asked.append(f"unsaved {name}")
        return self.unsaved_answer


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    window = Window()
    window.files.dialogs = Answers()  # type: ignore[assignment]
    with qtbot.waitExposed(window):
        window.show()
    window.files.open_example(resource("designs", "lenet5.cnn.json"))
    yield window
    window.files.dialogs.unsaved_answer = DISCARD  # type: ignore[attr-defined]
    window.close()
    window.deleteLater()


def answers(window: Window) -> Answers:
    assert isinstance(window.files.dialogs, Answers)
    return window.files.dialogs


def change(window: Window) -> None:
    assert window.document.apply("Change", lambda d: property_edits.set_options(d, "c1", {"out_channels": 7}))


def test_an_edit_shows_in_every_view(window: Window) -> None:
    change(window)
    assert window.document.design["c1"].kind.out_channels == 7  # type: ignore[attr-defined]
    assert window.layers.table.index(1, 0).data() == "c1"
    texts = [window.layers.table.index(1, column).data() for column in range(window.layers.table.columnCount())]
    assert "28×28×7" in texts
    assert window.undo.text() == "&Undo Change"
    assert window.isWindowModified()
    window.undo.trigger()
    assert window.redo.text() == "&Redo Change"
    assert not window.isWindowModified()


def test_new_starts_with_an_input(window: Window) -> None:
    window.actions_by_key["new"].trigger()
    assert [layer.kind.name for layer in window.document.design] == ["input"]
    assert window.windowTitle().startswith("untitled")


def test_save_asks_for_a_name_once(window: Window, tmp_path: Path) -> None:
    change(window)
    target = tmp_path / "net.cnn.json"
    answers(window).name = target
    window.actions_by_key["save"].trigger()
    assert load(target) == window.document.design
    assert not window.document.modified
    assert window.windowTitle().startswith("net.cnn.json")
    assert answers(window).asked == ["Save the design LeNet-5.cnn.json"]
    change_again = window.document.apply("x", lambda d: property_edits.set_options(d, "c1", {"out_channels": 8}))
    assert change_again
    window.actions_by_key["save"].trigger()
    assert load(target) == window.document.design
    assert len(answers(window).asked) == 1


def test_save_as_adds_the_suffix(window: Window, tmp_path: Path) -> None:
    answers(window).name = tmp_path / "net"
    window.actions_by_key["save_as"].trigger()
    assert (tmp_path / "net.cnn.json").read_bytes() == dumps(window.document.design)


@pytest.mark.parametrize("typed", ["net", "ResNet v1.5"])
def test_a_file_that_the_suffix_makes_another_is_asked_about(window: Window, tmp_path: Path, typed: str) -> None:
    old = tmp_path / f"{typed}.cnn.json"
    old.write_text("kept")
    answers(window).name = tmp_path / typed
    window.actions_by_key["save_as"].trigger()
    assert answers(window).asked[-1] == f"replace {old.name}"
    assert old.read_text() == "kept"
    answers(window).replace = True
    window.actions_by_key["save_as"].trigger()
    assert load(old) == window.document.design


def test_a_save_that_fails_says_so_and_keeps_the_changes(window: Window, tmp_path: Path) -> None:
    change(window)
    answers(window).name = tmp_path / "no such folder" / "net.cnn.json"
    window.actions_by_key["save"].trigger()
    assert "cannot be saved" in window.notice.text
    assert window.document.modified


@pytest.mark.parametrize(("answer", "goes"), [(CANCEL, False), (DISCARD, True), (SAVE, True)])
def test_unsaved_changes_are_guarded(window: Window, tmp_path: Path, answer: str, goes: bool) -> None:
    change(window)
    before = window.document.design
    answers(window).unsaved_answer = answer
    answers(window).name = tmp_path / "kept.cnn.json"
    window.actions_by_key["new"].trigger()
    assert (window.document.design != before) is goes
    assert (tmp_path / "kept.cnn.json").exists() is (answer == SAVE)


def test_closing_is_guarded_too(window: Window) -> None:
    change(window)
    assert not window.close()
    assert window.isVisible()


def test_opening_a_broken_file_is_one_line_and_changes_nothing(window: Window, tmp_path: Path) -> None:
    before = window.document.design
    broken = tmp_path / "broken.cnn.json"
    broken.write_text('{"format": "cnn-design", "version": 1, "layers": [{"kind": "input"}]}')
    answers(window).name = broken
    window.actions_by_key["open"].trigger()
    assert "layers[0].height" in window.notice.text
    assert window.document.design is before
    change(window)
    assert window.notice.text == ""


def test_a_broken_file_is_refused_before_anything_is_asked(window: Window, tmp_path: Path) -> None:
    change(window)
    (tmp_path / "broken.cnn.json").write_text("{")
    window.files.open(tmp_path / "broken.cnn.json")
    assert answers(window).asked == []
    assert "broken.cnn.json" in window.notice.text


def test_the_title_follows_the_name(window: Window) -> None:
    for name in ("Alpha", "Beta"):
        window.document.apply("Name", lambda d, name=name: property_edits.set_name(d, name))
        assert window.windowTitle().startswith(name)


def test_deleting_everything_leaves_the_input(window: Window) -> None:
    window.actions_by_key["select_all"].trigger()
    window.actions_by_key["delete"].trigger()
    assert [layer.id for layer in window.document.design] == ["image"]


def test_a_screenshot_leaves_the_users_settings_alone(window: Window) -> None:
    from designer.ui.app import screenshot

    window.docks["palette"].hide()
    window.settings.save_layout(window.saveGeometry(), window.saveState())
    before = window.settings.layout()
    picture = screenshot(resource("designs", "lenet5.cnn.json"), "c3", None, "light")
    assert picture.startswith(b"\x89PNG")
    assert window.settings.layout() == before


def test_recent_files_are_listed_newest_first(window: Window, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.cnn.json" for name in ("a", "b")]
    for path in paths:
        save(window.document.design, path)
        assert window.files.open(path)
    window.recent_menu.aboutToShow.emit()
    listed = [action.text() for action in window.recent_menu.actions()]
    assert listed[:2] == [str(paths[1]), str(paths[0])]
    paths[1].unlink()
    window.recent_menu.aboutToShow.emit()
    assert str(paths[1]) not in [action.text() for action in window.recent_menu.actions()]
    window.recent_menu.actions()[-1].trigger()
    window.recent_menu.aboutToShow.emit()
    assert window.recent_menu.actions()[0].text() == "No files yet"


def test_every_example_opens_without_overlapping_cards(window: Window) -> None:
    for path in sorted((resources_dir() / "designs").glob("*.cnn.json")):
        assert window.files.open_example(path)
        assert window.document.path is None
        frames = list(window.canvas.network.layout.frames.values())
        assert len(frames) == len(window.document.design)
        for i, a in enumerate(frames):
            for b in frames[i + 1 :]:
                apart = a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y
                assert apart, path.name


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


def test_the_table_goes_to_the_clipboard_as_text_and_html(window: Window) -> None:
    window.actions_by_key["copy_table"].trigger()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text().splitlines()[2].split("\t")[0] == "c1"
    assert "<table" in data.html()


@pytest.mark.parametrize("key", list(PRESETS))
def test_every_preset_can_be_put_below_the_selection(window: Window, key: str) -> None:
    window.document.select(["c3"])
    before = len(window.document.design)
    window.palette_panel.chosen.emit(NewLayer(PRESETS[key]))
    assert len(window.document.design) == before + 1
    assert window.notice.text == ""
    assert json.loads(dumps(window.document.design))


def test_a_join_takes_the_whole_selection(window: Window) -> None:
    window.document.select(["tanh1", "c1"])
    window.layer_edits.insert_preset("add")
    added = window.document.design["add_1"]
    assert added.inputs == ("c1", "tanh1")
    assert window.document.design["s2"].inputs == ("add_1",)
    assert not window.document.analysis.has_errors


def test_delete_heals_and_is_one_step_of_undo(window: Window) -> None:
    before = window.document.design
    window.document.select(["tanh1", "s2"])
    window.actions_by_key["delete"].trigger()
    assert window.document.design["c3"].inputs == ("c1",)
    window.undo.trigger()
    assert window.document.design == before
    assert window.document.selection == ("tanh1", "s2")


def test_the_last_input_cannot_be_deleted(window: Window) -> None:
    before = window.document.design
    window.document.select(["image"])
    window.actions_by_key["delete"].trigger()
    assert "needs an input" in window.notice.text
    assert window.document.design is before


def test_dropped_files_open_or_become_the_sample(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(window.preview.picture_changed, timeout=20_000) as changed:
        window.canvas.files_dropped.emit([resource("samples", "face.png")])
        qtbot.waitUntil(lambda: window.preview.picture is not None and window.preview.picture.name == "face.png")
    assert changed.args
    path = tmp_path / "dropped.cnn.json"
    save(window.document.design, path)
    window.canvas.files_dropped.emit([path])
    assert window.document.path == path
    window.canvas.files_dropped.emit([path, path])
    assert "one design, or pictures alone" in window.notice.text


def test_themes_are_worn_by_all_panels(window: Window) -> None:
    for choice in (theme.DARK, theme.LIGHT):
        window.appearance.wear(choice)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        assert app.palette().window().color().name() == choice.window
        centre = window.canvas.grab().toImage().pixelColor(3, 3).name()
        assert centre == choice.canvas


def test_the_chosen_theme_is_remembered(window: Window) -> None:
    window.appearance.choose_theme("dark")
    assert window.appearance.theme is theme.DARK
    assert window.settings.theme == "dark"


def test_actions_have_texts_tips_and_no_key_twice(window: Window) -> None:
    keys: dict[str, str] = {}
    for action in window.findChildren(type(window.undo)):
        assert action.text() or action.isSeparator() or action.parent() is not window
        for shortcut in action.shortcuts():
            name = shortcut.toString()
            assert keys.setdefault(name, action.text()) == action.text(), name
    for command in COMMANDS:
        assert command.tip
        assert window.actions_by_key[command.key].toolTip()


def test_controls_without_text_have_names_for_screen_readers(window: Window) -> None:
    for name in ("canvas", "palette_search", "sample_strip", "mosaic", "maps_weights", "maps_seed", "maps_colours"):
        widget = window.findChild(QWidget, name)
        assert widget is not None, name
        assert widget.accessibleName(), name


def test_keys_work_from_the_canvas(window: Window, qtbot: QtBot) -> None:
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(window.document.selection) == len(window.document.design)


def test_the_layout_of_docks_is_remembered(window: Window, qtbot: QtBot) -> None:
    window.docks["findings"].hide()
    answers(window).unsaved_answer = DISCARD
    window.close()
    again = Window(window.settings)
    with qtbot.waitExposed(again):
        again.show()
    assert again.docks["findings"].isHidden()
    again.close()
    again.deleteLater()


def test_the_digits_example_comes_with_its_weights_and_says_eight(window: Window, qtbot: QtBot) -> None:
    window.files.open_example(resource("designs", "digits.cnn.json"))
    qtbot.waitUntil(lambda: window.preview.weights is not None, timeout=20_000)
    window.document.select(["softmax"])
    bars = window.maps.answers.bars
    qtbot.waitUntil(lambda: bool(bars.answers), timeout=20_000)
    assert bars.answers[0][0] == "8"
    assert "weights from digits.safetensors" in window.maps.readout.text()
    assert window.maps.weights.currentText() == "digits.safetensors"
    window.files.open_example(resource("designs", "lenet5.cnn.json"))
    assert window.preview.weights is None
    assert window.maps.weights.count() == 2
    qtbot.waitUntil(lambda: not window.preview.busy, timeout=20_000)


def test_a_map_is_saved_from_its_menu(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    qtbot.waitUntil(lambda: window.maps.mosaic.maps is not None and not window.preview.busy, timeout=20_000)
    answers(window).name = tmp_path / "map"
    window.maps.saving.channel = 1
    for kind in ("map.png", "maps.npy"):
        with qtbot.waitSignal(window.files.told, timeout=20_000):
            window.maps.saving.asked.emit(kind)
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "map.npy").read_bytes().startswith(b"\x93NUMPY")


def test_blocks_fold_and_cards_are_coloured_from_the_view_menu(window: Window) -> None:
    window.files.open_example(resource("designs", "resnet18.cnn.json"))
    cards = len(window.canvas.network.layers)
    window.actions_by_key["fold_all"].trigger()
    assert len(window.canvas.network.layers) < cards
    window.actions_by_key["unfold_all"].trigger()
    assert len(window.canvas.network.layers) == cards
    window.actions_by_key["fit_selection"].trigger()
    assert window.canvas.zoom > 0
