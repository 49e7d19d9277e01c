"""Many quick edits: no map of an older design is ever shown, nothing is kept that nobody needs, undo is at once."""

import gc
import weakref
from contextlib import nullcontext

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.core.design import Design
from designer.engine.request import LayerResult, Request, RunEnd
from designer.engine.runner import Deliver
from designer.ui import theme
from designer.ui.document import Document
from designer.ui.panels.maps import MapsPanel
from designer.ui.panels.maps_tiles import Look
from designer.ui.preview import Preview
from tests.ui.maps_kit import add_panel
from tests.ui.test_preview import DESIGN, GREY

EDITS = 200


class CountingEngine:
    """Stands for a runner: answers the request of its choice when it is told to, with maps that name the design."""

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self.open: list[Request] = []
        self.asked = 0
        self.arrays: list[weakref.ref[np.ndarray]] = []

    def submit(self, request: Request) -> None:
        self.asked += 1
        self.open.append(request)

    def cancel(self) -> None:
        """As an engine that does not stop in time."""

    def close(self) -> None:
        self.open.clear()

    def answer(self, newest: bool) -> None:
        """Deliver all of the newest request, or of an older one, as an engine that does not stop in time would."""
        if not self.open:
            return
        request = self.open[-1 if newest else 0]
        self.open = [] if newest else self.open[1:]
        for layer in request.wanted:
            output = request.analysis.facts[layer].output
            assert output is not None
            shape = (output.channels, output.height, output.width)  # type: ignore[union-attr]
            array = np.full(shape, mark(request), np.float32)
            self.arrays.append(weakref.ref(array))
            self._deliver(LayerResult(request.generation, layer, array, None, 0.0, 1.0))
        self._deliver(RunEnd(request.generation, 0.0))


def mark(request: Request) -> float:
    """What tells the design of a request: how many channels its convolution has."""
    return float(request.design["conv"].kind.out_channels)  # type: ignore[attr-defined]


@pytest.fixture
def soaked(qtbot: QtBot) -> tuple[Document, Preview, MapsPanel, CountingEngine]:
    document = Document()
    document.reset(DESIGN)
    preview = Preview(document, make_runner=CountingEngine)  # type: ignore[arg-type]
    panel = MapsPanel(document, preview, theme.LIGHT)
    add_panel(qtbot, panel, preview)
    panel.resize(900, 320)
    return document, preview, panel, preview._runner  # type: ignore[misc]


def set_channels(document: Document, count: int) -> None:
    assert document.apply(
        "Channels", lambda design: property_edits.set_options(design, "conv", {"out_channels": count})
    )


def test_two_hundred_edits_leave_no_stale_map_and_no_growth(
    qtbot: QtBot, soaked: tuple[Document, Preview, MapsPanel, CountingEngine]
) -> None:
    document, preview, panel, engine = soaked
    stale: list[float] = []

    def look() -> None:
        maps = panel.mosaic.maps
        wanted = document.design["conv"].kind.out_channels  # type: ignore[attr-defined]
        if maps is not None and not panel.mosaic.dim and maps.array.flat[0] != wanted:
            stale.append(wanted)

    preview.arrived.connect(look)
    preview.recalled.connect(look)
    preview.show_picture(GREY)
    for number in range(EDITS):
        set_channels(document, 1 + number % 50)
        if number % 2:
            engine.answer(newest=True)  # to the design before
        preview.run()  # as the timer of bursts does
        engine.answer(newest=number % 3 == 0)
        if number % 7 == 0:
            document.select(["relu" if number % 2 else "conv"])
        with qtbot.waitSignal(preview._answered, timeout=20_000) if engine.open else nullcontext():
            engine.answer(newest=True)
    preview.run()
    with qtbot.waitSignal(preview.ended, timeout=20_000):
        engine.answer(newest=True)
    qtbot.waitUntil(lambda: not preview.busy, timeout=20_000)
    assert stale == []
    assert panel.mosaic.maps is not None
    assert panel.mosaic.maps.array.flat[0] == document.design["conv"].kind.out_channels  # type: ignore[attr-defined]
    assert not panel.mosaic.dim
    assert engine.asked >= EDITS
    assert preview._history.bytes <= preview._history.most_bytes


def test_maps_shown_before_come_back_with_the_undo_before_the_engine_answers(
    qtbot: QtBot, soaked: tuple[Document, Preview, MapsPanel, CountingEngine]
) -> None:
    document, preview, panel, engine = soaked
    preview.show_picture(GREY)
    with qtbot.waitSignal(preview.ended, timeout=20_000):
        engine.answer(newest=True)
    before = panel.mosaic.maps
    set_channels(document, 9)
    assert panel.mosaic.maps is before
    preview.run()
    assert panel.mosaic.dim
    with qtbot.waitSignal(preview.ended, timeout=20_000):
        engine.answer(newest=True)
    assert panel.mosaic.maps is not None
    assert panel.mosaic.maps.tiles.count == 9
    panel.mosaic.choose((8, 3, 3))  # which is no unit of the old maps
    document.stack.undo()
    assert panel.mosaic.maps is before
    assert not panel.mosaic.grab().isNull()
    assert not panel.mosaic.dim
    document.stack.redo()
    assert panel.mosaic.maps.tiles.count == 9
    preview.run()
    assert not panel.mosaic.dim


def test_old_maps_are_forgotten(qtbot: QtBot, soaked: tuple[Document, Preview, MapsPanel, CountingEngine]) -> None:
    document, preview, _panel, engine = soaked
    preview._history.most_bytes = 20_000
    preview.show_picture(GREY)
    for number in range(30):
        set_channels(document, 5 + number % 2)
        preview.set_weights(number, False)
        preview.run()
        with qtbot.waitSignal(preview.ended, timeout=20_000):
            engine.answer(newest=True)
    gc.collect()
    alive = sum(made() is not None for made in engine.arrays)
    assert alive <= 6
    assert len(engine.arrays) >= 60


def test_another_look_chosen_right_behind_an_edit_draws_no_map_of_the_design_before(
    qtbot: QtBot, soaked: tuple[Document, Preview, MapsPanel, CountingEngine]
) -> None:
    """The run that follows the edit draws in the new look; to draw the old numbers again would show them as new."""
    document, preview, panel, engine = soaked
    preview.show_picture(GREY)
    with qtbot.waitSignal(preview.ended, timeout=20_000):
        engine.answer(newest=True)
    set_channels(document, 9)
    preview.set_look(Look(aspect=3.0))
    preview.explain((0, 1, 1))
    preview.heat((0, 1, 1))
    assert not preview._worker.busy
    preview.run()
    with qtbot.waitSignal(preview.ended, timeout=20_000):
        engine.answer(newest=True)
    assert panel.mosaic.maps is not None
    assert (panel.mosaic.maps.tiles.count, panel.mosaic.maps.look.aspect) == (9, 3.0)


def test_a_pinned_layer_whose_maps_are_on_their_way_is_not_drawn_again(
    qtbot: QtBot, soaked: tuple[Document, Preview, MapsPanel, CountingEngine]
) -> None:
    document, preview, panel, engine = soaked
    preview.show_picture(GREY)
    with qtbot.waitSignal(preview.ended, timeout=20_000):
        engine.answer(newest=True)
    assert panel.mosaic.maps is not None
    panel.beside.pins.pin(panel.mosaic.maps)
    preview.run()
    with qtbot.waitSignal(preview.ended, timeout=20_000):
        engine.answer(newest=True)
    view = panel.beside.pins._pins[0].column.view
    set_channels(document, 9)
    preview.run()
    preview.set_look(Look(aspect=3.0))
    qtbot.waitUntil(lambda: not preview._worker.busy, timeout=20_000)
    assert view.dim
    with qtbot.waitSignal(preview.ended, timeout=20_000):
        engine.answer(newest=True)
    qtbot.waitUntil(lambda: not preview.busy, timeout=20_000)
    assert view.maps is not None
    assert (view.maps.tiles.count, view.dim) == (9, False)


def test_an_emptied_design_shows_no_maps(
    qtbot: QtBot, soaked: tuple[Document, Preview, MapsPanel, CountingEngine]
) -> None:
    document, preview, panel, _engine = soaked
    preview.show_picture(GREY)
    document.reset(Design())
    with qtbot.waitSignal(preview.ended, timeout=20_000):
        preview.run()
    assert panel.mosaic.maps is None
    assert (panel.mosaic.message, panel.title.text()) == ("No maps: the design has no layers", "")
    qtbot.waitUntil(lambda: not preview.busy, timeout=20_000)
