"""A run made ready: memory for every value, and the bound calls of every storey, kept from run to run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from designer.core.shapes import Shape
from designer.engine import lowering
from designer.engine.cache import ByteBudgetCache
from designer.engine.kernels.blocks import Blocks, Epilogue, Scratch
from designer.engine.lowering import Job, Packed
from designer.engine.maps import Border, Map, channels_of, padded_shape
from designer.engine.packing import pack_storey
from designer.engine.plan import Storey
from designer.engine.ways import Share
from designer.engine.weights import WeightSource

FloatArray = NDArray[np.float32]
Stop = Callable[[], bool]


class Team(Protocol):
    """The workers that compute a run together, each with its own share of every layer."""

    share: Share
    scratch: Scratch
    """This worker's own."""
    shared: Scratch
    """Seen by all."""

    def zeros(self, shape: tuple[int, ...]) -> FloatArray:
        """Memory all workers see, the same in each; all ask for the same in the same order."""
        ...

    def release(self, array: FloatArray) -> None:
        """Give memory back."""
        ...

    def meet(self) -> None:
        """Wait until all are here; raises Stopped in all where one has stopped."""
        ...


class Alone:
    """A team of one."""

    def __init__(self) -> None:
        self.share = Share()
        self.scratch = Scratch()
        self.shared = Scratch()

    def zeros(self, shape: tuple[int, ...]) -> FloatArray:
        """New memory."""
        return np.zeros(shape, np.float32)

    def release(self, array: FloatArray) -> None:
        """Python frees it."""

    def meet(self) -> None:
        """Nobody to wait for."""


@dataclass(eq=False)
class Value:
    """The maps of one key, the picture they belong to, and the calls that compute them from their inputs."""

    map: Map
    whole: Value | None = None
    """The concatenation in whose memory it lies."""
    picture: int = 0
    blocks: Blocks = field(default_factory=list)
    bound_to: tuple[Map, ...] = ()

    @property
    def outermost(self) -> Value:
        """Whose memory it lies in."""
        return self if self.whole is None else self.whole.outermost


@dataclass(eq=False)
class Step:
    """A storey with its value and those it reads."""

    storey: Storey
    value: Value
    inputs: list[Value]
    work: int


class Store:
    """Values and packed weights by content key, within budgets of bytes."""

    def __init__(self, team: Team, kept_maps: int, kept_weights: int) -> None:
        self.team = team
        self.values: ByteBudgetCache[Value] = ByteBudgetCache(kept_maps)
        self.packed: ByteBudgetCache[Packed] = ByteBudgetCache(kept_weights)
        self._replaced: list[Value] = []

    def steps(self, storeys: list[Storey]) -> list[Step]:
        """The steps of a run; every value has its memory afterwards, and what is known is taken over."""
        values: dict[str, Value] = {}
        for storey in reversed(storeys):  # concatenations before what is placed in them
            whole = values[storey.placed[0]] if storey.placed else None
            values[storey.key] = self._value(storey, whole)
        replaced, self._replaced = self._replaced, []
        self._give_back(replaced)
        return [
            Step(storey, values[storey.key], [values[key] for key in storey.inputs], storey.work) for storey in storeys
        ]

    def trim(self) -> None:
        """Forget the oldest beyond the budgets."""
        self._give_back(self.values.trim())
        self.packed.trim()

    def _give_back(self, dropped: list[Value]) -> None:
        """Release the memory of values; what else lies in it is no longer known."""
        for value in dropped:
            if value.whole is None:
                self.team.release(value.map.full)
        if dropped:
            for value in self.values.all():
                if value.outermost in dropped:
                    value.picture = 0

    def _value(self, storey: Storey, whole: Value | None) -> Value:
        """The value of a storey in its right place, with a border wide enough for its readers."""
        known = self.values.get(storey.key)
        if known is not None and known.whole is whole and known.map.border.covers(storey.border):
            return known
        output, border = storey.last.output, storey.border
        if whole is not None and storey.placed is not None:
            assert isinstance(output, Shape)
            value = Value(channels_of(whole.map, storey.placed[1], output.channels), whole)
            size = 0
        else:
            border = border if known is None or known.whole is not None else border | known.map.border
            full = self.team.zeros(padded_shape(output, border))
            value = Value(Map(full, border if isinstance(output, Shape) else Border()))
            size = full.nbytes
        if known is not None:
            if self.team.share.is_first:
                np.copyto(value.map.inside, known.map.inside)
            value.picture = known.picture
            if known.whole is None:
                self._replaced.append(known)
        self.values.put(storey.key, value, size)
        return value

    def bind(self, step: Step, source: WeightSource, seed: int, stopped: Stop) -> None:
        """Make the calls of a step, and its packed weights where they are not known. Raises Stopped."""
        storey, maps = step.storey, tuple(value.map for value in step.inputs)
        if step.value.bound_to == maps:
            return
        key = storey.base.weights_key + (storey.norm.weights_key if storey.norm else "")
        packed = self.packed.get(key + way_key(storey)) if key else ()
        if packed is None:
            packed = pack_storey(storey, self.team.share, source, seed, stopped)
            self.packed.put(key + way_key(storey), packed, sum(array.nbytes for array in packed))
        residual = None if storey.residual is None else maps[-1].inside
        job = Job(
            storey.base.shapes, maps, step.value.map, packed, self.team.share, self.team.scratch,
            Epilogue(storey.clip, residual), self.team.meet, self.team.shared,
        )  # fmt: skip
        step.value.blocks = lowering.bind(storey.base.kind, job)
        step.value.bound_to = maps


def way_key(storey: Storey) -> str:
    """What, besides the weights, decides how they are packed."""
    return lowering.packing_key(storey.base.kind, storey.base.shapes, storey.base.output)
