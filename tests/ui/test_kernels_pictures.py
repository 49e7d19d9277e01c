"""Pictures of filters and of their channels: scales, layout, and choosing among them."""

import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from designer.core.design import Design, Layer
from designer.core.kinds import Conv2d, Input
from designer.engine.filter_changes import LAYER, SCOPES
from designer.ui import theme
from designer.ui.panels.colour_maps import SIGNED, colour_table
from designer.ui.panels.kernels_mosaic import FilterMosaic
from designer.ui.panels.kernels_pictures import channel_pixels, filter_pixels, laid_out
from tests.ui.kernels_kit import Shown, shown


def test_keys_and_clicks_choose_in_the_mosaic(kernels: Shown, qtbot: QtBot) -> None:
    mosaic = kernels.panel.mosaic
    qtbot.keyClick(mosaic, Qt.Key.Key_Right)
    assert kernels.panel.filter.value() == 1
    qtbot.keyClick(mosaic, Qt.Key.Key_End)
    assert kernels.panel.filter.value() == 7
    qtbot.mouseClick(mosaic.viewport(), Qt.MouseButton.LeftButton, pos=mosaic.place_of(3).center())
    assert kernels.panel.filter.value() == 3
    assert kernels.panel.cells.cells.numbers.tolist() == kernels.filters.numbers[3, 0].tolist()


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
