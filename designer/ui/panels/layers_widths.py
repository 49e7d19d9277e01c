"""How wide the texts of the layer table are: measured once for a font, as most of them come again and again."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPalette

MOST = 20_000
"""Texts that are remembered."""


class Widths:
    """Measures and shortens texts in one font; `ink` is their usual colour."""

    def __init__(self, font: QFont, palette: QPalette) -> None:
        self._metrics = QFontMetricsF(font)
        self.ink = palette.text().color()
        self._known: dict[str, float] = {}

    def base(self, height: int) -> float:
        """How far below the upper edge of a line of this height its letters stand."""
        return (height - self._metrics.height()) / 2 + self._metrics.ascent()

    def of(self, text: str) -> float:
        """Logical pixels that a text takes."""
        width = self._known.get(text)
        if width is None:
            if len(self._known) >= MOST:
                self._known.clear()
            width = self._known[text] = self._metrics.horizontalAdvance(text)
        return width

    def fitting(self, text: str, room: float) -> str:
        """The text, or its beginning and an ellipsis where it takes more than the room."""
        if self.of(text) <= room:
            return text
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
