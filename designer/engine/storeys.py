"""Which layers are computed together, where their results lie, and with how much of a border."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from designer.core.kinds import Activation, Add, BatchNorm2d, Concat, Conv2d, ConvTranspose2d, Input, Linear
from designer.core.shapes import Shape
from designer.engine import lowering
from designer.engine.kernels.blocks import Clip
from designer.engine.maps import NO_BORDER, Border
from designer.engine.plan import Plan, Task

CLIPS: dict[str, Clip] = {"relu": "relu", "relu6": "relu6"}


@dataclass(frozen=True)
class Storey:
    """Layers computed in one go: a base and what is done to its results while they are hot.

    The last layer's value exists afterwards, and the base's where `kept` says so; those between follow from the base's
    number by number.
    """

    tasks: tuple[Task, ...]
    border: Border = NO_BORDER
    placed: tuple[str, int] | None = None
    """The concatenation it writes its channels into, and the first of them."""
    residual: str | None = None
    """The key of the value that is added to the base's."""
    kept: bool = False
    """Whether the base's own value is kept, too, because it or one behind it is wanted."""

    @property
    def base(self) -> Task:
        """The first layer, whose kernel runs."""
        return self.tasks[0]

    @property
    def last(self) -> Task:
        """The layer whose value comes out."""
        return self.tasks[-1]

    @property
    def key(self) -> str:
        """The key of the value that comes out."""
        return self.last.key

    @property
    def inputs(self) -> tuple[str, ...]:
        """Keys of all values read, the base's first."""
        return self.base.inputs if self.residual is None else (*self.base.inputs, self.residual)

    @property
    def clip(self) -> Clip:
        """What an activation at the end does."""
        last = self.last.kind
        return CLIPS[last.function] if len(self.tasks) > 1 and isinstance(last, Activation) else ""

    @property
    def norm(self) -> Task | None:
        """The batch norm done to the base's hot results."""
        return next((task for task in self.tasks[1:] if isinstance(task.kind, BatchNorm2d)), None)

    @property
    def work(self) -> int:
        """Multiply–accumulates and numbers written, for the progress shown."""
        return sum(task.work for task in self.tasks)


def storeys(plan: Plan, wanted: Iterable[str], later: Iterable[str] = ()) -> list[Storey]:
    """What has to be computed for the wanted layers, each behind its inputs.

    The first wanted come as soon as possible; those of `later` shall exist, too, when all is done.
    """
    makers: dict[str, Task] = {}
    for task in plan.tasks.values():
        if not task.alias:
            makers.setdefault(task.key, task)
    urgent = dict.fromkeys(plan.tasks[layer].key for layer in wanted if layer in plan.tasks)
    kept = urgent | dict.fromkeys(plan.tasks[layer].key for layer in later if layer in plan.tasks)
    ordered = _ordered(makers, kept)
    readers: dict[str, list[Task]] = {}
    for task in ordered:
        for key in dict.fromkeys(task.inputs):
            readers.setdefault(key, []).append(task)
    found = _joined(ordered, readers, urgent, kept)
    return _with_shared_borders(_with_places(_with_borders(found)))


def _ordered(makers: dict[str, Task], kept: Iterable[str]) -> list[Task]:
    """The makers of the values kept and of all they need, by first use."""
    places = {key: place for place, key in enumerate(makers)}
    done: dict[str, Task] = {}
    for key in kept:
        above, waiting = set(), [key]
        while waiting:
            name = waiting.pop()
            if name not in above and name not in done:
                above.add(name)
                waiting += makers[name].inputs
        done |= {name: makers[name] for name in sorted(above, key=places.__getitem__)}
    return list(done.values())


def _joined(
    ordered: list[Task], readers: dict[str, list[Task]], urgent: Container[str], kept: Container[str]
) -> list[Storey]:
    """Each base with the layers that can be done to its hot results, where nobody else reads what lies between."""
    place = {task.key: number for number, task in enumerate(ordered)}
    taken: set[str] = set()
    result: dict[str, Storey] = {}
    for task in reversed(ordered):  # from below, so that of two inputs of an addition the later one takes it in
        if task.key in taken:
            continue
        chain, residual = [task], None
        while True:
            first = chain[0]
            sources = [ordered[place[key]] for key in first.inputs]
            above = max(sources, key=lambda source: place[source.key]) if sources else None
            if above is None or len(readers[above.key]) > 1:
                break
            waits = residual is not None or isinstance(first.kind, Add)
            if waits and above.key in urgent:
                break
            if not _takes(above, chain, residual is not None):
                break
            if isinstance(first.kind, Add):
                residual = next(key for key in first.inputs if key != above.key)
            chain.insert(0, above)
        taken.update(task.key for task in chain)
        first = chain[0] if residual is None else task
        result[first.key] = Storey(tuple(chain), residual=residual, kept=any(part.key in kept for part in chain[:-1]))
    return [result[task.key] for task in ordered if task.key in result]


def _takes(above: Task, chain: list[Task], has_residual: bool) -> bool:
    """Whether `chain` can be done to the hot results of `above`."""
    first = chain[0].kind
    convolution = isinstance(above.kind, Conv2d)
    if isinstance(first, Activation):
        joins = isinstance(above.kind, Conv2d | Linear | ConvTranspose2d | Add | BatchNorm2d)
        return joins and first.function in CLIPS and len(chain) == 1
    if isinstance(first, Add):
        pair = len(chain[0].inputs) == 2 and len(set(chain[0].inputs)) == 2
        return pair and not has_residual and (convolution or isinstance(above.kind, BatchNorm2d))
    if isinstance(first, BatchNorm2d):
        return convolution and all(not isinstance(task.kind, BatchNorm2d) for task in chain[1:])
    return False


def _with_borders(found: list[Storey]) -> list[Storey]:
    """Each storey with the border that the readers of its value need."""
    needed: dict[str, Border] = {}
    for storey in found:
        base = storey.base
        read = lowering.border_read(base.kind, base.shapes, base.output)
        for key in base.inputs:
            needed[key] = needed.get(key, Border()) | read
    return [replace(storey, border=needed.get(storey.key, Border())) for storey in found]


def _with_places(found: list[Storey]) -> list[Storey]:
    """The inputs of concatenations write straight into them: the concatenation itself then costs nothing."""
    by_key = {storey.key: storey for storey in found}
    for storey in found:
        if not isinstance(storey.base.kind, Concat) or not isinstance(storey.base.output, Shape):
            continue
        start = 0
        for key, shape in zip(storey.base.inputs, storey.base.shapes, strict=True):
            part = by_key[key]
            assert isinstance(shape, Shape)
            if part.placed is None and not isinstance(part.base.kind, Input) and part.key != storey.key:
                by_key[key] = replace(part, placed=(storey.key, start))
            start += shape.channels
    return [by_key[storey.key] for storey in found]


def _with_shared_borders(found: list[Storey]) -> list[Storey]:
    """Concatenations with a border wide enough for the readers of their parts, too."""
    by_key = {storey.key: storey for storey in found}
    for storey in found:  # parts stand before what they are placed in
        if storey.placed is not None:
            whole = by_key[storey.placed[0]]
            by_key[whole.key] = replace(whole, border=whole.border | by_key[storey.key].border)
    return [by_key[storey.key] for storey in found]
