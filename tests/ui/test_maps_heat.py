"""The effective field of a unit over the sample image."""

from io import BytesIO

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Conv2d, Flatten, Input, Linear
from designer.core.linked import linked_field
from designer.engine.effective_field import EffectiveField
from designer.ui.panels.maps_heat import heat_image, heat_text, heat_window
from tests.ui.maps_kit import Shown, shown

DESIGN = Design(
    (
        Layer("image", Input(height=16, width=16, channels=3)),
        Layer("conv", Conv2d(out_channels=4, padding=(1, 1)), ("image",)),
        Layer("tanh", Activation(function="tanh"), ("conv",)),
        Layer("flat", Flatten(), ("tanh",)),
        Layer("dense", Linear(out_features=3), ("flat",)),
    )
)


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
    assert "95% of the effect lies within" in found.panel.readout.text()
    found.panel.sample.heat.setChecked(False)
    assert found.panel.sample.view._heat.isNull()
    assert "effect" not in found.panel.readout.text()


def test_the_heat_map_goes_with_its_unit(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    found.panel.mosaic.choose((1, 5, 6))
    found.settle()
    with qtbot.waitSignal(found.preview.heated, timeout=20_000):
        found.panel.sample.heat.setChecked(True)
    assert not found.panel.sample.view._heat.isNull()
    found.panel.mosaic.choose(None)
    assert found.panel.sample.view._heat.isNull()


def test_words_compare_the_effective_field_with_the_theoretical_one() -> None:
    field = linked_field(analyse(DESIGN), "tanh", 5, 6)["image"]
    sizes = np.zeros((16, 16), np.float32)
    sizes[5, 6], sizes[4, 6] = 1, 0.01
    heat = EffectiveField((1, 5, 6), {"image": sizes})
    assert heat_window(heat, field) == (5, 6, 5, 6)
    assert heat_text(heat, field) == (
        "95% of the effect lies within 1×1 of the theoretical 3×3 (11% of the area), and within 1 pixel alone"
        " (11% of the field)"
    )
    corner = linked_field(analyse(DESIGN), "tanh", 5, 15)["image"]
    sizes[5, 15] = 99
    assert "within 1×1 of the 3×2 that lie in the image" in heat_text(heat, corner)
    many = EffectiveField((1, 5, 6), {"image": sizes}, 3, 20)
    assert heat_text(many, field).startswith("on average over 3 of 20 so far images of noise 95% of the effect")
    nothing = EffectiveField((1, 5, 6), {"image": np.zeros((16, 16), np.float32)})
    assert heat_window(nothing, field) is None
    assert heat_text(nothing, field).startswith("no pixel moves it here and now")


def choose_source(found: Shown, row: int) -> None:
    """As a user does: the choice, then its signal."""
    source = found.panel.field_view.heat.source
    source.setCurrentIndex(row)
    source.activated.emit(row)


def test_the_choice_has_the_room_of_its_heading_where_that_is_narrow(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    found.show("tanh")
    found.panel.mosaic.choose((1, 5, 6))
    controls, pane = found.panel.field_view.heat, found.panel.unit_pane
    pane.setCurrentWidget(found.panel.field_view)
    for width, told in ((180, False), (320, True)):
        found.panel.splitter.setSizes([200, 800 - width, width])
        qtbot.waitUntil(lambda told=told: controls.heading.isVisible() == told)
    assert controls.source.width() >= 60


def test_an_average_over_noise_comes_step_by_step_and_ends(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    found.show("tanh")
    found.panel.mosaic.choose((1, 5, 6))
    controls = found.panel.field_view.heat
    assert controls.progress.isHidden()
    choose_source(found, 1)
    assert found.panel.sample.heat.isChecked()
    assert not controls.progress.isHidden()
    found.settle()
    heat = found.panel.links.heat
    assert isinstance(heat, EffectiveField)
    assert (heat.images, heat.wanted) == (20, 20)
    assert controls.progress.isHidden()
    assert controls.words.text().startswith("On average over 20 images of noise 95% of the effect lies within")
    assert controls.scale.largest > 0
    assert not found.panel.sample.view._heat.isNull()
    choose_source(found, 0)
    found.settle()
    assert isinstance(found.panel.links.heat, EffectiveField)
    assert found.panel.links.heat.wanted == 0


def test_the_newest_question_wins_and_the_older_ones_stop(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    found.show("tanh")
    choose_source(found, 2)
    told: list[EffectiveField] = []
    found.preview.heated.connect(told.append)
    for column in range(12):
        found.panel.mosaic.choose((1, 5, column))
    found.settle()
    assert {heat.unit for heat in told if heat.images == heat.wanted} == {(1, 5, 11)}
    assert found.panel.links.heat is told[-1]


def test_an_average_can_be_stopped(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    found.show("tanh")
    found.panel.mosaic.choose((1, 5, 6))
    choose_source(found, 2)
    with qtbot.assertNotEmitted(found.preview.heated):
        qtbot.mouseClick(found.panel.field_view.heat.cancel, Qt.MouseButton.LeftButton)
        found.settle()
    assert found.panel.field_view.heat.progress.isHidden()
    found.panel.mosaic.choose(None)
    assert not found.preview.busy


def test_edits_and_other_layers_stop_what_is_asked(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    found.show("tanh")
    found.panel.mosaic.choose((1, 5, 6))
    choose_source(found, 2)
    found.show("conv")
    assert found.preview._worker._gradients is None
    with qtbot.assertNotEmitted(found.preview.heated):
        found.settle()


def test_the_effective_field_is_offered_as_a_file_while_it_is_on_show(qtbot: QtBot) -> None:
    found = shown(qtbot, DESIGN)
    found.show("tanh")
    saving, menu = found.panel.saving, QMenu(found.panel)
    saving.fill(menu, None)
    assert not any("effective field" in action.text() for action in menu.actions())
    found.panel.mosaic.choose((1, 5, 6))
    found.panel.sample.heat.setChecked(True)
    found.settle()
    menu.clear()
    saving.fill(menu, (1, 5, 6))
    with qtbot.waitSignal(saving.asked) as asked:
        next(action for action in menu.actions() if "effective field as numbers" in action.text()).trigger()
    assert asked.args == ["field.npy"]
    assert saving.file_name("field.npy") == "tanh-field.npy"
    numbers = np.load(BytesIO(saving.content("field.npy")()))
    heat = found.panel.links.heat
    assert isinstance(heat, EffectiveField)
    np.testing.assert_array_equal(numbers, heat.sizes["image"])
    picture = QImage.fromData(saving.content("field.png")())
    assert (picture.width(), picture.height()) == (512, 512)
    row, column = divmod(int(numbers.argmax()), 16)
    assert picture.pixelColor(32 * column + 16, 32 * row + 16) != picture.pixelColor(16, 32 * row + 16)
