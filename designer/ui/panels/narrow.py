"""Widgets for little room: a column that scrolls, text that wraps, choices that give way."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from designer.ui.panels.form_grid import wrapped

LEAST = 60
"""The least width of text and choices: long words are cut rather than the column made wide, in pixels."""


class NarrowColumn(QScrollArea):
    """Widgets one below the other that scroll up and down and never sideways."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fill(self, *widgets: QWidget) -> QVBoxLayout:
        """Put widgets into the column; gives its layout."""
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(4, 8, 8, 8)
        column.setSpacing(6)
        for widget in widgets:
            column.addWidget(widget)
        self.setWidget(inner)
        return column


def selectable_text(name: str, parent: QWidget) -> QLabel:
    """Plain text of several lines that can be selected."""
    label = wrapped(name, parent)
    label.setMinimumWidth(LEAST)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def short_choice(name: str, label: str, tip: str, letters: int, parent: QWidget) -> QComboBox:
    """A choice that asks for no more width than so many letters take, whatever stands in its rows."""
    choice = QComboBox(parent)
    choice.setObjectName(name)
    choice.setAccessibleName(label)
    choice.setToolTip(tip)
    choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choice.setMinimumContentsLength(letters)
    return choice


def give_way(choice: QComboBox) -> None:
    """Let a choice be as narrow as there is room."""
    choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    choice.setMinimumWidth(LEAST)
