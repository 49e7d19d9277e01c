"""Pictures that come into the window: chosen, dropped, pasted, remembered from the last time."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage

from designer.ui.dialogs import PICTURES
from designer.ui.files import FileActions
from designer.ui.panels.maps import MapsPanel
from designer.ui.preview import Preview
from designer.ui.settings import Settings

PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".ppm", ".pgm"}
NO_IMAGE = "the clipboard holds no image: copy an image, or image files, first"


class PictureIntake(QObject):
    """The first of several pictures becomes the sample, the others join the strip."""

    refused = Signal(str)
    """One line: why there is nothing to take."""
    taken = Signal()
    """Pictures are being read."""

    def __init__(self, files: FileActions, preview: Preview, maps: MapsPanel, settings: Settings, parent: QObject):
        super().__init__(parent)
        self._files, self._preview, self._settings = files, preview, settings
        self._strip = maps.sample.strip
        maps.open_asked.connect(self.ask)
        maps.paste_asked.connect(self.paste)
        self._opened: set[Path] = set()
        preview.thumbnail_read.connect(self._thumbnail_read)
        self._strip.add(settings.samples)
        self._strip.kept_changed.connect(self._remember)

    @Slot()
    def ask(self) -> None:
        """Let the user choose picture files."""
        paths = self._files.dialogs.open_names("Open pictures", self._settings.folder, PICTURES)
        if paths:
            self._settings.folder = str(paths[0].parent)
            self.open(paths)

    def open(self, paths: list[Path]) -> None:
        """Take picture files."""
        self._preview.open_picture(paths[0])
        self._opened.update(paths[1:])
        self._strip.add(paths[1:])
        self.taken.emit()

    @Slot()
    def paste(self) -> None:
        """Take what image the clipboard holds, or say that there is none."""
        if not self.take(copied()):
            self.refused.emit(NO_IMAGE)

    def paste_unless_layers(self) -> bool:
        """Take what image the clipboard holds, unless it holds layers, too; whether it did."""
        data = copied()
        return not data.text().lstrip().startswith("{") and self.take(data)

    @Slot(object)
    def take(self, data: QMimeData) -> bool:
        """Take picture files, or an image without one, out of what was dropped or copied; whether there were any."""
        paths = picture_files(data)
        image = QImage(data.imageData()) if not paths and data.hasImage() else QImage()
        if paths:
            self.open(paths)
        elif not image.isNull():
            self._preview.paste(image)
            self.taken.emit()
        return bool(paths) or not image.isNull()

    @Slot(object, object)
    def _thumbnail_read(self, path: Path, found: QImage | str) -> None:
        """One that was opened with others and cannot be read is told; one that was only remembered is not."""
        if path in self._opened and isinstance(found, str):
            self.refused.emit(found)
        self._opened.discard(path)

    @Slot(object)
    def _remember(self, paths: list[Path]) -> None:
        self._settings.samples = paths


def is_picture(path: Path) -> bool:
    """Whether a file is one that is read as a picture."""
    return path.suffix.lower() in PICTURE_SUFFIXES


def copied() -> QMimeData:
    """What the clipboard holds; where a platform has nothing to give, nothing."""
    data: QMimeData | None = QGuiApplication.clipboard().mimeData()
    return QMimeData() if data is None else data


def picture_files(data: QMimeData) -> list[Path]:
    """The local files that were dropped or copied, where all of them are pictures."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths if paths and all(map(is_picture, paths)) else []
