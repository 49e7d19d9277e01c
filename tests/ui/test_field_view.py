"""What a unit sees of every layer between, and through each branch, as the panel shows it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Concat, Conv2d, Input, MaxPool2d
from designer.core.linked import linked_field
from designer.ui import theme
from designer.ui.models.chain_rows import WORDS
from tests.ui.maps_kit import Shown, shown

DESIGN = Design(
    (
        Layer("image", Input(height=16, width=16, channels=3)),
        Layer("conv", Conv2d(out_channels=4, padding=(1, 1)), ("image",)),
        Layer("relu", Activation(), ("conv",)),
        Layer("wide", Conv2d(out_channels=4, kernel_size=(5, 5), padding=(2, 2)), ("relu",)),
        Layer("narrow", Conv2d(out_channels=4, kernel_size=(1, 1)), ("relu",)),
        Layer("same", Conv2d(out_channels=4, kernel_size=(1, 1)), ("relu",)),
        Layer("both", Concat(), ("wide", "narrow", "same")),
        Layer("pool", MaxPool2d(), ("both",)),
    )
)


def chosen(qtbot: QtBot, layer: str = "pool", unit: tuple[int, int, int] = (2, 3, 4)) -> Shown:
    """A panel where a unit is chosen and its field is on top."""
    found = shown(qtbot, DESIGN)
    found.show(layer)
    found.panel.mosaic.choose(unit)
    found.panel.unit_pane.setCurrentWidget(found.panel.field_view)
    found.settle()
    return found


def texts(found: Shown, role: int = Qt.ItemDataRole.DisplayRole) -> list[str]:
    rows = found.panel.field_view.rows
    return [rows.index(row).data(role) for row in range(rows.rowCount())]


def test_every_layer_between_stands_in_the_chain(qtbot: QtBot) -> None:
    found = chosen(qtbot)
    assert texts(found) == ["image", "conv + ReLU", "wide", "narrow", "same", "both", "pool"]
    assert texts(found, WORDS)[0] == "8×8 of 16×16 (25%)"
    assert texts(found, WORDS)[-2:] == ["2×2 of 16×16 (1.6%)", "1×1 of 8×8 (1.6%)"]
    assert texts(found, Qt.ItemDataRole.AccessibleTextRole)[1] == "conv, relu: the unit sees 6×6 of 16×16 (14%)"
    assert found.panel.field_view.sentence.text() == "pool, row 3, column 4 sees of image: 8×8 of 16×16 (25%)."
    assert found.panel.field_view.list.currentIndex().row() == 6


def test_a_click_on_a_layer_shows_its_maps_with_the_field_lit(qtbot: QtBot) -> None:
    found = chosen(qtbot)
    view = found.panel.field_view
    at = view.list.visualRect(view.rows.index(1)).center()
    qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    found.settle()
    assert found.document.selection == ("relu",)
    lit = found.panel.mosaic.lit
    assert lit is not None
    assert lit.box == linked_field(found.document.analysis, "pool", 3, 4)["relu"].box
    assert len(texts(found)) == 7
    assert view.list.currentIndex().row() == 1
    found.panel.mosaic.choose((0, 1, 1))
    assert texts(found) == ["image", "conv + ReLU"]


def test_small_maps_show_where_the_field_lies(qtbot: QtBot) -> None:
    found = chosen(qtbot)
    view = found.panel.field_view
    rect = view.list.visualRect(view.rows.index(1))
    picture = view.list.viewport().grab(rect).toImage()
    drop = QColor(found.panel.mosaic.theme.drop)
    red = [
        (x, y)
        for x in range(45)
        for y in range(picture.height())
        if abs(QColor(picture.pixel(x, y)).red() - drop.red()) < 12
        and abs(QColor(picture.pixel(x, y)).green() - drop.green()) < 12
    ]
    across, down = {x for x, _ in red}, {y for _, y in red}
    assert max(across) - min(across) == pytest.approx(6 / 16 * 30, abs=2)
    assert max(down) - min(down) == pytest.approx(6 / 16 * 30, abs=2)


def test_branches_are_told_apart_on_request(qtbot: QtBot) -> None:
    found = chosen(qtbot)
    view, picture = found.panel.field_view, found.panel.sample.view
    assert picture._branches == ()
    assert not view.legend.text()
    view.joins.setCurrentIndex(view.joins.findData("both"))
    frames = [(label, box) for label, box, _ in picture._branches]
    assert frames == [("1", (3, 5, 10, 12)), ("2 3", (5, 7, 8, 10))]
    assert "<b>wide</b>: 8×8 of 16×16 (25%)" in view.legend.text()
    assert "<b>narrow</b>: 4×4 of 16×16 (6.2%)" in view.legend.text()
    found.panel.mosaic.choose((2, 3, 5))
    assert view.joins.currentData() == "both"
    assert len(picture._branches) == 2
    view.joins.setCurrentIndex(0)
    assert picture._branches == ()
    found.show("conv")
    found.panel.mosaic.choose((0, 2, 2))
    assert view.joins.isHidden()


def test_without_a_unit_the_view_says_how_to_choose_one(qtbot: QtBot) -> None:
    found = chosen(qtbot)
    found.panel.mosaic.choose(None)
    assert found.panel.field_view.sentence.text().startswith("Click a unit of a map")
    assert texts(found) == []
    assert found.panel.field_view.heat.isHidden()


def test_the_unit_below_the_pointer_is_framed_while_none_is_chosen(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    found.show("pool")
    mosaic, picture = found.panel.mosaic, found.panel.sample.view
    expected = linked_field(found.document.analysis, "pool", 3, 4)["image"].box
    qtbot.mouseMove(mosaic, mosaic.position_of(2, 3, 4).toPoint())
    qtbot.waitUntil(lambda: picture.field is not None and picture.field.box == expected)
    assert mosaic.unit is None
    qtbot.mouseMove(mosaic, QPoint(1, 1))
    qtbot.waitUntil(lambda: picture.field is None)
    mosaic.choose((0, 1, 1))
    pinned = picture.field
    qtbot.mouseMove(mosaic, mosaic.position_of(2, 3, 4).toPoint())
    assert not found.panel.links._hover.isActive()
    assert picture.field is pinned


def test_another_theme_keeps_the_heat_map(qtbot: QtBot) -> None:
    found = chosen(qtbot)
    found.panel.sample.heat.setChecked(True)
    found.settle()
    assert not found.panel.sample.view._heat.isNull()
    found.panel.set_theme(theme.DARK)
    assert not found.panel.sample.view._heat.isNull()
    assert found.panel.sample.view._window is not None
