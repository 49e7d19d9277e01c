"""How pictures become numbers: said by the button, set in the box, run by the engine, remembered by file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from designer.core.design import Design, Layer
from designer.core.kinds import Conv2d, Input
from designer.engine.normalisation import PRESETS, Normalisation
from designer.ui import theme
from designer.ui.document import Document
from designer.ui.normalising import Normalising
from designer.ui.panels.normalise import CUSTOM, NormaliseButton
from designer.ui.preview import Preview
from designer.ui.settings import MOST_NORMALISATIONS, Settings
from tests.ui.maps_kit import RAMP

COLOUR = Design((Layer("image", Input(height=8, width=8, channels=3)), Layer("c", Conv2d(out_channels=2), ("image",))))
GREY = Design((Layer("image", Input(height=8, width=8, channels=1)), Layer("c", Conv2d(out_channels=2), ("image",))))
IMAGENET = PRESETS["ImageNet, RGB"]


@dataclass
class Kit:
    document: Document
    preview: Preview
    button: NormaliseButton
    settings: Settings
    joined: Normalising
    qtbot: QtBot

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.preview.busy, timeout=20_000)

    def enter(self, name: str, text: str) -> None:
        field = getattr(self.button.box, name)
        field.clear()
        self.qtbot.keyClicks(field, text)
        field.editingFinished.emit()


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path) -> Iterator[Kit]:
    document = Document()
    document.reset(COLOUR)
    preview, button = Preview(document), NormaliseButton(theme.LIGHT)
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(button)
    made = Kit(document, preview, button, settings, Normalising(document, preview, button, settings, preview), qtbot)
    preview.show_picture(RAMP)
    made.settle()
    yield made
    preview.close()


def test_the_button_says_what_is_in_use(kit: Kit) -> None:
    assert kit.button.text() == "0…1, RGB"
    kit.preview.set_normalisation(IMAGENET)
    assert kit.button.text() == "ImageNet, RGB"
    kit.document.reset(GREY)
    kit.preview.set_normalisation(Normalisation(255))
    assert kit.button.text() == "0…255, grey"
    assert not kit.button.box.order.isEnabled()
    kit.settle()


def test_a_preset_is_run(kit: Kit) -> None:
    kit.document.select(["image"])
    kit.settle()
    box = kit.button.box
    box.preset.setCurrentText("0…255, RGB")
    box.preset.activated.emit(1)
    kit.settle()
    assert kit.preview.maps is not None
    assert kit.preview.maps.array.max() > 200
    assert box.top.currentText() == "0…255"


def test_what_is_typed_is_run_and_called_custom(kit: Kit) -> None:
    kit.document.select(["image"])
    kit.settle()
    before = kit.preview.maps.array
    kit.enter("mean", "0.5, 0.25 0")
    kit.enter("std", "2")
    kit.settle()
    expected = (before - np.reshape([0.5, 0.25, 0], (3, 1, 1))) / 2
    np.testing.assert_allclose(kit.preview.maps.array, expected, atol=1e-6)
    assert kit.button.box.preset.currentText() == CUSTOM
    assert kit.button.text() == "0…1 with mean and std, RGB"


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("std", "1, 0, 1", "std: expected numbers other than 0, found 0"),
        ("mean", "1, 2", "mean: expected 1 value or 3, one a channel, found 2"),
        ("mean", "a", "mean: expected numbers such as 0.485, 0.456, 0.406, found 'a'"),
    ],
)
def test_errors_are_said_in_the_box_and_change_nothing(kit: Kit, name: str, text: str, line: str) -> None:
    kit.enter(name, text)
    assert kit.button.box.error.text() == line
    assert kit.preview.normalisation == Normalisation()
    assert getattr(kit.button.box, name).text() == text  # to be mended
    kit.enter(name, "0.5")
    assert kit.button.box.error.text() == ""
    assert kit.preview.normalisation != Normalisation()
    kit.settle()


def test_values_that_no_longer_fit_the_input_are_said(kit: Kit) -> None:
    kit.preview.set_normalisation(IMAGENET)
    kit.settle()
    with kit.qtbot.waitSignal(kit.preview.ended, timeout=20_000, check_params_cb=bool) as end:
        kit.document.show_state(GREY, ())
    assert end.args[0] == "normalisation: mean: expected 1 value, found 3"
    assert kit.button.box.error.text() == "mean: expected 1 value, found 3"


def test_each_file_has_its_own(kit: Kit, tmp_path: Path) -> None:
    first, second = tmp_path / "first.cnn.json", tmp_path / "second.cnn.json"
    kit.document.mark_saved(kit.document.design, first)
    kit.button.chosen.emit(IMAGENET)
    kit.document.reset(COLOUR, second)
    assert kit.preview.normalisation == Normalisation()
    kit.document.reset(COLOUR, first)
    assert kit.preview.normalisation == IMAGENET
    kit.document.mark_saved(kit.document.design, second)
    assert kit.settings.normalisation(second) == IMAGENET.to_text()
    kit.document.reset(COLOUR)
    kit.joined.opened()
    assert kit.preview.normalisation == Normalisation()
    kit.settle()


def test_settings_forget_the_oldest_and_survive_what_is_no_json(tmp_path: Path) -> None:
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings = Settings(store)
    for number in range(MOST_NORMALISATIONS + 1):
        settings.keep_normalisation(tmp_path / str(number), "x")
    assert settings.normalisation(tmp_path / "0") == ""
    assert settings.normalisation(tmp_path / "1") == "x"
    store.setValue("normalisations", "[1")
    assert settings.normalisation(tmp_path / "1") == ""


def test_the_arithmetic_of_a_unit_is_of_the_normalised_numbers(kit: Kit) -> None:
    kit.preview.set_normalisation(IMAGENET)
    kit.settle()
    value = kit.preview.maps.array[1, 2, 3]
    with kit.qtbot.waitSignal(kit.preview.explained, timeout=20_000) as told:
        kit.preview.explain((1, 2, 3))
    assert told.args[0].total == pytest.approx(value, rel=1e-4, abs=1e-5)
