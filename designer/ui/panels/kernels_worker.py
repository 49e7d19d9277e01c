"""The thread that draws or reads the weights of the layer on show, so that millions of them hold nothing up."""

from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject, Qt, Signal, Slot

from designer.core.analysis import Analysis
from designer.engine.errors import EngineError, Stopped
from designer.engine.filters import Filters, filters_of
from designer.engine.weights import WeightSource


class KernelsWorker(QObject):
    """Answers the newest question; older ones are stopped and left out."""

    found = Signal(object)
    """The Filters asked for, or one line that says why there are none."""
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="kernels")
        self._newest = self._open = 0
        self._answered.connect(self._receive, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._open > 0

    def ask(self, analysis: Analysis, layer: str, source: WeightSource, seed: int) -> None:
        """Work out the filters of a layer; `found` follows."""
        self._newest += 1
        self._open += 1
        self._pool.submit(self._work, self._newest, analysis, layer, source, seed)

    def forget(self) -> None:
        """Let no answer come any more to what was asked."""
        self._newest += 1

    def close(self) -> None:
        """Stop for good and wait for the thread."""
        self.forget()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _work(self, number: int, analysis: Analysis, layer: str, source: WeightSource, seed: int) -> None:
        answer: Filters | str | None = None
        try:
            answer = filters_of(analysis, layer, source, seed, lambda: self._newest != number)
        except Stopped:
            answer = None
        except EngineError as error:
            answer = str(error)
        finally:
            self._answered.emit((number, answer))

    @Slot(object)
    def _receive(self, told: tuple[int, Filters | str | None]) -> None:
        number, answer = told
        self._open -= 1
        if answer is not None and number == self._newest:
            self.found.emit(answer)
