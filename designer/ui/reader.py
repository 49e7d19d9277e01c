"""Reads pictures and files of weights in the background."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal, Slot

from designer.engine.errors import EngineError
from designer.engine.images import read_image
from designer.engine.weight_files import StoredWeights, load_weights

MOST_CLASSES = 100_000


@dataclass(frozen=True, eq=False)
class Picture:
    """The sample image: its pixels (H×W×3) and what to call it."""

    name: str
    pixels: NDArray[np.uint8]
    path: Path | None = None
    """The file it was read from."""


@dataclass(frozen=True, eq=False)
class Weights:
    """Weights of a file, and the names of the classes that its last layer tells apart, where they are known."""

    stored: StoredWeights
    classes: tuple[str, ...] = ()


class Reader(QObject):
    """Reads one file after the other; of pictures only the one asked for last is told."""

    picture_read = Signal(object)
    """A Picture."""
    weights_read = Signal(object)
    """Weights."""
    failed = Signal(str)
    """One line: why a file could not be read."""
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="preview-reader")
        self._open = 0
        self._newest = 0
        self._answered.connect(self._receive, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._open > 0

    def open_picture(self, path: Path) -> None:
        """Read a picture; `picture_read` or `failed` follows."""
        self._newest += 1
        self._ask(lambda: Picture(path.name, read_image(path), path), self._newest)

    def forget_picture(self) -> None:
        """Let no picture come any more that was asked for."""
        self._newest += 1

    def open_weights(self, path: Path) -> None:
        """Read weights, and names of classes that stand beside them; `weights_read` or `failed` follows."""
        self._ask(lambda: read_weights(path), 0)

    def close(self) -> None:
        """Stop for good and wait for the thread."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _ask(self, read: Callable[[], Picture | Weights], number: int) -> None:
        self._open += 1
        self._pool.submit(self._work, read, number)

    def _work(self, read: Callable[[], Picture | Weights], number: int) -> None:
        found: Picture | Weights | str = "the file could not be read"
        try:
            found = read()
        except EngineError as error:
            found = str(error)
        finally:
            self._answered.emit((found, number))

    @Slot(object)
    def _receive(self, answer: tuple[Picture | Weights | str, int]) -> None:
        found, number = answer
        self._open -= 1
        if isinstance(found, str):
            self.failed.emit(found)
        elif isinstance(found, Weights):
            self.weights_read.emit(found)
        elif number == self._newest:  # else another one was chosen meanwhile
            self.picture_read.emit(found)


def read_weights(path: Path) -> Weights:
    """Weights of a file and the names of classes in the text file of that name; raises EngineError in one line."""
    names = path.with_suffix(".txt")
    try:
        classes = names.read_text("utf-8").split("\n")[:MOST_CLASSES] if names.is_file() else []
    except (OSError, UnicodeDecodeError):
        raise EngineError(f"{names.name}: expected names of classes, one a line") from None
    return Weights(load_weights(path), tuple(name.strip() for name in classes if name.strip()))
