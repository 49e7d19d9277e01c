"""How wide the texts of the layer table are: measured once for a font, as most of them come again and again."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics

MOST = 20_000
"""Texts that are remembered."""


class Widths:
    """Measures and shortens texts in one font."""

    def __init__(self, font: QFont) -> None:
        self._metrics = QFontMetrics(font)
        self._known: dict[str, int] = {}

    def of(self, text: str) -> int:
        """Logical pixels that a text takes."""
        width = self._known.get(text)
        if width is None:
            if len(self._known) >= MOST:
                self._known.clear()
            width = self._known[text] = self._metrics.horizontalAdvance(text)
        return width

    def fitting(self, text: str, room: int) -> str:
        """The text, or its beginning and an ellipsis where it takes more than the room."""
        if self.of(text) <= room:
            return text
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
