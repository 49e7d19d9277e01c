"""What comes into the window from outside: pictures, weights and designs, chosen or dropped; and maps that leave it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from designer.paths import resources_dir
from designer.ui.dialogs import NAMES, PICTURES, WEIGHTS
from designer.ui.document import Document
from designer.ui.files import SUFFIX, FileActions
from designer.ui.panels.maps import MapsPanel
from designer.ui.preview import Preview
from designer.ui.settings import Settings

PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".ppm", ".pgm"}
WEIGHT_SUFFIXES = {".safetensors", ".npz"}


class Intake(QObject):
    """Gives each file to the part of the window that reads it."""

    refused = Signal(str)
    """One line: why what was dropped cannot be taken."""
    picture_taken = Signal()
    """A picture file was dropped and is being read."""

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
        maps.open_asked.connect(self.ask_picture)
        maps.save_asked.connect(self.save_map)

    @Slot()
    def ask_picture(self) -> None:
        """Let the user choose a picture file as the sample."""
        path = self._files.dialogs.open_name("Open a picture", self._settings.folder, PICTURES)
        if path is not None:
            self._maps.open_picture(path)

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
        """Write the map on show as a picture or as numbers."""
        suffix = Path(kind).suffix
        label = "Numbers" if suffix == ".npy" else "Picture"
        content = self._maps.map_bytes(kind)
        self._files.write("Save the map", self._maps.file_name(kind), f"{label} (*{suffix})", suffix, lambda: content)

    @Slot(object)
    def open_files(self, paths: list[Path]) -> None:
        """What was dropped: a picture becomes the sample, a design opens; more than one file is refused."""
        if len(paths) != 1:
            self.refused.emit(f"drop one file at a time: expected a design or a picture, found {len(paths)} files")
            return
        path = paths[0]
        if path.suffix.lower() in WEIGHT_SUFFIXES:
            self._preview.open_weights(path)
        elif path.suffix.lower() in PICTURE_SUFFIXES:
            self._maps.open_picture(path)
            self.picture_taken.emit()
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
