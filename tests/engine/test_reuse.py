"""What a run takes over from those before, counted: edits, undo, names, borders, pictures, small budgets, stops."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import (
    Conv2d,
    Input,
)
from designer.engine import lowering
from designer.engine.forward import Engine
from designer.engine.weight_files import StoredWeights
from designer.engine.weights import RandomWeights, all_specs
from tests.engine.kit import BRANCHES, PICTURE, ask, changed, run_all


@pytest.fixture
def computed(monkeypatch):
    """The layers whose calls are run, in order (inputs excepted)."""
    ran = []
    original = Engine._compute

    def compute(self, step, *rest):
        known = step.base is not None and step.base.picture == self._picture
        ran.extend(task.layer for task in step.storey.tasks[known:])
        return original(self, step, *rest)

    monkeypatch.setattr(Engine, "_compute", compute)
    return ran


def test_nothing_is_run_twice(computed):
    engine = Engine()
    first = {r.layer: r.array for r in engine.run(ask(BRANCHES))}
    everything = list(computed)
    assert everything == [layer.id for layer in BRANCHES if layer.id != "drop"]  # an alias is no work
    computed.clear()
    again = {r.layer: r.array for r in engine.run(ask(BRANCHES))}
    assert computed == []
    assert all(np.array_equal(first[name], again[name]) for name in first)


def test_an_edit_runs_only_what_depends_on_it(computed):
    engine = Engine()
    list(engine.run(ask(BRANCHES)))
    computed.clear()
    edited = changed(BRANCHES, "right", Conv2d(out_channels=4, kernel_size=(1, 1), bias=False, groups=2))
    list(engine.run(ask(edited)))
    assert computed == ["right", "sum", "both", "pool", "out"]
    computed.clear()
    list(engine.run(ask(BRANCHES)))  # undo
    assert computed == []


def test_a_layer_behind_one_that_is_known_does_not_run_it_again(computed):
    engine = Engine()
    list(engine.run(ask(BRANCHES, wanted=("c1",))))
    computed.clear()
    found = {r.layer: r.array for r in engine.run(ask(BRANCHES, wanted=("a1",)))}
    assert computed == ["a1"]
    np.testing.assert_array_equal(found["a1"], run_all(ask(BRANCHES))["a1"])
    for wanted in ("c1", "a1"):
        computed.clear()
        list(engine.run(ask(BRANCHES, wanted=(wanted,))))
        assert computed == []


def test_what_is_known_of_another_picture_is_not_taken_for_a_layer_behind_it(computed):
    engine, other = Engine(), 255 - PICTURE
    expected = run_all(ask(BRANCHES, image=other))["a1"]
    list(engine.run(ask(BRANCHES, wanted=("c1",))))
    for layers in (["image", "c1", "a1"], []):
        computed.clear()
        found = {r.layer: r.array for r in engine.run(ask(BRANCHES, wanted=("a1",), image=other))}
        np.testing.assert_array_equal(found["a1"], expected)
        assert computed == layers


def test_names_notes_and_blocks_do_not_count(computed):
    engine = Engine()
    weights = {s.full_name: RandomWeights().array(s, 0, lambda: False) for s in all_specs(analyse(BRANCHES))}
    list(engine.run(ask(BRANCHES, weights=StoredWeights(weights))))
    computed.clear()
    layers = tuple(
        replace(layer, id=layer.id + "x", inputs=tuple(name + "x" for name in layer.inputs), note="n", block="b")
        for layer in BRANCHES
    )
    renamed = {name.replace(".", "x."): array for name, array in weights.items()}
    list(engine.run(ask(Design(layers), weights=StoredWeights(renamed))))
    assert computed == []


def test_a_wider_border_is_no_new_computation(computed):
    """A larger kernel below asks for more padding around what is already known."""
    engine = Engine()
    list(engine.run(ask(BRANCHES)))
    computed.clear()
    edited = changed(BRANCHES, "left", Conv2d(out_channels=4, kernel_size=(9, 9), padding="same"))
    found = {r.layer: r.array for r in engine.run(ask(edited))}
    assert computed == ["left", "sum", "both", "pool", "out"]
    fresh = run_all(ask(edited))
    assert all(np.array_equal(found[name], fresh[name]) for name in fresh)


def test_a_new_picture_runs_all_again_with_the_same_weights(computed, monkeypatch):
    engine = Engine()
    list(engine.run(ask(BRANCHES)))
    computed.clear()
    monkeypatch.setattr(lowering, "pack", None)  # nothing is packed again
    found = {r.layer: r.array for r in engine.run(ask(BRANCHES, image=255 - PICTURE))}
    assert len(computed) == 9
    fresh = run_all
    monkeypatch.undo()
    assert all(np.array_equal(found[name], array) for name, array in fresh(ask(BRANCHES, image=255 - PICTURE)).items())


def test_small_budget_forgets_but_stays_right():
    engine = Engine(kept_maps=1, kept_weights=1)
    first = {r.layer: r.array for r in engine.run(ask(BRANCHES))}
    again = {r.layer: r.array for r in engine.run(ask(BRANCHES))}
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert engine.store.slots[0].bytes <= 1
    assert engine.store.packed.bytes <= 1


def test_the_layer_on_show_comes_first(computed):
    results = list(Engine().run(ask(BRANCHES, wanted=("right", "out"))))
    assert computed == ["image", "c1", "a1", "right", "left", "sum", "both", "pool", "out"]
    assert [result.layer for result in results if result.array is not None] == ["right", "out"]
    assert all(a.progress <= b.progress for a, b in pairwise(results))
    assert 0 < results[0].progress < results[-1].progress == 1.0


def test_only_what_is_needed_runs(computed):
    list(Engine().run(ask(BRANCHES, wanted=("right",))))
    assert computed == ["image", "c1", "a1", "right"]


def test_stopping_between_layers_and_after_it_all_is_right():
    engine = Engine()
    stop = []
    for result in engine.run(ask(BRANCHES), lambda: bool(stop)):
        if result.layer == "left":
            stop.append(True)
    found = {r.layer: r.array for r in engine.run(ask(BRANCHES))}
    assert all(np.array_equal(found[name], array) for name, array in run_all(ask(BRANCHES)).items())


def test_stopping_inside_a_layer_leaves_nothing_half_done():
    design = Design(
        (Layer("image", Input(channels=3, height=200, width=200)), Layer("c", Conv2d(out_channels=16), ("image",)))
    )
    expected = run_all(ask(design))["c"]
    for patience in range(1000):
        engine, asked = Engine(), iter(range(1000))
        stopped = [r.layer for r in engine.run(ask(design), lambda: next(asked) >= patience)]  # noqa: B023 (run here)
        found = {r.layer: r.array for r in engine.run(ask(design))}
        np.testing.assert_array_equal(found["c"], expected)
        if stopped == ["image", "c"]:
            break
    assert patience > 3
