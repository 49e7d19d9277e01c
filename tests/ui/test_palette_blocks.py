"""The palette's blocks: their options in place, and those of the user's own that are saved, renamed and removed."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from designer.core.blocks import READY
from designer.core.library import SUFFIX, cut_block, read_folder, save_block
from designer.ui.canvas.new_blocks import ReadyBlock, SavedPart
from designer.ui.document import Document
from designer.ui.my_blocks import MyBlocks
from designer.ui.panels.palette import Palette
from designer.ui.panels.palette_strip import PaletteStrip
from designer.ui.panels.palette_view import PaletteView
from designer.ui.theme import LIGHT
from tests.ui.canvas_kit import stack

Key = Qt.Key
PART = cut_block(stack(), ("conv2", "relu2"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "blocks"


@pytest.fixture
def mine(qapp: object, folder: Path):
    blocks = MyBlocks(folder)
    yield blocks
    blocks.close()


@pytest.fixture
def document(qapp: object) -> Document:
    document = Document()
    document.reset(stack())
    return document


@pytest.fixture
def palette(qtbot: QtBot, mine: MyBlocks, document: Document) -> Palette:
    panel = Palette(document, mine, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(240, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def mark(palette: Palette, key: str) -> None:
    palette.view.setCurrentIndex(palette._index_of(key))
    assert palette.view.currentIndex().isValid()


def line(palette: Palette, name: str) -> QLineEdit:
    return palette.options.fields[name].widget.lineEdit()  # type: ignore[attr-defined]


def type_in(palette: Palette, name: str, text: str) -> None:
    line(palette, name).selectAll()
    QTest.keyClicks(line(palette, name), text)


def my_names(palette: Palette) -> list[str]:
    model = palette.view.model()
    heading = model.index(model.rowCount() - 1, 0)
    return [model.index(row, 0, heading).data() for row in range(model.rowCount(heading))]


@pytest.mark.parametrize("name", READY)
def test_a_marked_block_asks_for_its_options_which_fit_the_selected_layer(palette: Palette, name: str) -> None:
    mark(palette, f"block:{name}")
    assert palette.options.isVisible()
    assert list(palette.options.fields) == [option.name for option in READY[name].options]
    for option in READY[name].options:
        field = palette.options.fields[option.name]
        assert line(palette, option.name).placeholderText() == str(option.default(16))
        assert field.widget.accessibleName() == option.label
        assert option.option.help in field.widget.toolTip()
        labels = [label.text() for label in palette.options.findChildren(QLabel) if label.buddy() is field.widget]
        assert labels == [option.label]
    assert palette.options.outcome.text().startswith("below relu2 → ")


def test_layers_have_no_strip(palette: Palette) -> None:
    mark(palette, "block:fire")
    mark(palette, "conv3x3")
    assert not palette.options.isVisible()


def test_numbers_are_taken_remembered_and_carried(palette: Palette, qtbot: QtBot) -> None:
    mark(palette, "block:fire")
    type_in(palette, "expand", "24")
    assert palette.options.outcome.text() == "below relu2 → 16×16×48"
    mark(palette, "block:vgg")
    mark(palette, "block:fire")
    assert line(palette, "expand").text() == "24"
    assert palette.view.item(palette.view.currentIndex()) == ReadyBlock(READY["fire"], (("expand", 24),))
    palette.view.setFocus()
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.keyClick(palette.view, Key.Key_Return)
    assert chosen.args == [ReadyBlock(READY["fire"], (("expand", 24),))]
    with qtbot.waitSignal(palette.chosen) as chosen:
        palette.options.insert.click()
    assert chosen.args == [ReadyBlock(READY["fire"], (("expand", 24),))]


def test_an_emptied_field_and_reset_fit_again(palette: Palette) -> None:
    mark(palette, "block:fire")
    assert not palette.options.reset.isVisible()
    type_in(palette, "expand", "24")
    type_in(palette, "squeeze", "3")
    assert palette.options.reset.isVisible()
    line(palette, "expand").selectAll()
    QTest.keyClick(line(palette, "expand"), Key.Key_Delete)
    assert palette.options.outcome.text() == "below relu2 → 16×16×16"
    palette.options.reset.click()
    assert line(palette, "squeeze").text() == ""
    assert not palette.options.reset.isVisible()
    assert palette.view.item(palette.view.currentIndex()) == ReadyBlock(READY["fire"])


def test_arrows_step_from_what_an_empty_field_stands_for(palette: Palette) -> None:
    mark(palette, "block:vgg")
    palette.options.fields["channels"].widget.stepBy(1)  # type: ignore[attr-defined]
    assert line(palette, "channels").text() == "33"
    type_in(palette, "depth", "100")
    palette.options.fields["depth"].widget.stepBy(1)  # type: ignore[attr-defined]
    assert line(palette, "depth").text() == "100"


@pytest.mark.parametrize(
    ("text", "reason"), [("0", "a whole number from 1"), ("x", "a whole number"), ("1.5", "whole")]
)
def test_what_is_no_number_is_explained_in_place_and_not_inserted(
    palette: Palette, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, text: str, reason: str
) -> None:
    mark(palette, "block:fire")
    type_in(palette, "expand", text)
    field = palette.options.fields["expand"]
    assert field.reason.isVisible()
    assert reason in field.reason.text()
    dragged: list[object] = []
    monkeypatch.setattr(PaletteView, "run_drag", staticmethod(lambda *drag: dragged.append(drag)))
    palette.view.setFocus()
    with qtbot.assertNotEmitted(palette.chosen):
        QTest.keyClick(palette.view, Key.Key_Return)
        palette.view.setFocus()
        palette.view.startDrag(Qt.DropAction.CopyAction)
    assert not dragged
    assert line(palette, "expand").hasFocus() or field.widget.hasFocus()
    type_in(palette, "expand", "4")
    assert not field.reason.isVisible()
    palette.view.startDrag(Qt.DropAction.CopyAction)
    assert len(dragged) == 1


def test_the_strip_follows_the_selection_and_says_what_does_not_fit(palette: Palette, document: Document) -> None:
    mark(palette, "block:vgg")
    document.select(("image",))
    assert line(palette, "channels").placeholderText() == "6"
    assert palette.options.outcome.text() == "below image → 16×16×6"
    type_in(palette, "channels", str(2**62))
    type_in(palette, "depth", "3")
    assert palette.options.outcome.property("severity") in ("muted", "error")
    from designer.core import edits
    from designer.core.kinds import Flatten

    document.apply("x", lambda design: edits.insert_after(design, "relu2", Flatten()))
    assert "needs maps" in palette.options.outcome.text()
    assert palette.options.outcome.property("severity") == "error"


def test_blocks_of_ones_own_are_read_and_none_is_said(
    palette: Palette, qtbot: QtBot, mine: MyBlocks, folder: Path
) -> None:
    assert my_names(palette) == ["None yet"]
    save_block(folder, PART, "<b>mine</b>".replace("/", "∕"))
    (folder / f"bad{SUFFIX}").write_text("{")
    mine.refresh()
    qtbot.waitUntil(lambda: my_names(palette) == ["<b>mine<∕b>", "bad"])
    index = palette._index_of(f"mine:bad{SUFFIX}")
    assert palette.view.item(index) is None
    assert not index.flags() & Qt.ItemFlag.ItemIsDragEnabled
    palette.view.setCurrentIndex(index)
    assert palette.options.outcome.text().startswith(f"bad{SUFFIX}: line 1 column 2: expected JSON")
    assert not palette.options.insert.isEnabled()
    good = palette.view.model().index(0, 0, index.parent())
    palette.view.setCurrentIndex(good)
    assert palette.options.outcome.text() == "below relu2 → 16×16×16"
    assert "&lt;b&gt;" in good.data(Qt.ItemDataRole.ToolTipRole)
    item = palette.view.item(good)
    assert isinstance(item, SavedPart)
    with qtbot.waitSignal(palette.chosen) as chosen:
        palette.options.insert.click()
    assert chosen.args == [item]
    palette.search.setText("mine")
    assert my_names(palette) == ["<b>mine<∕b>"]


def test_a_saved_block_shows_and_its_name_is_typed(
    palette: Palette, qtbot: QtBot, mine: MyBlocks, folder: Path
) -> None:
    palette.search.setText("pool")
    with qtbot.waitSignal(mine.saved):
        mine.save(PART, "my block")
    assert palette.search.text() == ""
    editor = palette.view.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "my block"
    QTest.keyClicks(editor, "stem")
    QTest.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: my_names(palette) == ["stem"])
    assert [block.name for block in read_folder(folder)] == ["stem"]
    assert palette.view.currentIndex().data() == "stem"


def test_a_name_that_cannot_be_is_explained_and_the_old_one_stays(
    palette: Palette, qtbot: QtBot, mine: MyBlocks, folder: Path
) -> None:
    with qtbot.waitSignal(mine.saved):
        mine.save(PART, "one")
    editor = palette.view.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "a/b")
    with qtbot.waitSignal(mine.failed):
        QTest.keyClick(editor, Key.Key_Return)
    assert palette.said.isVisible()
    assert "none of them a slash" in palette.said.text()
    assert my_names(palette) == ["one"]


def test_keys_and_menu_rename_and_remove_and_a_line_puts_back(
    palette: Palette, qtbot: QtBot, mine: MyBlocks, folder: Path
) -> None:
    path = save_block(folder, PART, "<i>one")
    mine.refresh()
    qtbot.waitUntil(lambda: my_names(palette) == ["<i>one"])
    mark(palette, f"mine:{path.name}")
    palette.view.setFocus()
    QTest.keyClick(palette.view, Key.Key_F2)
    editor = palette.view.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClick(editor, Key.Key_Escape)
    palette.view.setFocus()
    QTest.keyClick(palette.view, Key.Key_Delete)
    qtbot.waitUntil(lambda: my_names(palette) == ["None yet"])
    assert list(folder.iterdir()) == []
    assert "Removed &lt;i&gt;one." in palette.said.text()
    palette.said.linkActivated.emit("back")
    qtbot.waitUntil(lambda: my_names(palette) == ["<i>one"])


def test_the_menu_is_that_of_a_row_of_ones_own(
    palette: Palette, qtbot: QtBot, mine: MyBlocks, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QPoint] = []
    monkeypatch.setattr(QMenu, "popup", lambda _menu, at: shown.append(at))
    path = save_block(folder, PART, "one")
    mine.refresh()
    qtbot.waitUntil(lambda: my_names(palette) == ["one"])

    def ask(key: str) -> None:
        index = palette._index_of(key)
        palette.view.scrollTo(index)
        at: QPoint = palette.view.visualRect(index).center()
        QApplication.sendEvent(palette.view.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, at))

    ask("block:fire")
    assert not shown
    ask(f"mine:{path.name}")
    assert len(shown) == 1
    rename, remove = palette.view.menu.actions()
    assert rename.isEnabled()
    remove.trigger()
    qtbot.waitUntil(lambda: my_names(palette) == ["None yet"])


def test_nothing_of_the_strip_is_cut_in_a_narrow_palette(palette: Palette) -> None:
    palette.resize(200, 700)
    mark(palette, "block:inception")
    type_in(palette, "three_reduce", "1024")
    palette.options.layout().activate()
    for field in palette.options.fields.values():
        assert field.widget.width() >= 48
        assert field.widget.geometry().right() <= palette.options.width()
    assert palette.options.palette().color(QPalette.ColorRole.Window).isValid()


def test_in_a_low_window_the_options_scroll_and_the_marked_row_stays_in_sight(palette: Palette, qtbot: QtBot) -> None:
    palette.resize(240, 180)
    mark(palette, "block:inception")
    strip = palette.findChild(PaletteStrip)
    assert strip is not None
    qtbot.waitUntil(lambda: strip.isVisible() and strip.verticalScrollBar().maximum() > 0, timeout=20_000)
    assert palette.minimumSizeHint().height() <= 175, "a window of 600 pixels would grow"
    assert palette.options.height() >= palette.options.minimumSizeHint().height()

    def in_sight() -> bool:
        row = palette.view.visualRect(palette.view.currentIndex())
        return palette.view.viewport().rect().contains(row)

    qtbot.waitUntil(in_sight, timeout=20_000)
    palette.resize(240, 900)
    qtbot.waitUntil(lambda: strip.verticalScrollBar().maximum() == 0, timeout=20_000)
    mark(palette, "conv3x3")
    assert strip.isHidden()
