"""Runs requests: values by content key are reused, what is missing is computed storey by storey."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from time import perf_counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from designer.core.kinds import Input
from designer.engine.errors import Stopped
from designer.engine.estimate import bytes_needed, refuse, refuse_absurd
from designer.engine.footprint import scratch_numbers
from designer.engine.maps import fill
from designer.engine.memory import usual_limit
from designer.engine.pictures import Inputs, Pictures, inputs_of
from designer.engine.plan import Plan, make_plan
from designer.engine.program import Store
from designer.engine.request import LayerResult, Request
from designer.engine.storeys import Storey, storeys
from designer.engine.team import Alone, Team
from designer.engine.values import Step

FloatArray = NDArray[np.float32]
Stop = Callable[[], bool]

KEPT_MAPS = 256 << 20
KEPT_WEIGHTS = 768 << 20
NOTICE_SECONDS = 0.02  # layers on the way are reported at most this often


@dataclass(eq=False)
class Planned:
    """What a request came to."""

    request: Request
    plan: Plan
    storeys: list[Storey]
    inputs: Inputs
    delivered: tuple[tuple[str, str], ...]
    """The layers to be delivered, in order, each with the key of its value; several may share one."""
    room: int = 0
    """Bytes that what it does not use may take beside it; only who decides knows."""
    steps: list[Step] | None = None
    """None while memory is still to be found."""


class Begin(NamedTuple):
    """What the workers of a team must know to begin a run alike."""

    picture: int
    room: int
    """Bytes for what the run does not use itself."""


class Engine:
    """Keeps values, packed weights and bound calls between runs, so that an edit costs only what depends on it."""

    def __init__(self, team: Team | None = None, kept_maps: int = KEPT_MAPS, kept_weights: int = KEPT_WEIGHTS) -> None:
        self.team: Team = Alone() if team is None else team
        self.store = Store(self.team, kept_maps, kept_weights)
        self.computed: list[Step] = []
        """What the last run computed, in order."""
        self._steps: list[Step] = []
        self._is_whole = True
        self._pictures = Pictures()
        self._picture = 0
        self._tensors: list[FloatArray] = []
        self._planned: dict[int, Planned] = {}

    def run(self, request: Request, stopped: Stop = lambda: False) -> Iterator[LayerResult]:
        """Results layer by layer; ends early when `stopped` says so. Raises EngineError before the first layer."""
        self.prepare(request)
        yield from self.execute(request, stopped)

    def prepare(self, request: Request) -> Begin:
        """Plan the run, read the picture and take its memory. Raises EngineError; then nothing has changed."""
        planned = self._known(request) or self._allowed(request)
        taken = self._pictures.take(request, planned.inputs)
        begin = Begin(taken.number, planned.room)
        if planned.steps is None:
            self._take_memory(planned, begin)
        self._picture, self._tensors = taken.number, taken.tensors
        return begin

    def follow(self, request: Request, begin: Begin) -> None:
        """As prepare, in a worker for whom another decides and reads pictures."""
        planned = self._known(request) or _plan(request)
        if planned.steps is None:
            self._take_memory(planned, begin)
        self._picture = begin.picture

    def _known(self, request: Request) -> Planned | None:
        """What the last request of the slot came to, where only the picture is new."""
        planned = self._planned.get(request.slot)
        return planned if planned is not None and same_work(planned.request, request) else None

    def _allowed(self, request: Request) -> Planned:
        """The plan of a run that needs no more than it may take."""
        limit = usual_limit(self.store.bytes) if request.memory_limit is None else request.memory_limit
        refuse_absurd(request, limit)
        planned = _plan(request)
        needed = bytes_needed(planned.storeys, request.delivered, self.team.share.members)
        refuse(needed, limit, request)
        planned.room = limit - needed
        return planned

    def _take_memory(self, planned: Planned, begin: Begin) -> None:
        """Find or take memory for all values. Steps of other slots are found again: theirs may have been given back."""
        members, slot = self.team.share.members, planned.request.slot
        self.store.reserve(max((scratch_numbers(each, members) for each in planned.storeys), default=0) + 1024)
        self.computed, self._steps = [], []  # whose values may be given back
        for other in self._planned.values():
            other.steps = None
        self.store.make_room(planned.storeys, slot, begin.room)
        self._planned[slot] = planned
        planned.steps = self.store.steps(planned.storeys, slot, begin.picture, bool(planned.request.rest))

    def execute(self, request: Request, stopped: Stop, deliver: bool = True) -> Iterator[LayerResult]:
        """Compute what was planned; without `deliver` no maps are copied out."""
        planned = self._planned[request.slot]
        assert planned.steps is not None
        self.computed, self._steps, self._is_whole = [], planned.steps, False
        try:
            if deliver:
                yield from _failures(request, planned.plan)
            self.team.meet()  # the memory is ready in all workers
            yield from self._run(request, planned, deliver, stopped)
            self._is_whole = True
        except Stopped:
            return
        finally:
            self.store.trim(request.slot)

    def forget_after(self, completed: int) -> None:
        """Know the same in all workers of a team, of which one completed no more than so many steps of the last run.

        Where it was stopped another may be one step ahead, for one may stop while it waits for the others and they
        come at that moment: so what all forget are the step they were in and the one behind it.
        """
        if self._is_whole and completed == len(self.computed):
            return
        for step in self.computed[completed:]:
            step.forget()
        for step in islice((step for step in self._steps if step.picture != self._picture), 2):
            step.begin(self._picture)

    def _run(self, request: Request, planned: Planned, deliver: bool, stopped: Stop) -> Iterator[LayerResult]:
        steps = self._steps
        total, done = sum(step.work for step in steps), 0
        noticed = perf_counter()
        made: dict[str, tuple[Step, float]] = {}
        waiting = deque(planned.delivered if deliver else ())
        for step in steps:
            begin, known = perf_counter(), step.picture == self._picture
            if not known:
                self._compute(step, planned, stopped)
            done += step.work
            seconds = 0.0 if known else perf_counter() - begin
            made |= {task.key: (step, seconds) for task in step.storey.tasks}
            while waiting and waiting[0][1] in made:  # in the order asked for: what is early waits for what is urgent
                if stopped():
                    raise Stopped
                name, key = waiting.popleft()
                source, spent = made[key]
                task = planned.plan.tasks[name]
                array = self.store.copy_of(source, task, request.weights, request.seed, stopped)
                yield LayerResult(request.generation, name, array, None, spent, done / total)
                noticed = perf_counter()
            if perf_counter() - noticed > NOTICE_SECONDS:
                layer = step.storey.last.layer
                yield LayerResult(request.generation, layer, None, None, seconds, done / total)
                noticed = perf_counter()

    def _compute(self, step: Step, planned: Planned, stopped: Stop) -> None:
        value, base, request = step.value, step.storey.base, planned.request
        step.begin(self._picture)
        if isinstance(base.kind, Input):
            if self.team.share.is_first:
                number = [name for name, _ in planned.inputs].index(base.layer)
                fill(value.map, self._tensors[number])
        else:
            make = self.store.tail if step.from_base else self.store.bind
            blocks = make(step, request.weights, request.seed, stopped)
            with np.errstate(all="ignore"):
                for block in blocks:
                    if stopped():
                        raise Stopped
                    block()
        self.team.meet()
        step.picture = self._picture
        self.computed.append(step)


def _plan(request: Request) -> Planned:
    request.weights.check(request.analysis)
    plan = make_plan(request.analysis, request.weights, request.seed)
    delivered = tuple((layer, plan.tasks[layer].key) for layer in request.delivered if layer in plan.tasks)
    found = storeys(plan, request.wanted, request.kept)
    return Planned(request, plan, found, inputs_of(request.analysis), delivered)


def same_work(old: Request, new: Request) -> bool:
    """Whether two requests differ in nothing but picture and generation."""
    return (
        old.design is new.design
        and old.analysis is new.analysis
        and old.weights == new.weights
        and old.seed == new.seed
        and old.wanted == new.wanted
        and old.rest == new.rest
        and old.memory_limit == new.memory_limit
    )


def _failures(request: Request, plan: Plan) -> Iterator[LayerResult]:
    for layer in request.delivered:
        if layer not in plan.tasks:
            reason = plan.failures.get(layer, "the design has no layer of this name")
            yield LayerResult(request.generation, layer, None, reason, 0.0, 0.0)
