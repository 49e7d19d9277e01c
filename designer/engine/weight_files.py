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
from designer.engine.array_layouts import laid_out
from designer.engine.errors import WeightError
from designer.engine.kernels.blocks import Rows
from designer.engine.stored_array import StoredArray
from designer.engine.weight_proposal import Entry, Proposal
from designer.engine.weights import RandomWeights, WeightSpec, all_specs

FloatArray = NDArray[np.float32]

_DRAWN = RandomWeights()
MOST_NAMED = 3


@dataclass(frozen=True, eq=False)
class StoredWeights:
    """Arrays by their PyTorch names (`<id>.weight`, …); `name` says where they came from.

    Those named in `drawn` are drawn from the request's seed: the user has agreed that the file lacks them.
    """

    arrays: Mapping[str, FloatArray]
    name: str = "given"
    edge_filters: bool = False
    drawn: frozenset[str] = frozenset()
    remark: str = ""
    """What is not from the file, in words."""
    _digests: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def origin(self) -> str:
        """Where the numbers are from, as "x.npz; fc2 drawn"."""
        return f"{self.name}; {self.remark}" if self.remark else self.name

    def renamed(self, names: Mapping[str, str], remark: str) -> StoredWeights:
        """The same numbers for the same layers, some of which have other names now; and what is not from the file."""
        return StoredWeights(
            {_renamed(name, names): array for name, array in self.arrays.items()},
            self.name,
            self.edge_filters,
            frozenset(_renamed(name, names) for name in self.drawn),
            remark,
            {_renamed(name, names): digest for name, digest in self._digests.copy().items()},
        )

    def key(self, spec: WeightSpec, seed: int) -> str:
        """A digest of the array's bytes, so the same numbers under another name are the same."""
        if spec.full_name in self.drawn:
            return _DRAWN.key(spec, seed)
        if spec.full_name not in self._digests:
            content = np.ascontiguousarray(self.array(spec, seed, lambda: False))
            self._digests[spec.full_name] = hashlib.sha256(content.data).hexdigest() + str(content.shape)
        return self._digests[spec.full_name]

    def array(self, spec: WeightSpec, seed: int, stopped: Callable[[], bool], part: Rows | None = None) -> FloatArray:
        """The array of that name, or a part of its first axis; raises WeightError where missing or wrongly shaped."""
        if spec.full_name in self.drawn:
            return _DRAWN.array(spec, seed, stopped, part)
        problem = self._problem(spec)
        if problem:
            raise WeightError(f"{self.name}: {problem}")
        array = self.arrays[spec.full_name]
        return array if part is None else array[slice(*part)]

    def check(self, analysis: Analysis) -> None:
        """Raise WeightError that names arrays that are missing, wrongly shaped or surplus, the first few of many.

        PyTorch's counter `num_batches_tracked` beside batch norm's statistics is no weight and may stay.
        """
        surplus = dict.fromkeys(self.arrays)
        problems: list[str] = []
        for spec in all_specs(analysis):
            problems += filter(None, [self._problem(spec)])
            surplus.pop(spec.full_name, None)
        for facts in analysis.facts.values():
            if isinstance(facts.layer.kind, BatchNorm2d):
                surplus.pop(f"{facts.layer.id}.num_batches_tracked", None)
        problems += [f"array {name[:200]!r} belongs to no layer of the design" for name in surplus]
        if problems:
            more = f"; and {len(problems) - MOST_NAMED:,} more" if len(problems) > MOST_NAMED else ""
            raise WeightError(f"{self.name}: {'; '.join(problems[:MOST_NAMED])}{more}")

    def _problem(self, spec: WeightSpec) -> str:
        """What is wrong with the array of that name; nothing where it is drawn or fits."""
        array = self.arrays.get(spec.full_name)
        if spec.full_name in self.drawn:
            return ""
        if array is None:
            return f"array {spec.full_name!r} of shape {list(spec.shape)} is missing"
        if array.shape != spec.shape:
            return f"array {spec.full_name!r}: expected shape {list(spec.shape)}, found {list(array.shape)}"
        return ""


def _renamed(full_name: str, names: Mapping[str, str]) -> str:
    layer, dot, name = full_name.rpartition(".")
    return f"{names.get(layer, layer)}{dot}{name}"


@dataclass(frozen=True, eq=False)
class WeightFile:
    """All arrays of a file, before it is clear what they are for."""

    name: str
    stored: tuple[StoredArray, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Names, shapes and types, in the order of the file."""
        return tuple(Entry(array.name, array.numbers.shape, array.dtype) for array in self.stored)

    def weights(self, proposal: Proposal) -> StoredWeights:
        """The weights as a proposal for these arrays says; what it lacks is drawn."""
        numbers = {array.name: array.numbers for array in self.stored}
        arrays = {
            match.need.name: laid_out(numbers[match.entry.name], match.need, match.layout)
            for match in proposal.matches
            if match.entry is not None and match.layout is not None
        }
        drawn = frozenset(match.need.name for match in proposal.lacking)
        return StoredWeights(arrays, self.name, drawn=drawn, remark=drawn_text(proposal))


def drawn_text(proposal: Proposal) -> str:
    """As "fc1 and fc2.bias drawn": what a proposal lacks, layers as a whole where they lack everything; or nothing."""
    given = {match.need.spec.layer for match in proposal.matches if match.state == "ok"}
    layers = [(match.need.spec.layer, match.need.name) for match in proposal.lacking]
    names = list(dict.fromkeys(name if layer in given else layer for layer, name in layers))
    if len(names) > MOST_NAMED:
        names = [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1} more"]
    *first, last = names or [""]
    return f"{', '.join(first)}{' and ' * bool(first)}{last} drawn" if last else ""


def read_weight_file(path: Path) -> WeightFile:
    """The arrays of a .npz or .safetensors file; raises WeightError in one line."""
    return WeightFile(path.name, read_arrays(path))


def load_weights(path: Path) -> StoredWeights:
    """The weights of a .npz or .safetensors file, each under its own name; raises WeightError in one line."""
    return StoredWeights({array.name: array.numbers for array in read_arrays(path)}, path.name)
