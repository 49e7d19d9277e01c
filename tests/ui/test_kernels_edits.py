"""Kernels typed, put, drawn and undone in their panel, and what comes back from a file."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.core.design import Design, Layer
from designer.core.files import load, save
from designer.core.kept_weights import Seed, kept
from designer.core.kinds import Conv2d, Input
from designer.engine.design_weights import read_beside
from designer.engine.filter_changes import LAYER, SCOPES
from designer.engine.named_kernels import KERNELS, edge_bank
from tests.ui.kernels_kit import Shown, shown


def map_of(kernels: Shown, channel: int = 0) -> np.ndarray:
    assert kernels.preview.maps is not None
    return kernels.preview.maps.map(channel).copy()


def test_a_number_typed_changes_maps_file_and_undo(kernels: Shown, tmp_path: Path) -> None:
    before = map_of(kernels)
    assert kernels.type(1, 2, "−1.5")
    kernels.settle()
    after = map_of(kernels)
    assert not np.allclose(before, after)
    assert kernels.document.stack.undoText() == "Edit kernel of c1"
    path = tmp_path / "net.cnn.json"
    save(kernels.document.design, path)
    found = load(path)
    assert found == kernels.document.design
    kernels.document.reset(found, path)
    kernels.show("c1")
    assert kernels.filters.numbers[0, 0, 1, 2] == -1.5
    np.testing.assert_allclose(map_of(kernels), after, atol=1e-6)


def test_undo_brings_back_numbers_and_maps(kernels: Shown) -> None:
    before, numbers = map_of(kernels), kernels.filters.numbers.copy()
    kernels.type(1, 2, "7")
    kernels.settle()
    kernels.document.stack.undo()
    kernels.settle()
    assert np.array_equal(kernels.filters.numbers, numbers)
    np.testing.assert_allclose(map_of(kernels), before)
    assert not kernels.document.design["c1"].weights


def test_typing_in_one_cell_is_one_step(kernels: Shown) -> None:
    for text in ("1", "12", "12.5"):
        kernels.type(0, 0, text)
    assert kernels.document.stack.count() == 1
    kernels.type(0, 1, "3")
    assert kernels.document.stack.count() == 2
    assert kernels.filters.numbers[0, 0, 0, :2].tolist() == [12.5, 3]


def test_what_is_typed_before_the_answer_comes_adds_up(kernels: Shown) -> None:
    kernels.type(0, 0, "1")
    kernels.type(0, 1, "2")
    kernels.settle()
    assert kernels.filters.numbers[0, 0, 0, :2].tolist() == [1, 2]


@pytest.mark.parametrize("text", ["abc", "", "1e99", "nan", "inf", "1/0", "1,5"])
def test_what_is_no_number_is_said_in_place(kernels: Shown, text: str) -> None:
    assert not kernels.type(0, 0, text)
    assert kernels.panel.reason.isVisible()
    assert kernels.panel.reason.text() == f"Expected a number such as −0.5, 1e-3 or 1/9, found “{text}”"
    assert kernels.document.stack.count() == 0
    assert kernels.type(0, 0, "1/4")
    assert not kernels.panel.reason.isVisible()
    assert kernels.filters.numbers[0, 0, 0, 0] == 0.25


def test_cells_are_typed_into_by_keys(kernels: Shown, qtbot: QtBot) -> None:
    cells = kernels.panel.cells
    cells.setFocus()
    cells.setCurrentIndex(cells.cells.index(0, 0))
    qtbot.keyClick(cells, Qt.Key.Key_Right)
    qtbot.keyClick(cells, Qt.Key.Key_5)
    editor = cells.findChild(QLineEdit)
    qtbot.keyClicks(editor, ".5")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(kernels.filters.numbers[0, 0, 0, 1] == 5.5))


def test_the_bias_is_typed(kernels: Shown, qtbot: QtBot) -> None:
    before = map_of(kernels)
    bias = kernels.panel.bias
    bias.setFocus()
    bias.selectAll()
    qtbot.keyClicks(bias, "0.5")
    qtbot.keyClick(bias, Qt.Key.Key_Return)
    kernels.settle()
    np.testing.assert_allclose(map_of(kernels), before + 0.5, atol=1e-5)
    assert kernels.document.stack.undoText() == "Edit bias of c1"
    bias.selectAll()
    qtbot.keyClicks(bias, "x")
    qtbot.keyClick(bias, Qt.Key.Key_Return)
    assert "found “x”" in kernels.panel.reason.text()
    assert bias.text() == "0.5"


def test_a_named_kernel_goes_to_a_filter_a_channel_or_all(kernels: Shown) -> None:
    sobel = KERNELS["Sobel x"]((3, 3))
    kernels.panel.choose(2)
    kernels.put("Sobel x", SCOPES.index("this filter"))
    np.testing.assert_allclose(kernels.filters.numbers[2].sum(axis=0), sobel, atol=1e-6)
    assert kernels.document.stack.undoText() == "Put Sobel x into kernels of c1"
    kernels.panel.channel.setValue(1)
    kernels.put("Laplacian, 4 neighbours", SCOPES.index("this input channel"))
    assert kernels.filters.numbers[2, 1].tolist() == [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
    np.testing.assert_allclose(kernels.filters.numbers[2, 0], sobel / 3, atol=1e-6)
    kernels.put("Box blur", SCOPES.index(LAYER))
    np.testing.assert_allclose(kernels.filters.numbers, 1 / 27, atol=1e-6)
    assert kernels.document.stack.count() == 3


def test_a_kernel_without_room_is_said(kernels: Shown) -> None:
    kernels.document.apply("Small", lambda design: property_edits.set_options(design, "c1", {"kernel_size": 1}))
    kernels.settle()
    kernels.put("Sobel x")
    assert kernels.panel.reason.text() == "An edge needs a kernel of 3×3 or larger, and this one is 1×1"


def test_random_numbers_are_others_each_time(kernels: Shown) -> None:
    kernels.put("Random")
    first = kernels.filters.numbers[0].copy()
    kernels.put("Random")
    assert not np.array_equal(kernels.filters.numbers[0], first)
    assert np.array_equal(kernels.filters.numbers[1:], edge_bank((8, 3, 3, 3))[1:])


def test_drawing_anew_keeps_a_seed_and_reset_gives_it_up(kernels: Shown) -> None:
    kernels.panel.redraw.click()
    kernels.panel.redraw.click()
    kernels.settle()
    assert kept(kernels.document.design["c1"].weights, "weight") == Seed(2)
    assert kernels.panel.origin.text() == "Weight: random, seed 2"
    assert not np.array_equal(kernels.filters.numbers, edge_bank((8, 3, 3, 3)))
    kernels.panel.reset.click()
    kernels.settle()
    assert np.array_equal(kernels.filters.numbers, edge_bank((8, 3, 3, 3)))
    assert not kernels.document.design["c1"].weights
    assert kernels.document.stack.undoText() == "Reset kernels of c1"


def test_weights_that_no_longer_fit_are_kept_and_said(kernels: Shown) -> None:
    kernels.type(0, 0, "9")
    kernels.document.apply("x", lambda design: property_edits.set_options(design, "c1", {"kernel_size": 5}))
    kernels.settle()
    assert kernels.panel.origin.text() == "Weight: 8×3×3×3 is kept and does not fit; edge filters, drawn"
    assert np.array_equal(kernels.filters.numbers, edge_bank((8, 3, 5, 5)))
    kernels.document.apply("y", lambda design: property_edits.set_options(design, "c1", {"kernel_size": 3}))
    kernels.settle()
    assert kernels.filters.numbers[0, 0, 0, 0] == 9


def test_one_number_of_a_large_layer_shares_the_rest_with_the_value_before(qtbot: QtBot, tmp_path: Path) -> None:
    design = Design(
        (
            Layer("image", Input(height=4, width=4, channels=256)),
            Layer("c", Conv2d(out_channels=256, padding=(1, 1, 1, 1)), ("image",)),
        )
    )
    kernels = shown(qtbot, design)
    kernels.show("c")
    kernels.type(0, 0, "1")
    kernels.settle()
    first = kept(kernels.document.design["c"].weights, "weight")
    kernels.type(0, 1, "2")
    second = kept(kernels.document.design["c"].weights, "weight")
    assert sum(a is b for a, b in zip(first.parts, second.parts, strict=True)) == 255  # type: ignore[union-attr]
    save(kernels.document.design, tmp_path / "net.cnn.json")
    assert read_beside(load(tmp_path / "net.cnn.json"), tmp_path)[0] == kernels.document.design
