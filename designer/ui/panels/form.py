"""The form beside the canvas: of the selected layer, of several, or of the design where none is selected."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from designer.ui.document import Document
from designer.ui.panels.form_design import DesignPage, SeveralPage
from designer.ui.panels.form_layer import LayerPage
from designer.ui.theme import Theme


class LayerForm(QWidget):
    """Shows the page that fits the selection and keeps it in step with the document."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("form")
        self.setAccessibleName("Form of the selected layer")
        self._document = document
        self.layer_page = LayerPage(document, theme, self)
        self.design_page = DesignPage(document, self)
        self.several_page = SeveralPage(document, self)
        inside = QWidget(self)
        pages = QVBoxLayout(inside)
        pages.setContentsMargins(0, 0, 0, 0)
        for page in (self.layer_page, self.design_page, self.several_page):
            pages.addWidget(page)
        area = QScrollArea(self)
        area.setObjectName("form_area")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        self.setMinimumWidth(240)
        document.changed.connect(self._follow)
        document.selection_changed.connect(self._follow)
        self._follow()

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.layer_page.set_theme(theme)

    def edit_name(self) -> None:
        """Put the cursor into the name of the selected layer, all of it selected."""
        self._focus(self.layer_page.name.widget)

    def edit_first_option(self) -> None:
        """Put the cursor into the first option of the selected layer, into the name where it has none."""
        fields = [*self.layer_page.options.fields.values(), self.layer_page.name]
        self._focus(fields[0].widget)

    def _focus(self, widget: QWidget) -> None:
        if len(self._document.selection) != 1:
            return
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        select = getattr(widget, "selectAll", None)
        if select is not None:
            select()

    def _follow(self) -> None:
        selection = self._document.selection
        self.layer_page.setVisible(len(selection) == 1)
        self.design_page.setVisible(not selection)
        self.several_page.setVisible(len(selection) > 1)
        if not selection:
            self.design_page.follow()
        elif len(selection) > 1:
            self.several_page.follow()
        else:
            self.layer_page.show_layer(selection[0])
