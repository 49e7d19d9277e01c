"""A preview with the dock that asks about files of weights, and a design with such a file."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Conv2d, Input, Linear
from designer.engine.weights import all_specs
from designer.ui.document import Document
from designer.ui.models.match_rows import Column
from designer.ui.panels.weights_match import WeightsMatch
from designer.ui.preview import Preview
from designer.ui.weights_dock import WeightsDock

DESIGN = Design(
    (
        Layer("image", Input(height=8, width=8, channels=3)),
        Layer("a", Conv2d(out_channels=3, padding=(1, 1)), ("image",)),
        Layer("b", Conv2d(out_channels=3, padding=(1, 1)), ("a",)),
        Layer("top", Linear(out_features=4), ("b",)),
    )
)
NAMES = {"a": "one", "b": "two", "top": "head"}


def arrays(**others: np.ndarray | None) -> dict[str, np.ndarray]:
    """What another program might have written: other names, the numbers of each array all alike."""
    found: dict[str, np.ndarray] = {}
    for number, spec in enumerate(all_specs(analyse(DESIGN))):
        found[f"{NAMES[spec.layer]}.{spec.name}"] = np.full(spec.shape, number, np.float32)
    changed = {name.replace("_", "."): array for name, array in others.items()}
    return {name: array for name, array in {**found, **changed}.items() if array is not None}


class Desk:
    """A preview and the dock that asks about weights."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.path = qtbot, folder / "net.npz"
        self.document = Document()
        self.document.reset(DESIGN)
        self.preview = Preview(self.document)
        self.window = QMainWindow()
        self.dock = WeightsDock(self.preview.desk, self.window)
        self.window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.dock)
        self.dock.hide()
        self.match: WeightsMatch = self.dock.match
        self.failures: list[str] = []
        self.preview.failed.connect(self.failures.append)
        qtbot.addWidget(self.window)
        self.window.resize(900, 400)
        with qtbot.waitExposed(self.window):
            self.window.show()

    def open(self, **others: np.ndarray | None) -> None:
        """Write the file, read it, and wait."""
        np.savez(self.path, **arrays(**others))
        self.preview.open_weights(self.path)
        self.settle()

    def settle(self) -> None:
        """Wait for every answer."""
        self.qtbot.waitUntil(lambda: not self.preview.busy, timeout=20_000)

    def texts(self, row: int) -> tuple[str, ...]:
        """A row of the table."""
        return tuple(self.match.rows.index(row, column).data() for column in Column)

    def maps(self, layer: str) -> np.ndarray:
        """The maps of a layer."""
        self.document.select([layer])
        self.settle()
        assert self.preview.maps is not None
        assert self.preview.maps.layer == layer
        return self.preview.maps.array

    @property
    def used(self) -> dict[str, np.ndarray]:
        """The arrays that the preview runs with."""
        assert self.preview.weights is not None
        return dict(self.preview.weights.stored.arrays)
