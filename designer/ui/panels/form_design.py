"""The form without a selection: the design's own settings and totals; and with several layers: their sums."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from designer.core import property_edits
from designer.core.design import BYTES_PER_ELEMENT
from designer.core.options import Integer
from designer.export.columns import BY_KEY
from designer.export.figures import byte_size, grouped
from designer.ui.document import Document
from designer.ui.figures import TOTALS
from designer.ui.panels.editors import ChoiceField, TextField
from designer.ui.panels.editors_stepped import Stepped, step_integer
from designer.ui.panels.form_edits import make
from designer.ui.panels.form_figures import FigureList
from designer.ui.panels.form_grid import FieldGrid, heading, wrapped

BATCH = Integer("images that go through the network at a time")
SUMS = ("parameters", "macs", "memory")


class DesignPage(QWidget):
    """Name, batch size and number type of the design, and its totals."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("design_page")
        self._document = document
        self.grid = FieldGrid(self)
        name = TextField(QLineEdit(self), "design_name", "Name", self._set_name)
        name.set_tip("name: what the design is called in tables and exports")
        batch = Stepped(step_integer(BATCH.minimum), self)
        size = TextField(batch, "batch_size", "Batch size", self._setter("batch_size"), BATCH.parse, BATCH.text)
        size.set_tip(f"batch_size: {BATCH.help}; memory figures are for all of them")
        dtype = ChoiceField(self, "dtype", "Number type", tuple(BYTES_PER_ELEMENT), self._setter("dtype"))
        dtype.set_tip("dtype: sets the bytes per element in the memory figures")
        for field in (name, size, dtype):
            self.grid.add(field)
        self._totals = FigureList([(total.key, total.heading, total.tip) for total in TOTALS], self)
        self._partial = wrapped("design_partial", self)
        self._partial.setText("Partial: layers at and below an error have no figures.")
        self._partial.setProperty("severity", "warning")
        hint = QLabel("Select a layer to edit it.", self)
        hint.setProperty("severity", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(heading("Design", self))
        column.addWidget(self.grid)
        column.addSpacing(4)
        column.addWidget(heading("Totals", self))
        column.addWidget(self._partial)
        column.addWidget(self._totals)
        column.addSpacing(4)
        column.addWidget(hint)
        column.addStretch(1)

    def follow(self) -> None:
        """Show what the document holds now."""
        design, totals = self._document.design, self._document.analysis.totals
        self.grid.fields["design_name"].follow(design.name)
        self.grid.fields["batch_size"].follow(design.settings.batch_size)
        self.grid.fields["dtype"].follow(design.settings.dtype)
        self._totals.show_texts({total.key: total.text(total.value(totals)) for total in TOTALS})
        self._partial.setVisible(totals.partial)

    def _set_name(self, value: object) -> str:
        edit = partial(property_edits.set_name, name=str(value))
        return make(self._document, "Rename the design", edit, ("design", "name"))

    def _setter(self, field: str) -> Callable[[object], str]:
        def set_field(value: Any) -> str:
            text = f"Change {self.grid.fields[field].label.lower()}"
            settings = replace(self._document.design.settings, **{field: value})
            return make(
                self._document, text, partial(property_edits.set_settings, settings=settings), ("design", field)
            )

        return set_field


class SeveralPage(QWidget):
    """How many layers are selected, of which kinds, and their sums."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("several_page")
        self._document = document
        self._title = heading("", self)
        self._title.setObjectName("several_title")
        self._kinds = wrapped("several_kinds", self)
        self._kinds.setProperty("severity", "muted")
        self._sums = FigureList([(key, BY_KEY[key].heading, BY_KEY[key].tip) for key in SUMS], self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        for part in (self._title, self._kinds, self._sums):
            column.addWidget(part)
        column.addStretch(1)

    def follow(self) -> None:
        """Show the sums of the selection; those without figures are left out, and it says so."""
        facts = [self._document.analysis.facts[name] for name in self._document.selection]
        known = [found for found in facts if found.output is not None]
        self._title.setText(f"{len(facts)} layers selected")
        kinds = Counter(found.layer.kind.label for found in facts)
        parts = [f"{count} × {label}" for label, count in kinds.most_common()]
        if len(known) < len(facts):
            parts.append(f"sums without {len(facts) - len(known)} that have no figures")
        self._kinds.setText(", ".join(parts))
        self._sums.show_texts(
            {
                "parameters": grouped(sum(found.parameters or 0 for found in known)),
                "macs": grouped(sum(found.macs or 0 for found in known)),
                "memory": byte_size(sum(found.output_bytes or 0 for found in known)),
            }
        )
