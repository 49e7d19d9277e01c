"""A figure for a report: what is in it, and what it says."""

import re

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from designer.ui.panels.maps_figure import FRAME, TIMES, Layout, figure_bytes
from designer.ui.panels.maps_save_menu import FIGURES, KINDS
from tests.ui.maps_kit import Shown, shown
from tests.ui.test_preview import DESIGN

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def found(qtbot: QtBot) -> Shown:
    found = shown(qtbot, DESIGN)
    found.panel.mosaic.choose((2, 0, 9))
    found.settle()
    return found


def test_the_caption_says_what_is_seen(found: Shown) -> None:
    text = found.panel.saving.figure().caption
    assert text.startswith(
        "Layer conv (convolution, 4 maps of 16×16 units) for the image “ramp”, scaled to 16×16 from 32×32."
        " Weights: edge filters in the first convolution, elsewhere random weights, seed 0."
        " The receptive field of a unit is 3×3 pixels of the input."
        " The frame marks what the unit at channel 2, row 0, column 9 sees: rows 0 to 1 and columns 8 to 10,"
    )
    assert text.endswith("each map has its own scale, from its least to its largest value.")
    assert re.fullmatch(r"([A-Z][^.]*(\.\d[^.]*)*\. ?)+", text)


def test_one_map_alone_is_in_the_figure_with_its_scale(found: Shown) -> None:
    found.panel.mosaic.show_single(1)
    figure = found.panel.saving.figure()
    assert figure.title == "conv, channel 1"
    assert figure.caption.startswith("Channel 1 of conv (")
    low, high, what = figure.scale
    assert (float(low.replace("−", "-")), what) == (pytest.approx(-float(high)), "channel 1")
    assert Layout(figure).picture.width() == 16


def test_the_frame_lies_where_the_field_is(found: Shown) -> None:
    figure = found.panel.saving.figure()
    layout, image = Layout(figure), QImage.fromData(figure_bytes(figure, "png"))
    assert image.width() == layout.size.width() * TIMES
    assert QColor(image.pixel(0, 0)) == QColor("white")
    unit = layout.sample.width() / 16
    left, bottom = layout.sample.x() + 8 * unit, layout.sample.y() + 2 * unit
    for x, y in ((left, bottom - unit / 2), (left + 1.5 * unit, bottom)):
        assert QColor(image.pixel(round(x * TIMES), round(y * TIMES))) == QColor(FRAME)


def test_maps_are_the_colours_of_the_screen(found: Shown) -> None:
    figure = found.panel.saving.figure()
    layout, image = Layout(figure), QImage.fromData(figure_bytes(figure, "png"))
    zoom = layout.maps.width() / layout.picture.width()
    top, left = layout.maps_drawn.tiles.place_of(3)
    x, y = layout.maps.x() + (left + 4.5) * zoom, layout.maps.y() + (top + 7.5) * zoom
    screen = figure.maps.tiles
    row, column = screen.place_of(3)
    seen, wanted = QColor(image.pixel(round(x * TIMES), round(y * TIMES))), screen.image.pixelColor(column + 4, row + 7)
    assert max(abs(a - b) for a, b in zip(seen.getRgb(), wanted.getRgb(), strict=True)) <= 3


@pytest.mark.parametrize(
    ("kind", "start"), [("figure.png", b"\x89PNG"), ("figure.pdf", b"%PDF"), ("figure.svg", b"<?xml")]
)
def test_figures_are_offered_as_files(found: Shown, kind: str, start: bytes) -> None:
    assert kind in FIGURES
    menu = QMenu(found.panel)
    found.panel.saving.fill(menu, None)
    assert [action.text() for action in menu.actions() if action.text()] == list(KINDS.values())
    assert found.panel.saving.content(kind)().startswith(start)
    assert found.panel.saving.file_name(kind) == f"conv-{kind}"
