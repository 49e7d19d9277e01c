"""Units and what they see, pixels and what sees them, as the panel ties them together."""

from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from designer.core.design import Design, Layer
from designer.core.kinds import Concat, Conv2d, Flatten, Input, Linear, MaxPool2d
from designer.core.linked import linked_field
from designer.ui.panels import maps_text
from tests.ui.maps_kit import Shown, shown

STACK = Design(
    (
        Layer("image", Input(height=32, width=32, channels=1)),
        Layer("wide", Conv2d(out_channels=3, kernel_size=(3, 3), dilation=(3, 3), padding=(3, 3)), ("image",)),
        Layer("pool", MaxPool2d(kernel_size=(2, 2)), ("wide",)),
        Layer("conv", Conv2d(out_channels=2, kernel_size=(1, 1)), ("pool",)),
        Layer("flat", Flatten(), ("conv",)),
        Layer("dense", Linear(out_features=4), ("flat",)),
    )
)


def point_at(found: Shown, row: int, column: int) -> QPointF:
    """The middle of a pixel of the sample image."""
    return found.panel.sample.view.on_picture((row, column, row, column)).center()


def test_gaps_of_a_dilated_field_show(qtbot: QtBot) -> None:
    found = shown(qtbot, STACK)
    found.panel.mosaic.choose((0, 16, 16))
    field = found.panel.sample.view.field
    assert field is not None
    assert (field.box, field.touched.count) == ((13, 13, 19, 19), 9)
    touched = found.panel.sample.view._touched
    clear = [(r, c) for r in range(13, 20) for c in range(13, 20) if not touched.pixelColor(c, r).alpha()]
    assert len(clear) == 49 - 9
    assert "4.8% of the image, 0.9% without the gaps" in found.panel.readout.text()


def test_a_pixel_lights_up_exactly_the_units_that_see_it(qtbot: QtBot) -> None:
    found = shown(qtbot, STACK)
    for layer in ("wide", "pool", "conv"):
        height, width = found.show(layer).size
        for pixel in ((0, 0), (15, 16), (31, 9)):
            qtbot.mouseMove(found.panel.sample.view, point_at(found, *pixel).toPoint())
            lit = found.panel.mosaic.lit
            assert lit is not None
            for row in range(height):
                for column in range(width):
                    field = linked_field(found.document.analysis, layer, row, column)
                    assert ((row, column) in lit) == (pixel in field["image"].touched)
    found.panel.sample.view.pixel_pointed.emit(None)
    assert found.panel.mosaic.lit is None


def test_a_clicked_pixel_stays_from_layer_to_layer(qtbot: QtBot) -> None:
    found = shown(qtbot, STACK)
    view = found.panel.sample.view
    pixel = view.pixel_at(point_at(found, 4, 7))
    assert pixel == (4, 7)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point_at(found, 4, 7).toPoint())
    assert view.pixel == (4, 7)
    view.pixel_pointed.emit(None)
    assert found.panel.readout.text().startswith("pixel row 4, column 7: seen by 9 units of each map")
    found.show("conv")
    assert found.panel.mosaic.lit is not None
    assert found.panel.mosaic.lit.layer == "conv"
    found.show("dense")
    assert found.panel.mosaic.lit.count == 1
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert (view.pixel, found.panel.mosaic.lit) == (None, None)


def test_a_unit_and_a_pixel_take_turns(qtbot: QtBot) -> None:
    found = shown(qtbot, STACK)
    found.panel.mosaic.choose((0, 3, 3))
    found.panel.sample.view.pixel_chosen.emit((1, 1))
    assert found.panel.mosaic.unit is None
    assert found.panel.sample.view.field is None
    found.panel.mosaic.choose((1, 3, 3))
    assert found.panel.sample.view.pixel is None
    assert found.panel.mosaic.lit is None


def test_the_field_of_a_unit_lights_up_on_the_layers_above(qtbot: QtBot) -> None:
    found = shown(qtbot, STACK)
    found.show("conv")
    found.panel.mosaic.choose((1, 5, 6))
    found.show("wide")
    lit = found.panel.mosaic.lit
    assert lit is not None
    assert (lit.layer, lit.box) == ("wide", (10, 12, 11, 13))
    assert found.panel.readout.text().startswith("seen by conv, row 5, column 6")
    assert found.panel.sample.view.field is not None
    found.show("dense")
    assert found.panel.mosaic.lit is None
    found.show("wide")
    qtbot.keyClick(found.panel.mosaic, Qt.Key.Key_Escape)
    assert found.panel.sample.view.field is None


def test_of_several_inputs_the_one_with_the_largest_box_is_framed(qtbot: QtBot) -> None:
    design = Design(
        (
            Layer("small", Input(height=8, width=8, channels=1)),
            Layer("large", Input(height=16, width=16, channels=1)),
            Layer("half", MaxPool2d(), ("large",)),
            Layer("both", Concat(), ("small", "half")),
            Layer("one", Conv2d(out_channels=2, kernel_size=(1, 1)), ("small",)),
        )
    )
    found = shown(qtbot, design)
    found.show("both")
    found.panel.mosaic.choose((0, 2, 3))
    field = found.panel.sample.view.field
    assert field is not None
    assert (field.layer, field.box) == ("large", (4, 6, 5, 7))
    found.show("one")
    found.panel.mosaic.choose((0, 2, 3))
    field = found.panel.sample.view.field
    assert field is not None
    assert (field.layer, field.box) == ("small", (2, 3, 2, 3))
    frame, picture = found.panel.sample.view.on_picture(field.box), found.panel.sample.view.picture_rect()
    assert abs(frame.width() - picture.width() / 8) < 1e-6
    assert maps_text.largest_input(found.document.analysis)[0] == "large"  # type: ignore[index]  # there are inputs


def test_keys_move_the_unit_and_what_it_sees_follows(qtbot: QtBot) -> None:
    found = shown(qtbot, STACK)
    found.show("pool")
    mosaic, picture = found.panel.mosaic, found.panel.sample.view
    keys = Qt.Key
    qtbot.keyClick(mosaic, keys.Key_Left)
    assert mosaic.unit == (0, 8, 8)
    steps = {
        keys.Key_Left: (0, 8, 7), keys.Key_Up: (0, 7, 7), keys.Key_PageDown: (1, 7, 7), keys.Key_Home: (1, 0, 0),
        keys.Key_Right: (1, 0, 1), keys.Key_End: (1, 15, 15), keys.Key_Down: (1, 15, 15), keys.Key_PageUp: (0, 15, 15),
    }  # fmt: skip
    for key, unit in steps.items():
        qtbot.keyClick(mosaic, key)
        assert mosaic.unit == unit
        assert picture.field is not None
        assert picture.field.box == linked_field(found.document.analysis, "pool", *unit[1:])["image"].box
    found.show("dense")
    qtbot.keyClick(mosaic, keys.Key_Home)
    qtbot.keyClick(mosaic, keys.Key_End)
    assert mosaic.unit == (3, 0, 0)
    qtbot.keyClick(mosaic, keys.Key_Home)
    assert mosaic.unit == (0, 0, 0)


def test_keys_move_the_pixel_and_the_units_that_see_it_follow(qtbot: QtBot) -> None:
    found = shown(qtbot, STACK)
    view, keys = found.panel.sample.view, Qt.Key
    for key, pixel in ((keys.Key_Up, (16, 16)), (keys.Key_Up, (15, 16)), (keys.Key_Right, (15, 17))):
        qtbot.keyClick(view, key)
        assert view.pixel == pixel
        lit = found.panel.mosaic.lit
        assert lit is not None
        assert all((pixel[0] + down, pixel[1] + right) in lit for down in (-3, 0, 3) for right in (-3, 0, 3))
        assert lit.count == 9
    found.panel.sample.view.pixel_chosen.emit((0, 0))
    qtbot.keyClick(view, keys.Key_Left)
    assert view.pixel == (0, 0)
    qtbot.keyClick(view, keys.Key_Escape)
    assert view.pixel is None
