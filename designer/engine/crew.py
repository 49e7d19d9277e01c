"""Several processes that compute each layer together on shared memory, one Python interpreter each.

Python threads hand the interpreter's lock to each other at every small NumPy call; processes do not. The first member
plans, reads pictures and delivers; the others are forked from it before it has threads, plan the same way from the same
request, and compute their share of each layer. All meet after each layer by counting in shared memory.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from time import monotonic, sleep

import numpy as np

from designer.engine.arena import Arena, ArenaFull
from designer.engine.forward import Begin, Engine, Stop, same_work
from designer.engine.member import (
    COMPLETED,
    CURRENT_RUN,
    PICTURE,
    ROOM,
    SLOT,
    STOPPED_RUN,
    TALLY,
    CrewLost,
    Member,
    place,
    words_of,
)
from designer.engine.request import LayerResult, Request
from designer.engine.ways import SHARED_NUMBERS, Share
from designer.engine.wire import Receiver, Sender

ARENA_BYTES = 8 << 30  # of addresses; memory is taken when it is written to
LAST_MOMENT = 0.5  # seconds between the end of a member's pipe and its own
NO_PICTURE = np.zeros((1, 1), np.uint8)  # only the first member reads pictures


class CrewEngine:
    """An Engine whose layers are computed by several processes, which end with this one or by `close`."""

    def __init__(self, members: int) -> None:
        arena = Arena(ARENA_BYTES)
        words = arena.words(words_of(members))
        shared = arena.room((SHARED_NUMBERS + 1024,))
        self._members = members
        self._run = 0
        self._sent: dict[int, Request] = {}
        self._sender = Sender()
        self._pipes: list[Connection] = []
        self._processes: list[int] = []
        self._ended: dict[int, int] = {}
        try:
            for member in range(1, members):
                self._fork(Member(arena, words, shared, Share(member, members)))
        except OSError:  # no more processes: those that began shall not stay
            self._end_members()
            raise
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
        for process in self._processes:
            if process not in self._ended:
                ended, status = os.waitpid(process, os.WNOHANG)
                if ended:
                    self._ended[process] = os.waitstatus_to_exitcode(status)
        return not self._ended

    def _exit_code(self) -> int:
        """With what the first of the members that have ended did; 0 where none has, after a moment."""
        end = monotonic() + LAST_MOMENT
        while self._all_alive() and monotonic() < end:
            sleep(0.001)
        return next(iter(self._ended.values()), 0)

    def run(self, request: Request, stopped: Stop = lambda: False) -> Iterator[LayerResult]:
        """As Engine.run. Raises CrewLost where a member has died: then this crew is of no more use."""
        try:
            completed = self._rest()
            self._run += 1
            self.team.begin(self._run)
            self.team.told_to_stop = stopped
            begin = self.engine.prepare(request)
            self._send(request, begin, completed)
            yield from self.engine.execute(request, self.team.stopped)
        except ArenaFull:
            raise CrewLost from None
        except (OSError, EOFError, CrewLost):
            raise CrewLost(self._exit_code()) from None
        finally:
            if self.team.words[CURRENT_RUN] == self._run:
                self.team.words[STOPPED_RUN] = self._run  # whoever still works on it need not

    def _rest(self) -> int:
        """Wait until the last run has ended everywhere; gives how many steps all have completed."""
        self.team.all_ended(self.team.words[CURRENT_RUN])
        self.team.tally(len(self.engine.computed))
        completed = min(self.team.words[place(TALLY, member)] for member in range(self._members))
        self.engine.forget_after(completed)
        return completed

    def _send(self, request: Request, begin: Begin, completed: int) -> None:
        message, sent, words = b"", self._sent.get(request.slot), self.team.words
        if sent is None or not same_work(sent, request):
            message = pickle.dumps(replace(self._sender.message(request), image=NO_PICTURE))
            self._sent[request.slot] = request
        words[SLOT], words[PICTURE], words[ROOM] = request.slot, begin.picture, begin.room
        words[COMPLETED] = completed
        self.team.call(self._run, self._pipes, message)

    def close(self) -> None:
        """End the other processes."""
        self.team.words[STOPPED_RUN] = self._run
        self._end_members()

    def _end_members(self) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            if process not in self._ended:
                os.waitpid(process, 0)
        self._pipes, self._processes = [], []


def _serve(pipe: Connection, member: Member) -> None:
    """A member's life: runs until the pipe ends."""
    engine, receiver, words = Engine(member), Receiver(), member.words
    requests: dict[int, Request] = {}
    while True:
        try:
            run, message = member.hear(pipe)
        except EOFError:
            return
        engine.forget_after(words[COMPLETED])
        if message:
            request = receiver.request(pickle.loads(message))
            requests[request.slot] = request
        request = requests[words[SLOT]]
        member.begin(run)
        engine.follow(request, Begin(words[PICTURE], words[ROOM]))
        for _ in engine.execute(request, member.stopped, deliver=False):
            pass
        member.tally(len(engine.computed))
        member.ended()


def make_engine(members: int) -> Engine | CrewEngine:
    """An engine of that many processes; of one where the system forks none, or has no addresses for their memory."""
    if members > 1 and hasattr(os, "fork"):
        with suppress(OSError):
            return CrewEngine(members)
    return Engine()
