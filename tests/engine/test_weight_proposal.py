"""A proposal for the arrays of a file, changed by hand: what is chosen is exchanged, what does not fit is refused."""

import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, BatchNorm2d, Conv2d, Input, Linear
from designer.engine.weight_matching import propose
from tests.engine import name_tables

TWINS = Design(
    (
        Layer("image", Input(channels=4, height=8, width=8)),
        Layer("a", Conv2d(out_channels=4, padding=(1, 1)), ("image",)),
        Layer("n", BatchNorm2d(), ("a",)),
        Layer("r", Activation(), ("n",)),
        Layer("b", Conv2d(out_channels=4, padding=(1, 1)), ("r",)),
        Layer("top", Linear(out_features=2), ("b",)),
    )
)


def names(proposal):
    return {match.need.name: match.entry and match.entry.name for match in proposal.matches}


def test_a_choice_exchanges_two_arrays():
    entries = [*name_tables.conv("one", 4, 4, 3), *name_tables.conv("two", 4, 4, 3)]
    proposal = propose(analyse(TWINS), entries)
    row = next(i for i, match in enumerate(proposal.matches) if match.need.name == "a.weight")
    assert [entry.name for entry in proposal.fitting(row)] == ["one.weight", "two.weight"]
    other = proposal.choose(row, entries[2])
    assert (names(other)["a.weight"], names(other)["b.weight"]) == ("two.weight", "one.weight")
    none = proposal.choose(row, None)
    assert [entry.name for entry in none.surplus] == ["one.weight"]
    assert none.matches[row].state == "missing"
    taken = none.choose(row, entries[2])
    assert names(taken)["b.weight"] is None
    with pytest.raises(ValueError, match=r"one\.bias does not fit"):
        proposal.choose(row, entries[1])
