"""Editing a cell of the layer table: text that is not taken stays, with the reason beside it."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QHideEvent, QMoveEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from designer.ui.models.layer_table import LayerTable
from designer.ui.panels.layers_widths import Widths

Index = QModelIndex | QPersistentModelIndex

CELL_PADDING = 7
MARGIN, ICON = 3, 16
"""Logical pixels: left and right of a cell, then of icon and text each, and the size of an icon."""
SELECTED, FOCUSED = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_HasFocus.value


class CellEditor(QLineEdit):
    """A field over a cell; `reason` says why its text is not taken, empty while it may be."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._viewport = parent
        self.setObjectName("cell_editor")
        self.reason = ""
        self._label = QLabel(parent)
        self._label.setObjectName("cell_reason")
        self._label.setProperty("severity", "error")
        self._label.setAutoFillBackground(True)
        self._label.setFrameShape(QLabel.Shape.Box)
        self._label.setMargin(4)
        self._label.hide()
        self.textEdited.connect(lambda _text: self.complain(""))

    def complain(self, reason: str) -> None:
        """Show why the text is not taken; an empty reason takes the complaint back."""
        self.reason = reason
        self.setProperty("severity", "error" if reason else None)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setToolTip(reason)
        self.setAccessibleDescription(reason)
        self._label.setText(reason)
        self._label.setVisible(bool(reason))
        self._place()

    def _place(self) -> None:
        self._label.adjustSize()
        room = self._viewport.rect()
        below = self.geometry().bottom() + 2
        above = self.geometry().top() - self._label.height() - 2
        y = below if below + self._label.height() <= room.bottom() else above
        x = max(0, min(self.x(), room.right() - self._label.width()))
        self._label.move(QPoint(x, y))
        self._label.raise_()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Keep the reason beside the field while the table scrolls."""
        super().moveEvent(event)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the reason beside the field."""
        super().resizeEvent(event)
        self._place()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the reason away with the field."""
        super().hideEvent(event)
        self._label.hide()

    def event(self, event: QEvent) -> bool:
        """Let go of the reason together with the field."""
        if event.type() == QEvent.Type.DeferredDelete:
            self._label.deleteLater()
        return super().event(event)


class CellDelegate(QStyledItemDelegate):
    """Paints cells, makes their editors and hands what is typed to the layer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.widths = Widths(parent.font(), parent.palette())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, icon and text, straight from the model: asking for each by role, through the style sheet, takes so
        long that edits of a full table would lag. The one cell with the focus is left to the style."""
        state, rect = option.state.value, option.rect
        if state & FOCUSED:
            super().paint(painter, option, index)
            return
        cell = _table(index.model()).cell(index.row(), index.column())
        if state & SELECTED:
            painter.fillRect(rect, option.palette.highlight())
        left, right = rect.left() + CELL_PADDING + MARGIN, rect.right() + 1 - CELL_PADDING - MARGIN
        if cell.icon is not None:
            cell.icon.paint(painter, QRect(left, rect.top(), ICON, rect.height()))
            left += ICON + 2 * MARGIN
        if cell.text:
            text = self.widths.fitting(cell.text, right - left)
            painter.setPen(cell.colour or self.widths.ink)
            x = right - self.widths.of(text) if cell.right else left
            painter.drawText(QPointF(x, rect.top() + self.widths.base(rect.height())), text)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A text field that knows how to complain."""
        editor = CellEditor(parent)
        heading = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        editor.setAccessibleName(f"{heading} of {_table(index.model()).layer_at(index.row())}")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The text of the cell, unless the person has typed already."""
        if isinstance(editor, CellEditor) and not editor.isModified():
            editor.setText(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Edit the layer, or say in place why not."""
        if not isinstance(editor, CellEditor) or not editor.isModified():
            return
        editor.complain(_table(model).check(index, editor.text()))
        if not editor.reason:
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """The cell, but wide enough for a few words."""
        editor.setGeometry(option.rect.adjusted(0, 0, max(0, 90 - option.rect.width()), 0))


def _table(model: QAbstractItemModel) -> LayerTable:
    assert isinstance(model, LayerTable)
    return model
