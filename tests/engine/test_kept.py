"""What is beyond the budgets is let go of, also by the calls that were bound to it; what is within them is counted."""

import weakref

import numpy as np
import pytest

from designer.core.design import Design, Layer
from designer.core.kinds import Conv2d, Input, Linear, MaxPool2d
from designer.engine import program
from designer.engine.forward import Engine
from tests.engine.kit import run_all
from tests.engine.test_crew import agree, arrays, ask


def net(features=8, channels=16):
    return Design(
        (
            Layer("image", Input(channels=3, height=20, width=20)),
            Layer("conv", Conv2d(out_channels=channels, padding=(1, 1)), ("image",)),
            Layer("pool", MaxPool2d(), ("conv",)),
            Layer("out", Linear(out_features=features), ("pool",)),
        )
    )


@pytest.fixture
def packed(monkeypatch):
    """References to all weights packed, which keep none of them."""
    made, original = [], program.pack_task

    def pack(*parts):
        weights = original(*parts)
        made.extend(map(weakref.ref, weights))
        return weights

    monkeypatch.setattr(program, "pack_task", pack)
    return made


def test_weights_beyond_the_budget_are_held_by_nothing(packed):
    engine = Engine(kept_weights=0)
    for features in range(8, 20):
        arrays(engine, ask(net(features)))
    arrays(engine, ask(net(8)))  # of the rest of the one before nothing is left either
    alive = [array for array in (each() for each in packed) if array is not None]
    assert sum(array.nbytes for array in alive) <= 2 * max(array.nbytes for array in alive)


def test_weights_within_the_budget_are_packed_once(packed):
    engine = Engine()
    for features in (8, 9, 8, 9):
        arrays(engine, ask(net(features)))
    expected = len(packed)
    for features in (8, 9):
        arrays(engine, ask(net(features), image=np.zeros((20, 20), np.uint8)))
    assert len(packed) == expected


def test_scratch_memory_that_became_too_small_is_held_by_nothing():
    engine = Engine()
    arrays(engine, ask(net()))
    small = weakref.ref(engine.team.scratch._memory)
    large = ask(net(channels=256))
    agree(arrays(engine, large), run_all(large))
    assert small() is None
    other = ask(net(), image=np.zeros((20, 20), np.uint8))
    agree(arrays(engine, other), run_all(other))


def test_calls_count_as_kept():
    engine = Engine()
    arrays(engine, ask(net()))
    maps = {id(step.value.map.full): step.value.map.full.nbytes for step in engine.computed}
    assert engine.store.bytes_beside(1) > sum(maps.values())
