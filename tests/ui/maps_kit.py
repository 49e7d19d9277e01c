"""What tests of the feature maps share: panels that show a design, and maps made by hand."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from designer.core.design import Design
from designer.core.kind import Kind
from designer.ui import theme
from designer.ui.document import Document
from designer.ui.panels.maps import MapsPanel
from designer.ui.panels.maps_tiles import Look, Maps, draw_tiles
from designer.ui.preview import Preview
from designer.ui.reader import Picture

RAMP = Picture("ramp", np.tile(np.arange(0, 256, 8, dtype=np.uint8)[:, None, None], (1, 32, 3)))


@dataclass
class Shown:
    """A panel on the screen and what stands behind it."""

    document: Document
    preview: Preview
    panel: MapsPanel
    qtbot: QtBot

    def settle(self) -> None:
        """Wait until no answer is to come any more."""
        self.qtbot.waitUntil(lambda: not self.preview.busy, timeout=20_000)

    def show(self, layer: str) -> Maps:
        """Select a layer and wait for its maps."""
        self.document.select([layer])
        self.settle()
        assert self.panel.mosaic.maps is not None
        return self.panel.mosaic.maps


def add_panel(qtbot: QtBot, panel: QWidget, preview: Preview, *workers: Callable[[], None]) -> None:
    """Close the panel's workers, the preview, then the panel, when the test is over.

    qtbot alone would let the panel go any time before.
    """
    held = [panel]

    def close(_panel: QWidget) -> None:
        held.clear()
        for close_worker in workers:
            close_worker()
        preview.close()

    qtbot.addWidget(panel, before_close_func=close)


def shown(qtbot: QtBot, design: Design, width: int = 1000) -> Shown:
    """A panel that shows the first layer of a design."""
    document = Document()
    document.reset(design)
    preview = Preview(document)
    panel = MapsPanel(document, preview, theme.LIGHT)
    add_panel(qtbot, panel, preview)
    panel.resize(width, 400)
    with qtbot.waitExposed(panel):
        panel.show()
    preview.show_picture(RAMP)
    found = Shown(document, preview, panel, qtbot)
    found.settle()
    return found


def maps_of(array: np.ndarray, kind: Kind | None = None, **look: object) -> Maps:
    """Maps of numbers, drawn."""
    wanted = Look(**look)  # type: ignore[arg-type]  # fields of Look by name
    return Maps("layer", array.astype(np.float32), draw_tiles(array.astype(np.float32), kind, wanted), wanted, kind)
