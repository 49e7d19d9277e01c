"""Kernels in the window as a whole: the dock, the first layer of a new design, saving, opening again."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from designer.core import edits
from designer.core.design import Design, Layer
from designer.core.kinds import Conv2d, Input
from designer.engine.named_kernels import edge_bank
from designer.ui.dialogs import DISCARD
from designer.ui.window import Window
from tests.ui.window_kit import answers, do, done, save_as


@pytest.fixture(autouse=True)
def kernels_in_front(window: Window) -> None:
    answers(window).unsaved_answer = DISCARD
    window.docks["kernels"].raise_()


def settle(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: not window.preview.busy and not window.kernels.busy, timeout=20_000)


def show(qtbot: QtBot, window: Window, layer: str) -> np.ndarray:
    window.document.select([layer])
    settle(qtbot, window)
    assert window.preview.maps is not None
    return window.preview.maps.array.copy()


def type_number(window: Window, text: str) -> None:
    cells = window.kernels.cells.cells
    assert cells.setData(cells.index(2, 2), text)


def test_a_new_design_looks_for_edges_and_colours_at_once(qtbot: QtBot, window: Window) -> None:
    window.files.new()
    window.document.apply("Insert", lambda design: edits.insert_after(design, "image", Conv2d(out_channels=24), "c"))
    show(qtbot, window, "c")
    assert window.kernels.filters is not None
    assert np.array_equal(window.kernels.filters.numbers, edge_bank((24, 3, 3, 3)))


def test_an_edit_is_seen_saved_opened_and_undone(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    before = show(qtbot, window, "c1")
    type_number(window, "3")
    settle(qtbot, window)
    after = show(qtbot, window, "c1")
    assert not np.allclose(before, after)
    assert window.undo.text() == "&Undo Edit kernel of c1"
    assert "c1 kept in the design" in window.preview.weights_text
    save_as(qtbot, window, tmp_path / "net.cnn.json")
    window.undo.trigger()
    settle(qtbot, window)
    np.testing.assert_allclose(show(qtbot, window, "c1"), before)
    done(qtbot, window, lambda: window.files.open(tmp_path / "net.cnn.json"))
    settle(qtbot, window)
    np.testing.assert_allclose(show(qtbot, window, "c1"), after)


def test_a_click_on_a_map_shows_the_filter_it_comes_from(qtbot: QtBot, window: Window) -> None:
    show(qtbot, window, "c1")
    window.maps.mosaic.choose((4, 0, 0))
    assert window.kernels.filter.value() == 4


def test_a_design_opens_without_the_file_beside_it(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    window.document.reset(
        Design(
            (
                Layer("image", Input(height=8, width=8, channels=64)),
                Layer("c", Conv2d(out_channels=64), ("image",)),
            )
        )
    )
    show(qtbot, window, "c")
    type_number(window, "3")
    save_as(qtbot, window, tmp_path / "net.cnn.json")
    (beside,) = tmp_path.glob("*.safetensors")
    beside.rename(tmp_path / "elsewhere.safetensors")
    lines: list[str] = []
    window.files.failed.connect(lines.append)
    done(qtbot, window, lambda: window.files.open(tmp_path / "net.cnn.json"))
    assert lines == [f"{beside.name}: no such file or directory; these weights are drawn instead"]
    show(qtbot, window, "c")
    assert window.kernels.origin.text().startswith(f"Weight: {beside.name} could not be read")
    do(qtbot, window, "save")
    (tmp_path / "elsewhere.safetensors").rename(beside)
    done(qtbot, window, lambda: window.files.open(tmp_path / "net.cnn.json"))
    show(qtbot, window, "c")
    assert window.kernels.filters is not None
    assert window.kernels.filters.numbers[0, 0, 2, 2] == 3


def test_a_command_brings_the_kernels_up(qtbot: QtBot, window: Window) -> None:
    window.docks["layer"].raise_()
    window.actions_by_key["kernels"].trigger()
    qtbot.waitUntil(window.kernels.mosaic.isVisible)
    show(qtbot, window, "c1")
    assert window.kernels.filters is not None


def test_controls_have_names_for_screen_readers(window: Window) -> None:
    panel = window.kernels
    controls = (panel.cells, panel.filter, panel.channel, panel.bias, panel.kernel, panel.scope)
    for widget in (panel.mosaic, panel.slices, *controls):
        assert widget.accessibleName()
    for widget in (*controls, panel.put, panel.redraw, panel.reset):
        assert widget.toolTip()
