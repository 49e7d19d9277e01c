"""The effective field of a unit over the sample image."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Conv2d, Flatten, Input, Linear
from designer.ui.panels.maps_heat import heat_image, pixels_of_most
from tests.ui.maps_kit import shown

DESIGN = Design(
    (
        Layer("image", Input(height=16, width=16, channels=3)),
        Layer("conv", Conv2d(out_channels=4, padding=(1, 1)), ("image",)),
        Layer("tanh", Activation(function="tanh"), ("conv",)),
        Layer("flat", Flatten(), ("tanh",)),
        Layer("dense", Linear(out_features=3), ("flat",)),
    )
)


def test_the_pixels_that_hold_most_of_the_gradient_are_counted() -> None:
    assert pixels_of_most(np.array([[90.0, 4.0], [5.0, 1.0]])) == 2
    assert pixels_of_most(np.array([[93.0, 2.0], [3.0, 2.0]])) == 2
    assert pixels_of_most(np.array([[1.0, 1.0], [1.0, 1.0]])) == 4
    assert pixels_of_most(np.zeros((2, 2))) == 0


def test_a_heat_map_is_clear_where_nothing_moves_the_unit() -> None:
    image = heat_image(np.array([[0.0, 1.0], [0.25, 0.0]], np.float32))
    alphas = [image.pixelColor(x, y).alpha() for y in range(2) for x in range(2)]
    assert (alphas[0], alphas[3]) == (0, 0)
    assert alphas[1] > alphas[2] > 0


@pytest.mark.parametrize(("layer", "unit"), [("tanh", (1, 5, 6)), ("dense", (2, 0, 0)), ("image", (0, 3, 3))])
def test_the_effective_field_lies_within_the_field(qtbot: QtBot, layer: str, unit: tuple[int, int, int]) -> None:
    found = shown(qtbot, DESIGN)
    found.show(layer)
    found.panel.sample.heat.setChecked(True)
    found.panel.mosaic.choose(unit)
    found.settle()
    field, heat = found.panel.sample.view.field, found.panel.sample.view._heat
    assert field is not None
    assert (heat.width(), heat.height()) == (16, 16)
    warm = [(y, x) for y in range(16) for x in range(16) if heat.pixelColor(x, y).alpha()]
    assert warm
    assert all(pixel in field.touched for pixel in warm)
    assert "95% of its gradient in" in found.panel.readout.text()
    found.panel.sample.heat.setChecked(False)
    assert found.panel.sample.view._heat.isNull()
    assert "gradient" not in found.panel.readout.text()


def test_the_heat_map_goes_with_its_unit(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    found.panel.mosaic.choose((1, 5, 6))
    found.settle()
    with qtbot.waitSignal(found.preview.heated, timeout=20_000):
        found.panel.sample.heat.setChecked(True)
    assert not found.panel.sample.view._heat.isNull()
    found.panel.mosaic.choose(None)
    assert found.panel.sample.view._heat.isNull()
