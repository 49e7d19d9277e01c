"""Two pictures held at once: what is run for each is counted, with little memory one is forgotten, nothing is stale."""

import os
from contextlib import closing, contextmanager
from dataclasses import replace

import numpy as np
import pytest

from designer.core.kinds import Conv2d
from designer.engine.crew import CrewEngine
from designer.engine.errors import MemoryLimit
from designer.engine.estimate import bytes_needed
from designer.engine.forward import Engine
from designer.engine.plan import make_plan
from designer.engine.remote import RemoteEngine
from designer.engine.storeys import storeys
from designer.engine.wire import Receiver, Sender
from tests.engine.kit import changed, run_all
from tests.engine.test_crew import PICTURE, agree, arrays, ask, design, lonely_member

PICTURES = (PICTURE, 255 - PICTURE)
EDITED = changed(design(), "c3", Conv2d(out_channels=64, kernel_size=(1, 1)))


@contextmanager
def crew_of_two():
    with closing(CrewEngine(2)) as crew:
        yield crew, crew.engine


@contextmanager
def alone():
    engine = Engine()
    yield engine, engine


ENGINES = [alone, pytest.param(crew_of_two, marks=pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork"))]


def asked(of, slot, **options):
    return ask(of, image=options.pop("image", PICTURES[slot]), slot=slot, **options)


def ran(pair, request):
    """The layers that a run computes; its maps are those of a fresh engine."""
    engine, inner = pair
    agree(arrays(engine, request), run_all(replace(request, memory_limit=None)))
    return [task.layer for step in inner.computed for task in step.storey.tasks]


@pytest.mark.parametrize("engines", ENGINES)
@pytest.mark.parametrize("wanted", [(), ("out",), ("c3", "pool")])
def test_an_edit_runs_what_depends_on_it_for_each_of_two_pictures(engines, wanted):
    with engines() as pair:
        every = [ran(pair, asked(design(), slot, wanted=wanted)) for slot in (0, 1)]
        assert every[0] == every[1] != []
        below = ["c3", "out"] if wanted != ("c3", "pool") else ["c3"]
        for slot in (0, 1):
            assert ran(pair, asked(EDITED, slot, wanted=wanted)) == below
        for of in (design(), EDITED):  # undo, redo
            for slot in (0, 1):
                assert ran(pair, asked(of, slot, wanted=wanted)) == []


@pytest.mark.parametrize("engines", ENGINES)
def test_going_back_and_forth_between_two_pictures_runs_nothing(engines):
    with engines() as pair:
        requests = [asked(design(), slot) for slot in (0, 1)]
        for request in requests:
            assert ran(pair, request) != []
        for request in (*requests, requests[0], requests[0], *requests):  # comparing ends, and begins again
            assert ran(pair, request) == []


@pytest.mark.parametrize("engines", ENGINES)
def test_another_picture_in_one_slot_leaves_the_other_alone(engines):
    with engines() as pair:
        for slot in (0, 1):
            ran(pair, asked(design(), slot))
        assert ran(pair, asked(design(), 1, image=PICTURE // 2)) != []
        assert ran(pair, asked(design(), 0)) == []
        assert ran(pair, asked(design(), 1)) != []  # the slot holds another by now


def test_both_have_the_same_packed_weights():
    engine = Engine()
    arrays(engine, asked(design(), 0))
    weights = engine.store.packed.bytes
    arrays(engine, asked(design(), 1))
    assert engine.store.packed.bytes == weights > 0


def test_memory_counts_both():
    engine = Engine()
    arrays(engine, asked(design(), 0))
    one = engine.store.bytes_beside(1)
    arrays(engine, asked(design(), 1))
    assert engine.store.bytes == 2 * one + engine.store.packed.bytes
    assert (engine.store.bytes_beside(0), engine.store.bytes_beside(1)) == (one, one)


def needed(request, members):
    found = storeys(make_plan(request.analysis, request.weights, request.seed), request.wanted, request.kept)
    return bytes_needed(found, request.delivered, members)


@pytest.mark.parametrize("engines", ENGINES)
def test_with_too_little_memory_the_other_slot_is_forgotten_and_nothing_is_refused(engines):
    with engines() as pair:
        inner = pair[1]
        limit = needed(asked(design(), 0), inner.team.share.members)
        tight, roomy = ([asked(design(), slot, memory_limit=each) for slot in (0, 1)] for each in (limit, 2 * limit))
        for request in (*tight, *tight):
            assert ran(pair, request) != []
            assert inner.store.bytes_beside(request.slot) == 0
        with pytest.raises(MemoryLimit):
            ran(pair, asked(design(), 0, memory_limit=limit - 1))
        assert ran(pair, tight[1]) == []  # what was refused has changed nothing
        assert ran(pair, roomy[0]) != []
        for request in (*roomy, *roomy):
            assert ran(pair, request) == []


@pytest.mark.parametrize("kept", [0, 1 << 20, 2 << 20, 3 << 20])
def test_memory_that_one_slot_gives_back_and_the_other_takes_holds_nothing_old(kept):
    engine = lonely_member(kept)
    for width in (32, 48, 32, 64, 48):
        for wanted in (("out",), ("both", "c1"), ()):
            for slot in (0, 1, 0):
                request = asked(design(width), slot, wanted=wanted)
                agree(arrays(engine, request), run_all(request))


def test_only_the_picture_of_its_slot_travels():
    sender, receiver = Sender(), Receiver()
    requests = [asked(design(), slot) for slot in (0, 1)]
    first = [receiver.request(sender.message(request)) for request in requests]
    for request, before in zip(requests, first, strict=True):
        message = sender.message(request)
        assert message.image is None
        again = receiver.request(message)
        assert again.image is before.image
        assert again.slot == request.slot


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_slots_in_other_processes():
    with closing(RemoteEngine(2)) as remote:
        for of in (design(), EDITED, design()):
            for slot in (0, 1):
                request = asked(of, slot)
                results = list(remote.run(request))
                agree({result.layer: result.array for result in results if result.array is not None}, run_all(request))
        assert all(result.seconds == 0 for result in results)  # undo: everything was known


def test_pictures_of_both_slots_differ():
    first, second = (run_all(asked(design(), slot))["out"] for slot in (0, 1))
    assert not np.allclose(first, second)
