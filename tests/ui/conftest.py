"""Fixtures of the window's parts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QIcon

from designer.paths import resource
from designer.ui import icons, theme
from designer.ui.canvas import Canvas
from designer.ui.dialogs import DISCARD
from designer.ui.document import Document
from designer.ui.panels.form import LayerForm
from designer.ui.panels.layers import LayersPanel
from designer.ui.window import Window
from tests.export.designs import lenet
from tests.ui.canvas_kit import stack
from tests.ui.weights_kit import Desk
from tests.ui.window_kit import PATIENCE, Answers, answers


@pytest.fixture
def canvas(qtbot) -> Canvas:
    """A shown canvas of 900 × 800 pixels at 100 %, with a small stack."""
    document = Document()
    document.reset(stack())
    canvas = Canvas(document, theme.LIGHT)
    qtbot.addWidget(canvas)
    canvas.resize(900, 800)
    with qtbot.waitExposed(canvas):
        canvas.show()
    return canvas


@pytest.fixture
def refused(canvas: Canvas) -> list[str]:
    """The lines by which the document refused edits."""
    lines: list[str] = []
    canvas.document.refused.connect(lines.append)
    return lines


@pytest.fixture
def document(qapp: object) -> Iterator[Document]:
    """A document that holds LeNet-5."""
    shown = Document()
    shown.reset(lenet())
    yield shown
    shown.stack.clear()  # commands must be gone before the collector takes the stack apart


@pytest.fixture
def form(qtbot, document: Document) -> LayerForm:
    """The form of that document, shown."""
    made = LayerForm(document, theme.LIGHT)
    qtbot.addWidget(made)
    made.resize(300, 700)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def panel(qtbot, document: Document) -> LayersPanel:
    """The layer table of that document, shown."""
    made = LayersPanel(document, theme.LIGHT)
    qtbot.addWidget(made)
    made.resize(1000, 500)
    with qtbot.waitExposed(made):
        made.show()
    return made


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
