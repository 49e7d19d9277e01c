"""The form of one layer: its name, every option of its kind, its note, its figures and findings."""

from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from designer.core import property_edits
from designer.core.kind import Kind, options_of
from designer.core.kinds.pooling import Pool
from designer.core.shapes import Size
from designer.ui import icons
from designer.ui.document import Document
from designer.ui.panels.editors import NoteField, TextField
from designer.ui.panels.editors_options import label_of, option_field, placeholder
from designer.ui.panels.editors_stepped import Stepped
from designer.ui.panels.form_edits import make, refusal
from designer.ui.panels.form_figures import FindingList, layer_figures, layer_texts
from designer.ui.panels.form_grid import FieldGrid, heading, wrapped
from designer.ui.theme import Theme


class LayerPage(QWidget):
    """Edits one layer, each change live, as one step of undo per field."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layer_page")
        self._document = document
        self._theme = theme
        self.layer_id = ""
        self._kind: type[Kind] | None = None
        self._stride: Size | None = None
        """The stride a pool had before its kernel was edited here: None where it follows the kernel."""
        self._mark = QLabel(self)
        self._title = heading("", self)
        self._title.setObjectName("form_title")
        self._block = wrapped("form_block", self)
        self._block.setProperty("severity", "muted")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._mark)
        head.addWidget(self._title, 1)
        self.name = TextField(QLineEdit(self), "id", "Name", self._rename, parse=str.strip, check=self._check_name)
        self.name.set_tip("id: the layer's name in the design and the first part of the names of its weights")
        self.note = NoteField(self, "note", "Note", self._set_note)
        self.note.set_tip("note: what should be remembered about this layer; it changes no figure")
        self.head, self.options, self.foot = FieldGrid(self), FieldGrid(self), FieldGrid(self)
        self.head.add(self.name)
        self.foot.add(self.note)
        self._figures = layer_figures(self)
        self._findings = FindingList(theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        for part in (self._block, self.head, self.options, self._findings, self.foot):
            column.addWidget(part)
        column.addSpacing(4)
        column.addWidget(heading("Figures", self))
        column.addWidget(self._figures)
        column.addStretch(1)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self._theme = theme
        self._findings.set_theme(theme)
        if self.layer_id in self._document.design:
            self._show_mark(self._document.design[self.layer_id].kind)

    def show_layer(self, layer_id: str) -> None:
        """Show a layer of the document; where it is shown already, what is being typed stays."""
        layer = self._document.design[layer_id]
        fresh = layer_id != self.layer_id or type(layer.kind) is not self._kind
        self.layer_id = layer_id
        if type(layer.kind) is not self._kind:
            self._kind = type(layer.kind)
            self._make_fields(self._kind)
            self._title.setText(layer.kind.label)
            self._title.setToolTip(layer.kind.help)
            self._show_mark(layer.kind)
        values: dict[str, Any] = {name: getattr(layer.kind, name) for name in self.options.fields}
        shown = {**self.options.fields, "id": self.name, "note": self.note}
        for name, value in {**values, "id": layer.id, "note": layer.note or ""}.items():
            (shown[name].show_value if fresh else shown[name].follow)(value)
        self._show_placeholders(layer.kind)
        self._block.setText(f"in {layer.block}" if layer.block else "")
        self._block.setToolTip(layer.block or "")
        self._block.setVisible(bool(layer.block))
        self._figures.show_texts(layer_texts(self._document.analysis, layer_id))
        self._findings.show_findings(self._document.analysis.findings_of(layer_id))

    def _make_fields(self, kind: type[Kind]) -> None:
        self.options.clear()
        self.options.setVisible(bool(options_of(kind)))
        for name, option in options_of(kind).items():
            self.options.add(option_field(self, kind, name, option, partial(self._set_option, name)))
        fields = [*self.head.fields.values(), *self.options.fields.values(), *self.foot.fields.values()]
        for before, after in pairwise(fields):
            QWidget.setTabOrder(before.widget, after.widget)

    def _show_mark(self, kind: Kind) -> None:
        colour = self._theme.groups[kind.group]
        self._mark.setPixmap(icons.pixmap(kind.name, 24, colour, self.devicePixelRatioF()))

    def _show_placeholders(self, kind: Kind) -> None:
        for name, option in options_of(type(kind)).items():
            widget = self.options.fields[name].widget
            if isinstance(widget, Stepped):
                widget.lineEdit().setPlaceholderText(placeholder(kind, option))

    def _set_option(self, name: str, value: object) -> str:
        layer_id, kind = self.layer_id, self._document.design[self.layer_id].kind
        values = {name: value}
        if isinstance(kind, Pool) and name == "kernel_size":
            # On its way to 21 the kernel may be 2, the stride's own size: the stride is to be what it was.
            field = self.options.fields[name]
            if field.value == field.start:
                self._stride = kind.stride
            values["stride"] = self._stride
        options = options_of(type(kind))
        written = {key: options[key].write(each) for key, each in values.items()}
        text = f"Change {label_of(name).lower()} of {layer_id}"
        edit = partial(property_edits.set_options, layer_id=layer_id, values=written)
        return make(self._document, text, edit, (layer_id, name))

    def _set_note(self, value: object) -> str:
        layer_id, note = self.layer_id, str(value)
        if "\t" in note:
            return "expected no tab: use blanks"
        edit = partial(property_edits.set_note, layer_id=layer_id, note=note)
        return make(self._document, f"Change note of {layer_id}", edit, (layer_id, "note"))

    def _check_name(self, value: object) -> str:
        return refusal(self._document.design, lambda design: property_edits.rename(design, self.layer_id, str(value)))

    def _rename(self, value: object) -> str:
        edit = partial(property_edits.rename, layer_id=self.layer_id, new_id=str(value))
        return make(self._document, f"Rename {self.layer_id}", edit, None)
