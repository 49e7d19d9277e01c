"""The layers between a unit and the image as rows: names, what is seen in words, and a picture of where."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from designer.core.design import Design
from designer.core.linked_chain import Link, field_words
from designer.core.phrases import phrase

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()

LINK = Qt.ItemDataRole.UserRole
"""Role of the Link of a row."""
WORDS = Qt.ItemDataRole.UserRole + 1
"""Role of what is seen, in words."""


class ChainRows(QAbstractListModel):
    """One row a link, from the image down to the unit's own layer."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.links: tuple[Link, ...] = ()
        self._design: Design | None = None

    def show_links(self, design: Design | None, links: tuple[Link, ...]) -> None:
        """Show another chain, of a design's layers."""
        self.beginResetModel()
        self._design, self.links = design, links
        self.endResetModel()

    def row_of(self, layer: str) -> int | None:
        """The row in which a layer stands; None where it is not in the chain."""
        return next((row for row, link in enumerate(self.links) if layer in link.names), None)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many links there are."""
        return 0 if parent.isValid() else len(self.links)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Names, words and the link itself."""
        if not index.isValid() or index.row() >= len(self.links):
            return None
        link = self.links[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._name(link)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{', '.join(link.names)}: the unit sees {field_words(link.field)}"
        if role == WORDS:
            return field_words(link.field)
        return link if role == LINK else None

    def _name(self, link: Link) -> str:
        """The layer's name, and what those behind it do."""
        assert self._design is not None
        return " + ".join((link.names[0], *(phrase(self._design[name].kind) for name in link.names[1:])))
