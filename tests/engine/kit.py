"""What several tests of the engine need: a design with branches, a picture, requests and all their maps."""

from dataclasses import replace

import numpy as np

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import (
    Activation,
    Add,
    Concat,
    Conv2d,
    Dropout,
    Input,
    Linear,
    MaxPool2d,
)
from designer.engine.errors import EngineError
from designer.engine.forward import Engine
from designer.engine.request import Request

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


def run_all(request):
    """The maps of all layers asked for, by id; raises EngineError for the first that cannot be computed."""
    arrays = {}
    for result in Engine().run(request):
        if result.failure is not None:
            raise EngineError(f"{result.layer}: {result.failure}")
        if result.array is not None:
            arrays[result.layer] = result.array
    return arrays
