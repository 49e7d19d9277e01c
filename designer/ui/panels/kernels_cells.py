"""The numbers of one filter and input channel in cells that can be typed into."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from designer.core.kept_text import shortest
from designer.ui.panels.colour_maps import SIGNED, colour_table
from designer.ui.panels.kernels_pictures import laid_out
from designer.ui.panels.mosaic_figures import ink_on
from designer.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
LARGEST = 3.4e38
LONGEST = 7
"""Signs up to which numbers are written smaller, all of a filter alike; a longer one is cut at both ends."""
LEAST_CELL, LARGEST_CELL = 34, 54
EXPECTED = "a number such as −0.5, 1e-3 or 1/9"


def read_number(text: str) -> float | None:
    """The number that was typed, fractions too; None where it is none that float32 holds."""
    plain = text.strip().replace("−", "-")
    try:
        value = float(Fraction(plain)) if "/" in plain else float(plain)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    return value if math.isfinite(value) and abs(value) <= LARGEST else None


def cell_text(value: float) -> str:
    """A number as it stands in a cell: two digits of a fraction, three of what is larger, a power of ten if tiny."""
    if 0 < abs(value) < 1e-3:
        digit, power = f"{value:.0e}".split("e")
        return f"{digit}e{int(power)}".replace("-", "−")
    return f"{value:.{2 if abs(value) < 1 else 3}g}".replace("-", "−")


class CellsModel(QAbstractTableModel):
    """One slice of a filter; what is typed is told, and shown once the slice is another."""

    edited = Signal(int, int, float)
    """Row and column in the filter, and the new number."""
    refused = Signal(str)
    """One line: what was typed instead of a number; empty once one was."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.numbers: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self.heads: tuple[str, ...] = ()
        self.editable = True
        self.longest = 0
        """Signs of the longest number, up to those that all fit."""
        self._rows = self._columns = 0

    def show_numbers(self, numbers: NDArray[np.float32], heads: tuple[str, ...], editable: bool) -> None:
        """Show a slice (rows, columns)."""
        shape = laid_out((numbers.shape[0], numbers.shape[1])) if numbers.size else (0, 0)
        same = shape == (self._rows, self._columns) and heads == self.heads
        if not same:
            self.beginResetModel()
        self.numbers, self.heads, self.editable = numbers, heads, editable
        self._rows, self._columns = shape
        self.longest = min(LONGEST, max((len(cell_text(float(value))) for value in numbers.flat[:1000]), default=0))
        if not same:
            self.endResetModel()
        elif self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self._rows - 1, self._columns - 1))

    def place_of(self, index: Index) -> tuple[int, int] | None:
        """Row and column in the filter of a cell; None behind the last number."""
        flat = index.row() * self._columns + index.column()
        if flat >= self.numbers.size:
            return None
        row, column = divmod(flat, self.numbers.shape[1])
        return row, column

    def value(self, index: Index) -> float | None:
        """The number of a cell."""
        place = self.place_of(index)
        return None if place is None else float(self.numbers[place])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        """Rows of cells."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns of cells."""
        return 0 if parent.isValid() else self._columns

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells with a number can be typed into."""
        if self.place_of(index) is None:
            return Qt.ItemFlag.NoItemFlags
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return found | Qt.ItemFlag.ItemIsEditable if self.editable else found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The number: short to look at, whole to edit and as a tip."""
        value = self.value(index)
        if value is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(value)
        if role in (Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return shortest(value) if math.isfinite(value) else str(value)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row, column = self.place_of(index) or (0, 0)
            where = self.heads[column] if self.heads else f"row {row}, column {column}"
            return f"{where}: {value:.6g}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names of columns, where they have any."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal and self.heads:
            return self.heads[section]
        return None

    def setData(self, index: Index, text: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell the number that was typed, or why it is none."""
        place, value = self.place_of(index), read_number(str(text))
        if place is None or role != Qt.ItemDataRole.EditRole:
            return False
        if value is None:
            self.refused.emit(f"expected {EXPECTED}, found “{str(text).strip()[:40]}”")
            return False
        self.refused.emit("")
        if np.float32(value) != self.numbers[place]:
            self.edited.emit(*place, value)
        return True


class CellPainter(QStyledItemDelegate):
    """Cells in the colours of the small pictures, the number in black or white."""

    theme: Theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Colour, number, and a frame around the current cell."""
        model = index.model()
        assert isinstance(model, CellsModel)
        value = model.value(index)
        painter.save()
        if value is None:
            painter.fillRect(option.rect, QColor(self.theme.canvas))
        else:
            largest = float(np.nan_to_num(np.abs(model.numbers)).max())
            part = min(1.0, max(-1.0, value / largest)) if largest and math.isfinite(value) else 0.0
            colour = QColor.fromRgb(colour_table(SIGNED)[128 + round(127 * part)])
            painter.fillRect(option.rect, colour)
            font = QFont(painter.font())
            font.setPixelSize(max(8, min(13, int(option.rect.width() * 1.65 / max(4, model.longest)))))
            painter.setFont(font)
            painter.setPen(ink_on(colour))
            painter.drawText(option.rect, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        if option.state & QStyle.StateFlag.State_Selected:
            for ink, width in (("white", 4), (self.theme.drop, 2)):
                painter.setPen(QPen(QColor(ink), width))
                painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        painter.restore()


class CellsView(QTableView):
    """The cells; arrows and Tab move, typing edits, Enter takes it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kernels_cells")
        self.setAccessibleName("Numbers of the filter")
        self.setToolTip("Type a number; Tab and the arrow keys go to the next")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.cells = CellsModel(self)
        self.setModel(self.cells)
        self._painter = CellPainter(self)
        self.setItemDelegate(self._painter)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.verticalHeader().hide()
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(8)
        self.set_theme(theme)
        self.cells.modelReset.connect(self._fit)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self._painter.theme = theme
        self.viewport().update()

    @property
    def widest(self) -> int:
        """The width at which the cells are as large as they get."""
        return self.cells.columnCount() * LARGEST_CELL + 2

    def _fit(self) -> None:
        """Cells as large as the room gives, square but for columns with names."""
        rows, columns = self.cells.rowCount(), self.cells.columnCount()
        self.horizontalHeader().setVisible(bool(self.cells.heads))
        if not rows:
            return
        room = self.viewport().size()
        width = room.width() // columns if self.cells.heads else min(LARGEST_CELL, room.width() // columns)
        width = max(LEAST_CELL, width)
        height = min(width, LARGEST_CELL, max(24, (room.height() - 1) // rows))
        self.horizontalHeader().setDefaultSectionSize(width)
        self.verticalHeader().setDefaultSectionSize(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other room makes other cells."""
        super().resizeEvent(event)
        self._fit()
