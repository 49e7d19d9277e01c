"""The effective field of the chosen unit: on this image or averaged over noise, progress, its words and its scale."""

from PySide6.QtCore import QPointF, QRectF, QSize, Signal, Slot
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from designer.engine.effective_field import EffectiveField
from designer.engine.unit_terms import number
from designer.ui.panels.colour_maps import colour_table
from designer.ui.panels.narrow import give_way, selectable_text, short_choice
from designer.ui.theme import Theme

SOURCES = (("this image", 0), ("20 random images, mean", 20), ("100 random images, mean", 100))
"""What the effective field is worked out on, and how many images of noise that is."""
NARROW = 210
"""The width below which the heading gives its room to the choice, in pixels."""


class HeatControls(QWidget):
    """Says what is asked and shows how far the answer is; who computes it listens to `asked` and `stopped`."""

    asked = Signal()
    """An effective field is wanted, of the source chosen."""
    stopped = Signal()
    """What is under way shall end; what is there already stays."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("heat_controls")
        self.heading = QLabel("Effective field", self)
        tip = (
            "How much each pixel moves the unit: the size of its gradient, added up over the colours. Random images are"
            " noise of mean 0 and deviation 1; the sizes are averaged over them (Luo et al. 2016)."
        )
        self.source = short_choice("heat_source", "Images of the effective field", tip, 10, self)
        give_way(self.source)
        for label, images in SOURCES:
            self.source.addItem(label, images)
        self.progress = QProgressBar(self)
        self.progress.setObjectName("heat_progress")
        self.progress.setAccessibleName("Random images done")
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(6)
        self.cancel = QPushButton("Stop", self)
        self.cancel.setObjectName("heat_cancel")
        self.cancel.setToolTip("End the average here and keep what there is")
        self.words = selectable_text("heat_words", self)
        self.scale = HeatScale(theme, self)
        self._lay_out()
        self.source.activated.connect(self.asked)
        self.cancel.clicked.connect(self._cancelled)
        self.show_answer(None, "")

    def _lay_out(self) -> None:
        first, second, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        first.addWidget(self.heading)
        first.addWidget(self.source, 1)
        second.addWidget(self.progress, 1)
        second.addWidget(self.cancel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.words)
        column.addWidget(self.scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is room for one alone, the choice is told and not what it is of."""
        super().resizeEvent(event)
        self.heading.setVisible(self.width() >= NARROW)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.scale.theme = theme
        self.scale.update()

    @property
    def images(self) -> int:
        """Over how many random images to average; 0: this image."""
        return int(self.source.currentData())

    def wait(self) -> None:
        """An answer is under way."""
        self.words.setText("computing …")
        self._show_progress(0, self.images)
        self.words.show()

    def show_answer(self, answer: EffectiveField | str | None, words: str) -> None:
        """Show an answer and how far it is; None where none is wanted."""
        self.words.setText(words[:1].upper() + words[1:])
        self.words.setVisible(bool(words))
        field = answer if isinstance(answer, EffectiveField) else None
        self._show_progress(*((field.images, field.wanted) if field is not None else (0, 0)))
        self.scale.largest = max((float(part.max()) for part in field.sizes.values()), default=0.0) if field else 0.0
        self.scale.setVisible(self.scale.largest > 0)
        self.scale.update()

    def _show_progress(self, done: int, wanted: int) -> None:
        self.progress.setRange(0, max(1, wanted))
        self.progress.setValue(done)
        for widget in (self.progress, self.cancel):
            widget.setVisible(done < wanted)

    @Slot()
    def _cancelled(self) -> None:
        self._show_progress(0, 0)
        self.stopped.emit()


class HeatScale(QWidget):
    """The colours of the heat map and what they mean."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("heat_scale")
        self.setAccessibleName("Scale of the effective field")
        self.setToolTip("How much the unit changes with a pixel; colours follow the square root, so that little shows")
        self.theme = theme
        self.largest = 0.0

    def sizeHint(self) -> QSize:
        """One line of text and a bar."""
        return QSize(120, self.fontMetrics().height() + 14)

    def minimumSizeHint(self) -> QSize:
        """Any width does."""
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bar from none to the most, in steps of the square root as the map is drawn."""
        painter = QPainter(self)
        bar = QRectF(1, 1, self.width() - 3, 9)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        table = colour_table("Colour")
        for step in range(17):
            gradient.setColorAt(step / 16, QColor.fromRgb(table[min(255, step * 16)]))
        painter.fillRect(bar, gradient)
        painter.setPen(QColor(self.theme.border))
        painter.drawRect(bar)
        painter.setPen(QColor(self.theme.muted))
        base = bar.bottom() + 2 + self.fontMetrics().ascent()
        width = self.fontMetrics().horizontalAdvance
        most, label = number(self.largest), "|∂unit/∂pixel|"
        painter.drawText(QPointF(bar.left(), base), "0")
        painter.drawText(QPointF(bar.right() - width(most), base), most)
        if width(label) + 2 * width(most) + 24 < bar.width():
            painter.drawText(QPointF(bar.center().x() - width(label) / 2, base), label)
