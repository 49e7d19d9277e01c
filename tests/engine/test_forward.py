"""Runs of whole designs: order, reuse counted, stopping, failures, refusals, non-finite and one-pixel maps."""

import json
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.files import load
from designer.core.kinds import (
    Activation,
    Add,
    AvgPool2d,
    BatchNorm2d,
    Concat,
    Conv2d,
    Dropout,
    Input,
    Linear,
    MaxPool2d,
    Upsample,
)
from designer.engine import lowering
from designer.engine.errors import ImageError, MemoryLimit, WeightError
from designer.engine.forward import Engine
from designer.engine.request import Request
from designer.engine.team import Alone
from designer.engine.weight_files import StoredWeights
from designer.engine.weights import RandomWeights, all_specs
from tests.engine.cases import close, numpy_shape
from tests.engine.kit import run_all
from tests.engine.reference import reference

DESIGNS = Path(__file__).parents[2] / "resources" / "designs"
PICTURE = np.random.default_rng(0).integers(0, 256, (12, 12, 3), dtype=np.uint8)

BRANCHES = Design(
    (
        Layer("image", Input(channels=3, height=12, width=12)),
        Layer("c1", Conv2d(out_channels=4, padding=(1, 1)), ("image",)),
        Layer("a1", Activation(), ("c1",)),
        Layer("left", Conv2d(out_channels=4, kernel_size=(5, 5), padding="same"), ("a1",)),
        Layer("right", Conv2d(out_channels=4, kernel_size=(1, 1)), ("a1",)),
        Layer("sum", Add(), ("left", "right")),
        Layer("both", Concat(), ("sum", "a1")),
        Layer("pool", MaxPool2d(), ("both",)),
        Layer("drop", Dropout(), ("pool",)),
        Layer("out", Linear(out_features=5), ("drop",)),
    )
)


def ask(design, **options):
    return Request(design, analyse(design), options.pop("image", PICTURE), **options)


def changed(design, layer_id, kind):
    return replace(
        design, layers=tuple(replace(layer, kind=kind) if layer.id == layer_id else layer for layer in design)
    )


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


def test_a_design_is_its_layers_one_after_another():
    found = run_all(ask(BRANCHES))
    analysis = analyse(BRANCHES)
    arrays = {s.full_name: RandomWeights().array(s, 0, lambda: False) for s in all_specs(analysis)}
    values = {"image": found["image"]}
    for layer in BRANCHES.layers[1:]:
        own = {name.split(".")[1]: array for name, array in arrays.items() if name.startswith(layer.id + ".")}
        values[layer.id] = reference(layer.kind, [values[name] for name in layer.inputs], own)
        close(found[layer.id], values[layer.id])
        assert found[layer.id].shape == numpy_shape(analysis.facts[layer.id].output)
        assert found[layer.id].dtype == np.float32
        assert not found[layer.id].flags.writeable


@pytest.mark.parametrize("path", sorted(DESIGNS.glob("*.json")), ids=lambda path: path.name.split(".")[0])
def test_declared_shape_is_the_shape_computed(path):
    design = load(path)
    small = changed(design, design.layers[0].id, design.layers[0].kind)
    analysis = analyse(small)
    if analysis.totals.macs > 10**9:
        first = small.layers[0].kind
        small = changed(small, small.layers[0].id, replace(first, height=64, width=64))
        analysis = analyse(small)
    last = None
    for result in Engine().run(Request(small, analysis, PICTURE, memory_limit=4 << 30)):
        output = analysis.facts[result.layer].output
        if output is None:
            assert result.failure
            continue
        if result.array is None:  # on the way, on a machine that is busy
            continue
        assert result.array.shape == numpy_shape(output)
        assert np.isfinite(result.array).all()
        last = result.layer
    assert last == small.layers[-1].id


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


def test_a_broken_layer_is_a_failure_and_the_rest_runs():
    design = Design(
        (
            Layer("image", Input(channels=3, height=4, width=4)),
            Layer("fine", Conv2d(out_channels=2), ("image",)),
            Layer("broken", Conv2d(out_channels=2, kernel_size=(9, 9)), ("fine",)),
            Layer("below", Activation(), ("broken",)),
        )
    )
    results = {r.layer: r for r in Engine().run(ask(design, wanted=("fine", "broken", "below", "nowhere")))}
    assert results["fine"].array is not None
    assert "kernel" in results["broken"].failure
    assert results["below"].failure == "a layer above it cannot be calculated"
    assert results["nowhere"].failure == "the design has no layer of this name"


def test_weights_of_a_file_are_held_against_the_design():
    weights = {s.full_name: RandomWeights().array(s, 5, lambda: False) for s in all_specs(analyse(BRANCHES))}
    found = run_all(ask(BRANCHES, weights=StoredWeights(weights), wanted=("out",)))
    expected = run_all(ask(BRANCHES, seed=5, wanted=("out",)))
    np.testing.assert_array_equal(found["out"], expected["out"])
    for name, text in (("c1.weight", "is missing"), ("out.bias", "is missing")):
        with pytest.raises(WeightError, match=rf"'{name}'.*{text}"):
            run_all(ask(BRANCHES, weights=StoredWeights({n: a for n, a in weights.items() if n != name})))
    with pytest.raises(WeightError, match="'extra' belongs to no layer"):
        run_all(ask(BRANCHES, weights=StoredWeights({**weights, "extra": np.zeros(1, np.float32)})))
    with pytest.raises(WeightError, match=r"'c1.bias': expected shape \[4\], found \[5\]"):
        run_all(ask(BRANCHES, weights=StoredWeights({**weights, "c1.bias": np.zeros(5, np.float32)})))


def test_batch_counters_of_pytorch_are_no_weights():
    design = Design((Layer("image", Input(channels=2, height=3, width=3)), Layer("b", BatchNorm2d(), ("image",))))
    weights = {s.full_name: RandomWeights().array(s, 0, lambda: False) for s in all_specs(analyse(design))}
    weights["b.num_batches_tracked"] = np.zeros((), np.float32)
    run_all(ask(design, weights=StoredWeights(weights)))


def test_a_picture_that_does_not_fit():
    with pytest.raises(ImageError, match="needs an array of 3×12×12"):
        run_all(ask(BRANCHES, image=np.zeros((3, 4, 4), np.float32)))
    with pytest.raises(ImageError, match="no picture was given"):
        run_all(ask(BRANCHES, image={}))


def test_refusal_before_anything_is_allocated(monkeypatch):
    monkeypatch.setattr(Alone, "room", None)
    with pytest.raises(MemoryLimit, match=r"needs .* and may take 9 KiB: try a smaller image"):
        list(Engine().run(ask(BRANCHES, memory_limit=10_000)))


HUGE = 2**62
ABSURD = [
    Conv2d(out_channels=HUGE),
    Conv2d(out_channels=1, kernel_size=(HUGE, 1), padding=(HUGE, 0)),
    Conv2d(out_channels=1, kernel_size=(1, 1), padding=(HUGE, 0), stride=(HUGE, 1)),
    MaxPool2d(kernel_size=(HUGE, HUGE), padding=(HUGE, HUGE), stride=(HUGE, HUGE)),
    AvgPool2d(kernel_size=(HUGE, HUGE), padding=(HUGE, HUGE), stride=(HUGE, HUGE)),
    MaxPool2d(kernel_size=(HUGE, 1), padding=(HUGE, 0)),
    Linear(out_features=HUGE),
    Upsample(scale_factor=(HUGE, 1)),
]


@pytest.mark.parametrize("kind", ABSURD, ids=repr)
def test_absurd_sizes_are_refused_or_run(kind):
    design = Design((Layer("image", Input(channels=3, height=12, width=12)), Layer("x", kind, ("image",))))
    try:
        results = list(Engine().run(ask(design)))
    except MemoryLimit:
        return
    assert results[-1].array is not None


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite(value):
    image = np.ones((2, 3, 3), np.float32)
    image[0, 1, 1] = value
    layers = [Layer("image", Input(channels=2, height=3, width=3))]
    for number, kind in enumerate(
        (MaxPool2d(kernel_size=(2, 2), stride=(1, 1)), AvgPool2d(), Activation(), Activation(function="softmax"))
    ):
        layers.append(Layer(f"x{number}", kind, ("image",)))
    found = run_all(ask(Design(tuple(layers)), image=image))
    for layer in layers[1:]:
        close(found[layer.id], reference(layer.kind, [image]))


def test_batch_norm_without_variance():
    kind = BatchNorm2d(eps=0)
    image = np.ones((1, 1, 2), np.float32)
    design = Design((Layer("image", Input(channels=1, height=1, width=2)), Layer("b", kind, ("image",))))
    arrays = {"b.weight": 1, "b.bias": 0, "b.running_mean": 0, "b.running_var": 0}
    weights = StoredWeights({name: np.full(1, value, np.float32) for name, value in arrays.items()})
    assert not np.isfinite(run_all(ask(design, image=image, weights=weights))["b"]).any()


def test_engine_does_not_load_qt_or_pillow():
    code = "import sys, json, designer.engine.runner; print(json.dumps([m for m in sys.modules]))"
    modules = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
    assert not {name.split(".")[0] for name in modules} & {"PySide6", "PIL", "pyqtgraph"}
