"""What comes into the window from outside: pictures, weights and designs, chosen or dropped; and maps that leave it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal, Slot

from designer.paths import resources_dir
from designer.ui.dialogs import NAMES, WEIGHTS
from designer.ui.document import Document
from designer.ui.files import SUFFIX, FileActions
from designer.ui.panels.maps import MapsPanel
from designer.ui.picture_intake import PictureIntake, is_picture
from designer.ui.preview import Preview
from designer.ui.settings import Settings

LABELS = {".npy": "Numbers", ".png": "Picture", ".pdf": "PDF", ".svg": "SVG"}
WEIGHT_SUFFIXES = {".safetensors", ".npz"}


class Intake(QObject):
    """Gives each file to the part of the window that reads it."""

    refused = Signal(str)
    """One line: why what was dropped cannot be taken."""
    picture_taken = Signal()
    """A picture is being read that was chosen, dropped or pasted."""

    def __init__(
        self,
        document: Document,
        files: FileActions,
        preview: Preview,
        maps: MapsPanel,
        settings: Settings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._files, self._preview, self._maps, self._settings = files, preview, maps, settings
        files.opened.connect(self._opened)
        self.pictures = PictureIntake(files, preview, maps, settings, self)
        self.pictures.refused.connect(self.refused)
        self.pictures.taken.connect(self.picture_taken)
        maps.dropped.connect(self.take)
        maps.saving.asked.connect(self.save_map)

    def ask_weights(self) -> None:
        """Let the user choose a file of weights to run with."""
        path = self._files.dialogs.open_name("Open weights", self._settings.folder, WEIGHTS)
        if path is not None:
            self._preview.open_weights(path)

    def ask_classes(self) -> None:
        """Let the user choose a text file with names for the classes of the last layer."""
        path = self._files.dialogs.open_name("Open class names", self._settings.folder, NAMES)
        if path is not None:
            self._preview.desk.open_classes(path)

    @Slot(str)
    def save_map(self, kind: str) -> None:
        """Write the maps on show as a picture, as numbers, or as a figure."""
        suffix = Path(kind).suffix
        name, label = self._maps.saving.file_name(kind), LABELS[suffix]
        if not name:  # they went while the menu was open
            return
        content = self._maps.saving.content(kind)
        self._files.write("Save the map", name, f"{label} (*{suffix})", suffix, content)

    @Slot(object)
    def take(self, data: QMimeData) -> None:
        """What was dropped: an image, or files."""
        if not self.pictures.take(data):
            self.open_files([Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()])

    @Slot(object)
    def open_files(self, paths: list[Path]) -> None:
        """What was dropped: pictures become samples, weights are run with, a design opens."""
        if paths and all(map(is_picture, paths)):
            self.pictures.open(paths)
            return
        if len(paths) != 1:
            self.refused.emit(f"drop one design, or pictures alone: found {len(paths)} files")
            return
        path = paths[0]
        if path.suffix.lower() in WEIGHT_SUFFIXES:
            self._preview.open_weights(path)
        else:
            self._files.open(path)

    @Slot(object)
    def _opened(self, path: Path | None) -> None:
        """Another design runs with drawn weights, an example with its own where it has some."""
        self._maps.draw_weights()
        is_example = path is not None and self._document.path is None
        stem = path.name.removesuffix(SUFFIX) if path is not None and is_example else ""
        weights = resources_dir() / "weights" / f"{stem}.safetensors"
        if stem and weights.is_file():
            self._preview.open_weights(weights)
