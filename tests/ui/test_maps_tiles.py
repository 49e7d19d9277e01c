"""Tiles of maps: which level a value has, which place a channel."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from designer.core.kinds import Activation
from designer.engine.tiles import ORDERS
from designer.ui.panels import maps_text
from designer.ui.panels.colour_maps import CHOICES, colour_table
from designer.ui.panels.maps_tiles import Maps
from tests.ui.maps_kit import maps_of


def level(maps: Maps, unit: tuple[int, int, int]) -> int:
    """Where a unit's colour stands in the table of colours."""
    top, left = maps.tiles.place_of(unit[0])
    colour = maps.tiles.image.pixel(left + unit[2], top + unit[1])
    return colour_table(maps.tiles.colours).index(colour)


def test_each_map_runs_from_its_least_to_its_largest_value() -> None:
    maps = maps_of(np.array([[[0.0, 1.0]], [[2.0, 6.0]]]), colours="Grey")
    assert [level(maps, unit) for unit in ((0, 0, 0), (0, 0, 1), (1, 0, 0), (1, 0, 1))] == [0, 255, 0, 255]
    shared = maps_of(np.array([[[0.0, 1.0]], [[2.0, 4.0]]]), colours="Grey", shared=True)
    assert [level(shared, unit) for unit in ((0, 0, 0), (0, 0, 1), (1, 0, 0), (1, 0, 1))] == [0, 64, 128, 255]


def test_signed_maps_are_white_at_zero_and_even_on_both_sides() -> None:
    maps = maps_of(np.array([[[-1.0, 0.0, 2.0]], [[0.0, 0.0, 0.0]]]))
    assert maps.tiles.colours == "Signed"
    assert (maps.tiles.low[0], maps.tiles.high[0]) == (-2, 2)
    assert [level(maps, (0, 0, column)) for column in range(3)] == [65, 128, 255]
    assert level(maps, (1, 0, 1)) == 128
    white = QColor.fromRgb(colour_table("Signed")[128])
    assert min(white.red(), white.green(), white.blue()) > 245


@pytest.mark.parametrize("colours", CHOICES)
def test_colours_are_signed_by_themselves_only_below_zero(colours: str) -> None:
    above = maps_of(np.array([[[0.0, 3.0]]]), colours=colours).tiles.colours
    below = maps_of(np.array([[[-1.0, 3.0]]]), colours=colours).tiles.colours
    assert (above, below) == (("Colour", "Signed") if colours == "Automatic" else (colours, colours))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("shape", [(7, 3, 5), (11,), (1, 4, 4)])
def test_every_unit_is_found_where_it_is_drawn(order: str, shape: tuple[int, ...]) -> None:
    array = np.random.default_rng(1).random(shape)
    maps = maps_of(array, order=order, colours="Grey", shared=True)
    height, width = maps.size
    image, seen = maps.tiles.image, 0
    for row in range(image.height() + 2):
        for column in range(image.width() + 2):
            unit = maps.tiles.unit_at(row, column)
            if unit is None:
                continue
            seen += 1
            top, left = maps.tiles.place_of(unit[0])
            assert (row - top, column - left) == unit[1:]
            expected = (maps.value(unit) - array.min()) / max(np.ptp(array), 1e-9) * 255
            assert abs(QColor(image.pixel(column, row)).red() - expected) <= 1
    assert seen == maps.tiles.count * height * width


def test_orders_put_the_largest_first() -> None:
    array = np.array([[[0, 0, 9]], [[4, 4, 4]], [[0, 1, 0]]])
    orders = {order: maps_of(array, order=order).tiles.order.tolist() for order in ORDERS}
    assert orders == {"channel": [0, 1, 2], "mean": [1, 0, 2], "maximum": [0, 1, 2], "sparsity": [0, 2, 1]}


def test_values_that_are_not_finite_are_drawn() -> None:
    maps = maps_of(np.array([[[np.nan, -np.inf, np.inf, 0.0, 1.0]]]), colours="Grey")
    assert [level(maps, (0, 0, column)) for column in range(5)] == [0, 0, 255, 0, 255]
    nothing = maps_of(np.full((2, 1, 1), np.nan), colours="Grey")
    assert nothing.tiles.count == 2


def test_texts_count_and_name_what_is_dead() -> None:
    assert maps_text.count_text(maps_of(np.ones((1, 8, 8)))).startswith("1 map of 8×8")
    assert maps_text.count_text(maps_of(np.ones(1))) == "1 value"
    assert maps_text.count_text(maps_of(np.arange(1200))) == "1,200 values"
    tanh = maps_of(
        np.stack([np.zeros((2, 2)), np.eye(2), np.ones((2, 2)) - 1e-4 * np.eye(2)]), Activation(function="tanh")
    )
    assert maps_text.count_text(tanh) == "3 maps of 2×2 · 1 dead, 1 saturated of 3 channels"
    assert maps_text.value_text(tanh, (0, 0, 0)) == "channel 0 (dead: all zeros), row 0, column 0: 0"
    assert maps_text.value_text(tanh, (2, 0, 0)).startswith("channel 2 (saturated)")
    assert maps_text.number_text(-1.5e-07) == "−1.5e−07"


def test_the_edges_of_maps_go_on_between_them() -> None:
    """Made small, a picture mixes neighbours: another colour between two maps would show beside the line."""
    maps = maps_of(np.array([[[1.0, 3.0], [2.0, 4.0]]] * 4), colours="Grey")
    image = maps.tiles.image
    assert (image.width(), image.height()) == (5, 5)
    assert [image.pixel(2, row) for row in (0, 1)] == [image.pixel(1, row) for row in (0, 1)]
    assert [image.pixel(column, 2) for column in range(5)] == [image.pixel(column, 1) for column in range(5)]


def test_pictures_apart_are_clear_between_and_behind_maps() -> None:
    maps = maps_of(np.array([[[1.0, 3.0], [2.0, 4.0]]] * 3), colours="Grey")
    image = maps.tiles.apart()
    clear = {(x, y) for x in range(5) for y in range(5) if image.pixelColor(x, y).alpha() == 0}
    assert clear == {(x, y) for x in range(5) for y in range(5) if 2 in (x, y) or (x > 2 and y > 2)}
