"""Mosaics side by side, equally wide, each with its name above it; they scroll where there is no room for all."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from designer.ui.panels.elided import ElidedLabel
from designer.ui.panels.mosaic import MosaicView
from designer.ui.theme import Theme

LEAST_WIDTH = 160
HEADER = 24


class MosaicColumn(QWidget):
    """A mosaic with a line of text and buttons above it."""

    def __init__(self, name: str, view: MosaicView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.view = view
        self.heading = ElidedLabel(40, self)
        self.heading.setObjectName(f"{name}_heading")
        self.header = QWidget(self)
        self._row = QHBoxLayout(self.header)
        self._row.setContentsMargins(2, 0, 0, 0)
        self.header.setFixedHeight(HEADER)
        self._row.setSpacing(2)
        self._row.addWidget(self.heading, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.header)
        column.addWidget(view, 1)
        self.setMinimumWidth(LEAST_WIDTH)

    def add_button(self, name: str, text: str, tip: str, checkable: bool = False) -> QToolButton:
        """A button at the right of the line."""
        button = QToolButton(self.header)
        button.setObjectName(f"{self.objectName()}_{name}")
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        button.setFixedSize(HEADER, HEADER)
        button.setCheckable(checkable)
        self._row.addWidget(button)
        return button


class Columns(QScrollArea):
    """The mosaic on show and what stands beside it."""

    def __init__(self, main: MosaicView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("maps_columns")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        inner = QWidget(self)
        self._row = QHBoxLayout(inner)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self.setWidget(inner)
        self.main = MosaicColumn("maps_main", main, inner)
        self._row.addWidget(self.main, 1)
        self._beside: list[MosaicColumn] = []
        self.main.header.hide()

    def sizeHint(self) -> QSize:
        """As much as there is."""
        return QSize(600, 200)

    def minimumSizeHint(self) -> QSize:
        """One column."""
        return QSize(LEAST_WIDTH, 100)

    @property
    def beside(self) -> list[MosaicColumn]:
        """The other columns, from left to right."""
        return list(self._beside)

    def make(self, name: str, theme: Theme, at: int | None = None) -> MosaicColumn:
        """Another column, at the right or in a place."""
        inner = self.widget()
        column = MosaicColumn(name, MosaicView(theme, inner), inner)
        column.view.setObjectName(f"{name}_mosaic")
        place = len(self._beside) + 1 if at is None else at  # the main column is the first
        self._row.insertWidget(place, column, 1)
        self._beside.insert(place - 1, column)
        self.main.header.show()
        return column

    def remove(self, column: MosaicColumn) -> None:
        """Take a column away."""
        self._row.removeWidget(column)
        self._beside.remove(column)
        column.hide()
        column.deleteLater()
        self.main.header.setVisible(bool(self._beside))

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        for column in (self.main, *self.beside):
            column.view.set_theme(theme)
