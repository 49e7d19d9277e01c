"""The panel of feature maps in narrow windows; one map alone; maps as files."""

from io import BytesIO

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Conv2d, Input
from designer.ui.panels.elided import ElidedLabel
from designer.ui.panels.maps_saving import KINDS
from designer.ui.panels.mosaic import MosaicView
from designer.ui.theme import LIGHT, apply
from tests.ui.maps_kit import maps_of, shown

DESIGN = Design(
    (
        Layer("image", Input(height=16, width=16, channels=1)),
        Layer("conv", Conv2d(out_channels=4, padding=(1, 1)), ("image",)),
    )
)


def test_the_panel_is_usable_at_420_pixels(qtbot: QtBot, qapp: QApplication) -> None:
    apply(qapp, LIGHT)
    found = shown(qtbot, DESIGN)
    panel = found.panel
    panel.mosaic.choose((0, 4, 4))
    found.settle()
    assert panel.minimumSizeHint().width() <= 420
    panel.resize(420, 300)
    assert panel.width() == 420
    assert panel.controls.narrow
    assert panel.title.width() >= 60
    assert panel.title.drawn.endswith("…")
    assert panel.title.toolTip() == panel.title.text() == "conv  16×16×4"
    panel.resize(2200, 300)
    assert not panel.controls.narrow
    assert panel.title.drawn == panel.title.text()
    assert panel.title.toolTip() == ""


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_options_open_where_there_is_no_room_for_them(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN, 420)
    controls = found.panel.controls
    assert not controls.weights.isVisible()
    controls.options.click()
    assert controls.weights.isVisible()
    with qtbot.waitSignal(found.preview.arrived, timeout=20_000):
        controls.shared.click()
    assert found.preview.look.shared
    found.panel.resize(2200, 300)
    assert controls.weights.isVisible()
    assert controls.weights.window() is found.panel.window()


def test_labels_are_cut_to_their_room(qtbot: QtBot) -> None:
    label = ElidedLabel(40)
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.setText("a long sentence of many words")
    assert label.drawn.endswith("…")
    assert label.toolTip() == label.text() == "a long sentence of many words"
    label.resize(600, 20)
    label.setText("short")
    assert (label.drawn, label.toolTip()) == ("short", "")


def test_a_double_click_shows_a_map_alone_and_esc_all_again(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    found.panel.arithmetic.click()
    found.panel.arithmetic.click()  # stays closed: nothing moves
    mosaic = found.panel.mosaic
    place, before = mosaic.position_of(2, 8, 8).toPoint(), mosaic.zoom
    qtbot.mouseClick(mosaic, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(mosaic, Qt.MouseButton.LeftButton, pos=place)
    assert mosaic.single == 2
    assert mosaic.zoom > before
    assert mosaic.unit_at(mosaic.position_of(2, 3, 4)) == (2, 3, 4)
    assert all(unit is None or unit[0] == 2 for unit in _units(mosaic))
    qtbot.keyClick(mosaic, Qt.Key.Key_PageDown)
    assert mosaic.single == 3
    qtbot.keyClick(mosaic, Qt.Key.Key_Escape)
    assert mosaic.single is None
    assert mosaic.unit is not None
    assert {unit[0] for unit in _units(mosaic) if unit is not None} == {0, 1, 2, 3}
    qtbot.keyClick(mosaic, Qt.Key.Key_Return)
    assert mosaic.single == 3


def _units(mosaic):  # type: ignore[no-untyped-def]  # whatever lies below a grid of places
    return [mosaic.unit_at(QPointF(x, y)) for x in range(0, mosaic.width(), 7) for y in range(0, mosaic.height(), 7)]


def test_a_map_alone_is_left_when_it_is_gone(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    found.panel.mosaic.show_single(3)
    found.document.apply("fewer", lambda d: property_edits.set_options(d, "conv", {"out_channels": 2}))
    found.settle()
    assert found.panel.mosaic.single is None


def test_values_are_printed_at_high_zoom(qtbot: QtBot) -> None:
    found = shown(qtbot, Design((Layer("image", Input(height=4, width=4, channels=1)),)))
    mosaic = found.panel.mosaic
    assert mosaic.zoom >= 34
    cell = mosaic.grab().toImage().copy(mosaic.tile_rect(0).toRect())
    colours = {cell.pixel(x, y) for x in range(3, int(mosaic.zoom)) for y in range(3, int(mosaic.zoom))}
    assert len(colours) > 2  # a number on the unit's one colour


def test_dead_and_saturated_maps_are_marked_by_shapes(qtbot: QtBot) -> None:
    mosaic = MosaicView(LIGHT)
    qtbot.addWidget(mosaic)
    mosaic.resize(600, 200)
    array = np.stack([np.zeros((6, 6)), np.full((6, 6), 0.9999), np.linspace(0.1, 0.8, 36).reshape(6, 6)])
    mosaic.show_maps(maps_of(array, Activation(function="tanh"), colours="Grey", shared=True))
    image = mosaic.grab().toImage()
    marks = []
    for channel in range(3):
        corner = mosaic.tile_rect(channel).topLeft().toPoint()
        colours = {image.pixel(corner + QPoint(x, y)) for x in range(3, 14) for y in range(3, 14)}
        marks.append((QColor("white").rgb() in colours, QColor(LIGHT.warning).rgb() in colours))
    assert marks == [(True, False), (True, True), (False, False)]  # the second map is itself white


@pytest.mark.parametrize("kind", KINDS)
def test_maps_are_given_as_files(qtbot: QtBot, kind: str) -> None:
    found = shown(qtbot, DESIGN)
    maps = found.panel.mosaic.maps
    assert maps is not None
    asked: list[str] = []
    found.panel.saving.asked.connect(asked.append)
    menu = QMenu(found.panel)
    found.panel.saving.fill(menu, (2, 0, 0))
    next(action for action in menu.actions() if action.text() == KINDS[kind]).trigger()
    menu.close()
    assert asked == [kind]
    data = found.panel.saving.content(kind)()
    if kind.endswith("npy"):
        np.testing.assert_array_equal(np.load(BytesIO(data)), maps.array[2] if kind == "map.npy" else maps.array)
    else:
        image = QImage.fromData(data)
        times = 512 // 16 if kind == "map.png" else 512 // maps.tiles.image.width()
        top, left = maps.tiles.place_of(2) if kind == "maps.png" else (0, 0)
        corner, at = maps.tiles.place_of(2), QPoint(left * times, top * times)
        assert QColor(image.pixel(at)) == QColor(maps.tiles.image.pixel(corner[1], corner[0]))
        assert image.width() == times * (16 if kind == "map.png" else maps.tiles.image.width())
    assert found.panel.saving.file_name(kind) == {"map": "conv-2", "maps": "conv"}[kind[:-4]] + kind[-4:]


def test_the_menu_is_for_the_map_below_the_pointer(qtbot: QtBot) -> None:
    mosaic = MosaicView(LIGHT)
    qtbot.addWidget(mosaic)
    mosaic.resize(300, 200)
    mosaic.show_maps(maps_of(np.random.default_rng(0).random((6, 4, 4))))
    asked: list[object] = []
    mosaic.menu_asked.connect(lambda _place, unit: asked.append(unit))
    place = mosaic.position_of(4, 1, 2).toPoint()
    for at in (place, QPoint(0, 0)):
        QApplication.sendEvent(mosaic, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, at))
    assert asked == [(4, 1, 2), None]
