"""The strip of the palette: the options of a ready block, taken, explained, carried and in sight."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from designer.core import edits
from designer.core.blocks import READY
from designer.core.kinds import Flatten
from designer.ui.canvas.new_blocks import ReadyBlock
from designer.ui.document import Document
from designer.ui.panels.palette import Palette
from designer.ui.panels.palette_strip import PaletteStrip
from designer.ui.panels.palette_view import PaletteView
from tests.ui.palette_kit import mark

Key = Qt.Key


def line(palette: Palette, name: str) -> QLineEdit:
    return palette.options.fields[name].widget.lineEdit()  # type: ignore[attr-defined]


def type_in(palette: Palette, name: str, text: str) -> None:
    line(palette, name).selectAll()
    QTest.keyClicks(line(palette, name), text)


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


def test_the_strip_follows_the_selection_and_says_what_does_not_fit(palette: Palette, stacked: Document) -> None:
    mark(palette, "block:vgg")
    stacked.select(("image",))
    assert line(palette, "channels").placeholderText() == "6"
    assert palette.options.outcome.text() == "below image → 16×16×6"
    type_in(palette, "channels", str(2**62))
    type_in(palette, "depth", "3")
    assert palette.options.outcome.property("severity") in ("muted", "error")
    stacked.apply("x", lambda design: edits.insert_after(design, "relu2", Flatten()))
    assert "needs maps" in palette.options.outcome.text()
    assert palette.options.outcome.property("severity") == "error"


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
