"""What is kept for later gives way to a run: together they take no more than the limit, and no more is forgotten."""

import tracemalloc

import pytest

from designer.core.design import Design, Layer
from designer.core.kinds import Conv2d, Input, Linear
from designer.engine.cache import ByteBudgetCache
from designer.engine.forward import Engine
from tests.engine.test_crew import agree, arrays, ask, design
from tests.engine.test_slots import EDITED, ENGINES, asked, needed, ran

WIDTHS = (32, 48, 32, 64, 48, 32)


@pytest.mark.parametrize("engines", ENGINES)
@pytest.mark.parametrize("rest", ["", "kept"])
@pytest.mark.parametrize("room", [0, 1 << 18, 1 << 20, 3 << 20])
def test_all_that_is_held_fits_the_limit(engines, rest, room):
    with engines() as pair:
        inner = pair[1]
        for number, width in enumerate(WIDTHS):
            for slot in (0, 1) if number % 2 else (0,):
                request = asked(design(width), slot, wanted=("c3", "out"), rest=rest, seed=width)
                limit = needed(request, inner.team.share.members) + number * room
                found = asked(design(width), slot, wanted=("c3", "out"), rest=rest, seed=width, memory_limit=limit)
                ran(pair, found)
                assert inner.store.bytes <= limit


@pytest.mark.parametrize("engines", ENGINES)
@pytest.mark.parametrize("part", [0, 0.3, 0.5, 0.9, 1])
def test_what_no_run_uses_fits_the_room(engines, part):
    """Room for the other slot, for older values and for weights."""
    with engines() as pair:
        for slot, width in ((0, 32), (1, 64), (0, 48)):
            ran(pair, asked(design(width), slot, rest="kept"))
        store = pair[1].store
        before, room = store.bytes, int(part * store.bytes)
        store.make_room([], 0, room)
        assert store.bytes <= room
        assert part < 1 or store.bytes == before


@pytest.mark.parametrize(("size", "layers"), [(300, [Conv2d(out_channels=32)]), (60, [Linear(out_features=600)])])
def test_what_is_forgotten_is_given_back_before_the_run_takes_its_own(size, layers):
    """Of large maps and of large weights, neither of which two runs have in common."""
    chain = [Layer("image", Input(channels=3, height=size, width=size))]
    for number, kind in enumerate(layers):
        chain.append(Layer(f"l{number}", kind, (chain[-1].id,)))
    engine, network = Engine(), Design(tuple(chain))
    limit = needed(ask(network, seed=0, rest="kept", wanted=("image",)), 1)
    tracemalloc.start()
    for seed in range(3):
        list(engine.run(ask(network, seed=seed, rest="kept", wanted=("image",), memory_limit=limit)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak <= limit


@pytest.mark.parametrize("engines", ENGINES)
def test_where_there_is_room_the_way_back_runs_nothing(engines):
    with engines() as pair:
        for width in (32, 48):
            assert ran(pair, asked(design(width), 0, rest="kept")) != []
        members = pair[1].team.share.members
        tight = needed(asked(design(32), 0, rest="kept"), members)
        roomy = tight + needed(asked(design(48), 0, rest="kept"), members)
        assert ran(pair, asked(design(32), 0, rest="kept", memory_limit=roomy)) == []
        assert ran(pair, asked(design(32), 0, rest="kept", memory_limit=tight)) == []  # its own are not forgotten
        assert ran(pair, asked(design(48), 0, rest="kept", memory_limit=roomy)) != []


def test_the_weights_of_the_run_stay():
    engine, first = Engine(), ask(design(), wanted=("c3",))
    arrays(engine, first)
    before = {id(packed) for packed in engine.store.packed.all()}
    last = ask(EDITED, wanted=("c3",))
    arrays(engine, ask(EDITED, wanted=("c3",), memory_limit=needed(last, 1)))
    after = {id(packed) for packed in engine.store.packed.all()}
    assert len(before - after) == len(after - before) == 1  # of the layer that was edited


def test_weights_that_are_dropped_are_read_by_nobody():
    engine = Engine(kept_maps=1 << 30)
    for width in WIDTHS:
        request = ask(design(width), seed=width)
        agree(
            arrays(engine, ask(design(width), seed=width, memory_limit=needed(request, 1) + (4 << 20))),
            arrays(Engine(), request),
        )
        kept = {id(packed) for packed in engine.store.packed.all()}
        assert all(id(v.packed) in kept or not v.packed for v in engine.store.slots[0]._held.all())


def test_a_cache_drops_the_oldest_that_are_not_named():
    cache = ByteBudgetCache(0)
    for name in "abcd":
        cache.put(name, name, 10)
    assert cache.bytes_of_others("b") == 30
    assert cache.trim_others("b", 15) == ["a", "c"]
    assert (cache.bytes, cache.all()) == (20, ["b", "d"])
    assert cache.trim_others("b", 10) == []
