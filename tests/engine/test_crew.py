"""Several processes on shared memory: the same results, stopping, edits, memory reused, and members that die."""

import os
import signal
from contextlib import closing
from dataclasses import replace
from itertools import count
from multiprocessing import Pipe

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Add, BatchNorm2d, Concat, Conv2d, Input, Linear, MaxPool2d
from designer.engine.arena import PAGE, Arena, ArenaFull
from designer.engine.crew import CrewEngine, make_engine
from designer.engine.errors import MemoryLimit
from designer.engine.forward import Engine
from designer.engine.member import ASLEEP, CrewLost, Member, place, words_of
from designer.engine.request import Request
from designer.engine.ways import SHARED_NUMBERS, Share
from tests.engine.kit import run_all

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")

PICTURE = np.random.default_rng(0).integers(0, 256, (20, 20, 3), dtype=np.uint8)


def design(width=32):
    return Design(
        (
            Layer("image", Input(channels=3, height=40, width=40)),
            Layer("c1", Conv2d(out_channels=width, padding=(1, 1)), ("image",)),
            Layer("b1", BatchNorm2d(), ("c1",)),
            Layer("a1", Activation(), ("b1",)),
            Layer("c2", Conv2d(out_channels=width, padding=(1, 1)), ("a1",)),
            Layer("b2", BatchNorm2d(), ("c2",)),
            Layer("sum", Add(), ("a1", "b2")),
            Layer("a2", Activation(), ("sum",)),
            Layer("left", Conv2d(out_channels=256, padding=(1, 1)), ("a2",)),
            Layer("right", Conv2d(out_channels=48, kernel_size=(1, 1)), ("a2",)),
            Layer("both", Concat(), ("left", "right")),
            Layer("pool", MaxPool2d(kernel_size=(3, 3), padding=(1, 1)), ("both",)),
            Layer("c3", Conv2d(out_channels=192), ("pool",)),
            Layer("out", Linear(out_features=10), ("c3",)),
        )
    )


def ask(asked, **options):
    return Request(asked, analyse(asked), options.pop("image", PICTURE), **options)


def arrays(engine, request, stopped=lambda: False):
    return {result.layer: result.array for result in engine.run(request, stopped) if result.array is not None}


def agree(found, expected):
    assert found.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_allclose(found[name], array, atol=2e-5 * max(1e-6, np.abs(array).max()))


@pytest.fixture
def crew():
    with closing(CrewEngine(2)) as engine:
        yield engine


def test_the_same_maps_as_alone(crew):
    assert isinstance(make_engine(1), Engine)
    for wanted in ((), ("out",), ("both", "c1")):
        agree(arrays(crew, ask(design(), wanted=wanted)), run_all(ask(design(), wanted=wanted)))


def test_joined_layers_are_their_layers_one_by_one():
    every = run_all(ask(design()))
    agree(run_all(ask(design(), wanted=("out", "pool"))), {name: every[name] for name in ("pool", "out")})


def test_edits_pictures_and_undo(crew):
    for number in range(3):
        for width in (32, 48, 32):
            asked = ask(design(width), image=PICTURE + np.uint8(number), wanted=("out",))
            agree(arrays(crew, asked), run_all(asked))


def test_a_stopped_run_leaves_no_wrong_maps(crew):
    plain = run_all(ask(design()))
    for patience in range(0, 60, 4):
        left = count(-patience)
        arrays(crew, ask(design(), image=255 - PICTURE), lambda left=left: next(left) >= 0)
        agree(arrays(crew, ask(design())), plain)


def test_a_run_left_alone_in_the_middle(crew):
    run = crew.run(ask(design()))
    next(run)
    run.close()
    agree(arrays(crew, ask(design())), run_all(ask(design())))


def test_refusals_leave_the_crew_at_work(crew):
    with pytest.raises(MemoryLimit):
        arrays(crew, ask(design(), memory_limit=1000))
    agree(arrays(crew, ask(design())), run_all(ask(design())))


def test_a_dead_member_is_noticed(crew):
    arrays(crew, ask(design()))
    os.kill(crew._processes[0], signal.SIGKILL)
    with pytest.raises(CrewLost):
        arrays(crew, ask(design(), image=255 - PICTURE))


def test_members_end_with_close():
    engine = CrewEngine(3)
    agree(arrays(engine, ask(design())), run_all(ask(design())))
    processes = list(engine._processes)
    engine.close()
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def lonely_member(kept_maps):
    """An engine whose maps lie in an arena, alone, with little room for what is not in use."""
    arena = Arena(64 << 20)
    words, shared = arena.words(words_of(1)), arena.room((SHARED_NUMBERS,))
    return Engine(Member(arena, words, shared, Share(0, 1)), kept_maps=kept_maps)


@pytest.mark.parametrize("kept", [0, 1 << 20, 2 << 20, 3 << 20])
def test_memory_taken_again_holds_nothing_old(kept):
    engine = lonely_member(kept)
    for width in (32, 48, 32, 64, 48, 32):
        for wanted in (("out",), ("both", "c1"), ()):
            asked = ask(design(width), wanted=wanted)
            agree(arrays(engine, asked), run_all(asked))


def test_a_wider_border_moves_parts_with_their_whole():
    engine = lonely_member(64 << 20)
    for kernel in (1, 3, 7, 1, 5):
        layers = tuple(
            replace(layer, kind=Conv2d(out_channels=64, kernel_size=(kernel, kernel), padding="same"), inputs=("both",))
            if layer.id == "c3"
            else layer
            for layer in design()
        )
        for wanted in (("out",), ("left", "out")):
            asked = ask(Design(layers), wanted=wanted)
            agree(arrays(engine, asked), run_all(asked))


def test_calls_to_one_who_is_awake_do_not_pile_up():
    arena = Arena(1 << 20)
    words, ours, theirs = arena.words(words_of(2)), *Pipe()
    first, second = (Member(arena, words, arena.room((1,)), Share(number, 2)) for number in range(2))
    for run in range(1, 2000):
        words[place(ASLEEP, 1)] = 1  # it was about to sleep, and saw the call before it heard it
        news = b"news" if run % 10 == 0 else b""
        first.call(run, [ours], news)
        assert second.hear(theirs) == (run, news)
        second.begin(run)
        assert words[place(ASLEEP, 1)] == 0
    ours.close()
    with pytest.raises(EOFError):
        second.hear(theirs)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 5 * PAGE)), max_size=30))
def test_arena_gives_no_byte_twice(steps):
    arena, taken = Arena(64 * PAGE), []
    for number, (take, size) in enumerate(steps):
        if take or not taken:
            try:
                array = arena.room((size,))
            except ArenaFull:
                continue
            array.fill(number + 1)
            taken.append((array, number + 1))
        else:
            arena.release(taken.pop(size % len(taken))[0])
        assert all((array == mark).all() for array, mark in taken)


def test_two_arenas_give_the_same_places():
    places = []
    for _ in range(2):
        arena = Arena(64 * PAGE)
        first = arena.room((5000,))
        second = arena.room((100,))
        arena.release(first)
        third = arena.room((3000,))
        places.append([array.ctypes.data - arena._bytes.ctypes.data for array in (second, third)])
    assert places[0] == places[1]


def test_a_full_arena_says_so():
    with pytest.raises(ArenaFull):
        Arena(4 * PAGE).room((1 << 20,))


def test_replacing_the_seed_is_new_work(crew):
    request = ask(design(), wanted=("out",))
    agree(arrays(crew, request), run_all(request))
    agree(arrays(crew, replace(request, seed=1)), run_all(replace(request, seed=1)))
