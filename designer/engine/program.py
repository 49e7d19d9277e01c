"""A run made ready: values, packed weights, and the bound calls of every storey, kept from run to run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from designer.core.kinds import Add
from designer.engine import binding, lowering
from designer.engine.binding import Job
from designer.engine.cache import ByteBudgetCache
from designer.engine.errors import Stopped
from designer.engine.kernels import joins
from designer.engine.kernels.blocks import NO_NUMBERS, Blocks, Epilogue
from designer.engine.lowering import Packed
from designer.engine.maps import FloatArray, outside
from designer.engine.packing import pack_task
from designer.engine.plan import Task
from designer.engine.storeys import Storey
from designer.engine.team import Team
from designer.engine.values import Step, Value, Values
from designer.engine.weights import WeightSource

Stop = Callable[[], bool]


class Store:
    """Values by slot and content key, and packed weights by content key, within budgets of bytes."""

    def __init__(self, team: Team, kept_maps: int, kept_weights: int) -> None:
        self.team = team
        self._kept_maps = kept_maps
        self.slots: dict[int, Values] = {}
        self.packed: ByteBudgetCache[Packed] = ByteBudgetCache(kept_weights)

    def steps(self, storeys: list[Storey], slot: int = 0, picture: int = 0, hold: bool = False) -> list[Step]:
        """The steps of a run in a slot, as Values.steps. Other values let go of weights that are no longer kept."""
        if slot not in self.slots:
            self.slots[slot] = Values(self.team, self._kept_maps)
        steps = self.slots[slot].steps(storeys, picture, hold)
        needed, kept = {id(step.value) for step in steps}, {id(packed) for packed in self.packed.all()}
        self._unbind(lambda value: not value.packed or id(value) in needed or id(value.packed) in kept)
        return steps

    def reserve(self, numbers: int) -> None:
        """Make room for that much scratch memory; calls that hold smaller memory let go of it."""
        before = self.team.scratch.bytes
        self.team.scratch.reserve(numbers)
        if self.team.scratch.bytes > before:
            self._unbind(lambda _: False)

    def _unbind(self, keeping: Callable[[Value], bool]) -> None:
        for values in self.slots.values():
            values.unbind(keeping)

    @property
    def bytes(self) -> int:
        """What is held for later runs, by all workers."""
        maps = sum(values.bytes for values in self.slots.values())
        return maps + self.packed.bytes * self.team.share.members

    def bytes_beside(self, slot: int) -> int:
        """What the values of all other slots take."""
        return sum(values.bytes for other, values in self.slots.items() if other != slot)

    def make_room(self, storeys: list[Storey], slot: int, most: int) -> None:
        """Forget what a run in a slot does not use until the rest takes at most so many bytes, of all workers together.

        That are all values of other slots where they exceed it, then the slot's oldest, then the oldest weights. What
        is forgotten of values does not depend on weights, of which each worker has a share: it is the same in all.
        """
        if self.bytes_beside(slot) > most:
            for other, values in self.slots.items():
                if other != slot:
                    values.forget()
        most -= self.bytes_beside(slot)
        tasks = [task for storey in storeys for task in storey.tasks]
        if slot in self.slots:
            most -= self.slots[slot].make_room({task.key for task in tasks}, most)
        most = max(0, most) // self.team.share.members
        if self.packed.bytes > most:
            self.packed.trim_others({_packing_key(task) for task in tasks}, most)

    def trim(self, slot: int) -> None:
        """Forget the oldest values of a slot, and the oldest weights, beyond the budgets."""
        self.slots[slot].trim()
        self.packed.trim()

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
        blocks = []
        for block in binding.bind(storey.base.kind, job):
            if stopped():
                raise Stopped
            blocks.append(block)
        step.value.blocks = blocks
        step.value.bound_to, step.value.packed = arrays, packed
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

    def copy_of(self, step: Step, task: Task, source: WeightSource, seed: int, stopped: Stop) -> FloatArray:
        """The map of a layer of a step that has been run, as `outside` gives it; of one in the middle made anew of the
        base's, a row at a time. Raises Stopped.
        """
        storey = step.storey
        if task.key == storey.key:
            return outside(step.value.map, task.output, stopped=stopped)
        assert step.base is not None
        finish: list[Callable[[FloatArray, int], FloatArray]] = []
        for each in storey.tasks[1 : [each.key for each in storey.tasks].index(task.key) + 1]:
            if isinstance(each.kind, Add):
                finish.append(partial(_added, step.inputs[-1].map.inside))
            else:
                scale, shift = self.weights(each, source, seed, stopped)
                finish.append(partial(_scaled, scale, shift))
        return outside(step.base.map, task.output, finish, stopped)

    def weights(self, task: Task, source: WeightSource, seed: int, stopped: Stop) -> Packed:
        """The packed weights of a layer, this worker's share, made where they are not known. Raises Stopped."""
        if not task.weights_key:
            return ()
        key = _packing_key(task)
        packed = self.packed.get(key)
        if packed is None:
            packed = pack_task(task, self.team.share, source, seed, stopped)
            self.packed.put(key, packed, sum(array.nbytes for array in packed))
        return packed


def _packing_key(task: Task) -> str:
    """By what packed weights are known: their content and their form."""
    return task.weights_key and task.weights_key + lowering.packing_key(task.kind, task.shapes, task.output)


def _added(other: FloatArray, row: FloatArray, number: int) -> FloatArray:
    found: FloatArray = row + other[number]
    return found


def _scaled(scale: FloatArray, shift: FloatArray, row: FloatArray, _: int) -> FloatArray:
    return row * scale + shift
