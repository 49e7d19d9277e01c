"""The panel of kernels: what it shows of each layer, and what it says where there is nothing to edit."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.core.design import Design, Layer
from designer.core.kept_edits import keep_weights
from designer.core.kept_weights import kept
from designer.core.kinds import Input, Linear
from designer.engine.design_weights import to_keep
from designer.engine.named_kernels import edge_bank
from designer.ui.panels.kernels_cells import cell_text
from tests.ui.kernels_kit import Shown, shown


def test_a_new_design_shows_the_edge_bank(kernels: Shown) -> None:
    assert np.array_equal(kernels.filters.numbers, edge_bank((8, 3, 3, 3)))
    assert kernels.panel.title.text() == "c1  8 filters of 3×3×3"
    assert kernels.panel.origin.text() == "Edge filters, drawn"


@pytest.mark.parametrize(
    ("layer", "title", "shape"),
    [
        ("c2", "c2  4 filters of 3×3×8", (4, 8, 3, 3)),
        ("bn", "bn  8 channels", (8, 1, 1, 4)),
        ("up", "up  2 filters of 2×2×4", (2, 4, 2, 2)),
        ("fc", "fc  5 filters of 16×16×2", (5, 2, 16, 16)),
        ("out", "out  3 filters of 1×5", (3, 1, 1, 5)),
    ],
)
def test_every_kind_with_weights_is_shown_and_edited(
    kernels: Shown, layer: str, title: str, shape: tuple[int, ...]
) -> None:
    assert kernels.show(layer).numbers.shape == shape
    assert kernels.panel.title.text() == title
    before = kernels.preview.maps
    kernels.panel.choose(1)
    kernels.type(0, 0, "9")
    kernels.settle()
    assert kernels.filters.numbers[1, 0, 0, 0] == 9
    assert len(kernels.document.design[layer].weights) == 1
    assert before is not None
    assert kernels.preview.maps is not None
    changed = np.abs(kernels.preview.maps.array - before.array).reshape(len(before.array), -1).max(axis=1) > 1e-4
    assert np.flatnonzero(changed).tolist() == [1]  # the filter is that of the output channel


def test_a_batch_norm_has_named_columns_and_no_kernels(kernels: Shown) -> None:
    kernels.show("bn")
    heads = [kernels.panel.cells.cells.headerData(n, Qt.Orientation.Horizontal) for n in range(4)]
    assert heads == ["scale γ", "shift β", "mean", "variance"]
    assert not kernels.panel.kernel.isVisible()
    kernels.type(0, 3, "4")
    assert kept(kernels.document.design["bn"].weights, "running_var") is not None


def test_a_layer_without_weights_says_so(kernels: Shown) -> None:
    kernels.document.select(["relu"])
    kernels.settle()
    assert kernels.panel.message.isVisible()
    assert kernels.panel.message.text().startswith("relu (activation) has no weights")
    kernels.document.apply("x", lambda design: property_edits.set_options(design, "c1", {"kernel_size": 99}))
    kernels.document.select(["c2"])
    kernels.settle()
    assert "has an error" in kernels.panel.message.text()


def test_a_click_on_a_map_shows_its_filter(kernels: Shown) -> None:
    kernels.panel.show_unit((5, 0, 0))
    assert kernels.panel.filter.value() == 5
    assert kernels.panel.mosaic.index == 5
    kernels.panel.show_unit(None)
    assert kernels.panel.filter.value() == 5


def test_a_layer_with_more_weights_than_are_kept_is_looked_at_only(qtbot: QtBot) -> None:
    design = Design(
        (Layer("image", Input(height=32, width=32, channels=8)), Layer("fc", Linear(out_features=1000), ("image",)))
    )
    kernels = shown(qtbot, design)
    filters = kernels.show("fc")
    assert (filters.count, len(filters.numbers)) == (1000, 512)
    assert "the first 512 of 1,000" in kernels.panel.origin.text().lower()
    assert not kernels.panel.cells.cells.flags(kernels.panel.cells.cells.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert not kernels.panel.put.isEnabled()


def test_out_of_sight_nothing_is_asked(kernels: Shown) -> None:
    kernels.panel.hide()
    kernels.document.select(["c2"])
    assert not kernels.panel.busy
    kernels.panel.show()
    kernels.settle()
    assert kernels.filters.layer == "c2"


def test_weights_kept_before_are_shown(kernels: Shown) -> None:
    bias = to_keep(np.arange(8, dtype=np.float32))
    kernels.document.apply("x", lambda design: keep_weights(design, "c1", {"bias": bias}))
    kernels.settle()
    kernels.panel.choose(6)
    assert kernels.panel.bias.text() == "6"
    assert kernels.panel.origin.text() == "Kept in the design: bias; the rest edge filters, drawn"


def test_numbers_in_cells_are_short_but_not_nothing() -> None:
    assert [cell_text(value) for value in (0, 0.001953125, -0.333333, 12.345, -3.3e-9)] == [
        "0", "0.002", "−0.33", "12.3", "−3e−9",
    ]  # fmt: skip
