"""A line to type into with a list below it: quick insert, the command palette and the search for a layer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

MOST_ROWS = 200


@dataclass(frozen=True)
class Choice:
    """A row: what it is called, what stands beside it in grey, and what is done with it."""

    text: str
    hint: str = ""
    key: object = None


class Chooser(QFrame):
    """Lies over its parent and lists choices for what is typed; `said` shows a line about it."""

    chosen = Signal(object)
    """The Choice that was taken, or the typed text where none was marked."""

    def __init__(self, name: str, placeholder: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName(name)
        self.setAccessibleName(placeholder)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._offer: Callable[[str], Sequence[Choice]] = lambda _text: ()
        self._describe: Callable[[str], tuple[str, bool]] = lambda _text: ("", True)
        self.takes_text = False
        self.line = QLineEdit(self)
        self.line.setObjectName(f"{name}_line")
        self.line.setPlaceholderText(placeholder)
        self.line.setAccessibleName(placeholder)
        self.said = QLabel(self)
        self.said.setObjectName(f"{name}_said")
        self.said.setWordWrap(True)
        self.rows = QListWidget(self)
        self.rows.setObjectName(f"{name}_rows")
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        for widget in (self.line, self.said, self.rows):
            column.addWidget(widget)
        self.line.textChanged.connect(self._typed)
        self.line.returnPressed.connect(self._take)
        self.line.installEventFilter(self)
        self.rows.itemClicked.connect(self._take)
        self.resize(460, 320)
        self.hide()

    def ask(
        self,
        offer: Callable[[str], Sequence[Choice]],
        describe: Callable[[str], tuple[str, bool]] | None = None,
        takes_text: bool = False,
    ) -> None:
        """Appear: `offer` gives the rows for a text, `describe` a line about it and whether it is good.

        Where `takes_text` is set, Enter takes the line itself unless a row was marked by an arrow key.
        """
        self._offer, self.takes_text = offer, takes_text
        self._describe = describe or (lambda _text: ("", True))
        self.line.clear()
        self._typed("")
        self.move((self._over.width() - self.width()) // 2, 72)
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _typed(self, text: str) -> None:
        self.rows.clear()
        for choice in self._offer(text)[:MOST_ROWS]:
            item = QListWidgetItem(f"{choice.text}    {choice.hint}" if choice.hint else choice.text)
            item.setData(Qt.ItemDataRole.UserRole, choice)
            self.rows.addItem(item)
        if not self.takes_text:
            self.rows.setCurrentRow(0)
        line, good = self._describe(text)
        self.said.setText(line)
        self.said.setProperty("severity", "muted" if good else "error")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setVisible(bool(line))

    def _marked(self) -> Choice | None:
        item = self.rows.currentItem()
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, Choice) else None

    def _take(self) -> None:
        choice = self._marked()
        if choice is None and not self.takes_text:
            return
        if self.takes_text and choice is not None:  # a completion goes on being typed
            self.line.setText(choice.text)
            self.rows.setCurrentRow(-1)
            return
        text = self.line.text()
        if self.takes_text and not self._describe(text)[1]:
            return
        self.hide()
        self.chosen.emit(choice if choice is not None else text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows mark rows while the line keeps the keyboard; Tab takes the first completion; Esc and leaving hide."""
        if event.type() == QEvent.Type.FocusOut and not self.rows.underMouse():
            self.hide()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if steps:
                row = self.rows.currentRow() + steps
                self.rows.setCurrentRow(min(max(row, -1 if self.takes_text else 0), self.rows.count() - 1))
                return True
            if event.key() == Qt.Key.Key_Tab and self.takes_text and self.rows.count():
                self.rows.setCurrentRow(max(0, self.rows.currentRow()))
                self._take()
                return True
        return super().eventFilter(watched, event)
