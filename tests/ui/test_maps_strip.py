"""The strip of samples: chosen by clicks and keys, fitted to the network, and told in a narrow column."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from designer.core.shapes import Shape
from designer.engine.fitting import FITS
from designer.ui.panels.maps_frame import SAMPLE_WIDTH
from designer.ui.panels.maps_text import fit_text
from designer.ui.panels.strip import SAMPLES
from tests.ui.maps_kit import Shown, shown
from tests.ui.test_preview import DESIGN

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def found(qtbot: QtBot) -> Shown:
    return shown(qtbot, DESIGN)


def click(found: Shown, row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    strip = found.panel.sample.strip
    strip.scrollToItem(strip.item(row))
    middle = strip.visualItemRect(strip.item(row)).center()
    found.qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, modifier, middle)


def test_a_click_chooses_and_a_click_with_ctrl_compares(found: Shown) -> None:
    strip = found.panel.sample.strip
    click(found, 1)
    found.settle()
    assert found.preview.picture is not None
    assert found.preview.picture.name == "face.png"
    assert strip.first == strip.source(1)
    click(found, 3, Qt.KeyboardModifier.ControlModifier)
    found.settle()
    assert found.preview.second is not None
    assert found.preview.second.name == "scene.png"
    assert strip.second == strip.source(3)
    click(found, 3, Qt.KeyboardModifier.ControlModifier)
    found.settle()
    assert found.preview.second is None
    assert strip.second is None


def test_keys_walk_choose_and_remove(found: Shown, wide: list[Path]) -> None:
    strip = found.panel.sample.strip
    strip.add(wide)
    strip.setCurrentRow(strip.sources.index(wide[0]))
    found.qtbot.keyClick(strip, Qt.Key.Key_Right)
    found.qtbot.keyClick(strip, Qt.Key.Key_Return)
    found.settle()
    assert found.preview.picture is not None
    assert found.preview.picture.path == wide[1]
    found.qtbot.keyClick(strip, Qt.Key.Key_Delete)
    assert strip.kept == [wide[0]]
    strip.setCurrentRow(0)
    found.qtbot.keyClick(strip, Qt.Key.Key_Delete)
    assert strip.sources[0].name == SAMPLES["Digit"]
    found.settle()


def test_every_sample_has_a_thumbnail_and_a_name(found: Shown, wide: list[Path]) -> None:
    strip = found.panel.sample.strip
    strip.add(wide)
    found.settle()
    found.qtbot.waitUntil(lambda: all(not strip.item(row).icon().isNull() for row in range(strip.count())))
    names = [strip.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(strip.count())]
    assert names == [*SAMPLES, "ramp", "one.png", "two.png"]
    assert QColor(strip.item(5).icon().pixmap(20, 20).toImage().pixel(5, 5)).name() == "#ff0000"


@pytest.mark.parametrize("fit", FITS)
def test_the_network_gets_what_is_shown_and_said(found: Shown, wide: list[Path], fit: str) -> None:
    found.panel.sample.fit.setCurrentIndex(FITS.index(fit))
    found.panel.sample.fit.activated.emit(FITS.index(fit))
    found.preview.open_picture(wide[0])
    found.settle()
    assert found.preview.fit == fit
    request = found.preview.request("conv")
    assert request is not None
    shape = {"crop": (20, 20), "stretch": (20, 40)}.get(fit, (40, 40))
    assert np.asarray(request.image).shape[:2] == shape
    shown_size = found.panel.sample.view.image.size()
    assert (shown_size.height(), shown_size.width()) == shape
    said = {
        "crop": "cropped to 16×16 from 20×40",
        "black": "fitted to 16×16 from 20×40, black above and below",
        "edge": "fitted to 16×16 from 20×40, its edges drawn out above and below",
        "stretch": "stretched to 16×16 from 20×40",
    }[fit]
    assert found.panel.sample.caption.text().lower().startswith(said)
    found.panel.mosaic.choose((0, 8, 8))
    view = found.panel.sample.view
    assert view.field is not None
    assert view.field.box is not None
    box, picture = view.on_picture(view.field.box), view.picture_rect()
    assert abs((box.x() - picture.x()) / picture.width() - 7 / 16) < 1e-6
    assert abs((box.y() - picture.y()) / picture.height() - 7 / 16) < 1e-6
    found.settle()


def test_pictures_of_the_right_size_are_only_scaled_or_left() -> None:
    assert fit_text((448, 448), Shape(3, 224, 224), "crop") == "scaled to 224×224 from 448×448"
    assert fit_text((224, 224), Shape(3, 224, 224), "black") == "224×224, as it is"
    assert fit_text((100, 40), Shape(3, 10, 10), "black") == "fitted to 10×10 from 100×40, black left and right"


def test_no_word_of_a_narrow_column_is_cut(found: Shown) -> None:
    sample = found.panel.sample
    found.panel.splitter.setSizes([SAMPLE_WIDTH, 1000 - SAMPLE_WIDTH, 0])

    def room() -> int:
        option = QStyleOptionComboBox()
        sample.fit.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        style = sample.fit.style()
        return style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, sample.fit).width()

    found.qtbot.waitUntil(lambda: room() >= sample.fit.fontMetrics().horizontalAdvance("Crop"))
    for control in (sample.heat, sample.values, sample.open_button):
        assert control.width() >= control.sizeHint().width()
    assert (sample.heat.text(), sample.heat.accessibleName()) == ("Heat", "Effective field")
    found.panel.splitter.setSizes([260, 740, 0])
    assert (sample.heat.text(), sample.open_button.text()) == ("Effective field", "Open …")
