"""Runs of whole designs: layer by layer as defined, failures, numbers that are not finite."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.files import load
from designer.core.kinds import (
    Activation,
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    Input,
    MaxPool2d,
)
from designer.engine.forward import Engine
from designer.engine.request import Request
from designer.engine.weight_files import StoredWeights
from designer.engine.weights import RandomWeights, all_specs
from tests.engine.cases import close, numpy_shape
from tests.engine.kit import BRANCHES, PICTURE, ask, changed, run_all
from tests.engine.reference import reference

DESIGNS = Path(__file__).parents[2] / "resources" / "designs"


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
