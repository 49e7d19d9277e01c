"""The findings of a document as rows: icon of the severity, layer, message."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from designer.core.findings import Finding
from designer.ui.document import Document
from designer.ui.models.kind_icons import KindIcons
from designer.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()

LAYER = Qt.ItemDataRole.UserRole
"""Role of the id of the finding's layer."""
MESSAGE = Qt.ItemDataRole.UserRole + 1
"""Role of the message without the layer."""

WORDS = {"error": "Error", "warning": "Warning", "info": "Note"}


class FindingRows(QAbstractListModel):
    """One row a finding, in the order of the layers; reset when the findings change, and only then."""

    def __init__(self, document: Document, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._findings: tuple[Finding, ...] = document.analysis.findings
        self.set_theme(theme)
        document.changed.connect(self._follow)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the colours of a theme."""
        self._icons = KindIcons(theme)
        if self._findings:
            roles = [Qt.ItemDataRole.DecorationRole.value]
            self.dataChanged.emit(self.index(0), self.index(len(self._findings) - 1), roles)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many findings there are."""
        return 0 if parent.isValid() else len(self._findings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, icon, tip and layer of a finding."""
        if not index.isValid() or index.row() >= len(self._findings):
            return None
        finding = self._findings[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{finding.layer}: {finding.message}"
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icons.severity(finding.severity)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{WORDS[finding.severity]} at {finding.layer}: {finding.message} [{finding.code}]"
        if role == MESSAGE:
            return finding.message
        return finding.layer if role == LAYER else None

    def _follow(self) -> None:
        if self._document.analysis.findings != self._findings:
            self.beginResetModel()
            self._findings = self._document.analysis.findings
            self.endResetModel()
