"""How the chosen unit came about: its sentence, patch × kernel = products channel by channel, sums, bias, result."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSizePolicy, QSpinBox, QWidget

from designer.engine.unit_terms import UnitArithmetic, number
from designer.ui.panels.contributions import Contributions
from designer.ui.panels.narrow import NarrowColumn, selectable_text
from designer.ui.panels.patch_view import PatchView
from designer.ui.theme import Theme

ASK = "Click a unit of a map to see how its value comes about."


class UnitView(NarrowColumn):
    """Shows a UnitArithmetic: first the channel that gives most; the channel stays from unit to unit of a layer."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("unit_view", "Arithmetic of the chosen unit", parent)
        # always there: grids lay themselves out by their width, which a bar that comes and goes would change for ever
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(0)
        self.answer: UnitArithmetic | None = None
        self.sentence = selectable_text("unit_sentence", self)
        self.spin = QSpinBox(self)
        self.spin.setObjectName("unit_channel")
        self.spin.setAccessibleName("Input channel")
        self.spin.setPrefix("input channel ")
        self.spin.setWrapping(True)
        self.spin.setMinimumWidth(60)
        self.contributions = Contributions(theme, self)
        self.channel_sum = selectable_text("unit_sum", self)
        self.patch = PatchView(theme, self)
        self.lines = selectable_text("unit_lines", self)
        column = self.fill(self.sentence, self.contributions, self.spin, self.channel_sum, self.patch, self.lines)
        column.addStretch(1)
        self.spin.valueChanged.connect(self._show_channel)
        self.contributions.channel_chosen.connect(self._channel_chosen)
        self.show_unit(ASK)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.patch.theme = theme
        self.patch.update()
        self.contributions.set_theme(theme)

    def show_unit(self, answer: UnitArithmetic | str) -> None:
        """Show how a unit came about, or a line."""
        first = self.answer is None
        self.answer = answer if isinstance(answer, UnitArithmetic) else None
        self.sentence.setText(answer if isinstance(answer, str) else answer.sentence)
        self.lines.setText("" if isinstance(answer, str) else "\n".join(answer.lines))
        channels = self.answer.terms.shape[0] if self.answer is not None and self._has_grid(self.answer) else 0
        self.spin.setVisible(channels > 1)
        self.spin.blockSignals(True)
        if channels:
            self.spin.setRange(0, channels - 1)
            if first and self.answer is not None and self.answer.sums:  # begin with the channel that gives most
                sums = [abs(added) for _, added in self.answer.sums]
                self.spin.setValue(sums.index(max(sums)))
        self.spin.blockSignals(False)
        self.contributions.show_unit(self.answer)
        self._show_channel(self.spin.value())

    @staticmethod
    def _has_grid(answer: UnitArithmetic) -> bool:
        """Whether its terms lie in windows of more than one pixel; other kinds say it by lines."""
        channels, rows, columns = answer.terms.shape
        return rows * columns > 1 and channels * rows * columns == len(answer.terms)

    @Slot(int)
    def _channel_chosen(self, index: int) -> None:
        if self.spin.minimum() <= index <= self.spin.maximum():
            self.spin.setValue(index)

    @Slot(int)
    def _show_channel(self, index: int) -> None:
        """Show the grid of one of the channels that are read, and the sum of its products."""
        answer = self.answer
        if answer is None or not self._has_grid(answer):
            self.patch.show_terms(None)
            self.channel_sum.hide()
            return
        self.patch.show_terms(answer, index)
        self.contributions.mark(index)
        self.channel_sum.setVisible(bool(answer.sums))
        if answer.sums:
            channel, added = answer.sums[index]
            self.channel_sum.setText(f"channel {channel} adds {number(added)}; the unit is {number(answer.total)}")
