"""The panel in which the user confirms which array of a file goes to which layer."""

from dataclasses import replace

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from designer.engine.weight_proposal import Proposal
from designer.ui.models.match_rows import CHOICES, NONE, Column, MatchRows
from designer.ui.weights_draft import Draft

ROW_HEIGHT, CELL_PADDING = 26, 7
WIDTHS = (190, 110, 120, 260, 150)
MOST_NAMED = 4


class WeightsMatch(QWidget):
    """A table of what goes where, what is wrong with it in words, and the two answers to it."""

    confirmed = Signal(object)
    """The Draft with the proposal that the user has agreed to."""
    dismissed = Signal()
    """The user does not want these weights."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("weights_match")
        self.draft: Draft | None = None
        self.rows = MatchRows(self)
        self.summary = QLabel(self)
        self.summary.setObjectName("weights_summary")
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self.table = QTableView(self)
        self.draw = QCheckBox(self)
        self.draw.setObjectName("weights_draw")
        self.draw.setToolTip(
            "Fill what the file lacks with random weights of the seed, biases 0, batch norm the identity"
        )
        self.use = QPushButton("Use these", self)
        self.use.setObjectName("weights_use")
        self.use.setDefault(True)
        self.use.setToolTip("Run with these weights; the match is remembered for this file and design")
        self.cancel = QPushButton("Cancel", self)
        self.cancel.setObjectName("weights_cancel")
        self.cancel.setToolTip("Leave the weights as they are")
        self._set_up_table()
        self._lay_out()
        self.rows.dataChanged.connect(self._tell)
        self.rows.modelReset.connect(self._tell)
        self.draw.toggled.connect(self._tell)
        self.use.clicked.connect(self._use)
        self.cancel.clicked.connect(self.dismissed)

    def _set_up_table(self) -> None:
        table = self.table
        table.setObjectName("weights_table")
        table.setAccessibleName("Which array of the file goes to which layer")
        table.setModel(self.rows)
        table.setItemDelegate(ChoiceDelegate(table))
        triggers = QAbstractItemView.EditTrigger
        table.setEditTriggers(triggers.DoubleClicked | triggers.SelectedClicked | triggers.EditKeyPressed)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setStyleSheet(f"QTableView::item {{ padding: 0 {CELL_PADDING}px; }}")
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        for section, width in enumerate(WIDTHS):
            header.resizeSection(section, width)
        header.setSectionResizeMode(Column.STATE, QHeaderView.ResizeMode.Stretch)

    def _lay_out(self) -> None:
        answers = QHBoxLayout()
        answers.addWidget(self.draw, 1)
        answers.addWidget(self.cancel)
        answers.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)
        column.addLayout(answers)

    def show_draft(self, draft: Draft) -> None:
        """Ask about a file; the first row that wants a look is in sight."""
        self.draft = draft
        self.draw.setChecked(False)
        self.rows.show_proposal(draft.proposal)
        self.table.setCurrentIndex(self.rows.index(self.rows.first_question, Column.SOURCE))
        self.table.scrollTo(self.table.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
        self.table.setFocus()

    @Slot()
    def _tell(self) -> None:
        if self.draft is None:
            return
        proposal = self.rows.proposal
        self.summary.setText(summary_text(self.draft.file.name, proposal))
        lacking = len(proposal.lacking)
        self.draw.setVisible(lacking > 0 and not proposal.is_empty)
        self.draw.setText(f"Draw the {lacking:,} that the file lacks" if lacking > 1 else "Draw the one the file lacks")
        self.use.setEnabled(not proposal.is_empty and (not lacking or self.draw.isChecked()))

    @Slot()
    def _use(self) -> None:
        if self.draft is not None:
            self.confirmed.emit(replace(self.draft, proposal=self.rows.proposal))


class ChoiceDelegate(QStyledItemDelegate):
    """Lets a row choose among the arrays of fitting shape."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """A list of them, and of none."""
        choice = QComboBox(parent)
        choice.setAccessibleName("Array of the file")
        choice.addItem(NONE, None)
        for entry in index.data(CHOICES):
            choice.addItem(entry.name, entry)
        choice.activated.connect(self._commit)
        return choice

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Begin with what is chosen."""
        assert isinstance(editor, QComboBox)
        editor.setCurrentIndex(max(0, editor.findText(index.data())))

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Take what is chosen, if it is another."""
        assert isinstance(editor, QComboBox)
        assert isinstance(model, MatchRows)
        if editor.currentText() != index.data():
            model.choose(index.row(), editor.currentData())

    @Slot()
    def _commit(self) -> None:
        editor = self.sender()
        assert isinstance(editor, QWidget)
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)


def summary_text(name: str, proposal: Proposal) -> str:
    """How much of the design the file fits, and what is wrong, by name."""
    count = len(proposal.matches)
    found = count - len(proposal.lacking)
    if proposal.is_empty:
        return f"{name}: none of its {len(proposal.entries):,} arrays fits a layer of this design."
    parts = [f"{name}: {found:,} of {count:,} arrays found"]
    unsure = sum(match.by == "order" for match in proposal.matches if match.state == "ok")
    if unsure:
        parts.append(f"{unsure:,} of them by order among arrays of one shape")
    for state in ("missing", "wrong shape"):
        names = [match.need.name for match in proposal.lacking if match.state == state]
        if names:
            parts.append(f"{state}: {_listed(names)}")
    if proposal.surplus:
        parts.append(f"surplus: {_listed([entry.name for entry in proposal.surplus])}")
    return "; ".join(parts) + "."


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return ", ".join(name[:60] for name in names[:MOST_NAMED]) + more
