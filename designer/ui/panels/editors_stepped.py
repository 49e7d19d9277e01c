"""Widgets of the form that Qt lacks: exact numbers of any size with arrows, and a list that the wheel passes over."""

from collections.abc import Callable

from PySide6.QtGui import Qt, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget

from designer.core.options import LARGEST, OptionError, whole
from designer.core.size_options import SizeOption

Step = Callable[[str, int], str | None]
"""The text so many steps from another; None where there is no way to step."""


class Stepped(QAbstractSpinBox):
    """A line of text with arrows. Up, Down, Page Up, Page Down and, with the focus, the wheel step its numbers."""

    def __init__(self, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = step
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def stepBy(self, steps: int) -> None:
        """Step as if the new text had been typed."""
        text = self._step(self.text(), steps)
        if text is not None and text != self.text():
            self.lineEdit().setText(text)
            self.lineEdit().textEdited.emit(text)

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """The arrows that lead somewhere."""
        enabled = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self._step(self.text(), 1) not in (None, self.text()):
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if self._step(self.text(), -1) not in (None, self.text()):
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return enabled

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step only with the focus: else the form scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Wheelless(QComboBox):
    """A list of choices that the wheel changes only with the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change only with the focus: else the form scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def step_integer(minimum: int) -> Step:
    """Steps of a whole number from `minimum` up, exact at any size."""

    def step(text: str, steps: int) -> str | None:
        try:
            return str(min(max(whole(text.strip()) + steps, minimum), LARGEST))
        except OptionError:
            return None

    return step


def step_size(option: SizeOption) -> Step:
    """Steps of all numbers of a size or padding at once; words have none."""

    def step(text: str, steps: int) -> str | None:
        try:
            value = option.parse(text)
        except OptionError:
            return None
        if not isinstance(value, tuple):
            return None
        return option.text(tuple(min(max(number + steps, option.minimum), LARGEST) for number in value))

    return step
