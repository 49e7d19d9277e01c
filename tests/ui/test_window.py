"""The window as a whole: views, menus, themes, docks, inserting from the palette."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.core.fileformat import dumps
from designer.core.presets import PRESETS
from designer.paths import resource, resources_dir
from designer.ui import theme
from designer.ui.actions import COMMANDS
from designer.ui.canvas.drops import NewLayer
from designer.ui.dialogs import DISCARD
from designer.ui.window import Window
from tests.ui.window_kit import answers, change


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


def test_every_example_opens_without_overlapping_cards(window: Window) -> None:
    for path in sorted((resources_dir() / "designs").glob("*.cnn.json")):
        window.files.open_example(path)
        assert window.document.path is None
        frames = list(window.canvas.network.layout.frames.values())
        assert len(frames) == len(window.document.design)
        for i, a in enumerate(frames):
            for b in frames[i + 1 :]:
                apart = a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y
                assert apart, path.name


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


def test_blocks_fold_and_cards_are_coloured_from_the_view_menu(window: Window) -> None:
    window.files.open_example(resource("designs", "resnet18.cnn.json"))
    cards = len(window.canvas.network.layers)
    window.actions_by_key["fold_all"].trigger()
    assert len(window.canvas.network.layers) < cards
    window.actions_by_key["unfold_all"].trigger()
    assert len(window.canvas.network.layers) == cards
    window.actions_by_key["fit_selection"].trigger()
    assert window.canvas.zoom > 0
