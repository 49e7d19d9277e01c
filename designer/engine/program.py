"""A run made ready: memory for every value, and the bound calls of every storey, kept from run to run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from designer.core.kinds import Add
from designer.core.shapes import Shape
from designer.engine import binding, lowering
from designer.engine.binding import Job
from designer.engine.cache import ByteBudgetCache
from designer.engine.kernels import joins
from designer.engine.kernels.blocks import NO_NUMBERS, Blocks, Epilogue, Scratch
from designer.engine.lowering import Packed
from designer.engine.maps import NO_BORDER, Border, Map, channels_of, clear_border, padded_shape
from designer.engine.packing import pack_task
from designer.engine.plan import Task
from designer.engine.storeys import Storey
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

    def room(self, shape: tuple[int, ...]) -> FloatArray:
        """Memory all workers see, the same in each, of any content; all ask for the same in the same order."""
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

    def room(self, shape: tuple[int, ...]) -> FloatArray:
        """New memory."""
        return np.empty(shape, np.float32)

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
    """A storey with its values and those it reads."""

    storey: Storey
    value: Value
    base: Value | None
    """The value of the storey's first layer, where that is kept."""
    inputs: list[Value]
    work: int

    @property
    def picture(self) -> int:
        """The picture its values belong to; 0 for none, or for two."""
        same = self.base is None or self.base.picture == self.value.picture
        return self.value.picture if same else 0

    @picture.setter
    def picture(self, number: int) -> None:
        self.value.picture = number
        if self.base is not None:
            self.base.picture = number


class Store:
    """Values and packed weights by content key, within budgets of bytes."""

    def __init__(self, team: Team, kept_maps: int, kept_weights: int) -> None:
        self.team = team
        self._kept_maps = kept_maps
        self.values: ByteBudgetCache[Value] = ByteBudgetCache(kept_maps)
        self.packed: ByteBudgetCache[Packed] = ByteBudgetCache(kept_weights)
        self._replaced: list[Value] = []

    def steps(self, storeys: list[Storey], hold: bool = False) -> list[Step]:
        """The steps of a run; every value has its memory afterwards, and what is known is taken over.

        With `hold` none of these values is forgotten before the next run, whatever the budget.
        """
        values: dict[str, Value] = {}
        for storey in reversed(storeys):  # concatenations before what is placed in them
            whole = values[storey.placed[0]] if storey.placed else None
            values[storey.key] = self._value(storey.last, storey.border, storey.placed, whole)
        bases = {storey.key: self._value(storey.base, NO_BORDER, None, None) for storey in storeys if storey.kept}
        held = sum(value.map.full.nbytes for value in (*values.values(), *bases.values())) if hold else 0
        self.values.budget = max(self._kept_maps, held)
        replaced, self._replaced = self._replaced, []
        self._give_back(replaced)
        return [Step(s, values[s.key], bases.get(s.key), [values[key] for key in s.inputs], s.work) for s in storeys]

    @property
    def bytes(self) -> int:
        """What is held for later runs, by all workers."""
        return self.values.bytes + self.packed.bytes * self.team.share.members

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

    def _value(self, task: Task, border: Border, placed: tuple[str, int] | None, whole: Value | None) -> Value:
        """The value of a layer in its right place, with a border wide enough for its readers."""
        known = self.values.get(task.key)
        if known is not None and known.whole is whole and known.map.border.covers(border):
            return known
        output = task.output
        if whole is not None and placed is not None:
            assert isinstance(output, Shape)
            value = Value(channels_of(whole.map, placed[1], output.channels), whole)
            size = 0
        else:
            border = border if known is None or known.whole is not None else border | known.map.border
            full = self.team.room(padded_shape(output, border))
            value = Value(Map(full, border if isinstance(output, Shape) else NO_BORDER))
            if self.team.share.is_first:
                clear_border(value.map)
            size = full.nbytes
        if known is not None:
            if self.team.share.is_first:
                np.copyto(value.map.inside, known.map.inside)
            value.picture = known.picture
            if known.whole is None:
                self._replaced.append(known)
        self.values.put(task.key, value, size)
        return value

    def bind(self, step: Step, source: WeightSource, seed: int, stopped: Stop) -> Blocks:
        """The calls of a step, made with its packed weights where they are not known. Raises Stopped."""
        storey, maps = step.storey, tuple(value.map for value in step.inputs)
        arrays = maps if step.base is None else (*maps, step.base.map)
        if step.value.bound_to == arrays:
            return step.value.blocks
        packed = self.weights(storey.base, source, seed, stopped)
        epilogue = self._epilogue(step, source, seed, stopped)
        job = Job(
            storey.base.shapes, maps, step.value.map, packed, self.team.share, self.team.scratch, epilogue,
            self.team.meet, self.team.shared,
        )  # fmt: skip
        step.value.blocks = binding.bind(storey.base.kind, job)
        step.value.bound_to = arrays
        return step.value.blocks

    def tail(self, step: Step, source: WeightSource, seed: int, stopped: Stop) -> Blocks:
        """The calls of a step whose first layer's value is known: only what is done to it. Raises Stopped."""
        assert step.base is not None
        epilogue = replace(self._epilogue(step, source, seed, stopped), kept=None)
        out = step.value.map.inside
        return joins.finished(step.base.map.inside, out, self.team.share.of(len(out)), epilogue, self.team.scratch)

    def _epilogue(self, step: Step, source: WeightSource, seed: int, stopped: Stop) -> Epilogue:
        """What happens to the results of a step's first layer."""
        storey = step.storey
        scale, shift = self.weights(storey.norm, source, seed, stopped) if storey.norm else (NO_NUMBERS, NO_NUMBERS)
        residual = None if storey.residual is None else step.inputs[-1].map.inside
        return Epilogue(storey.clip, residual, None if step.base is None else step.base.map.inside, scale, shift)

    def map_of(self, step: Step, key: str, source: WeightSource, seed: int, stopped: Stop) -> Map:
        """The map of any layer of a step that has been run; of one in the middle made anew of the base's."""
        storey = step.storey
        if key == storey.key:
            return step.value.map
        assert step.base is not None
        numbers = step.base.map.inside
        for task in storey.tasks[1 : [task.key for task in storey.tasks].index(key) + 1]:
            if isinstance(task.kind, Add):
                numbers = numbers + step.inputs[-1].map.inside
            else:
                scale, shift = self.weights(task, source, seed, stopped)
                numbers = numbers * scale + shift
        return Map(numbers, NO_BORDER)

    def weights(self, task: Task, source: WeightSource, seed: int, stopped: Stop) -> Packed:
        """The packed weights of a layer, this worker's share, made where they are not known. Raises Stopped."""
        if not task.weights_key:
            return ()
        key = task.weights_key + lowering.packing_key(task.kind, task.shapes, task.output)
        packed = self.packed.get(key)
        if packed is None:
            packed = pack_task(task, self.team.share, source, seed, stopped)
            self.packed.put(key, packed, sum(array.nbytes for array in packed))
        return packed
