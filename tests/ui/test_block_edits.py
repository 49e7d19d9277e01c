"""Blocks by menu and key: grouped, named, folded, saved; and the menus of the canvas."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from designer.core.blocks import READY, blocks, members
from designer.core.kinds import Linear
from designer.core.library import read_folder
from designer.core.presets import PRESETS
from designer.paths import resource
from designer.ui.canvas.drops import NewLayer
from designer.ui.canvas.new_blocks import ReadyBlock
from designer.ui.context_menus import CONTENTS, KINDS, LINE
from designer.ui.window import Window
from tests.ui.canvas_kit import on, on_title, on_wire
from tests.ui.gestures import click
from tests.ui.window_kit import Answers

Key = Qt.Key


def do(window: Window, key: str) -> None:
    window.actions_by_key[key].trigger()


def insert(window: Window, name: str, **values: int) -> None:
    window.palette_panel.chosen.emit(ReadyBlock(READY[name], tuple(values.items())))


@pytest.mark.parametrize("name", READY)
def test_every_block_goes_below_the_selection_as_one_step(window: Window, name: str) -> None:
    window.document.select(["tanh1"])
    before = window.document.design
    insert(window, name)
    assert f"{name}_1" in blocks(window.document.design)
    assert window.document.selection == members(window.document.design, f"{name}_1")
    assert window.document.design["s2"].inputs == window.document.selection[-1:]
    window.undo.trigger()
    assert window.document.design == before


def test_on_a_picked_wire_everything_lands_between_its_ends(window: Window, qtbot: QtBot) -> None:
    window.document.select(["s2"])
    do(window, "branch")  # c3 reads concat_1, which reads s2 and conv2d_1; both of these read tanh1
    window.document.select(["relu"])
    window.palette_panel.view.setCurrentIndex(window.palette_panel._index_of("block:fire"))
    start = window.document.design

    def pick() -> None:
        window.document.select([])
        window.canvas.choose_wire(("conv2d_1", 0))

    pick()
    assert window.palette_panel.options.outcome.text() == "between tanh1 and conv2d_1 → 28×28×6"
    insert(window, "fire")
    design = window.document.design
    assert (design["fire_1.squeeze"].inputs, design["conv2d_1"].inputs) == (("tanh1",), ("fire_1.concat",))
    assert design["s2"].inputs == ("tanh1",)
    window.undo.trigger()
    pick()
    window.palette_panel.chosen.emit(NewLayer(PRESETS["relu"]))
    assert window.document.design["conv2d_1"].inputs == ("activation_1",)
    assert window.document.design["s2"].inputs == ("tanh1",)
    window.undo.trigger()
    pick()
    do(window, "insert")
    assert window.finders.insert.said.text() == "between tanh1 and conv2d_1"
    qtbot.keyClicks(window.finders.insert.line, "bn, relu")
    qtbot.keyClick(window.finders.insert.line, Key.Key_Return)
    assert window.document.design["conv2d_1"].inputs == ("activation_1",)
    assert window.document.design["s2"].inputs == ("tanh1",)
    window.undo.trigger()
    window.document.select(["tanh3"])
    do(window, "copy")
    pick()
    window.layer_edits.paste()
    assert window.document.design["conv2d_1"].inputs == ("tanh3_2",)
    assert window.document.design["s2"].inputs == ("tanh1",)
    window.undo.trigger()
    assert window.document.design == start


def test_below_a_vector_the_notice_says_why_not(window: Window) -> None:
    window.document.select([window.document.design.layers[-1].id])
    insert(window, "fire")
    assert "needs maps" in window.notice.text


def test_groups_are_named_at_once_and_two_of_them_differ(window: Window, qtbot: QtBot) -> None:
    window.document.select(["c1", "tanh1"])
    do(window, "group")
    qtbot.keyClicks(window.canvas.naming.line, "stem")
    qtbot.keyClick(window.canvas.naming.line, Key.Key_Return)
    assert blocks(window.document.design) == ("stem",)
    for ids in (["c3", "tanh3"], ["c5", "tanh5"]):
        window.document.select(ids)
        do(window, "group")
        qtbot.keyClick(window.canvas.naming.line, Key.Key_Escape)
    assert blocks(window.document.design) == ("stem", "block", "block_2")


def test_f2_on_a_title_and_on_a_folded_card_names_the_block(window: Window, qtbot: QtBot) -> None:
    window.document.select(["tanh1"])
    insert(window, "fire")
    window.canvas.reveal("fire_1.squeeze")
    click(window.canvas, on_title(window.canvas, "fire_1"))
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Key.Key_F2)
    qtbot.keyClicks(window.canvas.naming.line, "first")
    qtbot.keyClick(window.canvas.naming.line, Key.Key_Return)
    assert blocks(window.document.design) == ("first",)
    do(window, "fold")
    key = window.canvas.network.outline.key_of_block("first")
    assert key is not None
    window.canvas.choose(key)
    do(window, "rename")
    assert window.canvas.naming.open
    qtbot.keyClick(window.canvas.naming.line, Key.Key_Escape)
    do(window, "unfold")
    assert window.canvas.network.outline.key_of_block("first") is None


def test_f2_on_a_layer_of_a_block_names_the_layer(window: Window) -> None:
    window.document.select(["tanh1"])
    insert(window, "fire")
    window.document.select(["fire_1.squeeze"])
    do(window, "rename")
    assert not window.canvas.naming.open
    do(window, "rename_block")
    assert window.canvas.naming.open
    window.canvas.naming.close()


def test_commands_over_blocks_say_where_there_is_none(window: Window) -> None:
    window.document.select(["c1"])
    for key in ("fold", "unfold", "rename_block", "ungroup"):
        window.notice.hide()
        do(window, key)
        assert "in no block" in window.notice.text


def test_nested_blocks_are_ungrouped_from_within(window: Window) -> None:
    window.document.select(["tanh1"])
    insert(window, "dense", depth=2, growth=4)
    window.document.select(members(window.document.design, "dense_1/1")[:1])
    do(window, "ungroup")
    assert blocks(window.document.design) == ("dense_1", "dense_1/2")
    window.document.select(members(window.document.design, "dense_1"))
    do(window, "ungroup")
    assert blocks(window.document.design) == ("2",)


def test_a_selection_is_saved_named_and_inserted_again(window: Window, qtbot: QtBot) -> None:
    before = window.document.design
    window.document.select(["c3", "tanh3"])
    with qtbot.waitSignal(window.my_blocks.saved):
        do(window, "save_block")
    editor = QApplication.focusWidget()
    qtbot.keyClicks(editor, "two lines")
    with qtbot.waitSignal(window.my_blocks.changed):
        qtbot.keyClick(editor, Key.Key_Return)
    [block] = read_folder(window.settings.blocks_folder)
    assert block.name == "two lines"
    assert window.document.design is before
    window.document.select(["tanh1"])
    window.palette_panel.options.insert.click()
    assert "two lines" in blocks(window.document.design)
    assert window.undo.text() == "&Undo Insert two lines"


def test_saving_an_input_alone_is_refused_in_a_line(window: Window) -> None:
    window.document.select(["image"])
    do(window, "save_block")
    assert "a block needs other layers" in window.notice.text
    assert not Path(window.settings.blocks_folder).exists()


def test_the_palette_of_layers_still_inserts_below(window: Window) -> None:
    window.document.select(["tanh1"])
    window.palette_panel.chosen.emit(NewLayer(PRESETS["relu"]))
    assert window.document.design["s2"].inputs == ("activation_1",)


@pytest.mark.parametrize("what", CONTENTS)
def test_the_menus_of_the_canvas_hold_the_actions_of_the_menu_bar(window: Window, what: str) -> None:
    held = window.context_menus[what].actions()
    keys = [key for key in CONTENTS[what] if key not in (LINE, KINDS)]
    assert [action for action in held if not action.isSeparator() and not action.menu()] == [
        window.actions_by_key[key] for key in keys
    ]


def test_a_right_click_pops_the_menu_of_what_is_under_it(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: shown.append(menu.objectName()))
    window.document.select(["s2"])
    do(window, "branch")
    window.canvas.fit()
    for at in (on(window.canvas, "c1"), on_wire(window.canvas, "concat_1", 1), on(window.canvas, "c1", across=-3)):
        point: QPoint = at.toPoint()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, window.canvas.viewport().mapToGlobal(point))
        QApplication.sendEvent(window.canvas.viewport(), event)
    assert shown[0] == "menu_over_card"
    assert shown[-1] in ("menu_over_ground", "menu_over_card")
    assert len(shown) == 3


def test_what_is_copied_in_one_window_is_pasted_in_another(window: Window, qtbot: QtBot) -> None:
    window.document.select(["tanh1"])
    insert(window, "fire")
    do(window, "copy")
    text = QGuiApplication.clipboard().text()
    other = Window()
    other.files.dialogs = Answers()  # type: ignore[assignment]
    with qtbot.waitExposed(other):
        other.show()
    other.files.open_example(resource("designs", "lenet5.cnn.json"))
    QGuiApplication.clipboard().setText(f"\n{text}\n\n")  # as it comes out of a mail
    other.document.select(["c3"])
    for _ in range(2):
        do(other, "paste")
    assert len(blocks(other.document.design)) == 2
    assert not [finding for finding in other.document.analysis.findings if finding.severity == "error"]
    other.files.may_leave = lambda _later: True  # type: ignore[method-assign]
    other.close()
    other.deleteLater()


def test_all_commands_are_found_in_the_command_palette(window: Window) -> None:
    window.document.select(["c1"])
    names = [choice.text for choice in window.finders._matching_commands("")]
    assert names.count(f"Change kind to: {Linear.label}") == names.count("Delete") == 1
    assert len(set(names)) == len(names)
    assert {"Colour cards by: MACs", "Column: MACs", "Panel: Layers", "Open example: unet", "Run"} <= {*names}
    assert not {"File", "Colours", "Open example"} & {*names}, "menus are no commands"
    for text in ("keep only", "delete this branch", "wrap in a branch", "projection", "save selection", "move up"):
        assert window.finders._matching_commands(text), text
