"""Gradients with respect to the picture: how much each pixel moves one unit, for any design."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from designer.core import kinds as k
from designer.core.shapes import Shape
from designer.engine.backward import Numbers, Pass, Weights, backward
from designer.engine.errors import EngineError, Stopped
from designer.engine.forward import Engine
from designer.engine.request import Image, Request
from designer.engine.weights import first_convolution, specs


class Gradients:
    """Gradients of one layer of a request, unit after unit and picture after picture: weights are drawn once."""

    def __init__(self, request: Request, layer: str) -> None:
        self.request, self.layer = request, layer
        self._above = _above(request, layer)
        self._forward = replace(request, wanted=tuple(self._above), rest="")
        self._engine = Engine()
        self._weights: dict[str, Weights] = {}

    def of(
        self, image: Image | Mapping[str, Image], gradient: Numbers, stopped: Callable[[], bool] = lambda: False
    ) -> dict[str, Numbers]:
        """For each input layer (C×H×W) the gradient of Σ gradient · output; zeros where nothing leads there.

        `gradient` has the shape of the layer's output: one 1 among zeros asks for one unit. `stopped` is looked at
        between layers and within large ones. Raises EngineError, Stopped.
        """

        def pause() -> None:
            if stopped():
                raise Stopped

        design, values = self.request.design, self._values(image, stopped)
        if gradient.shape != values[self.layer].shape:
            raise EngineError(f"the gradient must have the shape {values[self.layer].shape} of layer {self.layer}")
        pending: dict[str, Numbers] = {self.layer: gradient}
        for name in reversed(self._above):
            pause()
            kind, inputs = design[name].kind, design[name].inputs
            if name not in pending or isinstance(kind, k.Input):
                continue
            above, weights = [values[source] for source in inputs], self._weights_of(name, stopped)
            at = Pass(above, values[name], pending.pop(name), weights, pause)
            for source, part in zip(inputs, backward(kind, at), strict=True):
                part = part.astype(gradient.dtype, copy=False)
                pending[source] = pending[source] + part if source in pending else part
        return {source.id: pending.get(source.id, np.zeros(_size(source.kind))) for source in design.inputs}

    def _values(self, image: Image | Mapping[str, Image], stopped: Callable[[], bool]) -> dict[str, Numbers]:
        """The maps of all layers that the gradient comes by."""
        values: dict[str, Numbers] = {}
        for result in self._engine.run(replace(self._forward, image=image), stopped):
            if result.failure is not None:
                raise EngineError(f"{result.layer}: {result.failure}")
            if result.array is not None:
                values[result.layer] = result.array
        if stopped():
            raise Stopped
        return values

    def _weights_of(self, name: str, stopped: Callable[[], bool]) -> Weights:
        """The weights of a layer, drawn when they are first asked for."""
        if name not in self._weights:
            request = self.request
            edges = request.weights.edge_filters and name == first_convolution(request.analysis)
            self._weights[name] = {
                spec.name: request.weights.array(spec, request.seed, stopped)
                for spec in specs(request.analysis.facts[name], edges)
            }
        return self._weights[name]


def _size(kind: k.Kind) -> tuple[int, int, int]:
    shape = kind.output(())
    assert isinstance(shape, Shape)
    return shape.channels, shape.height, shape.width


def _above(request: Request, layer: str) -> list[str]:
    """The layer and all it depends on, in list order."""
    found, waiting = set(), [layer]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += request.design[name].inputs
    return sorted(found, key=request.design.index)
