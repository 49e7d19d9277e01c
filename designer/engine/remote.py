"""The engine in processes of its own, started once: the window stays free, and a crash takes nothing with it.

The first process is started afresh (not forked from the window's, which has threads) and forks the others of its crew
before it has threads itself. It ends when its pipe ends, however the window's process ended.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from threading import Thread

from designer.engine.cgroup import cpu_quota
from designer.engine.crew import make_engine
from designer.engine.endings import ended_twice, exit_code
from designer.engine.errors import EngineError
from designer.engine.member import CrewLost
from designer.engine.parcels import receive, send_result
from designer.engine.request import LayerResult, Request
from designer.engine.wire import Message, Receiver, Sender

MOST_MEMBERS = 4
LOOK_SECONDS = 0.005  # how often a run that waits for results looks whether it shall stop


def usual_members() -> int:
    """Processes of a crew: one for each core that this process may use, by affinity and quota; at most four."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(MOST_MEMBERS, cores, cpu_quota() or cores)


class RemoteEngine:
    """As Engine, in other processes. `close` ends them; so does the end of this process."""

    def __init__(self, members: int | None = None) -> None:
        self._members = usual_members() if members is None else members
        self._start()

    def _start(self) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=serve, args=(theirs, self._members), name="preview", daemon=True
        )
        self._process.start()
        theirs.close()
        self._sender = Sender()
        self._number = 0

    def run(self, request: Request, stopped: Callable[[], bool] = lambda: False) -> Iterator[LayerResult]:
        """As Engine.run; a worker that has died is started again, once in a run. Raises EngineError."""
        delivered: set[str] = set()
        code: int | None = None
        for _ in range(2):
            try:
                yield from self._run(request, stopped, delivered)
                return
            except (EOFError, OSError):
                code = self._restart()
        raise EngineError(ended_twice(code))

    def _restart(self) -> int | None:
        """Start the worker again; gives the exit code of the one before."""
        self.close()
        code = self._process.exitcode
        self._start()
        return code

    def _run(self, request: Request, stopped: Callable[[], bool], delivered: set[str]) -> Iterator[LayerResult]:
        self._number += 1
        self._pipe.send((self._number, self._sender.message(request)))
        ended = False
        try:
            while not stopped():
                if not self._pipe.poll(LOOK_SECONDS):
                    continue
                event = receive(self._pipe, lambda: self._tell_to_stop() if stopped() else None)
                if not isinstance(event, LayerResult):
                    ended = True
                    if event is not None:
                        raise EngineError(event)
                    return
                if event.layer not in delivered:
                    if event.array is not None:
                        delivered.add(event.layer)
                    yield event
        except (EOFError, OSError):
            ended = True
            raise
        finally:
            if not ended:
                self._let_end()

    def _tell_to_stop(self) -> None:
        """Stop the run under way; once more does no harm."""
        self._pipe.send((self._number, None))

    def _let_end(self) -> None:
        """Stop the run and take what is still in the pipe."""
        try:
            self._tell_to_stop()
            while isinstance(receive(self._pipe), LayerResult):
                continue
        except (EOFError, OSError):
            self._restart()

    def close(self) -> None:
        """End the processes."""
        self._pipe.close()
        self._process.join(2)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


class Inbox:
    """Hears requests, and stops also while a run is under way; ends the process when the pipe ends."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._messages: SimpleQueue[tuple[int, Message]] = SimpleQueue()
        self._stopped_run = self._current = 0
        Thread(target=self._listen, daemon=True).start()

    def next(self) -> Message:
        """The next request."""
        self._current, message = self._messages.get()
        return message

    def stopped(self) -> bool:
        """Whether the run under way shall stop."""
        return self._stopped_run >= self._current

    def _listen(self) -> None:
        while True:
            try:
                number, message = self._pipe.recv()
            except (EOFError, OSError):
                os._exit(0)
            if message is None:
                self._stopped_run = number
            else:
                self._messages.put((number, message))


def serve(pipe: Connection, members: int) -> None:
    """The life of the worker process: requests come in, results and the end of each run go out."""
    engine = make_engine(members)
    inbox, receiver = Inbox(pipe), Receiver()
    while True:
        message = inbox.next()
        end: str | None = None
        try:
            for result in engine.run(receiver.request(message), inbox.stopped):
                send_result(pipe, result, inbox.stopped)
        except CrewLost as lost:
            os._exit(exit_code(lost.code))
        except EngineError as error:
            end = str(error)
        except MemoryError:
            end = "this computer has not enough free memory for this design: try a smaller input"
        pipe.send(end)
