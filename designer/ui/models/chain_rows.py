"""The layers between a unit and the image as rows: names, what is seen in words, and a picture of where."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from designer.core.linked_chain import Link, field_words

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

    def show_links(self, links: tuple[Link, ...]) -> None:
        """Show another chain."""
        self.beginResetModel()
        self.links = links
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
        names = " · ".join(link.names)
        if role == Qt.ItemDataRole.DisplayRole:
            return names
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{names}: the unit sees {field_words(link.field)}"
        if role == WORDS:
            return field_words(link.field)
        return link if role == LINK else None
