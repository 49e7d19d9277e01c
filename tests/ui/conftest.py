"""Fixtures of the window's parts."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PIL import Image
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QWidget

from designer.core.design import Design
from designer.paths import resource
from designer.ui import icons, theme
from designer.ui.canvas import Canvas
from designer.ui.dialogs import DISCARD
from designer.ui.document import Document
from designer.ui.my_blocks import MyBlocks
from designer.ui.panels.form import LayerForm
from designer.ui.panels.layers import LayersPanel
from designer.ui.panels.palette import Palette
from designer.ui.window import Window
from tests.export.designs import lenet
from tests.ui import kernels_kit
from tests.ui.canvas_kit import stack
from tests.ui.weights_kit import Desk
from tests.ui.window_kit import PATIENCE, Answers, answers

AnyWidget = TypeVar("AnyWidget", bound=QWidget)


def holding(design: Design) -> Iterator[Document]:
    """A document that holds a design, for as long as a test runs."""
    made = Document()
    made.reset(design)
    yield made
    made.stack.clear()  # commands must be gone before the collector takes the stack apart


def on_screen(qtbot, widget: AnyWidget, width: int, height: int) -> AnyWidget:
    """The widget, shown at a size."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.fixture
def canvas(qtbot) -> Canvas:
    """A shown canvas of 900 × 800 pixels at 100 %, with a small stack."""
    document = Document()
    document.reset(stack())
    return on_screen(qtbot, Canvas(document, theme.LIGHT), 900, 800)


@pytest.fixture
def refused(canvas: Canvas) -> list[str]:
    """The lines by which the document refused edits."""
    lines: list[str] = []
    canvas.document.refused.connect(lines.append)
    return lines


@pytest.fixture
def document(qapp: object) -> Iterator[Document]:
    """A document that holds LeNet-5."""
    yield from holding(lenet())


@pytest.fixture
def form(qtbot, document: Document) -> LayerForm:
    """The form of that document, shown."""
    return on_screen(qtbot, LayerForm(document, theme.LIGHT), 300, 700)


@pytest.fixture
def panel(qtbot, document: Document) -> LayersPanel:
    """The layer table of that document, shown."""
    return on_screen(qtbot, LayersPanel(document, theme.LIGHT), 1000, 500)


@pytest.fixture
def stacked(qapp: object) -> Iterator[Document]:
    """A document that holds a small stack."""
    yield from holding(stack())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the blocks of a user are kept who has none yet."""
    return tmp_path / "blocks"


@pytest.fixture
def mine(qapp: object, folder: Path) -> Iterator[MyBlocks]:
    """The blocks in that folder."""
    blocks = MyBlocks(folder)
    yield blocks
    blocks.close()


@pytest.fixture
def palette(qtbot, mine: MyBlocks, stacked: Document) -> Palette:
    """The palette of the small stack and of those blocks, shown."""
    return on_screen(qtbot, Palette(stacked, mine, theme.LIGHT), 240, 900)


@pytest.fixture
def kernels(qtbot) -> kernels_kit.Shown:
    """The panel of kernels, which shows the first convolution."""
    found = kernels_kit.shown(qtbot, kernels_kit.NET)
    found.show("c1")
    return found


@pytest.fixture
def wide(tmp_path: Path) -> list[Path]:
    """Two pictures twice as wide as high."""
    paths = [tmp_path / name for name in ("one.png", "two.png")]
    for path, colour in zip(paths, ("red", "lime"), strict=True):
        Image.new("RGB", (40, 20), colour).save(path)
    return paths


@pytest.fixture
def drawn_icons(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of icons as they are drawn."""
    names: list[str] = []

    def draw(name: str, palette: object = None, colour: str | None = None) -> QIcon:
        names.append(name)
        return QIcon()

    monkeypatch.setattr(icons, "icon", draw)
    return names


@pytest.fixture
def window(qtbot) -> Iterator[Window]:
    """The whole window with LeNet-5, shown, and Answers at its dialogs."""
    made = Window()
    made.files.dialogs = Answers()
    with qtbot.waitExposed(made):
        made.show()
    made.files.open_example(resource("designs", "lenet5.cnn.json"))
    yield made
    qtbot.waitUntil(lambda: not made.files.busy, timeout=PATIENCE)
    answers(made).unsaved_answer = DISCARD
    made.close()
    made.deleteLater()


@pytest.fixture
def desk(qtbot, tmp_path: Path) -> Iterator[Desk]:
    """A preview with the dock that asks about files of weights."""
    made = Desk(qtbot, tmp_path)
    yield made
    made.preview.close()
    made.document.stack.clear()
