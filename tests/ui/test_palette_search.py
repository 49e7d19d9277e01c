"""The palette's search: words that find presets and blocks, and the way to a choice by keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer.core.presets import PRESETS
from designer.ui.canvas.drops import NewLayer
from designer.ui.models.palette_rows import KEY
from designer.ui.models.palette_words import found, preset_words, words_of
from tests.ui.palette_kit import BLOCKS, shown


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
