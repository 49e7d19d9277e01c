"""The rows of the palette: presets below the headings of their groups, what a drag of one carries, and search."""

import re
from collections.abc import Sequence

from PySide6.QtCore import (
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel

from designer.core.kind import options_of
from designer.core.options import Choice
from designer.core.presets import PRESETS, Preset
from designer.ui.models.kind_icons import KindIcons
from designer.ui.theme import Theme

MIME = "application/x-cnn-designer-preset"
"""What a drag from the palette carries: the preset's key in UTF-8."""

KEY = Qt.ItemDataRole.UserRole
"""Role of the preset's key; headings have none."""

ROW_HEIGHT = 25

Index = QModelIndex | QPersistentModelIndex

# What people call a kind besides its label and PyTorch's name.
OTHER_NAMES = {
    "conv2d": "kernel filter",
    "conv_transpose2d": "deconvolution upconv",
    "max_pool2d": "subsampling",
    "avg_pool2d": "average mean subsampling",
    "adaptive_avg_pool2d": "gap average mean",
    "batch_norm2d": "bn",
    "local_response_norm": "lrn",
    "activation": "nonlinearity function",
    "linear": "fc dense fully connected",
    "add": "residual shortcut skip sum",
    "multiply": "gate scale se",
    "concat": "cat merge",
    "upsample": "interpolate resize",
}


class PaletteRows(QStandardItemModel):
    """Groups of presets, each with the icon of its kind in its group's colour; a row knows what a drag carries."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        headings: dict[str, QStandardItem] = {}
        for preset in PRESETS.values():
            if preset.group not in headings:
                headings[preset.group] = _heading(preset.group)
                self.appendRow(headings[preset.group])
            headings[preset.group].appendRow(_row(preset))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the colours of a theme."""
        self._icons = KindIcons(theme)
        for heading in (self.item(row) for row in range(self.rowCount())):
            heading.setForeground(QColor(theme.muted))
            first, last = heading.child(0).index(), heading.child(heading.rowCount() - 1).index()
            self.dataChanged.emit(first, last, [Qt.ItemDataRole.DecorationRole.value])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The icon of a preset is drawn when it is shown; all else is kept by the row."""
        if role != Qt.ItemDataRole.DecorationRole:
            return super().data(index, role)
        key = super().data(index, KEY)
        return self._icons.of(PRESETS[key].kind_for(None)) if key is not None else None

    def mimeTypes(self) -> list[str]:
        """The one type that a drag carries."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The key of the first preset among the rows."""
        data = QMimeData()
        for key in (index.data(KEY) for index in indexes):
            if key is not None:
                data.setData(MIME, QByteArray(key.encode()))
                break
        return data

    def supportedDragActions(self) -> Qt.DropAction:
        """The palette keeps what is dragged from it."""
        return Qt.DropAction.CopyAction


class PaletteSearch(QSortFilterProxyModel):
    """The presets that a search finds, below their headings: each word must begin a word of the preset."""

    def __init__(self, rows: PaletteRows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self.setRecursiveFilteringEnabled(True)
        self.setSourceModel(rows)

    def search(self, text: str) -> None:
        """Show what fits these words; all where there are none."""
        self._words = words_of(text)
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Whether a preset is found; a heading stays while one below it does."""
        key = self.sourceModel().index(row, 0, parent).data(KEY)
        return key is not None and found(PRESETS[key], self._words)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a search, in small letters, signs left out."""
    return tuple(plain for word in text.split() if (plain := _plain(word)))


def found(preset: Preset, words: Sequence[str]) -> bool:
    """Whether each of the words begins one that the preset is known by."""
    known = known_words(preset) if words else set[str]()
    return all(any(name.startswith(word) for name in known) for word in words)


def known_words(preset: Preset) -> set[str]:
    """The words of a preset's label, group, kind, PyTorch name and options, in small letters, signs left out."""
    kind = preset.kind_for(None)
    torch = type(kind).__name__
    texts = [preset.label, preset.group, preset.key, kind.label, kind.name.replace("_", " "), torch]
    texts += re.findall(r"[A-Z][a-z]*|\d[a-z]*", torch)
    texts += [OTHER_NAMES.get(kind.name, ""), getattr(kind, "function", "")]
    if preset.key == kind.name:  # the row from which the person goes on to choose
        choices = (option for option in options_of(type(kind)).values() if isinstance(option, Choice))
        texts += [word for option in choices for word in option.words]
    words = (word for text in texts for word in (*text.split(), *re.split(r"[\s_,()…-]+", text)))
    return {plain for word in words if (plain := _plain(word))}


def _plain(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower().replace("×", "x").removeprefix("nn."))


def _heading(group: str) -> QStandardItem:
    item = QStandardItem(group)
    item.setSizeHint(QSize(0, ROW_HEIGHT))
    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
    item.setData(f"{group} layers", Qt.ItemDataRole.AccessibleTextRole)
    return item


def _row(preset: Preset) -> QStandardItem:
    item = QStandardItem(preset.label)
    item.setSizeHint(QSize(0, ROW_HEIGHT))
    item.setData(preset.key, KEY)
    item.setToolTip(
        f"{preset.label}: {preset.help}\nDrag it onto the network, or press Enter to put it below the selected layer."
    )
    item.setFlags(
        Qt.ItemFlag.ItemIsEnabled
        | Qt.ItemFlag.ItemIsSelectable
        | Qt.ItemFlag.ItemIsDragEnabled
        | Qt.ItemFlag.ItemNeverHasChildren
    )
    return item
