"""The rows of the palette: layers by group, ready blocks and the user's own, what a drag of one carries, and search."""

import re
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import (
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QIcon, QStandardItem, QStandardItemModel

from designer.core.blocks import READY
from designer.core.library import SavedBlock
from designer.core.presets import PRESETS, Preset
from designer.core.templates import Block
from designer.ui.canvas.drops import NewLayer
from designer.ui.canvas.new_blocks import PaletteItem, ReadyBlock, SavedPart
from designer.ui.models.kind_icons import KindIcons
from designer.ui.models.palette_words import block_words, found, known_words, preset_words, words_of
from designer.ui.theme import Theme

MIME = "application/x-cnn-designer-preset"
"""What a drag from the palette carries: the preset's key, or a block as JSON, in UTF-8."""

KEY = Qt.ItemDataRole.UserRole
"""Role of the row's key; headings have none."""

ROW_HEIGHT = 25
BLOCKS, MINE = "Blocks", "My blocks"
HOW = "Drag it onto the network, or press Enter to put it below the selected layer."
HOW_TO_SAVE = "Select layers and choose “Save selection as block” in the Network menu: they come here."

Index = QModelIndex | QPersistentModelIndex
Row = Preset | Block | SavedBlock


class PaletteRows(QStandardItemModel):
    """Headings with their rows, each with its icon in its group's colour; `values` are options typed for blocks."""

    rename_asked = Signal(object, str)
    """A SavedBlock, and the name that was typed for it."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, Row] = {}
        self._words: dict[str, set[str]] = {}
        self.values: dict[str, dict[str, int]] = {}
        self._headings: dict[str, QStandardItem] = {}
        for preset in PRESETS.values():
            self._add(preset.group, preset.key, preset, preset_words(preset))
        for block in READY.values():
            self._add(BLOCKS, f"block:{block.name}", block, block_words(block))
        self.show_saved(())
        self.set_theme(theme)

    def _add(self, group: str, key: str, row: Row, words: set[str]) -> None:
        self._rows[key], self._words[key] = row, words
        self._heading(group).appendRow(_row(key, row))

    def _heading(self, group: str) -> QStandardItem:
        if group not in self._headings:
            heading = self._headings[group] = QStandardItem(group)
            heading.setSizeHint(QSize(0, ROW_HEIGHT))
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            named = group if group in (BLOCKS, MINE) else f"{group} layers"
            heading.setData(named, Qt.ItemDataRole.AccessibleTextRole)
            self.appendRow(heading)
        return self._headings[group]

    def show_saved(self, saved: Sequence[SavedBlock]) -> None:
        """Show these as the user's own blocks."""
        heading = self._heading(MINE)
        heading.removeRows(0, heading.rowCount())
        for key in [key for key, row in self._rows.items() if isinstance(row, SavedBlock)]:
            del self._rows[key], self._words[key]
        for block in saved:
            self._add(MINE, mine(block.path.name), block, known_words("my blocks", re.sub(r"[\W_]+", " ", block.name)))
        if not saved:
            none = QStandardItem("None yet")
            none.setSizeHint(QSize(0, ROW_HEIGHT))
            none.setToolTip(HOW_TO_SAVE)
            none.setFlags(Qt.ItemFlag.ItemNeverHasChildren)
            heading.appendRow(none)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the colours of a theme."""
        self._icons = KindIcons(theme)
        for heading in self._headings.values():
            heading.setForeground(QColor(theme.muted))
            first, last = heading.child(0).index(), heading.child(heading.rowCount() - 1).index()
            self.dataChanged.emit(first, last, [Qt.ItemDataRole.DecorationRole.value])

    def row(self, index: Index) -> Row | None:
        """What a row stands for; None for headings."""
        return self._rows.get(str(index.data(KEY)))

    def carried(self, index: Index) -> PaletteItem | None:
        """What a row would put into the network; None for headings and broken files."""
        match self.row(index):
            case Preset() as preset:
                return NewLayer(preset)
            case Block() as block:
                return ReadyBlock(block, tuple(self.values.get(block.name, {}).items()))
            case SavedBlock(fragment=fragment, name=name) if fragment is not None:
                return SavedPart(name, fragment)
        return None

    def finds(self, index: Index, words: Sequence[str]) -> bool:
        """Whether a search finds a row."""
        key = index.data(KEY)
        return (
            found(self._words[key], words) if key in self._words else not words and not index.model().hasChildren(index)
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The icon of a row is drawn when it is shown; all else is kept by the row."""
        if role != Qt.ItemDataRole.DecorationRole:
            return super().data(index, role)
        return self._icon(self._rows.get(str(super().data(index, KEY))))

    def _icon(self, row: Row | None) -> QIcon | None:
        match row:
            case Preset():
                return self._icons.of(row.kind_for(None))
            case SavedBlock(fragment=None):
                return self._icons.severity("error")
            case None:
                return None
        return self._icons.block()

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A name typed for a block of the user's own goes to its file first."""
        row = self.row(index)
        if role == Qt.ItemDataRole.EditRole and isinstance(row, SavedBlock):
            if str(value) != row.name:
                self.rename_asked.emit(row, str(value))
            return True
        return super().setData(index, value, role)

    def mimeTypes(self) -> list[str]:
        """The one type that a drag carries."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The first row that can be put into a network."""
        data = QMimeData()
        for item in (self.carried(index) for index in indexes):
            if item is not None:
                text = item.preset.key if isinstance(item, NewLayer) else item.written()
                data.setData(MIME, QByteArray(text.encode()))
                break
        return data

    def supportedDragActions(self) -> Qt.DropAction:
        """The palette keeps what is dragged from it."""
        return Qt.DropAction.CopyAction


class PaletteSearch(QSortFilterProxyModel):
    """The rows that a search finds, below their headings: each word must begin a word of the row."""

    def __init__(self, rows: PaletteRows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._words: tuple[str, ...] = ()
        self.setRecursiveFilteringEnabled(True)
        self.setSourceModel(rows)

    def search(self, text: str) -> None:
        """Show what fits these words; all where there are none."""
        self._words = words_of(text)
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Whether a row is found; a heading stays while one below it does."""
        return self._rows.finds(self._rows.index(row, 0, parent), self._words)


def mine(file_name: str) -> str:
    """The key of a row of the user's own."""
    return f"mine:{file_name}"


def _row(key: str, row: Row) -> QStandardItem:
    label, tip = (
        (row.name, _saved_tip(row)) if isinstance(row, SavedBlock) else (row.label, f"{row.label}: {row.help}\n{HOW}")
    )
    item = QStandardItem(label)
    item.setSizeHint(QSize(0, ROW_HEIGHT))
    item.setData(key, KEY)
    item.setToolTip(tip)
    usable = not isinstance(row, SavedBlock) or row.fragment is not None
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
    if usable:
        flags |= Qt.ItemFlag.ItemIsDragEnabled
    if usable and isinstance(row, SavedBlock):
        flags |= Qt.ItemFlag.ItemIsEditable
    item.setFlags(flags)
    return item


def _saved_tip(block: SavedBlock) -> str:
    """What a block of the user's own holds, or why it cannot be used; names are plain text whatever stands in them."""
    if block.fragment is None:
        text = f"{block.path.name}: {block.problem}"
    else:
        text = f"{block.name}: {len(block.fragment.layers)} layers.\n{HOW} F2 renames it."
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>"
