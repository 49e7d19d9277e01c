"""The preview session: what is asked of the engine, and which answers are shown."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Conv2d, Input, Linear, MaxPool2d
from designer.engine.request import LayerResult, Request
from designer.engine.unit_terms import UnitArithmetic
from designer.paths import resource
from designer.ui.document import Document
from designer.ui.panels.maps_tiles import Maps
from designer.ui.preview import Preview
from designer.ui.reader import Picture

DESIGN = Design(
    (
        Layer("image", Input(height=16, width=16, channels=1)),
        Layer("conv", Conv2d(out_channels=4, padding=(1, 1)), ("image",)),
        Layer("relu", Activation(), ("conv",)),
        Layer("pool", MaxPool2d(), ("relu",)),
        Layer("classes", Linear(out_features=3), ("pool",)),
    )
)
GREY = Picture("ramp", np.tile(np.arange(0, 256, 16, dtype=np.uint8)[:, None, None], (1, 16, 3)))


@pytest.fixture
def document(qapp: object) -> Document:
    document = Document()
    document.reset(DESIGN)
    return document


@pytest.fixture
def preview(document: Document) -> Iterator[Preview]:
    preview = Preview(document)
    yield preview
    preview.close()


def shown(qtbot: QtBot, preview: Preview, layer: str = "conv") -> Maps:
    """The maps of a layer that arrive next."""
    with qtbot.waitSignal(preview.arrived, timeout=20_000, check_params_cb=lambda maps: maps.layer == layer) as arrival:
        pass
    assert isinstance(arrival.args[0], Maps)
    return arrival.args[0]


def test_the_first_layer_behind_the_input_is_shown_first(qtbot: QtBot, preview: Preview) -> None:
    preview.show_picture(GREY)
    maps = shown(qtbot, preview)
    assert maps.layer == "conv"
    assert maps.array.shape == (4, 16, 16)
    assert maps.tiles.count == 4


def test_selecting_a_layer_shows_it(qtbot: QtBot, document: Document, preview: Preview) -> None:
    preview.show_picture(GREY)
    shown(qtbot, preview)
    document.select(["classes"])
    maps = shown(qtbot, preview, "classes")
    assert (maps.layer, maps.array.shape) == ("classes", (3,))


def test_an_edit_shows_the_new_maps(qtbot: QtBot, document: Document, preview: Preview) -> None:
    preview.show_picture(GREY)
    before = shown(qtbot, preview)
    document.apply("kernels", lambda d: property_edits.set_options(d, "conv", {"out_channels": 7}))
    after = shown(qtbot, preview)
    assert (before.array.shape[0], after.array.shape[0]) == (4, 7)


def test_a_renamed_selection_keeps_its_maps(qtbot: QtBot, document: Document, preview: Preview) -> None:
    preview.show_picture(GREY)
    document.select(["pool"])
    before = shown(qtbot, preview, "pool")
    document.apply("rename", lambda d: property_edits.rename(d, "pool", "smaller"), select=["smaller"])
    after = shown(qtbot, preview, "smaller")
    np.testing.assert_array_equal(before.array, after.array)


def test_a_broken_layer_says_why(qtbot: QtBot, document: Document, preview: Preview) -> None:
    preview.show_picture(GREY)
    shown(qtbot, preview)
    document.select(["pool"])
    shown(qtbot, preview, "pool")
    with qtbot.waitSignal(preview.ended, timeout=20_000, check_params_cb=bool) as end:
        document.apply("kernel", lambda d: property_edits.set_options(d, "pool", {"kernel_size": 99}))
    assert "error" in end.args[0]


def test_another_seed_gives_other_maps_and_the_same_seed_the_same(qtbot: QtBot, preview: Preview) -> None:
    preview.edge_filters = False
    preview.show_picture(GREY)
    first = shown(qtbot, preview).array
    preview.set_weights(1, False)
    other = shown(qtbot, preview).array
    preview.set_weights(0, False)
    again = shown(qtbot, preview).array
    assert not np.array_equal(first, other)
    np.testing.assert_array_equal(first, again)


def test_weights_are_said_plainly(preview: Preview) -> None:
    preview.edge_filters = False
    assert preview.weights_text == "random weights, seed 0"
    preview.edge_filters = True
    assert preview.weights_text.startswith("edge filters in the first convolution")


def test_pictures_are_read_from_files(qtbot: QtBot, preview: Preview) -> None:
    with qtbot.waitSignal(preview.picture_changed, timeout=20_000) as change:
        preview.open_picture(resource("samples", "digit.png"))
    assert change.args[0].pixels.shape[2] == 3
    shown(qtbot, preview)


def test_a_broken_picture_is_one_line_and_changes_nothing(qtbot: QtBot, preview: Preview, tmp_path: Path) -> None:
    preview.picture = GREY
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    with qtbot.waitSignal(preview.failed, timeout=20_000) as failure:
        preview.open_picture(broken)
    assert "broken.png" in failure.args[0]
    assert "\n" not in failure.args[0]
    assert preview.picture is GREY


def test_answers_to_old_requests_are_dropped(qtbot: QtBot, document: Document, preview: Preview) -> None:
    """An answer already on its way to the window when a newer request is made is never shown."""
    preview.picture = GREY
    got: list[str] = []
    preview.arrived.connect(lambda maps: got.append(maps.layer))
    preview.run()
    old = preview._generation
    stale = LayerResult(old, "conv", np.zeros((1, 2, 2), np.float32), None, 0.0, 1.0)
    document.select(["pool"])
    preview.run()
    preview._deliver(stale)
    with qtbot.waitSignal(preview.ended, timeout=20_000):
        pass
    assert got == ["pool"]


def test_cancel_stops_a_run_that_hangs_in_a_layer(qtbot: QtBot, document: Document) -> None:
    preview = Preview(document)
    inside, stopped = threading.Event(), threading.Event()

    def slow(request: Request, stop: object) -> Iterator[LayerResult]:
        inside.set()
        while not stop():  # type: ignore[operator]
            pass
        stopped.set()
        return
        yield

    preview._runner._execute = slow
    preview.show_picture(GREY)
    assert inside.wait(20)
    assert preview.busy
    with qtbot.waitSignal(preview.ended, timeout=20_000) as end:
        preview.cancel()
    assert end.args == ["stopped"]
    assert stopped.wait(20)
    assert not preview.busy
    preview.close()


def test_progress_grows_to_the_whole(qtbot: QtBot, document: Document, preview: Preview) -> None:
    document.select(["classes"])
    shares: list[float] = []
    preview.advanced.connect(shares.append)
    with qtbot.waitSignal(preview.ended, timeout=20_000):
        preview.show_picture(GREY)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_picture_chosen_last_is_shown(qtbot: QtBot, preview: Preview) -> None:
    preview.open_picture(resource("samples", "digit.png"))
    preview.show_picture(GREY)
    qtbot.waitUntil(lambda: not preview.busy, timeout=20_000)
    assert preview.picture is GREY


def test_weights_of_a_file_are_used_and_named(
    qtbot: QtBot, document: Document, preview: Preview, tmp_path: Path
) -> None:
    path = tmp_path / "mine.npz"
    arrays = {
        "conv.weight": np.ones((4, 1, 3, 3), np.float32),
        "conv.bias": np.arange(4, dtype=np.float32),
        "classes.weight": np.zeros((3, 256), np.float32),
        "classes.bias": np.array([1, 2, 3], np.float32),
    }
    np.savez(path, **arrays)
    preview.picture = GREY
    preview.open_weights(path)
    maps = shown(qtbot, preview)
    assert preview.weights_text == "weights from mine.npz"
    np.testing.assert_allclose(maps.array[3] - maps.array[0], 3, atol=1e-5)
    document.apply("wider", lambda d: property_edits.set_options(d, "conv", {"out_channels": 5}))
    with qtbot.waitSignal(preview.ended, timeout=20_000, check_params_cb=bool) as end:
        pass
    assert "conv.weight" in end.args[0]
    preview.set_weights(0, False)
    assert shown(qtbot, preview).array.shape[0] == 5


def test_weights_that_cannot_be_read_change_nothing(qtbot: QtBot, preview: Preview, tmp_path: Path) -> None:
    path = tmp_path / "broken.safetensors"
    path.write_bytes(b"nothing")
    with qtbot.waitSignal(preview.failed, timeout=20_000) as failure:
        preview.open_weights(path)
    assert "broken.safetensors" in failure.args[0]
    assert preview.weights is None


def test_of_edits_in_a_burst_the_first_and_the_last_are_run(qtbot: QtBot, document: Document, preview: Preview) -> None:
    """Another layer is shown at once; of edits that follow each other the first is run, then the last."""
    preview.show_picture(GREY)
    shown(qtbot, preview)
    document.select(["pool"])
    shown(qtbot, preview, "pool")
    runs: list[str] = []
    preview.started.connect(runs.append)
    for channels in (5, 6, 7):
        document.apply("kernels", lambda d, n=channels: property_edits.set_options(d, "conv", {"out_channels": n}))
        QCoreApplication.processEvents()
    assert runs == ["pool"]
    assert shown(qtbot, preview, "pool").array.shape[0] == 7
    assert runs == ["pool", "pool"]


def test_a_unit_is_explained_once_the_maps_that_its_layer_reads_are_there(
    qtbot: QtBot, document: Document, preview: Preview
) -> None:
    """They arrive behind the maps on show, of which a unit may be chosen already."""
    document.select(["pool"])
    preview.arrived.connect(lambda _maps: preview.explain((0, 1, 1)))
    with qtbot.waitSignal(preview.explained, timeout=20_000) as told:
        preview.show_picture(GREY)
    assert isinstance(told.args[0], UnitArithmetic)
    assert told.args[0].total == pytest.approx(preview.maps.array[0, 1, 1])
