"""The palette: every preset to be found, dragged and chosen."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from designer.core.blocks import READY
from designer.core.kinds import KINDS
from designer.core.library import SavedBlock, cut_block
from designer.core.presets import PRESETS
from designer.ui.canvas.drops import NewLayer
from designer.ui.document import Document
from designer.ui.models.palette_rows import KEY, MIME, PaletteRows, PaletteSearch
from designer.ui.models.palette_words import found, preset_words, words_of
from designer.ui.my_blocks import MyBlocks
from designer.ui.panels.palette import Palette
from designer.ui.panels.palette_view import CARD_HEIGHT, PaletteView, drag_picture
from designer.ui.theme import DARK, LIGHT
from tests.ui.canvas_kit import stack

BLOCKS = [f"block:{name}" for name in READY]


@pytest.fixture
def mine(qapp, tmp_path):
    blocks = MyBlocks(tmp_path / "blocks")
    yield blocks
    blocks.close()


@pytest.fixture
def palette(qtbot, mine):
    document = Document()
    document.reset(stack())
    panel = Palette(document, mine, LIGHT)
    document.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(240, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def shown(palette) -> list[str]:
    """The keys in sight, from top to bottom."""
    model = palette.view.model()
    groups = [model.index(row, 0) for row in range(model.rowCount())]
    keys = [model.index(row, 0, group).data(KEY) for group in groups for row in range(model.rowCount(group))]
    return [key for key in keys if key is not None]


def index_of(palette, key):
    model = palette.view.model()
    return model.match(model.index(0, 0), KEY, key, 1, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)[0]


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


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("maxpool", ["max_pool2d", "max_pool3s2", "adaptive_max_pool2d", "block:squeeze"]),
        ("MaxPool2d", ["max_pool2d", "max_pool3s2"]),
        ("nn.MaxPool2d", ["max_pool2d", "max_pool3s2"]),
        ("max-pool 3x3", ["max_pool3s2"]),
        ("conv2d", ["conv3x3", "conv1x1", "conv5x5", "conv7x7", "depthwise"]),
        ("conv 3×3", ["conv3x3", "depthwise"]),
        ("bn", ["batch_norm2d"]),
        ("batchnorm", ["batch_norm2d"]),
        ("norm", ["batch_norm2d", "local_response_norm"]),
        ("inception", ["block:inception_naive", "block:inception", "block:inception_factorised"]),
        ("googlenet", ["block:inception_naive", "block:inception"]),
        ("senet", ["block:squeeze_excite"]),
        ("squeeze excite", ["block:squeeze_excite"]),
        ("mobilenet", ["block:depthwise_separable"]),
        ("blocks", BLOCKS),
        ("my blocks", []),
        ("transpose", ["conv_transpose2d"]),
        ("fc", ["linear"]),
        ("fully connected", ["linear"]),
        ("relu", ["relu", "activation"]),
        ("gelu", ["activation"]),
        ("bilinear", ["upsample"]),
        ("leaky", ["activation"]),
        ("add", ["add"]),
        ("residual", ["add", "block:residual", "block:residual_projection", "block:bottleneck"]),
        ("join", ["add", "multiply", "concat"]),
        ("lrn", ["local_response_norm"]),
        ("  ", [*PRESETS, *BLOCKS]),
        ("transformer", []),
    ],
)
def test_search(palette, text, keys):
    palette.search.setText(text)
    assert shown(palette) == keys
    assert palette._nothing.isVisible() == (not keys)


@pytest.mark.parametrize("key", PRESETS)
def test_each_preset_is_found_by_its_label_kind_and_pytorch_name(key):
    preset = PRESETS[key]
    kind = preset.kind_for(None)
    for text in (preset.label, preset.group, kind.name, kind.label, type(kind).__name__):
        assert found(preset_words(preset), words_of(text)), text


def test_presets_reach_every_kind():
    assert {preset.kind_for(None).name for preset in PRESETS.values()} == set(KINDS)


def test_found_groups_are_open(palette):
    palette.search.setText("conv")
    for row in range(palette.view.model().rowCount()):
        assert palette.view.isExpanded(palette.view.model().index(row, 0))


def test_keyboard_from_search_to_choice(palette, qtbot):
    palette.search.setFocus()
    QTest.keyClicks(palette.search, "pool")
    QTest.keyClick(palette.search, Qt.Key.Key_Down)
    assert palette.view.hasFocus()
    assert palette.view.currentIndex().data(KEY) == "max_pool2d"
    QTest.keyClick(palette.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.keyClick(palette.view, Qt.Key.Key_Return)
    assert chosen.args == [NewLayer(PRESETS["max_pool3s2"])]


def test_enter_in_the_search_chooses_the_first_found(palette, qtbot):
    QTest.keyClicks(palette.search, "bn")
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert chosen.args == [NewLayer(PRESETS["batch_norm2d"])]


@pytest.mark.parametrize("text", ["", "nothing like it"])
def test_enter_with_nothing_found_chooses_nothing(palette, qtbot, text):
    palette.search.setText(text)
    with qtbot.assertNotEmitted(palette.chosen):
        QTest.keyClick(palette.search, Qt.Key.Key_Return)


def test_escape_clears_the_search(palette):
    palette.search.setText("pool")
    QTest.keyClick(palette.search, Qt.Key.Key_Escape)
    assert palette.search.text() == ""
    assert shown(palette) == [*PRESETS, *BLOCKS]


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
