"""Joins the button of normalisation to the preview, and remembers what was chosen for each file."""

from PySide6.QtCore import QObject, Slot

from designer.engine.normalisation import Normalisation
from designer.ui.document import Document
from designer.ui.panels import maps_text
from designer.ui.panels.normalise import NormaliseButton
from designer.ui.preview import Preview
from designer.ui.settings import Settings


class Normalising(QObject):
    """Each design file has its own normalisation, also at the next start; a design without a file for the session."""

    def __init__(
        self, document: Document, preview: Preview, button: NormaliseButton, settings: Settings, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._preview, self._button, self._settings = document, preview, button, settings
        self._path = document.path
        button.chosen.connect(self._chosen)
        preview.normalisation_changed.connect(self._show)
        document.changed.connect(self._changed)
        document.file_changed.connect(self._file_changed)
        self._show()

    @Slot()
    def opened(self) -> None:
        """Another design: what was chosen for its file, else the usual."""
        self._path = self._document.path
        known = self._settings.normalisation(self._path) if self._path is not None else ""
        self._preview.set_normalisation(Normalisation.from_text(known))

    @Slot()
    def _changed(self) -> None:
        if self._document.path != self._path:
            self.opened()
        self._show()

    @Slot(object)
    def _chosen(self, value: Normalisation) -> None:
        self._preview.set_normalisation(value)
        self._keep()

    @Slot()
    def _file_changed(self) -> None:
        """The same design under another name keeps what was chosen."""
        if self._document.path != self._path:
            self._path = self._document.path
            self._keep()

    def _keep(self) -> None:
        if self._path is not None:
            self._settings.keep_normalisation(self._path, self._preview.normalisation.to_text())

    @Slot()
    def _show(self) -> None:
        image = maps_text.largest_input(self._document.analysis)
        self._button.show_value(self._preview.normalisation, image[1].channels if image is not None else 3)
