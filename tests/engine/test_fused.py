"""What runs as one gives what its layers give one by one: batch norm, addition and clipping behind every kernel."""

import numpy as np
import pytest

from designer.core import kinds as k
from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.engine.request import Request
from designer.engine.weight_files import StoredWeights
from tests.engine.cases import Case, close, run_case, weights_for
from tests.engine.kit import run_all

CHANNELS = 24
FIRST = {
    "product": k.Conv2d(out_channels=CHANNELS, kernel_size=(1, 1)),
    "columns": k.Conv2d(out_channels=CHANNELS, kernel_size=(2, 3), padding=(1, 0, 1, 1)),
    "winograd": k.Conv2d(out_channels=CHANNELS, padding=(1, 1)),
    "depthwise": k.Conv2d(out_channels=CHANNELS, padding=(1, 1), groups=CHANNELS),
    "groups by columns": k.Conv2d(out_channels=CHANNELS, padding=(1, 1), groups=4),
    "transposed": k.ConvTranspose2d(out_channels=CHANNELS, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), groups=2),
    "batch norm": k.BatchNorm2d(),
}


def behind(first, order, function):
    """A layer, batch norm, an addition in either order of its inputs, and an activation."""
    return Design(
        (
            Layer("image", k.Input(channels=CHANNELS, height=11, width=9)),
            Layer("first", first, ("image",)),
            Layer("norm", k.BatchNorm2d(eps=0.1), ("first",)),
            Layer("sum", k.Add(), order),
            Layer("clip", k.Activation(function=function), ("sum",)),
        )
    )


def layer_by_layer(design, image, weights):
    analysis, values = analyse(design), {"image": image}
    for layer in design.layers[1:]:
        own = {name.split(".")[1]: array for name, array in weights.items() if name.startswith(f"{layer.id}.")}
        assert set(own) == {weight.name for weight in layer.kind.weights(analysis.facts[layer.id].inputs)}
        values[layer.id] = run_case(Case(layer.kind, [values[name] for name in layer.inputs], own))
    return values


@pytest.mark.parametrize("order", [("norm", "image"), ("image", "norm")])
@pytest.mark.parametrize("function", ["relu", "relu6", "tanh"])
@pytest.mark.parametrize("wanted", [(), ("clip",), ("first", "clip"), ("norm",), ("sum", "first")], ids=repr)
@pytest.mark.parametrize("name", FIRST)
def test_as_layer_by_layer(name, wanted, function, order):
    random = np.random.default_rng(len(name))
    design = behind(FIRST[name], order, function)
    image = (3 * random.normal(size=(CHANNELS, 11, 9))).astype(np.float32)
    weights = {
        f"{layer.id}.{part}": array
        for layer in design
        for part, array in weights_for(layer.kind, analyse(design).facts[layer.id].inputs, random).items()
    }
    expected = layer_by_layer(design, image, weights)
    found = run_all(Request(design, analyse(design), image, weights=StoredWeights(weights), wanted=wanted))
    assert set(wanted) <= set(found)
    for layer, array in found.items():
        close(array, expected[layer].astype(np.float64), tolerance=1e-5)
    if function == "relu6":
        assert expected["clip"].max() == 6
