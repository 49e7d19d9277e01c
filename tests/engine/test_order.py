"""In which order results come: what is urgent first, then the rest; and what is only kept."""

import numpy as np
import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, BatchNorm2d, Conv2d, Input, MaxPool2d
from designer.engine.forward import Engine
from designer.engine.request import Request
from designer.engine.wire import Receiver, Sender
from tests.engine.kit import run_all

PICTURE = np.random.default_rng(0).integers(0, 256, (12, 12, 3), dtype=np.uint8)
NAMES = ("image", "conv", "norm", "relu", "pool", "wrong", "last")
KINDS = (
    Input(channels=3, height=12, width=12), Conv2d(out_channels=8, padding=(1, 1)), BatchNorm2d(), Activation(),
    MaxPool2d(), Conv2d(out_channels=4, kernel_size=(9, 9)), Conv2d(out_channels=4),
)  # fmt: skip
INPUTS = ((), ("image",), ("conv",), ("norm",), ("relu",), ("pool",), ("pool",))
DESIGN = Design(tuple(Layer(*parts) for parts in zip(NAMES, KINDS, INPUTS, strict=True)))
GOOD = tuple(name for name in NAMES if name != "wrong")


def ask(*wanted, rest="", **options):
    return Request(DESIGN, analyse(DESIGN), options.pop("image", PICTURE), wanted=wanted, rest=rest, **options)


def order(engine, request):
    return [result.layer for result in engine.run(request) if result.array is not None]


@pytest.mark.parametrize(
    ("wanted", "rest", "expected"),
    [
        (("pool", "relu"), "", ("pool", "relu")),
        (("pool", "relu"), "kept", ("pool", "relu")),
        (("pool", "relu"), "delivered", ("pool", "relu", "image", "conv", "norm", "last")),
        ((), "", GOOD),
        ((), "kept", GOOD),
    ],
)
def test_what_is_urgent_comes_first(wanted, rest, expected):
    assert order(Engine(), ask(*wanted, rest=rest)) == list(expected)


def test_the_rest_are_the_same_maps():
    found = run_all(ask(*GOOD))
    for name, array in run_all(ask("last", *GOOD, rest="kept")).items():
        np.testing.assert_allclose(array, found[name], atol=1e-6)


def test_maps_within_a_joined_group_are_those_of_the_layers_alone():
    every = run_all(ask(*GOOD))
    for name in GOOD:
        np.testing.assert_allclose(every[name], run_all(ask(name))[name], atol=1e-6)


def test_what_is_kept_is_not_computed_again():
    engine = Engine()
    assert order(engine, ask("last", rest="kept")) == ["last"]
    for name in GOOD:
        assert order(engine, ask(name, rest="kept")) == [name]
        assert engine.computed == []


def test_a_failure_of_the_rest_is_told():
    results = list(Engine().run(ask("last", rest="delivered")))
    assert [result.layer for result in results if result.failure] == ["wrong"]


def test_progress_ends_at_one_and_never_falls():
    parts = [result.progress for result in Engine().run(ask("pool", rest="delivered")) if not result.failure]
    assert parts == sorted(parts)
    assert parts[-1] == 1


def test_the_rest_goes_through_the_wire():
    sender, receiver = Sender(), Receiver()
    for rest in ("", "kept", "delivered"):
        assert receiver.request(sender.message(ask("pool", rest=rest))).rest == rest
