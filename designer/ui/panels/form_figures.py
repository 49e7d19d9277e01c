"""A tidy list of figures that cannot be edited: heading at the left, figure at the right, formula as the tip."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from designer.core.analysis import Analysis
from designer.core.findings import Finding
from designer.export.columns import BY_KEY
from designer.export.rows import lay_out
from designer.ui import icons
from designer.ui.figures import brief
from designer.ui.panels.form_grid import wrapped
from designer.ui.theme import Theme

LAYER_KEYS = ("input", "output", "rf_out", "jump_out", "start", "parameters", "macs", "memory")
"""The columns of the table that the form shows of one layer."""


class FigureList(QWidget):
    """Rows of heading and figure; the figures can be selected and copied."""

    def __init__(self, rows: Iterable[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """`rows` are triples of key, heading and tip."""
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        self._figures: dict[str, QLabel] = {}
        for at, (key, heading, tip) in enumerate(rows):
            name = QLabel(heading, self)
            name.setProperty("severity", "muted")
            name.setToolTip(tip)
            figure = wrapped(f"figure_{key}", self)
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            figure.setToolTip(tip)
            figure.setAccessibleName(heading)
            figure.setAccessibleDescription(tip)
            grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(figure, at, 1)
            self._figures[key] = figure

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Put these texts beside their headings; what is too long is shown in brief, with the whole as its tip."""
        for key, text in texts.items():
            figure, shown = self._figures[key], brief(text)
            if figure.text() != shown:
                figure.setText(shown)
            tip = figure.accessibleDescription()
            figure.setToolTip(tip if shown == text else f"{text}\n{tip}")


def layer_figures(parent: QWidget) -> FigureList:
    """The list for the figures of one layer, headings and formulas those of the table."""
    return FigureList([(key, BY_KEY[key].heading, BY_KEY[key].tip) for key in LAYER_KEYS], parent)


def layer_texts(analysis: Analysis, layer_id: str) -> dict[str, str]:
    """The figures of one layer as the table writes them."""
    table = lay_out(analysis, tuple(BY_KEY[key] for key in LAYER_KEYS), (layer_id,))
    return {key: cell.text for key, cell in zip(LAYER_KEYS, table.rows[0], strict=True)}


class FindingList(QWidget):
    """The findings of one layer, each with the icon and the colour of its severity."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("form_findings")
        self.theme = theme
        self._shown: tuple[Finding, ...] = ()
        self._lines: list[QWidget] = []
        self._grid = QVBoxLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Show these in place of the former."""
        self.setVisible(bool(findings))
        if findings == self._shown:
            return
        self._shown = findings
        for line in self._lines:
            self._grid.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [self._line(finding) for finding in findings]
        for line in self._lines:
            self._grid.addWidget(line)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.theme = theme
        shown, self._shown = self._shown, ()
        self.show_findings(shown)

    def _line(self, finding: Finding) -> QWidget:
        line = QWidget(self)
        grid = QGridLayout(line)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        mark = QLabel(line)
        mark.setPixmap(
            icons.pixmap(finding.severity, 16, getattr(self.theme, finding.severity), self.devicePixelRatioF())
        )
        text = wrapped("", line)
        text.setText(brief(finding.message))
        text.setToolTip("" if text.text() == finding.message else finding.message)
        text.setProperty("severity", finding.severity)
        text.setAccessibleName(f"{finding.severity}: {finding.message}")
        grid.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text, 0, 1)
        grid.setColumnStretch(1, 1)
        return line
