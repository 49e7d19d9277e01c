"""Work done on a thread of its own, one thing after the other, each answered on the window's thread."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from designer.core.strictjson import FileError
from designer.engine.errors import EngineError

Found = TypeVar("Found")

UNKNOWN = "the work ended without an answer"


class Background(QObject):
    """Does what it is given in the order in which it was asked."""

    _answered = Signal(object)

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._open = 0
        self._answered.connect(self._receive, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._open > 0

    def ask(self, work: Callable[[], Found], then: Callable[[Found | str], None]) -> None:
        """Do `work`, and give `then` what it returns; or one line, where it raised FileError or EngineError."""
        self._open += 1
        self._pool.submit(self._work, work, then)

    def close(self, finish: bool = True) -> None:
        """Answer nothing more and wait for the thread; what has not begun is done only to `finish`."""
        self._pool.shutdown(wait=True, cancel_futures=not finish)

    def _work(self, work: Callable[[], Found], then: Callable[[Found | str], None]) -> None:
        found: Found | str = UNKNOWN
        try:
            found = work()
        except (FileError, EngineError) as error:
            found = str(error)
        except MemoryError:
            found = "this computer has not enough free memory for this file"
        finally:
            self._answered.emit((found, then))

    @Slot(object)
    def _receive(self, answer: tuple[Found | str, Callable[[Found | str], None]]) -> None:
        found, then = answer
        self._open -= 1
        then(found)
