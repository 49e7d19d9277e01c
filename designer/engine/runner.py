"""The worker of the preview: one thread, the newest request wins, results come layer by layer.

How a window uses it (no Qt here; wrap `deliver` in a queued signal):

    runner = Runner(deliver)          # deliver(event: LayerResult | RunEnd) is called on the worker thread
    runner = Runner.in_processes(deliver)   # the same, faster, in processes of their own: for the real window
    runner.submit(request)            # returns at once; stops and supersedes whatever was asked before
    runner.cancel()                   # stops the run under way, nothing follows it
    runner.close()                    # cancels, waits for the thread (milliseconds); call it when the window goes

After `submit` or `cancel` has returned, `deliver` is never called again for an older request. Each request ends in
exactly one RunEnd unless it was superseded or cancelled first; a refusal (too much memory, a picture that does not
fit) is a RunEnd with `failure`. The values are described in designer/engine/request.py, sources of weights
(`RandomWeights(edge_filters=False)`, `load_weights(path)`) in weights.py and weight_files.py, pictures in
images.py. `Engine.run` in forward.py is the same without a thread: a generator of LayerResult.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, RLock
from time import perf_counter

from designer.engine.errors import EngineError
from designer.engine.forward import Engine
from designer.engine.request import LayerResult, Request, RunEnd

Deliver = Callable[[LayerResult | RunEnd], None]
Execute = Callable[[Request, Callable[[], bool]], Iterator[LayerResult]]


class Runner:
    """Runs requests one at a time on a thread of its own and delivers their results."""

    def __init__(
        self, deliver: Deliver, execute: Execute | None = None, on_close: Callable[[], None] = lambda: None
    ) -> None:
        self._deliver = deliver
        self._execute: Execute = Engine().run if execute is None else execute
        self._on_close = on_close
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="preview")
        self._lock = RLock()  # held while delivering: nothing stale can come after submit or cancel
        self._stop = Event()

    @classmethod
    def in_processes(cls, deliver: Deliver) -> Runner:
        """A runner whose layers are computed by worker processes, one a core; they end with it."""
        from designer.engine.remote import RemoteEngine

        engine = RemoteEngine()
        return cls(deliver, engine.run, engine.close)

    def submit(self, request: Request) -> None:
        """Stop the run under way and start this one as soon as the thread is free."""
        with self._lock:
            self._stop.set()
            self._stop = stop = Event()
        future = self._pool.submit(self._work, request, stop)
        future.add_done_callback(lambda done: self._report_crash(done, request, stop))

    def cancel(self) -> None:
        """Stop the run under way; no result of it is delivered any more."""
        with self._lock:
            self._stop.set()

    def close(self) -> None:
        """Stop, and wait until the thread has ended."""
        self.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._on_close()

    def _work(self, request: Request, stop: Event) -> None:
        if stop.is_set():
            return
        begin = perf_counter()
        failure = None
        try:
            for result in self._execute(request, stop.is_set):
                if not self._send(result, stop):
                    return
        except EngineError as error:
            failure = str(error)
        except MemoryError:
            failure = "this computer has not enough free memory for this design: try a smaller input"
        self._send(RunEnd(request.generation, perf_counter() - begin, failure=failure), stop)

    def _send(self, event: LayerResult | RunEnd, stop: Event) -> bool:
        with self._lock:
            if stop.is_set():
                return False
            self._deliver(event)
            return True

    def _report_crash(self, future: Future[None], request: Request, stop: Event) -> None:
        error = None if future.cancelled() else future.exception()
        if error is not None:
            text = f"the engine failed: {type(error).__name__}: {error}"
            self._send(RunEnd(request.generation, 0.0, failure=text), stop)
