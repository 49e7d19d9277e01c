"""Two images side by side, pinned layers, survivors of a pool: what stands beside the maps on show."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from designer.core import property_edits, removals
from designer.ui import theme
from designer.ui.panels.compare import DIFFERENCE
from designer.ui.panels.compare_columns import MosaicColumn
from designer.ui.panels.compare_tiles import Comparison
from designer.ui.panels.maps_tiles import Maps
from designer.ui.reader import Picture
from tests.ui.maps_kit import RAMP, Shown, shown
from tests.ui.test_preview import DESIGN

OTHER = Picture("other", np.ascontiguousarray(RAMP.pixels.transpose(1, 0, 2)))

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def found(qtbot: QtBot) -> Shown:
    return shown(qtbot, DESIGN)


@pytest.fixture
def compared(found: Shown) -> Shown:
    found.preview.set_second(OTHER)
    found.settle()
    return found


def columns(found: Shown) -> list[MosaicColumn]:
    return found.panel.columns.beside


def comparison(found: Shown) -> Comparison:
    made = found.panel.beside.compare.comparison
    assert made is not None
    return made


def maps_in(column: MosaicColumn) -> Maps:
    assert column.view.maps is not None
    return column.view.maps


def press(column: MosaicColumn, name: str) -> None:
    button = column.findChild(QToolButton, f"{column.objectName()}_{name}")
    assert button is not None
    button.click()


# Two images


def test_the_second_image_and_the_difference_stand_beside_the_first(compared: Shown) -> None:
    second, difference = columns(compared)
    assert [column.heading.text() for column in (second, difference)] == ["2 · other", DIFFERENCE]
    assert compared.panel.columns.main.heading.text() == "1 · ramp"
    first = compared.panel.mosaic.maps
    assert first is not None
    np.testing.assert_allclose(maps_in(difference).array, maps_in(second).array - first.array)
    alone = shown(compared.qtbot, DESIGN)
    alone.preview.show_picture(OTHER)
    alone.settle()
    assert alone.panel.mosaic.maps is not None
    np.testing.assert_array_equal(alone.panel.mosaic.maps.array, maps_in(second).array)


def test_both_have_one_scale_and_one_order(compared: Shown) -> None:
    compared.panel.controls.order_chosen.emit("mean")
    compared.settle()
    made = comparison(compared)
    for ends in ("low", "high", "order"):
        np.testing.assert_array_equal(getattr(made.first.tiles, ends), getattr(made.second.tiles, ends))
    np.testing.assert_array_equal(made.first.tiles.order, made.difference.tiles.order)
    largest = np.maximum(*(np.abs(maps.array).max(axis=(1, 2)) for maps in (made.first, made.second)))
    np.testing.assert_allclose(made.first.tiles.high, largest)
    assert made.difference.tiles.colours == "Signed"
    np.testing.assert_array_equal(made.difference.tiles.low, -made.difference.tiles.high)


def test_pointer_choice_and_zoom_are_the_same_in_all_three(compared: Shown) -> None:
    compare, qtbot = compared.panel.beside.compare, compared.qtbot
    first, second, difference = compare.views
    place = second.position_of(2, 5, 6)
    qtbot.mouseMove(second, place.toPoint())
    assert (first.ghost, second.ghost, difference.ghost) == ((2, 5, 6), None, (2, 5, 6))
    values = [maps.value((2, 5, 6)) for maps in (comparison(compared).first, comparison(compared).second)]
    text = compared.panel.readout.text().replace("−", "-")
    assert text.startswith("channel 2, row 5, column 6: ")
    assert f"first {values[0]:.5g}, second {values[1]:.5g}, difference {values[1] - values[0]:.5g}" in text
    qtbot.mouseClick(difference, Qt.MouseButton.LeftButton, pos=difference.position_of(1, 3, 4).toPoint())
    assert [view.unit for view in compare.views] == [(1, 3, 4)] * 3
    none = Qt.KeyboardModifier.NoModifier
    turn = QWheelEvent(
        place, QPointF(), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(second, turn)
    assert first.zoom == second.zoom == difference.zoom
    assert first.origin == second.origin == difference.origin
    compared.settle()


def test_an_edit_shows_both_again_and_another_layer_too(compared: Shown) -> None:
    before = comparison(compared)
    compared.document.apply("wider", lambda d: property_edits.set_options(d, "conv", {"out_channels": 6}))
    assert columns(compared)[0].view.maps is before.second
    compared.settle()
    assert comparison(compared).second.tiles.count == 6
    compared.show("pool")
    assert maps_in(columns(compared)[0]).layer == maps_in(columns(compared)[1]).layer == "pool"


def test_comparing_ends_and_the_first_has_its_own_scale_again(compared: Shown) -> None:
    press(columns(compared)[1], "close")
    compared.settle()
    assert columns(compared) == []
    assert compared.panel.beside.values((0, 0, 0)) == ""
    maps = compared.panel.mosaic.maps
    assert maps is not None
    np.testing.assert_allclose(maps.tiles.high, np.abs(maps.array).max(axis=(1, 2)))


def test_cancel_stops_the_second_and_keeps_the_first(found: Shown) -> None:
    first = found.panel.mosaic.maps
    submit, asked = found.preview._runner.submit, []
    found.preview._runner.submit = asked.append  # type: ignore[method-assign]
    found.preview.set_second(OTHER)
    assert len(asked) == 1
    assert found.preview.busy
    found.preview.cancel()
    found.settle()  # the maps may be drawn once more, for the room beside the second
    assert found.panel.mosaic.maps is not None
    assert found.panel.mosaic.maps.array is first.array
    assert columns(found)[0].view.message == "Stopped"
    found.preview._runner.submit = submit  # type: ignore[method-assign]
    found.preview.run()
    found.settle()
    assert maps_in(columns(found)[0]).array.shape == (4, 16, 16)


def test_maps_of_the_second_are_remembered(compared: Shown) -> None:
    compared.preview.set_second(None)
    compared.settle()
    asked: list[object] = []
    compared.preview._runner.submit = asked.append  # type: ignore[method-assign, assignment]
    compared.preview.set_second(OTHER)
    compared.settle()
    assert asked == []
    assert maps_in(columns(compared)[0]).array.shape == (4, 16, 16)


# Pins


def pin(found: Shown, layer: str) -> MosaicColumn:
    found.show(layer)
    found.panel.beside.pin()
    found.settle()
    return columns(found)[-1]


def test_a_pinned_layer_follows_edits_and_a_frozen_one_stays(found: Shown) -> None:
    column = pin(found, "conv")
    found.show("pool")
    assert maps_in(column).layer == "conv"
    found.document.apply("wider", lambda d: property_edits.set_options(d, "conv", {"out_channels": 6}))
    found.settle()
    assert maps_in(column).tiles.count == 6
    assert column.heading.text() == "conv  16×16×6"
    press(column, "freeze")
    found.document.apply("wider", lambda d: property_edits.set_options(d, "conv", {"out_channels": 9}))
    found.settle()
    assert maps_in(column).tiles.count == 6
    assert column.heading.text().endswith("(frozen)")
    live = pin(found, "conv")
    assert maps_in(live).tiles.count == 9
    press(column, "unpin")
    assert columns(found) == [live]


def test_pins_survive_new_names_and_vanish_with_their_layer(found: Shown) -> None:
    column = pin(found, "relu")
    found.document.apply("rename", lambda d: property_edits.rename(d, "relu", "kink"), select=["pool"])
    found.settle()
    assert found.panel.beside.pins.layers == ("kink",)
    assert maps_in(column).layer == "kink"
    found.document.apply("remove", lambda d: removals.remove(d, ["kink"]))
    found.settle()
    assert columns(found) == []
    assert found.preview.pinned == ()


def test_pins_wear_the_look_of_the_panel(found: Shown) -> None:
    column = pin(found, "conv")
    press(column, "freeze")
    found.panel.controls.colours.setCurrentText("Grey")
    found.settle()
    assert maps_in(column).tiles.colours == "Grey"
    found.panel.set_theme(theme.DARK)
    assert column.view.theme is theme.DARK


def test_a_pinned_layer_with_an_error_has_no_maps(found: Shown) -> None:
    column = pin(found, "pool")
    found.show("conv")
    found.document.apply("kernel", lambda d: property_edits.set_options(d, "pool", {"kernel_size": 99}))
    found.settle()
    assert column.view.maps is None
    assert "error" in column.view.message


# Survivors


def test_the_survivors_of_a_pool_are_marked_on_the_map_before_it(found: Shown) -> None:
    found.show("conv")
    assert found.panel.controls.survivors.isHidden()
    found.show("pool")
    assert not found.panel.controls.survivors.isHidden()
    found.panel.controls.survivors.setChecked(True)
    found.settle()
    (column,) = columns(found)
    survivors = column.view.survivors
    assert survivors is not None
    assert maps_in(column).layer == "relu"
    assert survivors.marks.sum() == survivors.marks.size // 4
    assert column.heading.text() == "25.0% of relu survive pool: 256 of 1,024 units"
    pooled = found.panel.mosaic.maps
    assert pooled is not None
    np.testing.assert_allclose(
        np.sort((maps_in(column).array * survivors.marks).reshape(4, -1).sum(axis=1)),
        np.sort(pooled.array.reshape(4, -1).sum(axis=1)),
        rtol=1e-5,
    )
    for unit, state in ((tuple(np.argwhere(survivors.marks)[0]), "survives"), ((0, 0, 0), "")):
        column.view.pointed.emit(unit)
        assert found.panel.readout.text().endswith(state)
    image = column.view.grab().toImage()
    column.view.survivors = None
    assert column.view.grab().toImage() != image
    found.show("conv")
    assert columns(found) == []
