"""The layer table as a Qt model: one row a layer, the columns of the exports, cells that edit the layer."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QIcon

from designer.core.design import Design
from designer.core.edit_basics import EditError
from designer.core.kind import options_of
from designer.core.options import OptionError
from designer.core.property_edits import rename, set_options
from designer.export.columns import COLUMNS, Column
from designer.ui.document import Document
from designer.ui.models.kind_icons import KindIcons
from designer.ui.models.layer_lines import Line, lines_of
from designer.ui.models.steps import steps
from designer.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NOWHERE = QModelIndex()

SORT = Role.UserRole
"""Role of the sort key: a float for figures, text for words."""
LAYER = Role.UserRole + 1
"""Role of the layer's id."""

READ_ONLY = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
EDITABLE = READ_ONLY | Qt.ItemFlag.ItemIsEditable
SORTING = "Click to sort, again for the other direction, a third time for the order of the network."
ICONS = {section for section, column in enumerate(COLUMNS) if column.key in ("name", "kind")}
"""Columns whose cells may have one."""
MOST_STEPS = 40
"""Runs of rows put in or taken out one by one; beyond it the table is read afresh."""


class Cell(NamedTuple):
    """What a cell looks like: its text, set to the right or not, a colour other than that of text, an icon."""

    text: str
    right: bool
    colour: QColor | None
    icon: QIcon | None


class LayerTable(QAbstractTableModel):
    """The layers of a document. Rows follow its changes by id, so selection and scroll position stay."""

    def __init__(self, document: Document, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.following = False
        """Whether rows are being brought in line with the document: what selections say meanwhile is no one's wish."""
        self._listed = lines_of(document.analysis)
        self._lines = self._listed
        self._rows = {line.layer.id: row for row, line in enumerate(self._lines)}
        self._sorted_by: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self.set_theme(theme)
        document.changed.connect(self._follow)

    def set_theme(self, theme: Theme) -> None:
        """Draw colours and icons as a theme has them."""
        self._red = QColor(theme.error)
        self._icons = KindIcons(theme)
        self._tell(0, len(self._lines) - 1, [Role.DecorationRole, Role.ForegroundRole])

    def row_of(self, layer_id: str) -> int:
        """The row of a layer; raises KeyError."""
        return self._rows[layer_id]

    def layer_at(self, row: int) -> str:
        """The id of the layer in a row."""
        return self._lines[row].layer.id

    def text(self, row: int, section: int) -> str:
        """What a cell shows."""
        return self._lines[row].texts[section]

    def cell(self, row: int, section: int) -> Cell:
        """All that `data` says of a cell's looks, at once."""
        line, column = self._lines[row], COLUMNS[section]
        colour = self._red if line.findings and line.broken else None
        icon = self._icon(line, column) if section in ICONS else None
        return Cell(line.texts[section], column.right, colour, icon)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many layers there are."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """All columns of the exports; the view shows some of them."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        """The heading, and the formula as its tip."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role == Role.DisplayRole:
            return column.heading
        if role == Role.ToolTipRole:
            return f"{column.tip}\n{SORTING}"
        return _alignment(column) if role == Role.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Names and the options of a window can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return EDITABLE if index.column() in self._lines[index.row()].fields else READ_ONLY

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """What a view asks of a cell: text, text to edit, key to sort by, id, colour, icon, tip."""
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line, column = self._lines[index.row()], COLUMNS[index.column()]
        if role == Role.DisplayRole:
            return line.texts[index.column()]
        if role == SORT:
            return line.key(index.column())
        if role == Role.TextAlignmentRole:
            return _alignment(column)
        if role == Role.EditRole:
            return line.edit_text(index.column())
        if role == LAYER:
            return line.layer.id
        if role == Role.ToolTipRole:
            return line.tip(index.column()) or None
        return self._dress(line, column, role)

    def _dress(self, line: Line, column: Column, role: int) -> object:
        if role == Role.ForegroundRole and line.broken:
            return self._red
        if role == Role.DecorationRole:
            return self._icon(line, column)
        if role == Role.AccessibleDescriptionRole:
            return f"{column.heading} of {line.layer.id}"
        return None

    def _icon(self, line: Line, column: Column) -> QIcon | None:
        if column.key == "kind":
            return self._icons.of(line.layer.kind)
        if column.key != "name" or not line.findings:
            return None
        severities = {finding.severity for finding in line.findings}
        return next((self._icons.severity(word) for word in ("error", "warning") if word in severities), None)

    def _edit(self, index: Index, text: str) -> tuple[str, Callable[[Design], Design]]:
        """The edit that typed text asks for, and what undo calls it; raises OptionError."""
        line = self._lines[index.row()]
        layer, field = line.layer, line.fields.get(index.column())
        if field is None:
            raise OptionError("a cell that can be edited")
        if field == "id":
            return f"Rename {layer.id}", lambda design: rename(design, layer.id, text.strip())
        option = options_of(type(layer.kind))[field]
        written = option.write(option.parse(text))
        label = f"Change {field.replace('_', ' ')} of {layer.id}"
        return label, lambda design: set_options(design, layer.id, {field: written})

    def check(self, index: Index, text: str) -> str:
        """Why a cell does not take this text, in one line; empty where it does."""
        try:
            self._edit(index, text)[1](self._document.design)
        except OptionError as error:
            return f"expected {error}"
        except EditError as error:
            return str(error)
        return ""

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Edit the layer as one step of undo; False where the text is not taken."""
        if role != Role.EditRole or not index.isValid() or self.check(index, str(value)):
            return False
        label, edit = self._edit(index, str(value))
        return self._document.apply(label, edit)

    def _tell(self, first: int, last: int, roles: Sequence[int] = ()) -> None:
        """Say that these rows show something else; nothing where `last` stands above `first`."""
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1), list(roles))

    def _follow(self) -> None:
        self.following = True
        try:
            self._bring_in_line()
        finally:
            self.following = False

    def _bring_in_line(self) -> None:
        """Take rows out, reorder, put rows in, and say which show something else."""
        before = {line.layer.id: line for line in self._listed}
        self._listed = lines_of(self._document.analysis, before)
        new = self._in_order(self._listed)
        todo = steps([line.layer.id for line in self._lines], [line.layer.id for line in new])
        if len(todo.gone) + len(todo.come) > MOST_STEPS:
            self.beginResetModel()
            self._take(new)
            self.endResetModel()
            return
        for first, last in reversed(todo.gone):
            self.beginRemoveRows(NOWHERE, first, last)
            self._take(self._lines[:first] + self._lines[last + 1 :])
            self.endRemoveRows()
        if todo.order is not None:
            self._reorder(todo.order)
        for first, last in todo.come:
            self.beginInsertRows(NOWHERE, first, last)
            self._take(self._lines[:first] + new[first : last + 1] + self._lines[first:])
            self.endInsertRows()
        changed = [row for row, line in enumerate(new) if before.get(line.layer.id) is not line]
        self._take(new)
        if changed:
            self._tell(changed[0], changed[-1])

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in the order of a column's figures, equal ones as the design lists them; -1: all as it does."""
        self._sorted_by = (column, order)
        self._reorder(tuple(line.layer.id for line in self._in_order(self._listed)))

    def _in_order(self, lines: list[Line]) -> list[Line]:
        column, order = self._sorted_by
        if column < 0:
            return lines
        return sorted(lines, key=lambda line: line.key(column), reverse=order == Qt.SortOrder.DescendingOrder)

    def _reorder(self, order: tuple[str, ...]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        names = [self._lines[index.row()].layer.id for index in before]
        self._take([self._lines[self._rows[name]] for name in order])
        after = [self.index(self._rows[name], index.column()) for name, index in zip(names, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _take(self, lines: list[Line]) -> None:
        self._lines = lines
        self._rows = {line.layer.id: row for row, line in enumerate(lines)}


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
