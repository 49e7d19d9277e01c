"""The strip of samples, how they are fitted, and images that come from elsewhere."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QSettings, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from designer.core.shapes import Shape
from designer.engine.errors import ImageError
from designer.engine.fitting import FITS
from designer.paths import resource
from designer.ui.files import FileActions
from designer.ui.panels.maps_frame import SAMPLE_WIDTH
from designer.ui.panels.maps_text import fit_text
from designer.ui.panels.strip import SAMPLES
from designer.ui.picture_intake import NO_IMAGE, PictureIntake
from designer.ui.reader import pasted
from designer.ui.settings import Settings
from designer.ui.window import Window
from tests.ui.maps_kit import Shown, shown
from tests.ui.test_preview import DESIGN

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Names:
    """Stands for the person at the dialogue."""

    def __init__(self, paths: list[Path]) -> None:
        self.paths = paths

    def open_names(self, _title: str, _folder: str, _kinds: str) -> list[Path]:
        return self.paths


@pytest.fixture
def found(qtbot: QtBot) -> Shown:
    return shown(qtbot, DESIGN)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def wide(tmp_path: Path) -> list[Path]:
    """Two pictures twice as wide as high."""
    paths = [tmp_path / name for name in ("one.png", "two.png")]
    for path, colour in zip(paths, ("red", "lime"), strict=True):
        Image.new("RGB", (40, 20), colour).save(path)
    return paths


def intake(found: Shown, settings: Settings, paths: list[Path]) -> PictureIntake:
    files = FileActions(found.document, settings, Names(paths), found.panel)  # type: ignore[arg-type]
    return PictureIntake(files, found.preview, found.panel, settings, found.panel)


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


def test_the_users_files_are_there_at_the_next_start(
    found: Shown, settings: Settings, wide: list[Path], tmp_path: Path
) -> None:
    first = intake(found, settings, wide)
    with found.qtbot.waitSignal(found.preview.picture_changed, timeout=20_000):
        first.ask()
    found.settle()
    assert found.panel.sample.strip.kept == wide[1:] + wide[:1]
    assert found.preview.picture is not None
    assert found.preview.picture.path == wide[0]
    wide[1].unlink()
    other = shown(found.qtbot, DESIGN)
    lines: list[str] = []
    intake(other, settings, []).refused.connect(lines.append)
    other.settle()
    assert other.panel.sample.strip.kept == wide[:1]
    assert lines == []


def test_one_of_several_that_is_broken_is_one_line(found: Shown, settings: Settings, wide: list[Path]) -> None:
    wide[1].write_bytes(b"no picture")
    taken = intake(found, settings, wide)
    with found.qtbot.waitSignal(taken.refused, timeout=20_000) as refused:
        taken.ask()
    assert refused.args[0].startswith("two.png: ")
    found.settle()
    assert found.panel.sample.strip.kept == wide[:1]


def test_an_image_of_the_clipboard_is_pasted_in_the_panel(found: Shown, settings: Settings) -> None:
    taken = intake(found, settings, [])
    image = QImage(30, 10, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 255, 0))
    image.setPixelColor(QPoint(0, 0), QColor("blue"))
    QGuiApplication.clipboard().setImage(image)
    with found.qtbot.waitSignal(found.preview.picture_changed, timeout=20_000):
        found.qtbot.keyClick(found.panel.mosaic, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    picture = found.preview.picture
    assert picture is not None
    assert (picture.name, picture.path, picture.pixels.shape) == ("Pasted 1", None, (10, 30, 3))
    assert picture.pixels[0, 0].tolist() == [0, 0, 255]
    assert picture.pixels[5, 5].tolist() == [255, 255, 255]
    assert found.panel.sample.strip.first is picture
    QGuiApplication.clipboard().setText('{"layers": []}')
    assert not taken.paste_unless_layers()
    with found.qtbot.waitSignal(taken.refused) as refused:
        taken.paste()
    assert refused.args[0] == NO_IMAGE
    found.settle()


def test_copied_files_and_dropped_images_are_taken(found: Shown, settings: Settings, wide: list[Path]) -> None:
    taken, data = intake(found, settings, []), QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in wide])
    data.setText("\n".join(map(str, wide)))
    QGuiApplication.clipboard().setMimeData(data)
    with found.qtbot.waitSignal(found.preview.picture_changed, timeout=20_000):
        assert taken.paste_unless_layers()
    assert found.preview.picture is not None
    assert found.preview.picture.path == wide[0]
    found.settle()
    other = QMimeData()
    other.setUrls([QUrl.fromLocalFile(str(wide[0])), QUrl.fromLocalFile("/tmp/net.cnn.json")])
    assert not taken.take(other)
    image = QMimeData()
    image.setImageData(QImage(str(wide[1])))
    with found.qtbot.waitSignal(found.preview.picture_changed, timeout=20_000):
        assert taken.take(image)
    found.settle()


def test_a_giant_on_the_clipboard_is_refused() -> None:
    with pytest.raises(ImageError, match="5000×5000 is more than 16000000 pixels"):
        pasted(QImage(5000, 5000, QImage.Format.Format_Mono), "giant")


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


def test_paste_in_the_window_takes_an_image_where_there_are_no_layers(qtbot: QtBot, settings: Settings) -> None:
    window = Window(settings)
    window.files.open_example(resource("designs", "lenet5.cnn.json"))
    qtbot.waitUntil(lambda: not window.preview.busy, timeout=20_000)
    image = QImage(30, 10, QImage.Format.Format_RGB32)
    for number, command in enumerate(("paste", "paste_image"), 1):
        image.fill(QColor(200, 0, number))
        QGuiApplication.clipboard().setImage(image)
        window.actions_by_key[command].trigger()
        qtbot.waitUntil(lambda n=number: window.preview.picture.name == f"Pasted {n}", timeout=20_000)
    count = len(window.document.design.layers)
    window.document.select(["c1"])
    window.actions_by_key["copy"].trigger()
    window.actions_by_key["paste"].trigger()
    assert len(window.document.design.layers) == count + 1
    qtbot.waitUntil(lambda: not window.preview.busy, timeout=20_000)
    window.files.may_leave = lambda _later: True  # type: ignore[method-assign]
    window.close()
    window.deleteLater()


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
