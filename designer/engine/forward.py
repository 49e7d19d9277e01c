"""Runs requests: values by content key are reused, what is missing is computed storey by storey."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from designer.core.kinds import Input
from designer.core.shapes import Output, Shape
from designer.engine.errors import Stopped
from designer.engine.estimate import refuse_absurd, refuse_too_large
from designer.engine.footprint import scratch_numbers
from designer.engine.images import to_input
from designer.engine.maps import fill, outside
from designer.engine.memory import usual_limit
from designer.engine.normalisation import Normalisation
from designer.engine.plan import Plan, make_plan
from designer.engine.program import Alone, Step, Store, Team
from designer.engine.request import Image, LayerResult, Request
from designer.engine.storeys import storeys

FloatArray = NDArray[np.float32]
Stop = Callable[[], bool]
Deliveries = tuple[tuple[str, str], ...]

KEPT_MAPS = 256 << 20
KEPT_WEIGHTS = 768 << 20
NOTICE_SECONDS = 0.02  # layers on the way are reported at most this often


class Engine:
    """Keeps values, packed weights and bound calls between runs, so that an edit costs only what depends on it."""

    def __init__(self, team: Team | None = None, kept_maps: int = KEPT_MAPS, kept_weights: int = KEPT_WEIGHTS) -> None:
        self.team: Team = Alone() if team is None else team
        self.store = Store(self.team, kept_maps, kept_weights)
        self.computed: list[Step] = []
        """What the last run computed, in order."""
        self._picture = 0
        self._taken: object = None
        self._normalisation = Normalisation()
        self._images: list[tuple[Image, Output]] = []
        self._tensors: list[FloatArray] = []
        self._last: tuple[Request, Plan, list[Step], Deliveries] | None = None

    def run(self, request: Request, stopped: Stop = lambda: False) -> Iterator[LayerResult]:
        """Results layer by layer; ends early when `stopped` says so. Raises EngineError before the first layer."""
        self.prepare(request)
        yield from self.execute(request, stopped)

    def prepare(self, request: Request) -> int:
        """Read the pictures, plan the run and take its memory; gives the number of the picture. Raises EngineError."""
        self._take_picture(request)
        self._plan(request)
        return self._picture

    def follow(self, request: Request, picture: int) -> None:
        """As prepare, in a worker whose pictures are read by another."""
        self._picture = picture
        self._plan(request, refuse=False)

    def _plan(self, request: Request, refuse: bool = True) -> None:
        """Plan the run and take its memory, unless only the picture is new."""
        if self._last is not None and same_work(self._last[0], request):
            return
        self._last = None
        members = self.team.share.members
        limit = usual_limit(self.store.bytes) if request.memory_limit is None else request.memory_limit
        if refuse:
            refuse_absurd(request, limit)
        request.weights.check(request.analysis)
        plan = make_plan(request.analysis, request.weights, request.seed)
        found = storeys(plan, request.wanted, request.kept)
        if refuse:
            refuse_too_large(found, request, limit, members)
        self.team.scratch.reserve(max((scratch_numbers(storey, members) for storey in found), default=0) + 1024)
        self._last = request, plan, self.store.steps(found, bool(request.rest)), _deliveries(plan, request)

    def execute(self, request: Request, stopped: Stop, deliver: bool = True) -> Iterator[LayerResult]:
        """Compute what was planned; without `deliver` no maps are copied out."""
        assert self._last is not None
        _, plan, steps, delivered = self._last
        self.computed = []
        if deliver:
            yield from _failures(request, plan)
        try:
            self.team.meet()  # the memory is ready in all workers
            yield from self._run(request, plan, steps, delivered if deliver else (), stopped)
        except Stopped:
            return
        finally:
            self.store.trim()

    def forget_after(self, completed: int) -> None:
        """Forget what the last run computed beyond its first `completed` steps: not all workers completed it."""
        for step in self.computed[completed:]:
            step.picture = 0

    def _take_picture(self, request: Request) -> None:
        """Turn the pictures into the input layers' tensors; a new number where a picture is another object."""
        alike = self._normalisation == request.normalisation
        known = alike and self._taken is request.image
        if known and self._last is not None and self._last[0].design is request.design:
            return
        images = [(request.image_for(layer.id), layer.kind.output(())) for layer in request.design.inputs]
        same = (
            alike
            and len(images) == len(self._images)
            and all(
                new is old and shape == known for (new, shape), (old, known) in zip(images, self._images, strict=True)
            )
        )
        self._taken = None  # until they are read: of a picture that cannot be used nothing is known
        if not same:
            self._tensors = [
                to_input(image, shape, request.normalisation) for image, shape in images if isinstance(shape, Shape)
            ]
        self._taken, self._normalisation, self._images = request.image, request.normalisation, images
        if same:
            return
        self._picture += 1

    def _run(
        self, request: Request, plan: Plan, steps: list[Step], delivered: Deliveries, stopped: Stop
    ) -> Iterator[LayerResult]:
        total, done = sum(step.work for step in steps), 0
        noticed = perf_counter()
        made: dict[str, tuple[Step, float]] = {}
        waiting = deque(delivered)
        for step in steps:
            begin, known = perf_counter(), step.picture == self._picture
            if not known:
                self._compute(step, request, stopped)
            done += step.work
            seconds = 0.0 if known else perf_counter() - begin
            made |= {task.key: (step, seconds) for task in step.storey.tasks}
            while waiting and waiting[0][1] in made:  # in the order asked for: what is early waits for what is urgent
                if stopped():
                    raise Stopped
                name, key = waiting.popleft()
                source, spent = made[key]
                shown = self.store.map_of(source, key, request.weights, request.seed, stopped)
                array = outside(shown, plan.tasks[name].output)
                yield LayerResult(request.generation, name, array, None, spent, done / total)
                noticed = perf_counter()
            if perf_counter() - noticed > NOTICE_SECONDS:
                layer = step.storey.last.layer
                yield LayerResult(request.generation, layer, None, None, seconds, done / total)
                noticed = perf_counter()

    def _compute(self, step: Step, request: Request, stopped: Stop) -> None:
        value, base = step.value, step.storey.base
        if isinstance(base.kind, Input):
            step.picture = 0
            if self.team.share.is_first:
                number = [layer.id for layer in request.design.inputs].index(base.layer)
                fill(value.map, self._tensors[number])
        else:
            if step.base is not None and step.base.picture == self._picture:
                blocks = self.store.tail(step, request.weights, request.seed, stopped)
            else:
                blocks = self.store.bind(step, request.weights, request.seed, stopped)
            step.picture = 0
            with np.errstate(all="ignore"):
                for block in blocks:
                    if stopped():
                        raise Stopped
                    block()
        self.team.meet()
        step.picture = self._picture
        self.computed.append(step)


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


def _deliveries(plan: Plan, request: Request) -> Deliveries:
    """The layers to be delivered, in order, each with the key of its value; several may share one."""
    return tuple((layer, plan.tasks[layer].key) for layer in request.delivered if layer in plan.tasks)
