"""The grid of a form: labels at the left, fields at the right, the reason why a text is not taken below its field."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from designer.ui.panels.editors import Field, FlagField, NoteField


class FieldGrid(QWidget):
    """Fields one below the other; each has two rows, the second for its reason, which takes no room while empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, 96)
        self.fields: dict[str, Field] = {}
        self._labels: list[QLabel] = []

    def add(self, field: Field) -> None:
        """Put a field below those there are."""
        label = QLabel(field.label, self)
        label.setToolTip(field.widget.toolTip())
        label.setBuddy(field.widget)
        row = 2 * len(self.fields)
        middle, top = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(label, row, 0, top if isinstance(field, NoteField) else middle)
        if isinstance(field, FlagField):
            self._grid.addWidget(field.widget, row, 1, middle | Qt.AlignmentFlag.AlignLeft)
        else:
            self._grid.addWidget(field.widget, row, 1)
        self._grid.addWidget(field.reason, row + 1, 0, 1, 2)
        for widget in (label, field.widget):
            widget.show()  # at once, not when the layout gets to it: the focus may be wanted here
        self.fields[field.name] = field
        self._labels.append(label)

    def clear(self) -> None:
        """Take all fields out."""
        for field in self.fields.values():
            for widget in (field.widget, field.reason):
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        for label in self._labels:
            self._grid.removeWidget(label)
            label.deleteLater()
        self.fields.clear()
        self._labels.clear()


def wrapped(name: str, parent: QWidget) -> QLabel:
    """A label of plain text in lines. It gives way before the fields do: a word too long for the dock is cut."""
    label = QLabel(parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    return label


def heading(text: str, parent: QWidget) -> QLabel:
    """A bold line above a part of a form."""
    label = QLabel(text, parent)
    label.setProperty("heading", True)
    return label
