"""Images that come from elsewhere: opened, pasted, dropped, kept for the next start, or refused."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QSettings, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from designer.engine.errors import ImageError
from designer.paths import resource
from designer.ui.files import FileActions
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


def intake(found: Shown, settings: Settings, paths: list[Path]) -> PictureIntake:
    files = FileActions(found.document, settings, Names(paths), found.panel)  # type: ignore[arg-type]
    return PictureIntake(files, found.preview, found.panel, settings, found.panel)


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
