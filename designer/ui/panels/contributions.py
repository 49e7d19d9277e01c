"""The table of what each input channel adds to a unit: sorted by size, a bar behind each number."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from designer.engine.unit_terms import UnitArithmetic
from designer.ui.models.contribution_rows import PART, ContributionRows
from designer.ui.panels.colour_maps import SIGNED, colour_table
from designer.ui.theme import Theme

MOST_ROWS = 7
"""Rows that are seen at once; the others are scrolled to."""


class Contributions(QTableView):
    """Rows that follow the channel on show, and choose it."""

    channel_chosen = Signal(int)
    """The channel, counted among those that are read, whose patch shall be shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unit_contributions")
        self.setAccessibleName("What each input channel adds to the unit")
        self.rows = ContributionRows(self)
        self.setModel(self.rows)
        self._bars = Bars(theme, self)
        self.setItemDelegate(self._bars)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setMinimumWidth(0)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(30)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
        self.selectionModel().currentRowChanged.connect(self._row_chosen)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self._bars.theme = theme
        self.viewport().update()

    def show_unit(self, answer: UnitArithmetic | None) -> None:
        """Show what makes a unit; hidden where it is no weighted sum of several channels."""
        with QSignalBlocker(self.selectionModel()):
            self.rows.show_unit(answer)
        count = self.rows.rowCount()
        self.setVisible(count > 0)
        shown = min(count, MOST_ROWS)
        line = self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown * line + 4)

    def mark(self, channel: int) -> None:
        """Select the row of a channel, counted among those that are read."""
        found = (self.rows.order == channel).nonzero()[0]
        if len(found):
            with QSignalBlocker(self.selectionModel()):
                self.selectRow(int(found[0]))
            self.viewport().update()

    @Slot(QModelIndex)
    def _row_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.channel_chosen.emit(int(self.rows.order[index.row()]))


class Bars(QStyledItemDelegate):
    """Draws a bar of a number's size below its text: red to the right of the middle, blue to the left."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The cell, and the bar along its lower edge."""
        super().paint(painter, option, index)
        part = index.data(PART)
        if not isinstance(part, float) or part == 0:
            return
        room = QRectF(option.rect).adjusted(4, 0, -4, -1)
        width = room.width() / 2 * abs(part)
        left = room.center().x() - (width if part < 0 else 0)
        colour = QColor.fromRgb(colour_table(SIGNED)[225 if part > 0 else 32])
        if self.theme.dark:
            colour = colour.lighter(150)
        painter.fillRect(QRectF(left, room.bottom() - 3, max(1.0, width), 3), colour)
