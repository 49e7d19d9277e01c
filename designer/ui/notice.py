"""The line above the canvas that says what could not be done, instead of a dialog."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from designer.ui.theme import Theme


class NoticeBar(QFrame):
    """Hidden until it has something to say; goes with the next edit or by its cross."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._label = QLabel(self)
        self._label.setObjectName("notice_text")
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton(self)
        close.setText("✕")
        close.setAutoRaise(True)
        close.setAccessibleName("Close the message")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.addWidget(self._label, 1)
        row.addWidget(close)
        self.set_theme(theme)
        self.hide()

    @property
    def text(self) -> str:
        """What it says now, empty while hidden."""
        return "" if self.isHidden() else self._label.text()

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.setStyleSheet(
            f"#notice {{ background: {theme.base}; border: 1px solid {theme.error}; border-radius: 6px; }}"
            f"#notice_text {{ color: {theme.error}; }}"
        )

    def say(self, line: str) -> None:
        """Show a line and have screen readers read it."""
        self._label.setText(line)
        self.setAccessibleName(line)
        self.show()
