"""Several processes that compute each layer together on shared memory, one Python interpreter each.

Python threads hand the interpreter's lock to each other at every small NumPy call; processes do not. The first member
plans, reads pictures and delivers; the others are forked from it before it has threads, plan the same way from the same
request, and compute their share of each layer. All meet after each layer by counting in shared memory.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from time import monotonic, sleep

import numpy as np
from numpy.typing import NDArray

from designer.engine.arena import Arena, ArenaFull
from designer.engine.errors import EngineError, Stopped
from designer.engine.forward import Engine, Stop, same_work
from designer.engine.kernels.blocks import Scratch
from designer.engine.request import LayerResult, Request
from designer.engine.ways import SHARED_NUMBERS, Share
from designer.engine.wire import Message, Receiver, Sender

FloatArray = NDArray[np.float32]

ARENA_BYTES = 8 << 30  # of addresses; memory is taken when it is written to
SPIN_SECONDS = 0.001  # how long a member waits busily before it sleeps between looks
RUN_STEP = 1 << 32  # meetings of one run are counted from its number times this
NO_PICTURE = np.zeros((1, 1), np.uint8)  # only the first member reads pictures
LOST = "a worker process of the preview has ended: it is started again"

STOPPED_RUN, CURRENT_RUN, COUNTS = 0, 1, 2  # shared words: two flags, a counter a member, then a tally a member


class CrewLost(EngineError):
    """A member has died; the crew must be started again."""


class Member:
    """One process of a crew, as a Team for its Engine."""

    def __init__(self, arena: Arena, words: memoryview, shared: FloatArray, share: Share) -> None:
        self.share = share
        self.scratch = Scratch()
        self.shared = Scratch(shared)
        self.told_to_stop: Stop = lambda: False
        self.all_alive: Callable[[], bool] = lambda: True
        self.words = words
        self._arena = arena
        self._own = COUNTS + share.member
        self._others = [COUNTS + member for member in range(share.members) if member != share.member]
        self._run = self._count = 0

    def room(self, shape: tuple[int, ...]) -> FloatArray:
        """Memory in the arena."""
        return self._arena.room(shape)

    def release(self, array: FloatArray) -> None:
        """Give memory back to the arena."""
        self._arena.release(array)

    def begin(self, run: int) -> None:
        """Count the meetings of a new run."""
        self._run, self._count = run, run * RUN_STEP

    def tally(self, completed: int) -> None:
        """Write down how many values this member completed in the run that has ended."""
        self.words[COUNTS + self.share.members + self.share.member] = completed

    def stopped(self) -> bool:
        """Whether this member has been told to stop, or another has stopped this run."""
        if self.words[STOPPED_RUN] == self._run:
            return True
        if self.told_to_stop():
            self.words[STOPPED_RUN] = self._run
            return True
        return False

    def meet(self) -> None:
        """Wait until all members have come as far; raises Stopped, or CrewLost where one has died."""
        self._count += 1
        words, count = self.words, self._count
        words[self._own] = count
        for other in self._others:
            if words[other] < count:
                self._wait_for(other, count)

    def _wait_for(self, other: int, count: int) -> None:
        words, spins, begin = self.words, 0, 0.0
        while words[other] < count:
            spins += 1
            if spins % 256 == 0:
                if self.stopped() and words[other] < count:
                    raise Stopped
                now = monotonic()
                begin = begin or now
                if now - begin > SPIN_SECONDS:
                    if not self.all_alive():
                        raise CrewLost(LOST)
                    sleep(5e-5)


class CrewEngine:
    """An Engine whose layers are computed by several processes, which end with this one or by `close`."""

    def __init__(self, members: int) -> None:
        arena = Arena(ARENA_BYTES)
        words = arena.words(COUNTS + 2 * members)
        shared = arena.room((SHARED_NUMBERS + 1024,))
        self._members = members
        self._run = 0
        self._sent: Request | None = None
        self._sender = Sender()
        self._pipes: list[Connection] = []
        self._processes: list[int] = []
        for member in range(1, members):
            self._fork(Member(arena, words, shared, Share(member, members)))
        self.team = Member(arena, words, shared, Share(0, members))
        self.team.all_alive = self._all_alive
        self.engine = Engine(self.team)

    def _fork(self, member: Member) -> None:
        ours, theirs = Pipe()
        parent = os.getpid()
        process = os.fork()
        if process == 0:
            status = 1
            try:
                for pipe in (*self._pipes, ours):  # so that each pipe ends with the first member
                    pipe.close()
                member.all_alive = lambda: os.getppid() == parent
                _serve(theirs, member)
                status = 0
            finally:
                os._exit(status)
        theirs.close()
        self._pipes.append(ours)
        self._processes.append(process)

    def _all_alive(self) -> bool:
        return all(os.waitpid(process, os.WNOHANG) == (0, 0) for process in self._processes)

    def run(self, request: Request, stopped: Stop = lambda: False) -> Iterator[LayerResult]:
        """As Engine.run. Raises CrewLost where a member has died: then this crew is of no more use."""
        try:
            completed = self._rest()
            self._run += 1
            self.team.begin(self._run)
            self.team.told_to_stop = stopped
            picture = self.engine.prepare(request)
            self._send(request, picture, completed)
            yield from self.engine.execute(request, self.team.stopped)
        except (OSError, EOFError, ArenaFull):
            raise CrewLost(LOST) from None
        finally:
            if self.team.words[CURRENT_RUN] == self._run:
                self.team.words[STOPPED_RUN] = self._run  # whoever still works on it need not

    def _rest(self) -> int:
        """Wait until the last run has ended everywhere; gives how many values all have completed."""
        words, members = self.team.words, self._members
        if words[CURRENT_RUN] == self._run > 0:
            for pipe in self._pipes:
                pipe.recv_bytes()
        self.team.tally(len(self.engine.computed))
        completed = min(words[COUNTS + members : COUNTS + 2 * members])
        self.engine.forget_after(completed)
        return completed

    def _send(self, request: Request, picture: int, completed: int) -> None:
        message: Message | None = None
        if self._sent is None or not same_work(self._sent, request):
            message = replace(self._sender.message(request), image=NO_PICTURE)
            self._sent = request
        data = pickle.dumps((self._run, picture, completed, message))
        self.team.words[CURRENT_RUN] = self._run
        for pipe in self._pipes:
            pipe.send_bytes(data)

    def close(self) -> None:
        """End the other processes."""
        self.team.words[STOPPED_RUN] = self._run
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            try:
                os.waitpid(process, 0)
            except ChildProcessError:  # its end was noticed before
                continue
        self._pipes, self._processes = [], []


def _serve(pipe: Connection, member: Member) -> None:
    """A member's life: runs until the pipe ends."""
    engine, receiver = Engine(member), Receiver()
    request: Request | None = None
    while True:
        _look_out(member)
        try:
            data = pipe.recv_bytes()
        except EOFError:
            return
        run, picture, completed, message = pickle.loads(data)
        engine.forget_after(completed)
        if message is not None:
            request = receiver.request(message)
        assert request is not None
        member.begin(run)
        engine.follow(request, picture)
        for _ in engine.execute(request, member.stopped, deliver=False):
            pass
        member.tally(len(engine.computed))
        pipe.send_bytes(b"")


def _look_out(member: Member) -> None:
    """Wait busily for a moment: the next run often follows at once, and waking a sleeping process takes long."""
    words, run = member.words, member.words[CURRENT_RUN]
    end = monotonic() + SPIN_SECONDS
    while words[CURRENT_RUN] == run and monotonic() < end:
        pass


def make_engine(members: int) -> Engine | CrewEngine:
    """An engine of that many processes; of one where processes cannot be forked."""
    return CrewEngine(members) if members > 1 and hasattr(os, "fork") else Engine()
