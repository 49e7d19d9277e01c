"""The engine in another process: the same maps, errors, stopping, and a worker that is killed."""

import os
import signal
from contextlib import closing
from threading import Event

import numpy as np
import pytest

from designer.core.design import Design, Layer
from designer.core.kinds import Input, Upsample
from designer.engine.errors import EngineError
from designer.engine.parcels import receive
from designer.engine.remote import RemoteEngine
from designer.engine.request import LayerResult, RunEnd
from designer.engine.runner import Runner
from designer.engine.weight_files import StoredWeights
from designer.engine.weights import RandomWeights, all_specs
from designer.engine.wire import Receiver, Sender
from tests.engine.kit import run_all
from tests.engine.test_crew import PICTURE, agree, arrays, ask, design

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


@pytest.fixture(scope="module")
def remote():
    with closing(RemoteEngine(2)) as engine:
        yield engine


def test_the_same_maps(remote):
    for wanted in ((), ("out",)):
        found = arrays(remote, ask(design(), wanted=wanted))
        agree(found, run_all(ask(design(), wanted=wanted)))
        assert not any(array.flags.writeable for array in found.values())


def test_weights_of_a_file_travel_too(remote):
    source = RandomWeights()
    weights = {s.full_name: source.array(s, 3, lambda: False) for s in all_specs(ask(design()).analysis)}
    found = arrays(remote, ask(design(), wanted=("out",), weights=StoredWeights(weights)))
    agree(found, run_all(ask(design(), wanted=("out",), seed=3)))


def test_errors_are_the_same_sentences(remote):
    with pytest.raises(EngineError, match="try a smaller image"):
        arrays(remote, ask(design(), memory_limit=1000))
    agree(arrays(remote, ask(design())), run_all(ask(design())))


def test_stopping_leaves_the_next_run_whole(remote):
    request = ask(design())
    for results in range(4):
        stop = Event()
        for seen, _ in enumerate(remote.run(ask(design(), image=255 - PICTURE), stop.is_set)):
            if seen >= results:
                stop.set()
        agree(arrays(remote, request), run_all(request))


def test_a_large_map_is_stopped_on_its_way(remote, monkeypatch):
    """From its first part on; what is left of it does not disturb the next run."""
    stop = Event()

    def stopped_at_once(pipe, look=lambda: None):
        return receive(pipe, lambda: (stop.set(), look()))

    monkeypatch.setattr("designer.engine.remote.receive", stopped_at_once)
    image = Layer("image", Input(channels=3, height=10, width=10))
    large = Design((image, Layer("large", Upsample(scale_factor=(200, 200)), ("image",))))
    assert arrays(remote, ask(large, wanted=("large",)), stop.is_set) == {}
    assert stop.is_set()
    agree(arrays(remote, ask(design())), run_all(ask(design())))


def test_a_run_left_alone(remote):
    run = remote.run(ask(design()))
    next(run)
    run.close()
    agree(arrays(remote, ask(design())), run_all(ask(design())))


def test_a_killed_worker_is_started_again(remote):
    os.kill(remote._process.pid, signal.SIGKILL)
    agree(arrays(remote, ask(design())), run_all(ask(design())))


def test_a_worker_that_is_killed_under_way(remote):
    killed, found = False, {}
    for result in remote.run(ask(design(), image=PICTURE + np.uint8(1))):
        if not killed:
            os.kill(remote._process.pid, signal.SIGKILL)
            killed = True
        if result.array is not None:
            assert result.layer not in found
            found[result.layer] = result.array
    agree(found, run_all(ask(design(), image=PICTURE + np.uint8(1))))


def test_behind_the_runner(remote):
    events, ended = [], Event()

    def deliver(event):
        events.append(event)
        if isinstance(event, RunEnd):
            ended.set()

    with closing(Runner(deliver, remote.run)) as runner:
        for _ in range(5):
            runner.submit(ask(design(48), generation=1))
        runner.submit(ask(design(), generation=2))
        assert ended.wait(60)
    assert {event.generation for event in events if isinstance(event, RunEnd)} == {2}
    assert any(isinstance(event, LayerResult) for event in events)


def test_a_runner_with_processes_of_its_own():
    ended = Event()
    with closing(Runner.in_processes(lambda event: isinstance(event, RunEnd) and ended.set())) as runner:
        runner.submit(ask(design()))
        assert ended.wait(60)


def test_only_changes_travel():
    sender, receiver = Sender(), Receiver()
    first = ask(design())
    one = receiver.request(sender.message(first))
    again = sender.message(first)
    assert (again.design, again.image, again.weights) == (None, None, None)
    two = receiver.request(again)
    assert two.design is one.design
    assert two.analysis is one.analysis
    assert two.image is one.image
    other = sender.message(ask(first.design, image=255 - PICTURE))
    assert other.design is None
    assert other.image is not None
