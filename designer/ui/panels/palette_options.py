"""The strip below the palette: the options of the marked block, and what it would give below the selected layer."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.core.blocks import UNKNOWN
from designer.core.edit_basics import EditError
from designer.core.library import SavedBlock
from designer.core.options import LARGEST, Integer, OptionError, whole
from designer.core.shapes import Shape
from designer.core.templates import Block
from designer.core.templates.blocks import BlockOption
from designer.ui.canvas.new_blocks import ReadyBlock, SavedPart
from designer.ui.document import Document
from designer.ui.layer_edits import Place, end_of
from designer.ui.panels.editors import TextField
from designer.ui.panels.editors_stepped import Step, Stepped
from designer.ui.panels.form_grid import heading, wrapped

COLUMNS = 3
Values = dict[str, int]


class BlockOptions(QWidget):
    """Asks for a block's numbers in place; a field left empty fits the channels of where the block lands."""

    insert_asked = Signal()
    """The block shall be put below the selected layer."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("palette_options")
        self.setAccessibleName("Options of the block")
        self._document = document
        self.place: Callable[[], Place | None] = self._end
        """Where a block would be put that is not dragged."""
        self._row: Block | SavedBlock | None = None
        self._values: Values = {}
        self.fields: dict[str, TextField] = {}
        self._title = heading("", self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setMinimumWidth(1)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.reset = QToolButton(self)
        self.reset.setText("Reset")
        self.reset.setAutoRaise(True)
        self.reset.setObjectName("palette_reset")
        self.reset.setAccessibleName("Reset the options of the block")
        self.reset.setToolTip("Let every number fit the channels of where the block lands")
        self.reset.clicked.connect(self._forget)
        self.insert = QPushButton("Insert", self)
        self.insert.setObjectName("palette_insert")
        self.insert.setToolTip("Put the block below the selected layer (Enter in the list)")
        self.insert.clicked.connect(self.insert_asked)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._title, 1)
        head.addWidget(self.reset)
        head.addWidget(self.insert)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(2)
        self.outcome = wrapped("palette_outcome", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 2, 4, 2)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(self._grid)
        column.addWidget(self.outcome)
        document.changed.connect(self.follow)
        document.selection_changed.connect(self.follow)
        self.hide()

    def show_row(self, row: Block | SavedBlock | None, values: Values) -> None:
        """Ask for the options of a block, which are kept in `values`; nothing to ask hides the strip."""
        if row != self._row or values is not self._values:
            self._row, self._values = row, values
            self._make_fields()
        self.setVisible(row is not None)
        self.follow()

    @property
    def fault(self) -> TextField | None:
        """The first field with a text that is no value."""
        return next((field for field in self.fields.values() if field.complaint), None)

    def _make_fields(self) -> None:
        self.fields.clear()
        while (taken := self._grid.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        options = self._row.options if isinstance(self._row, Block) else ()
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        for number, option in enumerate(options):
            row, column = (2 + COLUMNS) * (number // COLUMNS), number % COLUMNS
            field = self._field(option)
            label = QLabel(option.label, self)
            label.setProperty("severity", "muted")
            label.setBuddy(field.widget)
            label.setToolTip(field.widget.toolTip())
            label.setContentsMargins(0, 3, 0, 0)
            self._grid.addWidget(label, row, column)
            self._grid.addWidget(field.widget, row + 1, column)
            self._grid.addWidget(field.reason, row + 2 + column, 0, 1, COLUMNS)
            self.fields[option.name] = field

    def _field(self, option: BlockOption) -> TextField:
        number = option.option
        widget = Stepped(self._step(option), self)
        widget.setMinimumWidth(48)
        field = TextField(
            widget,
            f"block_{option.name}",
            option.label,
            partial(self._set, option.name),
            parse=lambda text: number.parse(text) if text.strip() else None,
            text=lambda value: "" if value is None else str(value),
        )
        field.set_tip(f"{option.label}: {number.help}\nTakes {number.expected}; left empty it fits what stands above.")
        field.show_value(self._values.get(option.name))
        return field

    def _step(self, option: BlockOption) -> Step:
        """Steps of a number; those of an empty field begin at what it stands for."""

        def step(text: str, steps: int) -> str | None:
            try:
                start = whole(text.strip() or str(option.default(self._channels())))
                return str(min(max(start + steps, option.option.minimum), _most(option.option)))
            except OptionError:
                return None

        return step

    def _set(self, name: str, value: object) -> str:
        if isinstance(value, int):
            self._values[name] = value
        else:
            self._values.pop(name, None)
        self.fields[name].follow(value)
        self.follow()
        return ""

    @Slot()
    def _forget(self) -> None:
        self._values.clear()
        for field in self.fields.values():
            field.show_value(None)
        self.follow()

    def _end(self) -> Place | None:
        end = end_of(self._document)
        return None if end is None else (end, None)

    def _channels(self) -> int:
        place = self.place()
        above = self._document.analysis.facts[place[0]].output if place else None
        return above.channels if isinstance(above, Shape) else UNKNOWN

    @Slot()
    def follow(self, _what: object = None) -> None:
        """Say what the block would give below the layer that is selected now, and which numbers fit there."""
        row = self._row
        if row is None or self.isHidden():
            return
        if isinstance(row, Block):
            for option in row.options:
                line = self.fields[option.name].widget
                if isinstance(line, Stepped):
                    line.lineEdit().setPlaceholderText(str(option.default(self._channels())))
        label = row.label if isinstance(row, Block) else row.name
        self._title.setText(label)
        self._title.setToolTip("" if isinstance(row, SavedBlock) else row.help)
        self.reset.setVisible(bool(self._values))
        text, good = self._told(row)
        self.insert.setEnabled(isinstance(row, Block) or row.fragment is not None)
        self.outcome.setText(text)
        self.outcome.setProperty("severity", "muted" if good else "error")
        self.outcome.style().unpolish(self.outcome)
        self.outcome.style().polish(self.outcome)

    def _told(self, row: Block | SavedBlock) -> tuple[str, bool]:
        """A line about the block, and whether all is well."""
        if isinstance(row, SavedBlock):
            if row.fragment is None:
                return f"{row.path.name}: {row.problem}", False
            item: ReadyBlock | SavedPart = SavedPart(row.name, row.fragment)
        else:
            item = ReadyBlock(row, tuple(self._values.items()))
        place = self.place()
        if place is None:
            return "the first layers of the network", True
        source, target = place
        where = f"below {source}" if target is None else f"between {source} and {target[0]}"
        try:
            output, problem = item.outcome(source, self._document.analysis.facts[source].output)
        except EditError as error:
            return str(error), False
        if problem:
            return f"{where}: {problem}", False
        return f"{where} → {output.text}" if output else where, True


def _most(option: Integer) -> int:
    return min(option.maximum, LARGEST)
