"""What the network answers: the likeliest classes with bars and shares, beside the maps of any layer."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from designer.ui.theme import Theme, mix

WIDTH = 190
ROW, BAR = 32, 6
Answer = tuple[str, float]
"""A class and its share."""


class AnswerBars(QWidget):
    """Rows of a name, a share and a bar as long as the share."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answer_bars")
        self._theme = theme
        self.answers: list[Answer] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self._theme = theme
        self.update()

    def show_answers(self, answers: list[Answer]) -> None:
        """Show others, the likeliest first."""
        self.answers = answers
        words = "; ".join(f"{name}: {share:.1%}" for name, share in answers)
        self.setAccessibleName(f"The network answers: {words}" if words else "No answer")
        self.setToolTip("\n".join(f"{name}: {share:.2%}" for name, share in answers))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for five rows."""
        return QSize(WIDTH, 5 * ROW)

    def minimumSizeHint(self) -> QSize:
        """Room for two: what does not fit is left out."""
        return QSize(WIDTH // 2, 2 * ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As many rows as there is room for."""
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, fits = self.width(), self.height() // ROW
        for number, (name, share) in enumerate(self.answers[:fits]):
            top, figure = number * ROW, f"{share:.1%}"
            room = self.fontMetrics().horizontalAdvance(figure) + 8
            painter.setPen(QColor(theme.text if number == 0 else theme.muted))
            place = QRectF(0, top, width - room, ROW - BAR - 4)
            text = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(place.width()))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, text)
            place = QRectF(width - room, top, room, ROW - BAR - 4)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, figure)
            self._bar(painter, top + ROW - BAR - 2, share, theme.accent if number == 0 else theme.outline)

    def _bar(self, painter: QPainter, top: float, share: float, colour: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(self._theme.window, self._theme.outline, 0.25)))
        painter.drawRoundedRect(QRectF(0, top, self.width(), BAR), BAR / 2, BAR / 2)
        painter.setBrush(QColor(colour))
        length = max(BAR, self.width() * share) if share > 0 else 0
        painter.drawRoundedRect(QRectF(0, top, length, BAR), BAR / 2, BAR / 2)


class AnswersView(QWidget):
    """The bars with what there is to say of them, and a button for another drawing where the classes are digits."""

    drawing_asked = Signal()
    """The user wants another drawing of a digit."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answers")
        self.setMaximumWidth(WIDTH)
        self.heading = QLabel("Answer", self)
        font = self.heading.font()
        font.setBold(True)
        self.heading.setFont(font)
        self.note = QLabel(self)
        self.note.setObjectName("answers_note")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.bars = AnswerBars(theme, self)
        self.another = QPushButton("Another drawing", self)
        self.another.setObjectName("answers_another")
        self.another.setToolTip("Show the network a digit drawn with a seed that it was not trained on")
        self.another.clicked.connect(self.drawing_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 0, 4, 0)
        column.setSpacing(4)
        column.addWidget(self.heading)
        column.addWidget(self.note)
        column.addWidget(self.bars, 1)
        column.addWidget(self.another)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.bars.set_theme(theme)
        self.note.setStyleSheet(f"color: {theme.muted};")

    def sizeHint(self) -> QSize:
        """As wide as names and shares need."""
        return QSize(WIDTH, super().sizeHint().height())

    @Slot()
    def clear(self) -> None:
        """Show no answer until there is one."""
        self.bars.show_answers([])

    def show_answers(self, answers: list[Answer], note: str) -> None:
        """Show what the network answers, and say more about it."""
        self.bars.show_answers(answers)
        self.say(note)

    def say(self, note: str) -> None:
        """Say something in place of what was said."""
        self.note.setText(note)
        self.note.setVisible(bool(note))
