"""What the network answers: the likeliest classes with bars and shares, beside the maps of any layer."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from designer.ui.panels.elided import ElidedLabel
from designer.ui.theme import Theme, mix

WIDTH, NARROW = 200, 110
LEAST_ROW, MOST_ROW, BAR = 18, 26, 8
ROWS = 5
ROOM = 320
"""The least width of the panel that has room for the answers beside its maps."""
Answer = tuple[str, float]
"""A class and its share."""


class AnswerBars(QWidget):
    """Rows of a name, a bar as long as the share, and the share."""

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
        return QSize(WIDTH, ROWS * MOST_ROW)

    def minimumSizeHint(self) -> QSize:
        """Room for two: what does not fit is left out."""
        return QSize(NARROW, 2 * LEAST_ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As many rows as there is room for."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = max(LEAST_ROW, min(MOST_ROW, self.height() // ROWS))
        metrics = self.fontMetrics()
        figures = metrics.horizontalAdvance("100.0%") + 8
        most = (self.width() - figures) * 3 // 5
        names = min(most, max((metrics.horizontalAdvance(name) for name, _ in self.answers), default=0) + 8)
        for number, answer in enumerate(self.answers[: self.height() // row]):
            self._row(painter, QRectF(0, number * row, self.width(), row), answer, (names, figures), number == 0)

    def _row(self, painter: QPainter, place: QRectF, answer: Answer, sides: tuple[int, int], is_best: bool) -> None:
        (name, share), (names, figures), theme = answer, sides, self._theme
        painter.setPen(QColor(theme.text if is_best else theme.muted))
        text = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, names - 8)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{share:.1%}")
        bar = QRectF(names, place.center().y() - BAR / 2, place.width() - names - figures, BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(theme.window, theme.outline, 0.25)))
        painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
        if share > 0:
            bar.setWidth(max(2, bar.width() * share))
            painter.setBrush(QColor(theme.accent if is_best else theme.outline))
            painter.drawRoundedRect(bar, min(BAR, bar.width()) / 2, BAR / 2)


class AnswersView(QWidget):
    """The bars with what there is to say of them, and a button for another drawing where the classes are digits."""

    drawing_asked = Signal()
    """The user wants another drawing of a digit."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answers")
        self.setMaximumWidth(WIDTH)
        self._wanted, self._room = False, ROOM
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.heading = QLabel("Answer", self)
        font = self.heading.font()
        font.setBold(True)
        self.heading.setFont(font)
        self.note = ElidedLabel(40, self)
        self.note.setObjectName("answers_note")
        self.problem = QLabel(self)
        self.problem.setObjectName("answers_problem")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.bars = AnswerBars(theme, self)
        self.another = QPushButton("Another drawing", self)
        self.another.setObjectName("answers_another")
        self.another.setToolTip("Show the network a digit drawn with a seed that it was not trained on")
        self.another.clicked.connect(self.drawing_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 0, 4, 0)
        column.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(self.heading)
        top.addWidget(self.note, 1)
        column.addLayout(top)
        column.addWidget(self.problem)
        column.addWidget(self.bars, 1)
        column.addWidget(self.another)
        self.problem.hide()
        self.brief = ElidedLabel(40, parent or self)
        """The likeliest class in one line, for a panel that has no room for the bars; hidden while these are shown."""
        self.brief.setObjectName("answers_brief")
        self.set_theme(theme)
        self._make_room()

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.bars.set_theme(theme)
        self.note.setStyleSheet(f"color: {theme.muted};")
        self.problem.setStyleSheet(f"color: {theme.error};")

    def show_wanted(self, wanted: bool) -> None:
        """Stand beside the maps, as long as there is room for both."""
        self._wanted = wanted
        self._make_room()

    def watch(self, panel: QWidget) -> None:
        """Give way to the maps where the panel around both is narrow."""
        panel.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The panel has another width."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self._room = watched.width()
            self._make_room()
        return super().eventFilter(watched, event)

    def _make_room(self) -> None:
        self.setVisible(self._wanted and self._room >= ROOM)
        self.brief.setVisible(self._wanted and self._room < ROOM)

    def _say_brief(self) -> None:
        best = next(iter(self.bars.answers), None)
        known = f"{best[0]}, {best[1]:.1%}" if best is not None else self.problem.text() or "…"
        self.brief.setText(f"Answer: {known}")

    @Slot()
    def clear(self) -> None:
        """Show no answer until there is one."""
        self.bars.show_answers([])
        self._say_brief()

    def show_answers(self, answers: list[Answer], note: str) -> None:
        """Show what the network answers, and say more about it."""
        self.bars.show_answers(answers)
        self.note.setText(note)
        self.problem.clear()
        self.problem.hide()
        self._say_brief()

    def say_problem(self, line: str) -> None:
        """Say why there is no answer."""
        self.show_answers([], "")
        self.problem.setText(line)
        self.problem.show()
        self._say_brief()
