"""The table of what goes where: each array that the design needs, the file's for it, and the file's that are left."""

from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from designer.engine.weight_proposal import By, Entry, Match, Proposal
from designer.ui import icons

Index = QModelIndex | QPersistentModelIndex
HEADINGS = ("Layer", "Array", "Expected", "From the file", "Shape there", "State")
FOUND: dict[By, str] = {
    "name": "ok",
    "shape": "ok, the only one that fits",
    "order": "by order: look",
    "choice": "ok, chosen",
}
NONE = "– none –"
TURNED = "axes turned"
SURPLUS = "surplus: not used"
CHOICES = Qt.ItemDataRole.UserRole
"""The arrays of the file that a row could take: a list of Entry."""


class Column(IntEnum):
    """Places of the columns."""

    LAYER, ARRAY, EXPECTED, SOURCE, SHAPE, STATE = range(6)


def shape_text(shape: tuple[int, ...], dtype: str = "float32") -> str:
    """As `64×3×7×7`, with the type where it is another."""
    text = "×".join(map(str, shape)) if shape else "one number"
    return text if dtype == "float32" else f"{text} {dtype}"


def state_text(match: Match) -> str:
    """What there is to say of a match."""
    if match.state != "ok":
        return match.state
    text = FOUND[match.by]
    return text if match.layout == "same" else f"{text}; {TURNED}"


class MatchRows(QAbstractTableModel):
    """A proposal as a table; another array is chosen by editing its cell."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.proposal = Proposal((), ())

    def show_proposal(self, proposal: Proposal) -> None:
        """Show another one from the top."""
        self.beginResetModel()
        self.proposal = proposal
        self.endResetModel()

    def choose(self, row: int, entry: Entry | None) -> None:
        """Take another array for a row."""
        before = len(self.proposal.surplus)
        proposal = self.proposal.choose(row, entry)
        if len(proposal.surplus) != before:
            self.show_proposal(proposal)
            return
        self.proposal = proposal
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, Column.STATE))

    @property
    def first_question(self) -> int:
        """The first row that wants a look; 0 where none does."""
        asks = (row for row, match in enumerate(self.proposal.matches) if match.state != "ok" or match.by == "order")
        return next(asks, 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Matches, then what is left over."""
        return 0 if parent.isValid() else len(self.proposal.matches) + len(self.proposal.surplus)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As in HEADINGS."""
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The array can be chosen where there is a layer for it."""
        editable = index.column() == Column.SOURCE and index.row() < len(self.proposal.matches)
        return super().flags(index) | (Qt.ItemFlag.ItemIsEditable if editable else Qt.ItemFlag.NoItemFlags)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, icon of the state, tip, and what could be chosen."""
        texts = self._texts(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return texts[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == Column.STATE:
            name = self._icon(index.row())
            return icons.icon(name) if name else None
        if role == CHOICES:
            return list(self.proposal.fitting(index.row()))
        return None

    def _texts(self, row: int) -> tuple[str, ...]:
        matches = self.proposal.matches
        if row >= len(matches):
            entry = self.proposal.surplus[row - len(matches)]
            return "–", "–", "–", entry.name, shape_text(entry.shape, entry.dtype), SURPLUS
        match = matches[row]
        source, shape = NONE, "–"
        if match.entry is not None:
            source, shape = match.entry.name, shape_text(match.entry.shape, match.entry.dtype)
        spec = match.need.spec
        return spec.layer, spec.name, shape_text(spec.shape), source, shape, state_text(match)

    def _icon(self, row: int) -> str:
        if row >= len(self.proposal.matches):
            return "info"
        match = self.proposal.matches[row]
        return "error" if match.state != "ok" else "warning" if match.by == "order" else ""
