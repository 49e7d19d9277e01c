"""From an edit to its maps, all layers' kept: how long each takes, and how much of it goes into weights."""

from contextlib import closing
from dataclasses import replace
from statistics import median
from time import perf_counter

import numpy as np

from designer.core.analysis import analyse
from designer.core.kinds import Conv2d, Input
from designer.engine.crew import CrewEngine
from designer.engine.program import Store
from designer.engine.request import Request
from tests.benchmarks.networks import network

PICTURE = np.random.default_rng(0).integers(0, 256, (224, 224, 3), dtype=np.uint8)
GOALS = {"first layer": 100, "cold start": 2000, "last convolution": 60, "undo": 30, "stop": 30}
LIMIT = 4 << 30


class Clock:
    """Adds up the time that goes into planning and weights while the engine runs."""

    def __init__(self):
        self.seconds = 0.0
        original = Store.bind

        def bind(store, *arguments):
            begin = perf_counter()
            try:
                return original(store, *arguments)
            finally:
                self.seconds += perf_counter() - begin

        Store.bind = bind


def request(design, wanted, **options):
    return Request(design, analyse(design), PICTURE, wanted=wanted, memory_limit=LIMIT, **({"rest": "kept"} | options))


def timed(clock, engine, asked):
    clock.seconds, begin = 0.0, perf_counter()
    for _ in engine.run(asked):
        pass
    return perf_counter() - begin, clock.seconds


def report(members):
    """Print each figure of VGG-16 as the median of several, beside its goal."""
    clock, found = Clock(), {name: [] for name in GOALS}
    design = network("vgg16")
    last = design.layers[-1].id
    first, *_, final = (layer for layer in design if isinstance(layer.kind, Conv2d))
    edited = changed(design, final.id, replace(final.kind, kernel_size=(1, 1), padding=(0, 0)))
    for seed in range(3):
        with closing(CrewEngine(members)) as engine:
            found["first layer"].append(timed(clock, engine, request(design, (first.id,), seed=seed, rest="")))
        with closing(CrewEngine(members)) as engine:
            found["cold start"].append(timed(clock, engine, request(design, (last,), seed=seed)))
            found["last convolution"].append(timed(clock, engine, request(edited, (last,), seed=seed)))
            found["undo"].append(timed(clock, engine, request(design, (last,), seed=seed)))
    for moment in range(12):
        with closing(CrewEngine(members)) as engine:
            found["stop"].append(stop(engine, request(design, (last,)), 0.05 + 0.1 * moment))
    print(f"VGG-16, {members} processes{'':12s} median    worst    goal   of it weights")
    for name, times in found.items():
        total = [seconds * 1e3 for seconds, _ in times]
        weights = median(part for _, part in times) * 1e3
        mark = " " if max(total) <= GOALS[name] else "!"
        print(f"{name:24s} {median(total):9.1f} ms {max(total):8.1f} {GOALS[name]:6d} {mark} {weights:9.1f}")


def changed(design, layer_id, kind):
    layers = tuple(replace(layer, kind=kind) if layer.id == layer_id else layer for layer in design)
    assert not isinstance(kind, Input)
    return replace(design, layers=layers)


def stop(engine, asked, after):
    """How long a run goes on after it was told to stop, all its processes at rest."""
    moment = perf_counter() + after
    for _ in engine.run(asked, lambda: perf_counter() > moment):
        pass
    engine._rest()
    return max(0.0, perf_counter() - moment), 0.0
