"""Fields of the form: each shows one value, takes edits as they are made, and says in place what it does not take."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QCompleter, QLabel, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from designer.core.options import OptionError
from designer.ui.panels.editors_stepped import Stepped, Wheelless

Commit = Callable[[object], str]
"""Makes the edit; gives one line why it cannot be made, or nothing."""


class Field(QObject):
    """One value of the document: its widget, and the line below it that says what is wrong with the text in it."""

    def __init__(self, widget: QWidget, name: str, label: str, commit: Commit) -> None:
        super().__init__(widget)
        self.widget = widget
        self.name = name
        self.label = label
        self._commit = commit
        self.value: object = None
        self.start: object = None
        """What the document held before it was edited here: what it holds again while the text is no value."""
        self.complaint = ""
        self.reason = QLabel(widget.parentWidget())
        self.reason.setObjectName(f"{name}_reason")
        self.reason.setProperty("severity", "error")
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setWordWrap(True)
        self.reason.setMinimumWidth(1)  # as `wrapped`: it gives way before the fields do
        self.reason.hide()
        self._own = False
        widget.setObjectName(name)
        widget.setAccessibleName(label)

    def set_tip(self, tip: str) -> None:
        """What the value means, on hovering and for screen readers."""
        self.widget.setToolTip(tip)
        self.widget.setAccessibleDescription(tip)

    def show_value(self, value: object) -> None:
        """Show another layer's value, whatever was typed."""
        self.value = self.start = value
        self.complain("")
        self._display()

    def follow(self, value: object) -> None:
        """Show what the document holds now; text that is being typed stays as long as its value does."""
        if not self._own:
            self.start = value
        if value == self.value and type(value) is type(self.value):
            return
        self.value = value
        if not self._own:
            self.complain("")
            self._display()

    def complain(self, reason: str) -> None:
        """Say below the field what is wrong; nothing where all is well."""
        self.complaint = reason
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        if self.widget.property("severity") != ("error" if reason else None):
            self.widget.setProperty("severity", "error" if reason else None)
            self.widget.style().unpolish(self.widget)
            self.widget.style().polish(self.widget)

    def commit(self, value: object) -> None:
        """Make the edit, or say why not."""
        self._own = True
        try:
            self.complain(self._commit(value))
        finally:
            self._own = False

    def _display(self) -> None:
        """Put the value into the widget."""
        raise NotImplementedError


class FlagField(Field):
    """A tick for yes or no."""

    def __init__(self, parent: QWidget, name: str, label: str, commit: Commit) -> None:
        self._box = QCheckBox(parent)
        super().__init__(self._box, name, label, commit)
        self._box.clicked.connect(self.commit)

    def _display(self) -> None:
        self._box.setChecked(bool(self.value))


class ChoiceField(Field):
    """A list of words to choose from."""

    def __init__(self, parent: QWidget, name: str, label: str, words: Sequence[str], commit: Commit) -> None:
        self._list = Wheelless(parent)
        self._list.addItems(list(words))
        super().__init__(self._list, name, label, commit)
        self._list.activated.connect(self._chosen)

    def _chosen(self) -> None:
        self.commit(self._list.currentText())

    def _display(self) -> None:
        self._list.setCurrentText(str(self.value))


class TextField(Field):
    """A line of text that stands for a value. Live, each text that is one is taken at once; else Enter takes it."""

    def __init__(
        self,
        widget: QLineEdit | Stepped,
        name: str,
        label: str,
        commit: Commit,
        parse: Callable[[str], object] = str,
        text: Callable[[object], str] = str,
        check: Commit | None = None,
    ) -> None:
        super().__init__(widget, name, label, commit)
        self._parse, self._text, self._check = parse, text, check
        self._line = widget if isinstance(widget, QLineEdit) else widget.lineEdit()
        self._line.textEdited.connect(self._typed)
        widget.editingFinished.connect(self._finished)
        widget.installEventFilter(self)

    def complete(self, words: Sequence[str]) -> None:
        """Complete these words while the first letters of one are typed."""
        completer = QCompleter(list(words), self._line)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.highlighted.connect(self._typed)
        self._line.setCompleter(completer)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc takes back what cannot be taken; undo is the document's while the text is what the document holds."""
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        pending = bool(self.complaint) or (self._check is not None and self._line.text() != self._text(self.value))
        escape = event.key() == Qt.Key.Key_Escape and pending
        if event.type() == QEvent.Type.ShortcutOverride:
            undo = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
            if escape:
                event.accept()
                return True
            if undo and not pending:
                event.ignore()
                return True
        if event.type() == QEvent.Type.KeyPress and escape:
            self.show_value(self.value)
            return True
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        try:
            value = self._parse(text)
        except OptionError as error:
            self._take_back(f"expected {error}")
            return
        if self._check is not None:
            self.complain(self._check(value))
        elif value != self.value:
            self.commit(value)
            if self.complaint:
                self._take_back(self.complaint)
        else:
            self.complain("")

    def _take_back(self, reason: str) -> None:
        """Leave the text with its reason, and the design as it was before the first letters of it were taken."""
        if self.value != self.start:
            self.commit(self.start)
        self.complain(reason)

    def _finished(self) -> None:
        if not isValid(self._line) or self.complaint:  # a field with the focus says so even while its window goes
            return
        if self._check is not None:
            value = self._parse(self._line.text())
            if value != self.value:
                self.commit(value)
        if not self.complaint:
            self.start = self.value
            self._display()

    def _display(self) -> None:
        text = self._text(self.value)
        if self._line.text() != text:
            self._line.setText(text)
        if not self._line.hasFocus():
            self._line.setCursorPosition(0)  # a long text is read from its beginning


class NoteField(Field):
    """Several lines of text, taken as they are typed."""

    def __init__(self, parent: QWidget, name: str, label: str, commit: Commit) -> None:
        self._text = QPlainTextEdit(parent)
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(3 * self._text.fontMetrics().lineSpacing() + 14)
        super().__init__(self._text, name, label, commit)
        self._text.textChanged.connect(self._typed)

    def _typed(self) -> None:
        text = self._text.toPlainText()
        if text != (self.value or ""):
            self.commit(text)

    def _display(self) -> None:
        if self._text.toPlainText() != (self.value or ""):
            self._text.blockSignals(True)
            self._text.setPlainText(str(self.value or ""))
            self._text.blockSignals(False)
