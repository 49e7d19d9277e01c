"""The panel that explains the figures of the selected layer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.core.design import Design, Layer
from designer.core.explain import explain, explained_text
from designer.core.kinds import Conv2d, Flatten, Input, Linear, MaxPool2d
from designer.ui import theme
from designer.ui.document import Document
from designer.ui.panels.explain import ASK, ExplainPanel

DESIGN = Design(
    (
        Layer("image", Input(height=32, width=32, channels=3)),
        Layer("conv", Conv2d(out_channels=8, padding=(1, 1)), ("image",)),
        Layer("pool", MaxPool2d(), ("conv",)),
        Layer("flat", Flatten(), ("pool",)),
        Layer("dense", Linear(out_features=10), ("flat",)),
    )
)


@pytest.fixture
def document() -> Document:
    found = Document()
    found.reset(DESIGN)
    return found


@pytest.fixture
def panel(qtbot: QtBot, document: Document) -> ExplainPanel:
    made = ExplainPanel(document, theme.LIGHT)
    qtbot.addWidget(made)
    made.resize(320, 500)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.mark.parametrize("layer", [layer.id for layer in DESIGN])
def test_every_step_stands_there(panel: ExplainPanel, document: Document, layer: str) -> None:
    document.select([layer])
    text = panel.text.toPlainText()
    for step in explain(document.analysis, layer):
        for part in (step.heading, step.formula, step.numbers, step.note):
            assert part.replace("_", "") in text
    assert panel.title.text().startswith(f"{layer}: ")


def test_an_edit_changes_the_numbers(panel: ExplainPanel, document: Document) -> None:
    document.select(["conv"])
    assert "⌊(32 + 1 + 1 − 3) / 1⌋ + 1" in panel.text.toPlainText()
    document.apply("Kernel", lambda d: property_edits.set_options(d, "conv", {"kernel_size": 5}))
    assert "⌊(32 + 1 + 1 − 5) / 1⌋ + 1" in panel.text.toPlainText()
    document.stack.undo()
    assert "⌊(32 + 1 + 1 − 3) / 1⌋ + 1" in panel.text.toPlainText()


def test_copy_gives_plain_text(panel: ExplainPanel, document: Document, qtbot: QtBot) -> None:
    document.select(["dense"])
    qtbot.mouseClick(panel.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == explained_text(document.analysis, "dense")


def test_without_one_layer_it_asks_for_one(panel: ExplainPanel, document: Document) -> None:
    for selection in ([], ["conv", "pool"]):
        document.select(["conv"])
        document.select(selection)
        assert panel.title.text() == ASK
        assert not panel.text.toPlainText()
        assert not panel.copy.isEnabled()


def test_nothing_is_worked_out_while_it_is_hidden(panel: ExplainPanel, document: Document) -> None:
    document.select(["conv"])
    panel.hide()
    document.select(["pool"])
    assert panel.title.text().startswith("conv")
    panel.show()
    assert panel.title.text().startswith("pool")


def test_names_are_no_markup(panel: ExplainPanel, document: Document) -> None:
    document.apply("Rename", lambda d: property_edits.rename(d, "conv", "<b>&amp;"))
    document.select(["<b>&amp;"])
    assert panel.title.text().startswith("<b>&amp;: ")


def test_both_themes(panel: ExplainPanel, document: Document) -> None:
    document.select(["conv"])
    panel.set_theme(theme.DARK)
    assert theme.DARK.accent in panel.text.toHtml()
    assert theme.LIGHT.accent not in panel.text.toHtml()
