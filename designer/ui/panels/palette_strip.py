"""Room for the options below the palette: as high as they are where that fits, else scrolled."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

LEAST = 66
"""Pixels that are always there: the head with its button, and some of the fields."""


class PaletteStrip(QScrollArea):
    """Shows a widget, hides with it, and never asks the window for more than a few lines."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("palette_strip")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._content = content
        hidden = content.isHidden()
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        content.setVisible(not hidden)
        self.setVisible(not hidden)
        content.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """As high as the content is at this width."""
        hint = self._content.sizeHint()
        wrapped = self._content.heightForWidth(self.viewport().width())
        return QSize(hint.width(), max(hint.height(), wrapped))

    def minimumSizeHint(self) -> QSize:
        """A few lines, and all of the width."""
        least = self._content.minimumSizeHint()
        return QSize(least.width(), min(LEAST, self.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps the lines elsewhere."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The content is shown, hidden, or asks for another size."""
        if watched is self._content:
            if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
                self.setVisible(event.type() == QEvent.Type.ShowToParent)
            elif event.type() == QEvent.Type.LayoutRequest:
                self.updateGeometry()
        return super().eventFilter(watched, event)
