"""Weights from a file, held against the design that shall use them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from designer.core.analysis import Analysis
from designer.core.kinds import BatchNorm2d
from designer.engine.array_files import read_arrays
from designer.engine.errors import WeightError
from designer.engine.kernels.blocks import Rows
from designer.engine.weights import WeightSpec, all_specs

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class StoredWeights:
    """Arrays by their PyTorch names (`<id>.weight`, …); `name` says where they came from."""

    arrays: Mapping[str, FloatArray]
    name: str = "given"
    edge_filters: bool = False
    _digests: dict[str, str] = field(default_factory=dict, repr=False)

    def key(self, spec: WeightSpec, seed: int) -> str:
        """A digest of the array's bytes, so the same numbers under another name are the same."""
        if spec.full_name not in self._digests:
            content = np.ascontiguousarray(self.array(spec, seed, lambda: False))
            self._digests[spec.full_name] = hashlib.sha256(content.data).hexdigest() + str(content.shape)
        return self._digests[spec.full_name]

    def array(self, spec: WeightSpec, seed: int, stopped: Callable[[], bool], part: Rows | None = None) -> FloatArray:
        """The array of that name, or a part of its first axis; raises WeightError where missing or wrongly shaped."""
        array = self.arrays.get(spec.full_name)
        if array is None:
            raise WeightError(f"{self.name}: array {spec.full_name!r} of shape {list(spec.shape)} is missing")
        if array.shape != spec.shape:
            raise WeightError(
                f"{self.name}: array {spec.full_name!r}: expected shape {list(spec.shape)}, found {list(array.shape)}"
            )
        return array if part is None else array[slice(*part)]

    def check(self, analysis: Analysis) -> None:
        """Raise WeightError for the first array that is missing, wrongly shaped or surplus.

        PyTorch's counter `num_batches_tracked` beside batch norm's statistics is no weight and may stay.
        """
        surplus = dict.fromkeys(self.arrays)
        for spec in all_specs(analysis):
            self.array(spec, 0, lambda: False)
            surplus.pop(spec.full_name, None)
        for facts in analysis.facts.values():
            if isinstance(facts.layer.kind, BatchNorm2d):
                surplus.pop(f"{facts.layer.id}.num_batches_tracked", None)
        for name in surplus:
            raise WeightError(f"{self.name}: array {name[:200]!r} belongs to no layer of the design")


def load_weights(path: Path) -> StoredWeights:
    """The weights of a .npz or .safetensors file; raises WeightError in one line."""
    return StoredWeights(read_arrays(path), path.name)
