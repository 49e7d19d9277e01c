"""The line of totals below the window: parameters, MACs, receptive field, peak memory, findings."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from designer.core.analysis import Analysis
from designer.export.figures import byte_size, grouped
from designer.ui import icons
from designer.ui.document import Document
from designer.ui.figures import TOTALS, brief, field_text, last_field, short
from designer.ui.theme import Theme

TIPS = {total.key: total.tip for total in TOTALS}
LEAST = 48
"""Logical pixels that a total keeps in a narrow window."""
WORST_FIRST = ("error", "warning", "info")


class TotalsLine(QWidget):
    """The totals of the document in one line; exact numbers and conventions in the tips."""

    findings_clicked = Signal()
    """The person asks for the list of findings."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("totals")
        self._document = document
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(0)
        self._parts: dict[str, QLabel] = {}
        self._dots: list[QLabel] = []
        for key in ("parameters", "macs", "field", "peak", "partial"):
            if self._parts:
                row.addWidget(self._dot())
            label = TotalLabel(self)
            label.setObjectName(f"totals_{key}")
            self._parts[key] = label
            row.addWidget(label)
        row.addWidget(self._dot())
        self._parts["partial"].setProperty("severity", "warning")
        self.findings = QToolButton(self)
        self.findings.setObjectName("totals_findings")
        self.findings.setAutoRaise(True)
        self.findings.setStyleSheet("padding: 0 6px;")  # the status line is low
        self.findings.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.findings.clicked.connect(self.findings_clicked)
        row.addWidget(self.findings)
        row.addStretch(1)
        document.changed.connect(self._show)
        self._show()

    @property
    def text(self) -> str:
        """The whole line, as people read it."""
        said = [label.text() for label in self._parts.values() if label.text()]
        return " · ".join([*said, self.findings.text()])

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self._theme = theme
        self._show()

    def _dot(self) -> QLabel:
        dot = QLabel("·", self)
        dot.setContentsMargins(1, 0, 1, 0)
        dot.setProperty("severity", "muted")
        self._dots.append(dot)
        return dot

    def _show(self) -> None:
        analysis = self._document.analysis
        totals = analysis.totals
        self._say("parameters", _counted(totals.parameters, "parameter"), totals.parameters)
        self._say("macs", _counted(totals.macs, "MAC"), totals.macs)
        self._say("peak", f"peak {brief(byte_size(totals.peak_activation_bytes))}", totals.peak_activation_bytes)
        self._parts["peak"].setToolTip(
            f"{grouped(totals.peak_activation_bytes)} bytes. {TIPS['peak_activation_bytes']}\n"
            f"Training: {brief(byte_size(totals.training_bytes))}. {TIPS['training_bytes']}"
        )
        self._show_field(analysis)
        self._parts["partial"].setText("partial" if totals.partial else "")
        self._parts["partial"].setToolTip("Layers at and below an error have no figures and are not counted.")
        self._show_findings(analysis)
        for dot, label in zip(self._dots, list(self._parts.values())[1:], strict=False):
            dot.setVisible(bool(label.text()))
            label.setVisible(bool(label.text()))
        self.setAccessibleName(f"Totals: {self.text}")

    def _say(self, key: str, text: str, exact: int) -> None:
        self._parts[key].setText(text)
        self._parts[key].setToolTip(f"{grouped(exact)}. {TIPS.get(key, '')}")

    def _show_field(self, analysis: Analysis) -> None:
        last, text = last_field(analysis), field_text(analysis)
        self._parts["field"].setText(brief(text))
        self._parts["field"].setToolTip(
            f"{text}. Image pixels that one unit of {last.layer.id} sees, of the image's; the last layer whose"
            " units still slide over the image. Pixels beyond the border count."
            if last
            else ""
        )

    def _show_findings(self, analysis: Analysis) -> None:
        count = len(analysis.findings)
        severities = {finding.severity for finding in analysis.findings}
        worst = next((severity for severity in WORST_FIRST if severity in severities), None)
        self.findings.setText(f"{count} finding{'' if count == 1 else 's'}" if count else "no findings")
        self.findings.setIcon(icons.icon(worst, colour=getattr(self._theme, worst)) if worst else QIcon())
        self.findings.setToolTip("Show what is wrong and what should be looked at")


class TotalLabel(QLabel):
    """A text of one line that ends in "…" where there is no room for all of it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        least = super().minimumSizeHint()
        return QSize(min(least.width(), LEAST), least.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, or as much of it as there is room for."""
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        if text == self.text():
            super().paintEvent(event)
        else:
            painter = QPainter(self)
            self.style().drawItemText(
                painter, room, self.alignment(), self.palette(), True, text, self.foregroundRole()
            )
            painter.end()


def _counted(count: int, word: str) -> str:
    return f"{short(count)} {word}{'' if count == 1 else 's'}"
