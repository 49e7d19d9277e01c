"""The worker thread: order of results, superseding, cancelling, failures, closing."""

import threading
from contextlib import closing

import numpy as np
import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Input
from designer.engine.errors import EngineError
from designer.engine.request import LayerResult, Request, RunEnd
from designer.engine.runner import Runner

PATIENCE = 20
TINY = Design((Layer("image", Input(channels=1, height=2, width=2)),))


def request(generation):
    return Request(TINY, analyse(TINY), np.zeros((2, 2), np.uint8), generation=generation)


def result(generation, number=0):
    return LayerResult(generation, f"layer{number}", None, None, 0.0, 0.0)


class Inbox:
    """Collects what is delivered and lets a test wait for the end of a run."""

    def __init__(self):
        self.events = []
        self.ended = threading.Event()

    def __call__(self, event):
        self.events.append(event)
        if isinstance(event, RunEnd):
            self.ended.set()

    def wait(self):
        assert self.ended.wait(PATIENCE)
        return self.events


def test_results_then_the_end():
    inbox = Inbox()
    with closing(Runner(inbox)) as runner:
        runner.submit(request(7))
        events = inbox.wait()
    assert [type(event) for event in events] == [LayerResult, RunEnd]
    assert events[0].layer == "image"
    assert events[0].progress == 1.0
    assert {event.generation for event in events} == {7}
    assert not events[0].array.flags.writeable


def test_the_newer_request_stops_the_older():
    inside, stopped_seen = threading.Event(), []

    def execute(asked, stopped):
        yield result(asked.generation)
        if asked.generation == 1:
            inside.set()
            while not stopped():  # the older run notices by itself, however long its layer takes
                pass
            stopped_seen.append(True)
            yield result(1, 1)

    inbox = Inbox()
    with closing(Runner(inbox, execute)) as runner:
        runner.submit(request(1))
        assert inside.wait(PATIENCE)
        runner.submit(request(2))
        inbox.wait()
    assert stopped_seen == [True]
    assert [event.generation for event in inbox.events] == [1, 2, 2]


def test_nothing_stale_after_submit_returns():
    """The older run is just about to deliver, held up by a lock, while the newer is submitted."""
    gate, reached = threading.Lock(), threading.Event()
    gate.acquire()

    def execute(asked, stopped):
        if asked.generation == 1:
            reached.set()
            with gate:
                yield result(1)
        else:
            yield result(2)

    inbox = Inbox()
    with closing(Runner(inbox, execute)) as runner:
        runner.submit(request(1))
        assert reached.wait(PATIENCE)
        runner.submit(request(2))
        gate.release()
        inbox.wait()
    assert {event.generation for event in inbox.events} == {2}


def test_requests_between_are_skipped():
    started, gate, ran = threading.Event(), threading.Event(), []

    def execute(asked, stopped):
        ran.append(asked.generation)
        started.set()
        assert gate.wait(PATIENCE)
        yield result(asked.generation)

    inbox = Inbox()
    with closing(Runner(inbox, execute)) as runner:
        runner.submit(request(1))
        assert started.wait(PATIENCE)
        for generation in (2, 3, 4):
            runner.submit(request(generation))
        gate.set()
        inbox.wait()
    assert ran == [1, 4]


def test_cancel_leaves_silence():
    inside = threading.Event()

    def execute(asked, stopped):
        inside.set()
        while not stopped():
            pass
        yield result(1)

    inbox = Inbox()
    runner = Runner(inbox, execute)
    runner.submit(request(1))
    assert inside.wait(PATIENCE)
    runner.cancel()
    runner.close()
    assert inbox.events == []


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (EngineError("too large"), "too large"),
        (MemoryError(), "this computer has not enough free memory for this design: try a smaller input"),
        (ValueError("a bug"), "the engine failed: ValueError: a bug"),
    ],
)
def test_failures_are_one_line(error, text):
    def execute(asked, stopped):
        yield result(1)
        raise error

    inbox = Inbox()
    with closing(Runner(inbox, execute)) as runner:
        runner.submit(request(1))
        assert inbox.wait()[-1] == RunEnd(1, inbox.events[-1].seconds, failure=text)
        inbox.ended.clear()
        runner.submit(request(2))  # the thread lives on
        assert inbox.wait()[-1].generation == 2


def test_deliver_may_submit():
    inbox = Inbox()

    def deliver(event):
        if isinstance(event, LayerResult) and event.generation == 1:
            runner.submit(request(2))
        inbox(event)

    runner = Runner(deliver)
    with closing(runner):
        runner.submit(request(1))
        assert inbox.wait()[-1].generation == 2
