"""The figures of the selected layer, each as its formula with the layer's own numbers in it."""

import re
from html import escape

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from designer.core.explain import explain, explained_text
from designer.core.explain_step import Step
from designer.core.phrases import phrase
from designer.ui.document import Document
from designer.ui.figures import brief
from designer.ui.theme import Theme

SUBSCRIPT = re.compile(r"_(\w+)")
INDENT = 16
"""How far lines that go on are moved in, in pixels."""
ASK = "Select one layer to see how its figures come about."


class ExplainPanel(QWidget):
    """Follows the selection; what it says can be selected, and copied as text."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("explain")
        self.setAccessibleName("How the figures of the layer come about")
        self._document, self._theme = document, theme
        self._stale = True
        self.title = QLabel(self)
        self.title.setObjectName("explain_title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.title.setMinimumWidth(60)
        self.copy = QPushButton("Copy as text", self)
        self.copy.setObjectName("explain_copy")
        self.copy.setToolTip("Copy all formulas of this layer, one a line")
        self.text = QTextBrowser(self)
        self.text.setObjectName("explain_text")
        self.text.setAccessibleName("Formulas of the layer")
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setMinimumWidth(60)
        top, column = QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self.title, 1)
        top.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        column.setContentsMargins(10, 10, 8, 8)
        column.addLayout(top)
        column.addWidget(self.text, 1)
        self.copy.clicked.connect(self.copy_text)
        document.changed.connect(self._follow)
        document.selection_changed.connect(self._follow)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self._theme = theme
        self._follow()

    @property
    def layer(self) -> str | None:
        """The layer that is explained: the one selected."""
        selection = self._document.selection
        return selection[0] if len(selection) == 1 else None

    @Slot()
    def copy_text(self) -> None:
        """Put the explanation on the clipboard."""
        if self.layer is not None:
            QGuiApplication.clipboard().setText(explained_text(self._document.analysis, self.layer))

    def showEvent(self, event: QShowEvent) -> None:
        """Say what has changed while nobody looked."""
        super().showEvent(event)
        if self._stale:
            self._tell()

    @Slot()
    def _follow(self, _change: object = None) -> None:
        self._stale = True
        if self.isVisible():
            self._tell()

    def _tell(self) -> None:
        self._stale = False
        layer, analysis = self.layer, self._document.analysis
        self.copy.setEnabled(layer is not None)
        if layer is None:
            self.title.setText(ASK)
            self.text.clear()
            return
        self.title.setText(f"{layer}: {brief(phrase(analysis.design[layer].kind))}")
        place = self.text.verticalScrollBar().value()
        self.text.setHtml("".join(self._html(step) for step in explain(analysis, layer)))
        self.text.verticalScrollBar().setValue(place)

    def _html(self, step: Step) -> str:
        """Heading, formula, numbers and result below each other."""
        theme, parts = self._theme, [part for part in (step.formula, step.numbers) if part]
        result = "" if step.value is None else brief(step.result)
        if step.numbers and step.numbers == result:
            parts.remove(step.numbers)
        lines = [SUBSCRIPT.sub(r"<sub>\1</sub>", escape(part)) for part in parts] + (
            [f"<b>{escape(result)}</b>"] if result else []
        )
        first = f"{escape(step.symbol)} = " if step.symbol and lines else ""
        rows = "".join(
            f'<div style="margin-left:{INDENT if at else 0}px">{"= " if at else first}{line}</div>'
            for at, line in enumerate(lines)
        )
        note = f'<div style="color:{theme.muted}">{escape(step.note)}</div>' if step.note else ""
        return (
            f'<div style="margin-top:10px; color:{theme.accent}"><b>{escape(step.heading)}</b></div>'
            f'<div style="color:{theme.text}">{rows}</div>{note}'
        )
