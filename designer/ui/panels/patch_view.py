"""The patch that a unit reads of one input channel, its kernel and their products, as three grids of numbers."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from designer.core.kinds import AdaptiveMaxPool2d, MaxPool2d
from designer.engine.unit_terms import Doubles, Term, UnitArithmetic
from designer.ui.panels.colour_maps import SIGNED, colour_table
from designer.ui.panels.maps_text import number_text
from designer.ui.panels.mosaic_figures import ink_on, short_number
from designer.ui.theme import Theme

LEAST_CELL, LARGEST_CELL = 5.0, 46.0
PRINTED_FROM = 26.0
"""The side of a cell from which on its number is printed; where that is had only so, grids stand below each other."""
BETWEEN = 16
"""Room for the signs × and = between the grids."""


class PatchView(QWidget):
    """Draws the terms of one channel; a padding cell is hatched, the winner of a max-pool framed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unit_patch")
        self.setAccessibleName("Patch, kernel and products")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.theme = theme
        self._answer: UnitArithmetic | None = None
        self._channel = 0

    def show_terms(self, answer: UnitArithmetic | None, channel: int = 0) -> None:
        """Draw the channel-th grid of the terms."""
        self._answer, self._channel = answer, channel
        self.setVisible(answer is not None)
        self.updateGeometry()
        self.update()

    @property
    def grids(self) -> list[tuple[str, Doubles]]:
        """What is drawn: a name and numbers (rows, columns); of a max-pool the patch alone."""
        if self._answer is None:
            return []
        terms = self._answer.terms
        if isinstance(self._answer.kind, MaxPool2d | AdaptiveMaxPool2d):
            return [("patch", terms.values.reshape(terms.shape)[self._channel])]
        named = (("patch", terms.values), ("kernel", terms.weights), ("products", terms.products))
        return [(name, numbers.reshape(terms.shape)[self._channel]) for name, numbers in named]

    @property
    def winner(self) -> tuple[int, int] | None:
        """Row and column, in the grid, of the term that a max-pool lets through, where it is in this channel."""
        if self._answer is None or self._answer.winner is None:
            return None
        channel, row, column = np.unravel_index(self._answer.winner, self._answer.terms.shape)
        return (int(row), int(column)) if channel == self._channel else None

    @property
    def abreast(self) -> int:
        """How many grids stand beside each other: as many as leave room for numbers, else all."""
        count = len(self.grids)
        return next((n for n in range(count, 0, -1) if self._cell(n) >= PRINTED_FROM), max(1, count))

    def _cell(self, abreast: int) -> float:
        """The side of a cell where so many grids stand beside each other."""
        columns = self._answer.terms.shape[2] if self._answer is not None else 1
        room = self.width() - BETWEEN * (abreast - 1) - 2
        return min(LARGEST_CELL, max(LEAST_CELL, room / max(1, columns * abreast)))

    def cell(self) -> float:
        """The side of a cell."""
        wide = self._cell(self.abreast)
        return wide if self.abreast == len(self.grids) else min(wide, PRINTED_FROM + 4)

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        rows = self._answer.terms.shape[1] if self._answer is not None else 0
        one = rows * self.cell() + self.fontMetrics().height() + 6
        return QSize(200, int(one * -(-len(self.grids) // self.abreast)))

    def minimumSizeHint(self) -> QSize:
        """Any width does."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        """Another width makes other cells."""
        if self.sizeHint().height() != self.height():
            self.updateGeometry()

    def _corner(self, number: int) -> QPointF:
        assert self._answer is not None
        line, (_, rows, columns) = self.fontMetrics().height(), self._answer.terms.shape
        down, right = divmod(number, self.abreast)
        side = self.cell()
        return QPointF(1 + right * (columns * side + BETWEEN), line + 3 + down * (rows * side + line + 6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The grids and the signs between them."""
        painter = QPainter(self)
        for number, (name, numbers) in enumerate(self.grids):
            corner = self._corner(number)
            sign, beside = ("", "×", "=")[number], number % self.abreast > 0
            painter.setPen(QColor(self.theme.muted))
            painter.drawText(QPointF(corner.x(), corner.y() - 5), name if beside else f"{sign} {name}".strip())
            if beside:
                between = QRectF(corner.x() - BETWEEN, corner.y(), BETWEEN, numbers.shape[0] * self.cell())
                painter.drawText(between, Qt.AlignmentFlag.AlignCenter, sign)
            self._draw_grid(painter, corner, numbers)
        if self.winner is not None:
            row, column = self.winner
            frame = self._cell_rect(self._corner(0), row, column)
            for colour, width in (("white", 4), (self.theme.drop, 2)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawRect(frame)

    def _cell_rect(self, corner: QPointF, row: int, column: int) -> QRectF:
        side = self.cell()
        return QRectF(corner.x() + column * side, corner.y() + row * side, side, side)

    def _draw_grid(self, painter: QPainter, corner: QPointF, numbers: Doubles) -> None:
        assert self._answer is not None
        side, table = self.cell(), colour_table(SIGNED)
        inside = self._answer.terms.inside.reshape(self._answer.terms.shape)[self._channel]
        finite = numbers[np.isfinite(numbers)]
        largest = float(np.abs(finite).max()) if finite.size else 0.0
        font = QFont(self.font())
        for (row, column), number in np.ndenumerate(numbers):
            cell = self._cell_rect(corner, row, column)
            part = float(np.nan_to_num(number)) / largest if largest else 0.0
            colour = QColor.fromRgb(table[128 + round(127 * min(1.0, max(-1.0, part)))])
            painter.fillRect(cell, colour)
            if not inside[row, column]:
                painter.fillRect(cell, Qt.BrushStyle.BDiagPattern)
            painter.setPen(QColor(self.theme.outline))
            painter.drawRect(cell)
            if side >= PRINTED_FROM:
                text = short_number(float(number), largest)
                font.setPixelSize(max(6, int(min(side / 3.3, side * 1.55 / len(text)))))
                painter.setFont(font)
                painter.setPen(ink_on(colour))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)
        painter.setFont(self.font())

    def term_at(self, place: QPointF) -> Term | None:
        """The term drawn at a place of the widget, in any of the grids."""
        for number, (_, numbers) in enumerate(self.grids):
            at = (place - self._corner(number)) / self.cell()
            row, column = int(at.y() // 1), int(at.x() // 1)
            if self._answer is not None and 0 <= row < numbers.shape[0] and 0 <= column < numbers.shape[1]:
                return self._answer.terms[
                    int(np.ravel_multi_index((self._channel, row, column), self._answer.terms.shape))
                ]
        return None

    def event(self, event: QEvent) -> bool:
        """The whole numbers as a tip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            term = self.term_at(QPointF(event.pos()))
            text = "" if term is None else _told(term)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)


def _told(term: Term) -> str:
    where = f"channel {term.channel}, row {term.row}, column {term.column}"
    if not term.inside:
        return f"{where}: padding, 0"
    value, weight, product = map(number_text, (term.value, term.weight, term.product))
    return f"{where}: {value} × {weight} = {product}"
