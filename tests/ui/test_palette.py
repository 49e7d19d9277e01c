"""The palette: every preset stands there, and is dragged and chosen."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from designer.core.kinds import KINDS
from designer.core.library import SavedBlock, cut_block
from designer.core.presets import PRESETS
from designer.ui.canvas.drops import NewLayer
from designer.ui.models.palette_rows import MIME, PaletteRows, PaletteSearch
from designer.ui.panels.palette_view import CARD_HEIGHT, PaletteView, drag_picture
from designer.ui.theme import DARK, LIGHT
from tests.ui.canvas_kit import stack
from tests.ui.palette_kit import BLOCKS, index_of, shown


def test_every_preset_stands_below_its_group(palette):
    assert shown(palette) == [*PRESETS, *BLOCKS]
    for key, preset in PRESETS.items():
        index = index_of(palette, key)
        assert (index.data(), index.parent().data()) == (preset.label, preset.group)
        assert preset.help in index.data(Qt.ItemDataRole.ToolTipRole)
        assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()


def test_model_keeps_qt_s_rules(qtmodeltester):
    rows = PaletteRows(LIGHT)
    search = PaletteSearch(rows)
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    testers = QAbstractItemModelTester(rows, mode), QAbstractItemModelTester(search, mode)
    for text in ("conv", "nothing like it", ""):
        search.search(text)
    part = cut_block(stack(), ("conv2",))
    for saved in ([SavedBlock(Path("a"), part), SavedBlock(Path("b"), None, "broken")], []):
        rows.show_saved(saved)
    assert len(testers) == 2
    qtmodeltester.check(rows)
    qtmodeltester.check(search)


def test_presets_reach_every_kind():
    assert {preset.kind_for(None).name for preset in PRESETS.values()} == set(KINDS)


def test_double_click_chooses_and_headings_do_not(palette, qtbot):
    view, index = palette.view, index_of(palette, "linear")
    view.scrollTo(index)
    with qtbot.waitSignal(palette.chosen) as chosen:
        at = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == [NewLayer(PRESETS["linear"])]
    with qtbot.assertNotEmitted(palette.chosen):
        view.activated.emit(index.parent())


def pull(view, at: QPoint) -> None:
    """Press and move as a person does: through the window, so that Qt starts the drag itself."""
    window = view.window().windowHandle()
    start = view.viewport().mapTo(view.window(), at)
    far = QApplication.startDragDistance() + 2
    QTest.mousePress(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(window, start + QPoint(far, far))
    QTest.mouseMove(window, start + QPoint(2 * far, far))
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)


@pytest.mark.parametrize("key", ["conv3x3", "max_pool3s2", "upsample"])
def test_drag_carries_the_key_and_a_card(palette, monkeypatch, key):
    carried = []

    def run_drag(drag, supported):
        carried.append((bytes(drag.mimeData().data(MIME)).decode(), drag.pixmap().toImage(), supported))
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(PaletteView, "run_drag", staticmethod(run_drag))
    index = index_of(palette, key)
    palette.view.scrollTo(index)
    pull(palette.view, palette.view.visualRect(index).center())
    [(payload, picture, supported)] = carried
    assert payload == key
    assert supported == Qt.DropAction.CopyAction
    assert picture.height() == CARD_HEIGHT
    mark = LIGHT.groups[PRESETS[key].kind_for(None).group]
    assert picture.pixelColor(2, CARD_HEIGHT // 2).name() == mark


def test_headings_cannot_be_dragged(palette, monkeypatch):
    carried = []
    monkeypatch.setattr(PaletteView, "run_drag", staticmethod(lambda *drag: carried.append(drag)))
    pull(palette.view, palette.view.visualRect(index_of(palette, "conv3x3").parent()).center())
    assert carried == []
    assert not palette.rows.mimeData([palette.rows.index(0, 0)]).hasFormat(MIME)


def test_picture_is_wide_enough_for_its_label_and_sharp(qapp):
    narrow, wide = (drag_picture(NewLayer(PRESETS[key]), DARK) for key in ("add", "adaptive_avg_pool2d"))
    assert narrow.width() < wide.width()
    dense = drag_picture(NewLayer(PRESETS["add"]), DARK, 2.0)
    assert dense.height() == 2 * CARD_HEIGHT
    assert dense.deviceIndependentSize().height() == CARD_HEIGHT


def test_theme_changes_the_icons(palette):
    def colours():
        image = index_of(palette, "conv3x3").data(Qt.ItemDataRole.DecorationRole).pixmap(20, 20).toImage()
        return {image.pixelColor(x, y).name() for x in range(20) for y in range(20)}

    assert LIGHT.groups["Convolution"] in colours()
    palette.set_theme(DARK)
    assert DARK.groups["Convolution"] in colours()
    assert palette.view.theme is DARK


def test_a_theme_draws_no_icon_before_it_is_shown(palette, drawn_icons):
    palette.rows.set_theme(DARK)
    assert drawn_icons == []
    for _ in range(2):
        index_of(palette, "conv3x3").data(Qt.ItemDataRole.DecorationRole)
        index_of(palette, "conv5x5").data(Qt.ItemDataRole.DecorationRole)
    assert drawn_icons == ["conv2d"]


def test_names_for_screen_readers(palette):
    for widget in (palette, palette.search, palette.view):
        assert widget.objectName()
        assert widget.accessibleName()
