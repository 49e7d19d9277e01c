"""The arithmetic of the chosen unit as the panel shows it."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from designer.core import removals
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Add, Conv2d, Flatten, Input, Linear, MaxPool2d
from designer.engine.unit_terms import number, signed
from tests.ui.maps_kit import Shown, shown

DESIGN = Design(
    (
        Layer("image", Input(height=16, width=16, channels=3)),
        Layer("conv", Conv2d(out_channels=4, padding=(1, 1)), ("image",)),
        Layer("relu", Activation(), ("conv",)),
        Layer("pool", MaxPool2d(), ("relu",)),
        Layer("mix", Conv2d(out_channels=4, kernel_size=(1, 1)), ("pool",)),
        Layer("sum", Add(), ("pool", "mix")),
        Layer("flat", Flatten(), ("sum",)),
        Layer("classes", Linear(out_features=3), ("flat",)),
    )
)


def ask(found: Shown, layer: str, unit: tuple[int, int, int]) -> float:
    """Choose a unit of a layer; its value in the maps."""
    maps = found.show(layer)
    found.panel.mosaic.choose(unit)
    found.settle()
    return maps.value(unit)


@pytest.mark.parametrize("layer", [layer.id for layer in DESIGN])
def test_the_arithmetic_of_every_layer_gives_the_value_on_show(qtbot: QtBot, layer: str) -> None:
    found = shown(qtbot, DESIGN)
    flat = layer in ("flat", "classes")
    value = ask(found, layer, (2, 0, 0) if flat else (2, 3, 4))
    view = found.panel.unit_view
    assert view.isVisible()
    assert view.answer is not None
    assert view.answer.total == pytest.approx(value, rel=1e-4, abs=1e-5)
    assert view.sentence.text() == view.answer.sentence


def test_patch_kernel_and_products_of_one_channel_at_a_time(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    value = ask(found, "conv", (1, 0, 5))
    view, image = found.panel.unit_view, found.preview._inputs["image"]
    assert view.spin.maximum() == 2
    added = 0.0
    for channel in range(3):
        view.spin.setValue(channel)
        grids = dict(view.patch.grids)
        np.testing.assert_allclose(grids["patch"][1:], image[channel, 0:2, 4:7])
        assert not grids["patch"][0].any()
        np.testing.assert_allclose(grids["patch"] * grids["kernel"], grids["products"])
        added += grids["products"].sum()
        assert f"channel {channel} adds {number(grids['products'].sum())};" in view.channel_sum.text()
    assert added + dict(view.answer.numbers).get("bias", 0.0) == pytest.approx(value, abs=1e-5)  # type: ignore[union-attr]
    assert "bias" in view.lines.text()


def test_the_channel_that_gives_most_is_shown_first(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    found.preview.set_weights(1, edge_filters=False)
    found.settle()
    ask(found, "conv", (1, 5, 5))
    view = found.panel.unit_view
    assert view.answer is not None
    sums = [abs(added) for _, added in view.answer.sums]
    assert sums[view.spin.value()] == max(sums) > sums[0]


def test_the_channel_stays_from_unit_to_unit(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    ask(found, "conv", (1, 0, 5))
    found.panel.unit_view.spin.setValue(2)
    found.panel.mosaic.choose((1, 7, 7))
    found.settle()
    assert found.panel.unit_view.spin.value() == 2
    np.testing.assert_allclose(found.panel.unit_view.patch.grids[0][1], found.preview._inputs["image"][2, 6:9, 6:9])


def test_the_winner_of_a_pool_is_marked(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    value = ask(found, "pool", (0, 2, 2))
    patch = found.panel.unit_view.patch
    assert [name for name, _ in patch.grids] == ["patch"]
    assert patch.winner is not None
    assert patch.grids[0][1][patch.winner] == pytest.approx(value)
    assert patch.winner == np.unravel_index(patch.grids[0][1].argmax(), (2, 2))


def test_a_tip_tells_the_whole_numbers(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    ask(found, "conv", (0, 4, 4))
    patch = found.panel.unit_view.patch
    for grid in range(3):
        term = patch.term_at(patch._corner(grid) + QPointF(1.5, 0.5) * patch.cell())
        assert term is not None
        assert (term.channel, term.row, term.column) == (0, 3, 4)
    assert patch.term_at(QPointF(-5, -5)) is None


def test_the_view_opens_with_a_unit_and_stays_closed_once_closed(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    panel = found.panel
    assert panel.unit_pane.isHidden()
    ask(found, "conv", (0, 4, 4))
    assert panel.arithmetic.isChecked()
    panel.arithmetic.click()
    assert panel.unit_pane.isHidden()
    panel.mosaic.choose((0, 4, 5))
    assert panel.unit_pane.isHidden()
    panel.arithmetic.click()
    found.settle()
    assert panel.unit_view.answer is not None
    assert panel.unit_view.answer.unit == (0, 4, 5)
    panel.mosaic.choose(None)
    assert panel.unit_view.answer is None


def test_another_layer_asks_for_another_unit_and_another_drawing_does_not(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    ask(found, "conv", (0, 4, 4))
    answer = found.panel.unit_view.answer
    with qtbot.waitSignal(found.preview.arrived, timeout=20_000):
        found.panel.controls.shared.click()
    found.settle()
    assert found.panel.unit_view.answer is answer
    found.show("mix")
    assert found.panel.unit_view.answer is None


def test_a_unit_chosen_while_its_layer_goes_is_no_harm(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    found.show("conv")
    found.document.apply("remove", lambda d: removals.remove(d, ["conv"]))
    found.panel.sample.heat.setChecked(True)
    found.panel.mosaic.choose((3, 4, 4))
    found.preview.run()
    found.panel.mosaic.choose((3, 5, 5))
    found.settle()
    assert found.panel.mosaic.maps is not None
    assert found.panel.mosaic.maps.layer != "conv"


def test_many_questions_end_with_the_last_answer(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    found.show("conv")
    for column in range(16):
        found.panel.mosaic.choose((0, 4, column))
    found.settle()
    assert found.panel.unit_view.answer is not None
    assert found.panel.unit_view.answer.unit == (0, 4, 15)


@pytest.mark.parametrize("width", range(120, 520, 40))
def test_the_grids_fit_into_any_width(qtbot: QtBot, width: int) -> None:
    """The height follows from the width, and never the other way round."""
    design = Design((DESIGN["image"], Layer("conv", Conv2d(out_channels=2, kernel_size=(5, 5)), ("image",))))
    found = shown(qtbot, design)
    ask(found, "conv", (0, 4, 4))
    view, patch = found.panel.unit_view, found.panel.unit_view.patch
    found.panel.splitter.setSizes([120, 1000 - 120 - width, width])
    qtbot.waitUntil(lambda: patch.height() == patch.sizeHint().height())
    assert view.widget().width() <= view.viewport().width()
    last = patch._corner(2) + QPointF(5, 5) * patch.cell()
    assert last.x() <= max(patch.width(), 3 * 5 * 5 + 2 * 16 + 2)
    assert last.y() <= patch.height()


def column(found: Shown, number_of_column: int) -> list[str]:
    rows = found.panel.unit_view.contributions.rows
    return [rows.index(row, number_of_column).data() for row in range(rows.rowCount())]


def test_what_each_channel_adds_is_listed_the_largest_first(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    found.preview.set_weights(1, edge_filters=False)
    found.settle()
    ask(found, "conv", (1, 5, 5))
    view = found.panel.unit_view
    table = view.contributions
    assert view.answer is not None
    sums = dict(view.answer.sums)
    order = sorted(sums, key=lambda channel: -abs(sums[channel]))
    assert table.rows.headings == ("Channel", "Adds", "Share")
    assert column(found, 0) == [str(channel) for channel in order]
    assert column(found, 1) == [signed(sums[channel]) for channel in order]
    assert table.currentIndex().row() == 0
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert column(found, 0) == ["0", "1", "2"]
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.rows.index(2, 0)).center())
    assert view.spin.value() == 2
    view.spin.setValue(1)
    assert table.currentIndex().row() == 1
    found.panel.mosaic.choose((1, 5, 6))
    found.settle()
    assert column(found, 0) == ["0", "1", "2"]


def test_a_one_by_one_layer_lists_value_times_weight(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    value = ask(found, "mix", (1, 3, 3))
    view = found.panel.unit_view
    assert view.contributions.rows.headings == ("Channel", "Value", "Weight", "Adds")
    assert view.contributions.rows.rowCount() == 4
    assert view.answer is not None
    assert view.answer.terms.products.sum() == pytest.approx(value, abs=1e-5)
    assert column(found, 3)[0] == signed(max(view.answer.terms.products, key=abs))
    ask(found, "classes", (1, 0, 0))
    assert view.contributions.rows.headings[0] == "Feature"
    assert view.contributions.rows.rowCount() == 4 * 8 * 8
    ask(found, "pool", (1, 3, 3))
    assert view.contributions.isHidden()
