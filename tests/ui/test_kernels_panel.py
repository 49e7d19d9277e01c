"""The panel of kernels: what is shown, typed, put, drawn and undone, and what comes back from a file."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.core.design import Design, Layer
from designer.core.files import load, save
from designer.core.kept_edits import keep_weights
from designer.core.kept_weights import Seed, kept
from designer.core.kinds import Activation, BatchNorm2d, Conv2d, ConvTranspose2d, Input, Linear
from designer.engine.design_weights import read_beside, to_keep
from designer.engine.filter_changes import LAYER, SCOPES
from designer.engine.named_kernels import KERNELS, edge_bank
from designer.ui import theme
from designer.ui.panels.colour_maps import SIGNED, colour_table
from designer.ui.panels.kernels_cells import cell_text
from designer.ui.panels.kernels_mosaic import FilterMosaic
from designer.ui.panels.kernels_pictures import channel_pixels, filter_pixels, laid_out
from tests.ui.kernels_kit import Shown, shown


def net() -> Design:
    """A colour picture through one layer of each kind with weights."""
    return Design(
        (
            Layer("image", Input(height=12, width=12, channels=3)),
            Layer("c1", Conv2d(out_channels=8), ("image",)),
            Layer("bn", BatchNorm2d(), ("c1",)),
            Layer("relu", Activation(), ("bn",)),
            Layer("c2", Conv2d(out_channels=4), ("relu",)),
            Layer("up", ConvTranspose2d(out_channels=2), ("c2",)),
            Layer("fc", Linear(out_features=5), ("up",)),
            Layer("out", Linear(out_features=3), ("fc",)),
        )
    )


@pytest.fixture
def kernels(qtbot: QtBot) -> Shown:
    found = shown(qtbot, net())
    found.show("c1")
    return found


def map_of(kernels: Shown, channel: int = 0) -> np.ndarray:
    assert kernels.preview.maps is not None
    return kernels.preview.maps.map(channel).copy()


def test_a_new_design_shows_the_edge_bank(kernels: Shown) -> None:
    assert np.array_equal(kernels.filters.numbers, edge_bank((8, 3, 3, 3)))
    assert kernels.panel.title.text() == "c1  8 filters of 3×3×3"
    assert kernels.panel.origin.text() == "Edge filters, drawn"


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


@pytest.mark.parametrize(
    ("layer", "title", "shape"),
    [
        ("c2", "c2  4 filters of 3×3×8", (4, 8, 3, 3)),
        ("bn", "bn  8 channels", (8, 1, 1, 4)),
        ("up", "up  2 filters of 2×2×4", (2, 4, 2, 2)),
        ("fc", "fc  5 filters of 16×16×2", (5, 2, 16, 16)),
        ("out", "out  3 filters of 1×5", (3, 1, 1, 5)),
    ],
)
def test_every_kind_with_weights_is_shown_and_edited(
    kernels: Shown, layer: str, title: str, shape: tuple[int, ...]
) -> None:
    assert kernels.show(layer).numbers.shape == shape
    assert kernels.panel.title.text() == title
    before = kernels.preview.maps
    kernels.panel.choose(1)
    kernels.type(0, 0, "9")
    kernels.settle()
    assert kernels.filters.numbers[1, 0, 0, 0] == 9
    assert len(kernels.document.design[layer].weights) == 1
    assert before is not None
    assert kernels.preview.maps is not None
    changed = np.abs(kernels.preview.maps.array - before.array).reshape(len(before.array), -1).max(axis=1) > 1e-4
    assert np.flatnonzero(changed).tolist() == [1]  # the filter is that of the output channel


def test_a_batch_norm_has_named_columns_and_no_kernels(kernels: Shown) -> None:
    kernels.show("bn")
    heads = [kernels.panel.cells.cells.headerData(n, Qt.Orientation.Horizontal) for n in range(4)]
    assert heads == ["scale γ", "shift β", "mean", "variance"]
    assert not kernels.panel.kernel.isVisible()
    kernels.type(0, 3, "4")
    assert kept(kernels.document.design["bn"].weights, "running_var") is not None


def test_a_layer_without_weights_says_so(kernels: Shown) -> None:
    kernels.document.select(["relu"])
    kernels.settle()
    assert kernels.panel.message.isVisible()
    assert kernels.panel.message.text().startswith("relu (activation) has no weights")
    kernels.document.apply("x", lambda design: property_edits.set_options(design, "c1", {"kernel_size": 99}))
    kernels.document.select(["c2"])
    kernels.settle()
    assert "has an error" in kernels.panel.message.text()


def test_a_click_on_a_map_shows_its_filter(kernels: Shown) -> None:
    kernels.panel.show_unit((5, 0, 0))
    assert kernels.panel.filter.value() == 5
    assert kernels.panel.mosaic.index == 5
    kernels.panel.show_unit(None)
    assert kernels.panel.filter.value() == 5


def test_keys_and_clicks_choose_in_the_mosaic(kernels: Shown, qtbot: QtBot) -> None:
    mosaic = kernels.panel.mosaic
    qtbot.keyClick(mosaic, Qt.Key.Key_Right)
    assert kernels.panel.filter.value() == 1
    qtbot.keyClick(mosaic, Qt.Key.Key_End)
    assert kernels.panel.filter.value() == 7
    qtbot.mouseClick(mosaic.viewport(), Qt.MouseButton.LeftButton, pos=mosaic.place_of(3).center())
    assert kernels.panel.filter.value() == 3
    assert kernels.panel.cells.cells.numbers.tolist() == kernels.filters.numbers[3, 0].tolist()


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


def test_a_layer_with_more_weights_than_are_kept_is_looked_at_only(qtbot: QtBot) -> None:
    design = Design(
        (Layer("image", Input(height=32, width=32, channels=8)), Layer("fc", Linear(out_features=1000), ("image",)))
    )
    kernels = shown(qtbot, design)
    filters = kernels.show("fc")
    assert (filters.count, len(filters.numbers)) == (1000, 512)
    assert "the first 512 of 1,000" in kernels.panel.origin.text().lower()
    assert not kernels.panel.cells.cells.flags(kernels.panel.cells.cells.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert not kernels.panel.put.isEnabled()


def test_out_of_sight_nothing_is_asked(kernels: Shown) -> None:
    kernels.panel.hide()
    kernels.document.select(["c2"])
    assert not kernels.panel.busy
    kernels.panel.show()
    kernels.settle()
    assert kernels.filters.layer == "c2"


def test_weights_kept_before_are_shown(kernels: Shown) -> None:
    bias = to_keep(np.arange(8, dtype=np.float32))
    kernels.document.apply("x", lambda design: keep_weights(design, "c1", {"bias": bias}))
    kernels.settle()
    kernels.panel.choose(6)
    assert kernels.panel.bias.text() == "6"
    assert kernels.panel.origin.text() == "Kept in the design: bias; the rest edge filters, drawn"


def test_numbers_in_cells_are_short_but_not_nothing() -> None:
    assert [cell_text(value) for value in (0, 0.001953125, -0.333333, 12.345, -3.3e-9)] == [
        "0", "0.002", "−0.33", "12.3", "−3e−9",
    ]  # fmt: skip


def test_the_channels_of_a_filter_are_pictures_to_choose_from(kernels: Shown) -> None:
    slices = kernels.panel.slices
    assert slices.isVisible()
    assert slices.count == 3
    slices.chosen.emit(2)
    assert kernels.panel.channel.value() == 2
    assert kernels.panel.cells.cells.numbers.tolist() == kernels.filters.numbers[0, 2].tolist()
    kernels.show("bn")
    assert not slices.isVisible()


def test_a_tip_tells_which_filter_it_is(kernels: Shown) -> None:
    mosaic = kernels.panel.mosaic
    centre = mosaic.place_of(6).center()
    assert mosaic.filter_at(centre.x(), centre.y()) == 6
    assert mosaic.filter_at(-5, -5) is None
    assert mosaic.filter_at(centre.x(), 5000) is None


def test_filters_of_one_number_share_a_scale(qtbot: QtBot) -> None:
    """A scale of its own would show each as strong as can be."""
    layers = (
        Layer("image", Input(height=8, width=8, channels=4)),
        Layer("mix", Conv2d(out_channels=3, kernel_size=(1, 1)), ("image",)),
    )
    kernels = shown(qtbot, Design(layers))
    kernels.show("mix")
    numbers = kernels.filters.numbers[:, 2, 0, 0]
    table = colour_table(SIGNED)
    wanted = [table[128 + round(127 * float(number / np.abs(numbers).max()))] for number in numbers]
    assert filter_pixels(kernels.filters, 2, 0, 3).ravel().tolist() == wanted
    assert filter_pixels(kernels.filters, 2, 1, 2).ravel().tolist() == wanted[1:2]


def test_pictures_of_filters_have_their_own_scale(kernels: Shown) -> None:
    kernels.put("Zero", SCOPES.index(LAYER))
    grey = filter_pixels(kernels.filters, 0, 0, 8)
    assert set(grey.flat) == {0xFF808080}
    kernels.type(1, 1, "3")  # red, of one filter
    pixels = filter_pixels(kernels.filters, 0, 0, 8)
    assert pixels[0, 1, 1] == 0xFFFF8080
    assert set(pixels[1:].flat) == {0xFF808080}
    slices = channel_pixels(kernels.filters, 0, 0, 3)
    assert slices.shape == (3, 3, 3)
    assert slices[0, 1, 1] == colour_table(SIGNED)[255]
    assert slices[1, 1, 1] == colour_table(SIGNED)[128]


def test_long_rows_are_laid_out_in_lines() -> None:
    assert laid_out((1, 16)) == (1, 16)
    assert laid_out((1, 84)) == (9, 10)
    assert laid_out((3, 50)) == (3, 50)


def test_only_pictures_in_sight_are_drawn(qtbot: QtBot) -> None:
    mosaic = FilterMosaic("filter", theme.LIGHT)
    qtbot.addWidget(mosaic)
    mosaic.resize(200, 120)
    asked: list[tuple[int, int]] = []

    def draw(first: int, last: int) -> np.ndarray:
        asked.append((first, last))
        return np.zeros((max(0, min(last, 5000) - first), 3, 3), np.uint32)

    mosaic.show_pictures(5000, (3, 3), draw, 0)
    mosaic.grab()
    assert asked
    assert all(last - first < 100 for first, last in asked)
    mosaic.choose(4999)
    asked.clear()
    mosaic.grab()
    assert all(first > 4800 for first, _ in asked)
    assert mosaic.viewport().rect().contains(mosaic.place_of(4999))
