"""What tests of the kernels share: a panel that shows a design, beside its preview."""

from dataclasses import dataclass

import numpy as np
from pytestqt.qtbot import QtBot

from designer.core.design import Design, Layer
from designer.core.kinds import Activation, BatchNorm2d, Conv2d, ConvTranspose2d, Input, Linear
from designer.engine.filters import Filters
from designer.ui import theme
from designer.ui.document import Document
from designer.ui.panels.kernels import KernelsPanel
from designer.ui.preview import Preview
from designer.ui.reader import Picture
from tests.ui.maps_kit import add_panel

NOISE = Picture("noise", np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8))
NET = Design(
    (
        Layer("image", Input(height=12, width=12, channels=3)),
        Layer("c1", Conv2d(out_channels=8), ("image",)),
        Layer("bn", BatchNorm2d(), ("c1",)),
        Layer("relu", Activation(), ("bn",)),
        Layer("c2", Conv2d(out_channels=4), ("relu",)),
        Layer("up", ConvTranspose2d(out_channels=2), ("c2",)),
        Layer("fc", Linear(out_features=5), ("up",)),
        Layer("out", Linear(out_features=3), ("fc",)),
    )
)
"""A colour picture through one layer of each kind with weights."""


@dataclass
class Shown:
    """A panel on the screen and what stands behind it."""

    document: Document
    preview: Preview
    panel: KernelsPanel
    qtbot: QtBot

    def settle(self) -> None:
        """Wait until no answer is to come any more."""
        self.qtbot.waitUntil(lambda: not self.preview.busy and not self.panel.busy, timeout=20_000)

    def show(self, layer: str) -> Filters:
        """Select a layer and wait for its filters."""
        self.document.select([layer])
        self.settle()
        return self.filters

    @property
    def filters(self) -> Filters:
        """The filters on show."""
        assert self.panel.filters is not None
        return self.panel.filters

    def type(self, row: int, column: int, text: str) -> bool:
        """Type into a cell; whether it was taken."""
        cells = self.panel.cells.cells
        return cells.setData(cells.index(row, column), text)

    def put(self, kernel: str, scope: int = 0) -> None:
        """Apply a named kernel."""
        self.panel.kernel.setCurrentText(kernel)
        assert self.panel.kernel.currentText() == kernel
        self.panel.scope.setCurrentIndex(scope)
        self.panel.put.click()


def shown(qtbot: QtBot, design: Design) -> Shown:
    """A panel that shows the first layer of a design."""
    document = Document()
    document.reset(design)
    preview = Preview(document)
    panel = KernelsPanel(document, preview, theme.LIGHT)
    add_panel(qtbot, panel, preview, panel.close_worker)
    panel.resize(320, 560)
    with qtbot.waitExposed(panel):
        panel.show()
    preview.show_picture(NOISE)
    found = Shown(document, preview, panel, qtbot)
    found.settle()
    return found
