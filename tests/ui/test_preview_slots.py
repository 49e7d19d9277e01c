"""Two samples that are compared, or gone back and forth between: what the engine runs for them is counted."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from designer.core.property_edits import set_options
from designer.engine.forward import Engine
from designer.paths import resource
from designer.ui.history import History
from designer.ui.panels.compare_columns import MosaicColumn
from designer.ui.preview_slots import Slots
from designer.ui.reader import Picture
from tests.ui.maps_kit import RAMP, Shown, shown
from tests.ui.test_maps_compare import OTHER
from tests.ui.test_preview import DESIGN

THIRD = Picture("third", 255 - RAMP.pixels)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The layers run, in order."""
    layers: list[str] = []
    original = Engine._compute

    def compute(self: Engine, step, *rest) -> None:
        layers.extend(task.layer for task in step.storey.tasks)
        original(self, step, *rest)

    monkeypatch.setattr(Engine, "_compute", compute)
    return layers


@pytest.fixture
def compared(qtbot: QtBot, ran: list[str]) -> Shown:
    found = shown(qtbot, DESIGN)
    found.show("classes")
    ran.clear()
    found.preview.set_second(OTHER)
    found.settle()
    assert ran == ["image", "conv", "relu", "pool", "classes"]
    ran.clear()
    return found


def edit(found: Shown, features: int) -> None:
    found.document.apply("wider", lambda d: set_options(d, "classes", {"out_features": features}))
    found.settle()


def second_column(found: Shown) -> MosaicColumn:
    return found.panel.columns.beside[0]


def test_an_edit_runs_only_what_depends_on_it_for_both(compared: Shown, ran: list[str]) -> None:
    edit(compared, 7)
    assert ran == ["classes", "classes"]
    maps = second_column(compared).view.maps
    assert maps is not None
    assert maps.array.shape == (7,)
    ran.clear()
    compared.document.stack.undo()
    compared.settle()
    assert ran == []


def test_comparing_off_and_on_again_runs_nothing(compared: Shown, ran: list[str]) -> None:
    compared.preview._history = History()  # what was drawn is not remembered
    compared.preview.set_second(None)
    compared.settle()
    compared.preview.set_second(OTHER)
    compared.settle()
    assert ran == []
    assert second_column(compared).view.maps is not None


def test_another_second_sample_leaves_the_first_known(compared: Shown, ran: list[str]) -> None:
    compared.preview.set_second(THIRD)
    compared.settle()
    assert ran.count("conv") == 1
    ran.clear()
    edit(compared, 7)
    assert ran == ["classes", "classes"]


def test_another_first_sample_leaves_the_second_known(compared: Shown, ran: list[str]) -> None:
    compared.preview.show_picture(THIRD)
    compared.settle()
    assert ran.count("conv") == 1
    ran.clear()
    edit(compared, 7)
    assert ran == ["classes", "classes"]


def test_back_and_forth_between_two_samples_runs_nothing_even_where_files_are_read_again(
    qtbot: QtBot, ran: list[str]
) -> None:
    found = shown(qtbot, DESIGN)
    paths = [resource("samples", name) for name in ("digit.png", "face.png")]
    for number in range(6):
        found.preview.open_picture(paths[number % 2])
        found.settle()
        assert found.preview.picture is not None
        assert found.preview.picture.path == paths[number % 2]
        if number == 1:
            ran.clear()
    assert ran == []


def test_a_sample_keeps_its_slot_and_a_new_one_takes_the_oldest_but_not_the_one_beside() -> None:
    slots = Slots()
    assert (slots.of(RAMP), slots.of(OTHER), slots.of(RAMP), slots.of(OTHER)) == (0, 1, 0, 1)
    assert slots.of(THIRD, beside=RAMP) == 1
    assert slots.of(RAMP, beside=THIRD) == 0
    assert slots.of(OTHER, beside=THIRD) == 0
    assert slots.of(OTHER, beside=OTHER) == 0
    assert slots.of(RAMP) == 1


def test_a_file_that_has_changed_is_another_sample() -> None:
    slots, path = Slots(), Path("a.png")
    first = Picture("a.png", RAMP.pixels, path)
    slots.of(first)
    assert slots.known(Picture("a.png", RAMP.pixels.copy(), path)) is first
    changed = Picture("a.png", np.zeros_like(RAMP.pixels), path)
    assert slots.known(changed) is changed
