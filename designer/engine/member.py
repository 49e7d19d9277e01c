"""One process of a crew: its share of every layer, and how it meets and calls the others over shared memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from threading import Lock
from time import monotonic, sleep

import numpy as np
from numpy.typing import NDArray

from designer.engine.arena import Arena
from designer.engine.errors import EngineError, Stopped
from designer.engine.forward import Stop
from designer.engine.kernels.blocks import Scratch
from designer.engine.ways import Share

FloatArray = NDArray[np.float32]

SPIN_SECONDS = 0.001  # how long a member waits busily before it sleeps between looks
LONGEST_SLEEP = 1.0
RUN_STEP = 1 << 32  # meetings of one run are counted from its number times this
LOST = "a worker process of the preview has ended: it is started again"

STOPPED_RUN, CURRENT_RUN, NEWS, SLOT, PICTURE, ROOM, COMPLETED = range(7)
"""Shared words: runs that were stopped, begun, begun with a message in the pipes; four numbers every run needs."""
MET, TALLY, ENDED, ASLEEP = range(4)
"""Words of each member: its meetings, the steps it completed, the run it ended, whether it must be woken."""


def place(word: int, member: int) -> int:
    """Where a word of a member stands."""
    return COMPLETED + 1 + 4 * member + word


def words_of(members: int) -> int:
    """How many shared words a crew needs."""
    return place(0, members)


class CrewLost(EngineError):
    """A member has died; the crew must be started again. `code` is its exit code, where that is known."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(LOST)
        self.code = code


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
        self._own = place(MET, share.member)
        self._others = [place(MET, member) for member in range(share.members) if member != share.member]
        self._run = self._count = 0
        self._barrier = Lock()

    def room(self, shape: tuple[int, ...]) -> FloatArray:
        """Memory in the arena."""
        return self._arena.room(shape)

    def release(self, array: FloatArray) -> None:
        """Give memory back to the arena."""
        self._arena.release(array)

    def begin(self, run: int) -> None:
        """Count the meetings of a new run."""
        self._run, self._count = run, run * RUN_STEP

    def ended(self) -> None:
        """Write down that this member has ended its part of the run."""
        self.words[place(ENDED, self.share.member)] = self._run

    def tally(self, completed: int) -> None:
        """Write down how many values this member completed in the run that has ended."""
        self.words[place(TALLY, self.share.member)] = completed

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
                begin = self._patiently(begin)

    def all_ended(self, run: int) -> None:
        """Wait until all others have ended their part of a run; raises CrewLost where one has died."""
        words, begin = self.words, 0.0
        for other in range(1, self.share.members):
            while words[place(ENDED, other)] < run:
                begin = self._patiently(begin)

    def _patiently(self, begin: float) -> float:
        """Wait busily at first, then sleep between looks; gives when the waiting began."""
        now = monotonic()
        if begin and now - begin > SPIN_SECONDS:
            if not self.all_alive():
                raise CrewLost
            sleep(5e-5)
        return begin or now

    def call(self, run: int, pipes: Sequence[Connection], message: bytes) -> None:
        """Start a run in all others, and send them what is new; who is awake sees it in shared memory."""
        self.words[NEWS] = run if message else self.words[NEWS]
        self.words[CURRENT_RUN] = run
        self._settle()
        for other, pipe in enumerate(pipes, 1):
            if message or self.words[place(ASLEEP, other)]:
                pipe.send_bytes(message)

    def hear(self, pipe: Connection) -> tuple[int, bytes]:
        """Wait for the next run; its number and what is new, if anything. Raises EOFError where there is none more.

        The next run often follows at once, and waking a sleeping process takes long: so it waits busily for a moment.
        """
        words, asleep, message = self.words, place(ASLEEP, self.share.member), b""
        end = monotonic() + SPIN_SECONDS
        while words[CURRENT_RUN] == self._run and monotonic() < end:
            pass
        if words[CURRENT_RUN] == self._run:
            words[asleep] = 1
            self._settle()
            while words[CURRENT_RUN] == self._run:
                if pipe.poll(LONGEST_SLEEP):
                    message = pipe.recv_bytes()
        if words[asleep]:
            words[asleep] = 0
            while not message and pipe.poll(0):  # calls that were seen before they were heard
                message = pipe.recv_bytes()
        run = words[CURRENT_RUN]
        while words[NEWS] == run and not message:
            message = pipe.recv_bytes()
        return run, message

    def _settle(self) -> None:
        """What this process has written is seen by the others before it reads on: a lock is a memory barrier."""
        with self._barrier:
            pass
