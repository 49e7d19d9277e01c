"""The panel of feature maps as a user sees it."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.paths import resource
from designer.ui import theme
from designer.ui.document import Document
from designer.ui.panels import maps_text
from designer.ui.panels.maps import MapsPanel
from designer.ui.panels.strip import SAMPLES
from designer.ui.preview import Preview
from tests.ui.maps_kit import add_panel
from tests.ui.test_preview import DESIGN, GREY

COUNTED = "4 maps of 16×16 · edge filters in the first convolution, elsewhere random weights, seed 0"


@pytest.fixture
def panel(qtbot: QtBot) -> MapsPanel:
    document = Document()
    document.reset(DESIGN)
    preview = Preview(document)
    panel = MapsPanel(document, preview, theme.LIGHT)
    panel.preview_under_test = preview  # type: ignore[attr-defined]
    panel.document_under_test = document  # type: ignore[attr-defined]
    add_panel(qtbot, panel, preview)
    panel.resize(900, 320)
    with qtbot.waitExposed(panel):
        panel.show()
    with qtbot.waitSignal(preview.ended, timeout=20_000):
        preview.show_picture(GREY)
    qtbot.waitUntil(lambda: not preview.busy, timeout=20_000)
    return panel


def test_shows_all_channels_and_says_what_the_weights_are(panel: MapsPanel) -> None:
    assert panel.mosaic.maps is not None
    assert panel.mosaic.maps.tiles.count == 4
    assert "conv" in panel.title.text()
    assert "16×16×4" in panel.title.text()
    assert panel.readout.text() == COUNTED
    assert panel.progress.isHidden()
    assert panel.cancel.isHidden()


def test_hover_tells_channel_row_column_and_value(panel: MapsPanel, qtbot: QtBot) -> None:
    maps = panel.mosaic.maps
    assert maps is not None
    for unit in ((0, 0, 0), (2, 5, 9), (3, 15, 15)):
        place = panel.mosaic.position_of(*unit)
        assert panel.mosaic.unit_at(place) == unit
        qtbot.mouseMove(panel.mosaic, place.toPoint())
        channel, row, column = unit
        value = maps.array[unit]
        assert panel.readout.text() == f"channel {channel}, row {row}, column {column}: {maps_text.number_text(value)}"
    panel.mosaic.pointed.emit(None)
    assert panel.readout.text() == COUNTED


def test_zoom_keeps_the_unit_below_the_pointer(panel: MapsPanel, qtbot: QtBot) -> None:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    place = panel.mosaic.position_of(2, 7, 7)
    none = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        place, place, QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(panel.mosaic, event)
    assert panel.mosaic.unit_at(place) == (2, 7, 7)
    panel.mosaic.fit()
    assert panel.mosaic.position_of(2, 7, 7) == place


def test_weights_and_seed_are_chosen_in_the_panel(panel: MapsPanel, qtbot: QtBot) -> None:
    preview = panel.preview_under_test  # type: ignore[attr-defined]
    before = panel.mosaic.maps
    assert before is not None
    with qtbot.waitSignal(preview.arrived, timeout=20_000):
        panel.controls.weights.setCurrentIndex(1)
        panel.controls.weights.activated.emit(1)
    assert panel.readout.text() == "4 maps of 16×16 · random weights, seed 0"
    assert not np.array_equal(before.array, panel.mosaic.maps.array)  # type: ignore[union-attr]
    with qtbot.waitSignal(preview.arrived, timeout=20_000):
        panel.new_seed()
    assert panel.readout.text().endswith("seed 1")


def test_one_scale_for_all_maps(panel: MapsPanel, qtbot: QtBot) -> None:
    preview = panel.preview_under_test  # type: ignore[attr-defined]
    with qtbot.waitSignal(preview.arrived, timeout=20_000):
        panel.controls.shared.click()
    tiles = panel.mosaic.maps.tiles  # type: ignore[union-attr]
    assert len(set(tiles.low.tolist())) == 1
    assert len(set(tiles.high.tolist())) == 1


def test_an_error_stands_where_the_maps_were(panel: MapsPanel, qtbot: QtBot) -> None:
    document, preview = panel.document_under_test, panel.preview_under_test  # type: ignore[attr-defined]
    with qtbot.waitSignal(preview.ended, timeout=20_000, check_params_cb=bool):
        document.apply("kernel", lambda d: property_edits.set_options(d, "conv", {"kernel_size": 99}))
    assert panel.mosaic.maps is None
    assert panel.mosaic.unit_at(QPointF(5, 5)) is None


def test_samples_and_colours(panel: MapsPanel, qtbot: QtBot) -> None:
    preview = panel.preview_under_test  # type: ignore[attr-defined]
    for index in range(4):
        with qtbot.waitSignal(preview.picture_changed, timeout=20_000):
            panel.sample.pick(index)
    with qtbot.waitSignal(preview.ended, timeout=20_000):
        pass
    assert preview.picture.name == "scene.png"
    assert panel.sample.caption.text().startswith("Scaled to 16×16 from 448×448, grey")
    before = panel.mosaic.grab().toImage()
    with qtbot.waitSignal(preview.arrived, timeout=20_000):
        panel.controls.colours.setCurrentText("Grey")
    assert panel.mosaic.grab().toImage() != before


def test_a_clicked_unit_frames_its_field_on_the_image(panel: MapsPanel, qtbot: QtBot) -> None:
    place = panel.mosaic.position_of(1, 0, 9)
    qtbot.mouseClick(panel.mosaic, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert panel.mosaic.unit == (1, 0, 9)
    field = panel.sample.view.field
    assert field is not None
    assert field.interval == (-1, 8, 1, 10)
    assert field.box == (0, 8, 1, 10)
    assert "sees rows 0 to 1, columns 8 to 10" in panel.readout.text()
    qtbot.keyClick(panel.mosaic, Qt.Key.Key_Down)
    assert panel.mosaic.unit == (1, 1, 9)
    assert panel.sample.view.field.box == (0, 8, 2, 10)  # type: ignore[union-attr]
    qtbot.keyClick(panel.mosaic, Qt.Key.Key_PageDown)
    assert panel.mosaic.unit == (2, 1, 9)
    qtbot.keyClick(panel.mosaic, Qt.Key.Key_Escape)
    assert panel.sample.view.field is None


def test_the_frame_lies_on_the_picture_and_its_padding_outside(panel: MapsPanel) -> None:
    panel.mosaic.choose((0, 0, 0))
    view = panel.sample.view
    picture = view.picture_rect()
    whole, box = view.on_picture((-1, -1, 1, 1)), view.on_picture((0, 0, 1, 1))
    assert box.topLeft() == picture.topLeft()
    assert whole.x() < picture.x()
    assert whole.x() >= 0
    assert abs(box.width() - picture.width() / 8) < 1e-6


def test_a_drag_pans_and_chooses_nothing(panel: MapsPanel, qtbot: QtBot) -> None:
    start = panel.mosaic.position_of(0, 8, 8).toPoint()
    qtbot.mousePress(panel.mosaic, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(panel.mosaic, start + panel.mosaic.rect().center() / 4)
    qtbot.mouseRelease(panel.mosaic, Qt.MouseButton.LeftButton, pos=start + panel.mosaic.rect().center() / 4)
    assert panel.mosaic.unit is None


def test_the_strip_marks_the_picture_in_use(panel: MapsPanel, qtbot: QtBot, tmp_path: Path) -> None:
    """A file joins the strip when it has been read; one that cannot be read leaves the choice as it was."""
    preview, strip = panel.preview_under_test, panel.sample.strip  # type: ignore[attr-defined]
    ours = strip.sources[: len(SAMPLES)]
    with qtbot.waitSignal(preview.picture_changed, timeout=20_000):
        panel.sample.pick(1)
    broken, good = tmp_path / "broken.png", tmp_path / "face.png"
    broken.write_bytes(b"no picture")
    with qtbot.waitSignal(preview.failed, timeout=20_000):
        panel.open_picture(broken)
    assert strip.first == ours[1]
    assert broken not in strip.sources
    good.write_bytes(resource("samples", "digit.png").read_bytes())
    with qtbot.waitSignal(preview.picture_changed, timeout=20_000):
        panel.open_picture(good)
    assert strip.first == strip.sources[-1] == good
    good.write_bytes(b"no picture any more")
    with qtbot.waitSignal(preview.picture_changed, timeout=20_000):
        panel.sample.pick(0)
    with qtbot.waitSignal(preview.failed, timeout=20_000):
        panel.sample.pick(strip.count() - 1)
    assert strip.first == ours[0]
