"""Weights that a design keeps, in front of whatever source gives all others; and the file beside a design read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from designer.core import value
from designer.core.analysis import Analysis
from designer.core.design import Design
from designer.core.edit_basics import EditError
from designer.core.kept_weights import Beside, Kept, KeptWeights, Numbers, Seed, fits, kept, numbers
from designer.engine.errors import WeightError
from designer.engine.kernels.blocks import Rows
from designer.engine.weight_files import load_weights
from designer.engine.weights import RandomWeights, WeightSource, WeightSpec

FloatArray = NDArray[np.float32]

_DRAWN = RandomWeights()


@dataclass(frozen=True)
class DesignWeights:
    """Arrays that layers of a design keep, where they fit; all others come from `others`."""

    kept: tuple[tuple[str, KeptWeights], ...]
    """By layer."""
    others: WeightSource

    @property
    def edge_filters(self) -> bool:
        """Whether the first convolution gets edge filters where it keeps none."""
        return self.others.edge_filters

    def key(self, spec: WeightSpec, seed: int) -> str:
        """A digest of the numbers kept; else the key of the other source."""
        own = self._own(spec)
        if isinstance(own, Numbers):
            return f"kept {own.digest} {own.shape}"
        if isinstance(own, Seed):
            return _DRAWN.key(replace(spec, fill="normal"), own.seed)
        return self.others.key(spec, seed)

    def array(self, spec: WeightSpec, seed: int, stopped: Callable[[], bool], part: Rows | None = None) -> FloatArray:
        """The array kept, or drawn from the seed kept; else that of the other source."""
        own = self._own(spec)
        if isinstance(own, Numbers):
            return array_of(own, part)
        if isinstance(own, Seed):
            return _DRAWN.array(replace(spec, fill="normal"), own.seed, stopped, part)
        return self.others.array(spec, seed, stopped, part)

    def check(self, analysis: Analysis) -> None:
        """Raise WeightError where the other source has not what the design needs."""
        self.others.check(analysis)

    def _own(self, spec: WeightSpec) -> Numbers | Seed | None:
        """What the design keeps for a spec: numbers of its shape, or a seed for an array that is drawn at all."""
        found = next((kept(weights, spec.name) for layer, weights in self.kept if layer == spec.layer), None)
        if isinstance(found, Seed):
            return found if spec.deviation else None
        return found if isinstance(found, Numbers) and fits(found, spec.shape) else None


def weights_of(design: Design, others: WeightSource) -> WeightSource:
    """The source of a design's weights: what it keeps comes first, all else from `others`."""
    found = tuple((layer.id, layer.weights) for layer in design if layer.weights)
    return DesignWeights(found, others) if found else others


def others_of(source: WeightSource) -> WeightSource:
    """The source behind what a design keeps."""
    return source.others if isinstance(source, DesignWeights) else source


def array_of(array: Numbers, part: Rows | None = None) -> FloatArray:
    """Numbers kept as an array, or a part of its first axis; read-only."""
    first, last = (0, array.shape[0]) if part is None else part
    shape = (last - first, *array.shape[1:])
    if len(array.shape) == 1:
        return np.frombuffer(array.parts[0], "<f4")[first:last].astype(np.float32, copy=False)
    return np.frombuffer(b"".join(array.parts[first:last]), "<f4").astype(np.float32, copy=False).reshape(shape)


def to_keep(array: FloatArray, before: Kept | None = None) -> Numbers:
    """An array as a design keeps it, sharing what is the same with `before`.

    Raises EditError where it holds what is no number.
    """
    if not np.isfinite(array).all():
        raise EditError("the layer has weights that are not finite numbers: they cannot be kept in the design")
    found = numbers(array.shape, np.ascontiguousarray(array, "<f4").tobytes())
    if not isinstance(before, Numbers) or before.shape != found.shape:
        return found
    pairs = zip(before.parts, found.parts, strict=True)
    return Numbers(found.shape, tuple(old if old == new else new for old, new in pairs))


def read_beside(design: Design, folder: Path) -> tuple[Design, str]:
    """The design with the arrays that it names in files of a folder; and why some could not be had, or nothing.

    An array that is missing or another than the one named stays a reference: it is drawn, and named again when the
    design is saved.
    """
    found: dict[str, Mapping[str, FloatArray]] = {}
    problem = ""
    layers = []
    for layer in design:
        weights = []
        for name, array in layer.weights:
            try:
                known: Kept = _read(f"{layer.id}.{name}", array, folder, found) if isinstance(array, Beside) else array
            except WeightError as error:
                known, problem = array, problem or str(error)
            weights.append((name, known))
        layers.append(value.replace(layer, weights=tuple(weights)) if layer.weights else layer)
    return (value.replace(design, layers=tuple(layers)) if found else design), problem


def _read(full_name: str, wanted: Beside, folder: Path, found: dict[str, Mapping[str, FloatArray]]) -> Numbers:
    """The numbers of a reference; raises WeightError in one line."""
    if wanted.file not in found:
        found[wanted.file] = {}
        found[wanted.file] = load_weights(folder / wanted.file).arrays
    array = found[wanted.file].get(full_name)
    if array is None:
        raise WeightError(f"{wanted.file}: expected the array {full_name}, found none")
    if array.shape != wanted.shape or not np.isfinite(array).all():
        raise WeightError(f"{wanted.file}: {full_name} is not what the design names: it was changed since")
    numbers_found = to_keep(array)
    if numbers_found.digest != wanted.digest:
        raise WeightError(f"{wanted.file}: {full_name} is not what the design names: it was changed since")
    return numbers_found
