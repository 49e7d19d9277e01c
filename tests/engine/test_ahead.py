"""A stop finds the workers of a team in different steps: afterwards they know the same, and no more is forgotten."""

from itertools import product

import pytest

from designer.core.design import Design, Layer
from designer.core.kinds import Activation, BatchNorm2d, Conv2d, Input, MaxPool2d
from designer.engine.errors import Stopped
from designer.engine.forward import Engine
from designer.engine.team import Alone
from tests.engine.test_crew import arrays, ask

KINDS = (
    Input(channels=3, height=20, width=20), Conv2d(out_channels=8), BatchNorm2d(), Activation(), MaxPool2d(),
    Conv2d(out_channels=4), Activation(),
)  # fmt: skip
NET = Design(tuple(Layer(f"l{n}", kind, (f"l{n - 1}",) if n else ()) for n, kind in enumerate(KINDS)))
WANTED = [("l3",), ("l3", "l1"), ("l1",), ("l6", "l5"), ("l6",), ("l5",), ("l6", "l5", "l3", "l1")]


class Worker(Alone):
    """A team of which a test says at which meeting it stops."""

    def __init__(self):
        super().__init__()
        self.meetings, self.last = 0, 10**6

    def meet(self):
        self.meetings += 1
        if self.meetings > self.last:
            raise Stopped


def knows(engine):
    """Which values are of the picture of the last run."""
    entries = engine.store.slots[0]._held._entries
    return {key: value.picture == engine._picture for key, (value, _) in entries.items()}


@pytest.mark.parametrize(("before", "wanted"), [*product(WANTED, WANTED)])
def test_all_know_the_same_after_a_stop(before, wanted):
    """One stops while it waits behind a step, the other comes and is stopped in the next."""
    for meetings in range(5):
        behind, ahead = (Engine(Worker()) for _ in range(2))
        for engine in (behind, ahead):
            arrays(engine, ask(NET, wanted=before))
        behind.team.last = behind.team.meetings + meetings
        arrays(behind, ask(NET, wanted=wanted))
        goal = ahead.team.meetings + meetings + 1
        arrays(ahead, ask(NET, wanted=wanted), lambda ahead=ahead, goal=goal: ahead.team.meetings >= goal)
        completed = min(len(behind.computed), len(ahead.computed))
        for engine in (behind, ahead):
            engine.forget_after(completed)
        assert knows(behind) == knows(ahead)


def test_a_stop_behind_what_is_known_leaves_it_known():
    engine = Engine()
    arrays(engine, ask(NET, wanted=("l1",)))
    for wanted in (("l3", "l1"), ("l3", "l1"), ("l1",)):
        arrays(engine, ask(NET, wanted=wanted), lambda: True)
        assert engine.computed == []
    arrays(engine, ask(NET, wanted=("l1",)))
    assert engine.computed == []


def test_a_run_left_at_a_failure_gives_back_what_is_too_much():
    """As all others do: they would find other places for the next values."""
    engine = Engine(kept_maps=0)
    wrong = Design((*NET.layers, Layer("wrong", Conv2d(out_channels=1, kernel_size=(99, 99)), ("l6",))))
    run = engine.run(ask(wrong))
    assert next(run).layer == "wrong"
    run.close()
    assert engine.store.bytes_beside(1) == 0
