"""The palette's blocks of the user's own: read, saved, named, renamed, removed and put back."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from designer.core.library import SUFFIX, cut_block, read_folder, save_block
from designer.ui.canvas.new_blocks import SavedPart
from designer.ui.my_blocks import MyBlocks
from designer.ui.panels.palette import Palette
from tests.ui.canvas_kit import stack
from tests.ui.palette_kit import index_of, mark

Key = Qt.Key
PART = cut_block(stack(), ("conv2", "relu2"))


def my_names(palette: Palette) -> list[str]:
    model = palette.view.model()
    heading = model.index(model.rowCount() - 1, 0)
    return [model.index(row, 0, heading).data() for row in range(model.rowCount(heading))]


def test_blocks_of_ones_own_are_read_and_none_is_said(
    palette: Palette, qtbot: QtBot, mine: MyBlocks, folder: Path
) -> None:
    assert my_names(palette) == ["None yet"]
    save_block(folder, PART, "<b>mine</b>".replace("/", "∕"))
    (folder / f"bad{SUFFIX}").write_text("{")
    mine.refresh()
    qtbot.waitUntil(lambda: my_names(palette) == ["<b>mine<∕b>", "bad"])
    index = index_of(palette, f"mine:bad{SUFFIX}")
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
        index = index_of(palette, key)
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
