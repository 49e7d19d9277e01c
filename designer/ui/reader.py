"""Reads pictures in the background."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from designer.engine.errors import EngineError, ImageError
from designer.engine.images import MOST_PIXELS, open_image
from designer.ui.panels.colour_maps import colour_image

SHOWN_SIDE = 1024
THUMBNAIL = 96
"""The smaller side of a thumbnail, in pixels."""
FIRST, SECOND, THUMB = "first", "second", "thumbnail"


@dataclass(frozen=True, eq=False)
class Picture:
    """The sample image: its pixels (H×W×3) and what to call it."""

    name: str
    pixels: NDArray[np.uint8]
    path: Path | None = None
    """The file it was read from."""
    note: str = ""
    """What else there is to say of it."""

    @cached_property
    def small(self) -> NDArray[np.uint8]:
        """The same for the screen, where a large one would be drawn slowly."""
        step = max(1, max(self.pixels.shape[:2]) // SHOWN_SIDE)
        return self.pixels[::step, ::step]


Found = Picture | QImage


class Reader(QObject):
    """Reads one file after the other; of pictures only the one asked for last is told."""

    picture_read = Signal(object)
    """A Picture."""
    second_read = Signal(object)
    """A Picture to compare the first with."""
    thumbnail_read = Signal(object, object)
    """A path, and the picture of that file made small: a QImage; where it cannot be read, one line that says why."""
    failed = Signal(str)
    """One line: why a file could not be read."""
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="preview-reader")
        self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="preview-thumbnails")
        self._open = 0
        self._newest = {FIRST: 0, SECOND: 0}
        self._answered.connect(self._receive, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._open > 0

    def open_picture(self, path: Path, role: str = FIRST) -> None:
        """Read a picture; `picture_read`, of the SECOND `second_read`, or `failed` follows."""
        self.forget_picture(role)
        self._ask(lambda: read_picture(path), role)

    def take_image(self, image: QImage, name: str) -> None:
        """Turn what was pasted into a picture; `picture_read` or `failed` follows."""
        self.forget_picture()
        self._ask(lambda: pasted(image, name), FIRST)

    def read_thumbnail(self, path: Path) -> None:
        """Read a picture and make it small; `thumbnail_read` follows."""
        self._ask(lambda: thumbnail(read_picture(path)), THUMB, path)

    def forget_picture(self, role: str = FIRST) -> None:
        """Let no picture come any more that was asked for."""
        self._newest[role] += 1

    def close(self) -> None:
        """Stop for good and wait for the threads."""
        for pool in (self._pool, self._aside):
            pool.shutdown(wait=True, cancel_futures=True)

    def _ask(self, read: Callable[[], Found], role: str, path: Path | None = None) -> None:
        self._open += 1
        pool = self._aside if role == THUMB else self._pool
        pool.submit(self._work, read, (role, self._newest.get(role), path))

    def _work(self, read: Callable[[], Found], asked: tuple[str, int | None, Path | None]) -> None:
        found: Found | str = "the file could not be read"
        try:
            found = read()
        except EngineError as error:
            found = str(error)
        finally:
            self._answered.emit((found, *asked))

    @Slot(object)
    def _receive(self, answer: tuple[Found | str, str, int | None, Path | None]) -> None:
        found, role, number, path = answer
        self._open -= 1
        if role == THUMB:
            self.thumbnail_read.emit(path, found)
        elif isinstance(found, str):
            self.failed.emit(found)
        elif number == self._newest[role]:  # else another one was chosen meanwhile
            (self.picture_read if role == FIRST else self.second_read).emit(found)


def read_picture(path: Path) -> Picture:
    """The picture of a file; raises ImageError in one line."""
    pixels, note = open_image(path)
    return Picture(path.name, pixels, path, note)


def pasted(image: QImage, name: str) -> Picture:
    """A picture of the clipboard, transparent parts on white; raises ImageError where it is too large."""
    if image.width() * image.height() > MOST_PIXELS:
        raise ImageError(f"the pasted picture: {image.width()}×{image.height()} is more than {MOST_PIXELS} pixels")
    whole = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(whole.constBits(), np.uint8).reshape(whole.height(), whole.bytesPerLine())
    pixels = rows[:, : 4 * whole.width()].reshape(whole.height(), whole.width(), 4)
    alpha = pixels[:, :, 3:].astype(np.uint16)
    on_white = (pixels[:, :, :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return Picture(name, on_white.astype(np.uint8))


def thumbnail(picture: Picture) -> QImage:
    """The picture made small."""
    side = Qt.AspectRatioMode.KeepAspectRatioByExpanding
    smooth = Qt.TransformationMode.SmoothTransformation
    return colour_image(picture.small).scaled(THUMBNAIL, THUMBNAIL, side, smooth)
