"""The values of a run: memory for every storey's maps, kept by content key from run to run."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field

import numpy as np

from designer.core.shapes import Shape
from designer.engine.cache import ByteBudgetCache
from designer.engine.footprint import call_numbers, constant_numbers
from designer.engine.kernels.blocks import Blocks
from designer.engine.lowering import Packed
from designer.engine.maps import NO_BORDER, Border, Map, channels_of, clear_border, padded_shape
from designer.engine.plan import Task
from designer.engine.storeys import Storey
from designer.engine.team import Team


@dataclass(eq=False)
class Value:
    """The maps of one key, the picture they belong to, and the calls that compute them from their inputs."""

    map: Map
    whole: Value | None = None
    """The concatenation in whose memory it lies."""
    picture: int = 0
    blocks: Blocks = field(default_factory=list)
    bound_to: tuple[Map, ...] = ()
    packed: Packed = ()
    """The weights that the calls read."""
    bytes: int = 0
    """What it takes: its memory, where that is its own, and its calls."""

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

    from_base: bool = False
    """Whether the base's value was known when it was last begun, so that only the rest was to be done."""

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

    def begin(self, picture: int) -> None:
        """Forget what is about to be computed: all, or all but the base's value where that is of this picture."""
        self.from_base = self.base is not None and self.base.picture == picture
        self.forget()

    def forget(self) -> None:
        """Forget what was computed since it was begun."""
        self.value.picture = 0
        if self.base is not None and not self.from_base:
            self.base.picture = 0


class Values:
    """The values of one slot by content key, within a budget of bytes."""

    def __init__(self, team: Team, kept: int) -> None:
        self._team = team
        self._kept = kept
        self._held: ByteBudgetCache[Value] = ByteBudgetCache(kept)
        self._replaced: list[Value] = []

    @property
    def bytes(self) -> int:
        """What is held."""
        return self._held.bytes

    def steps(self, storeys: list[Storey], picture: int = 0, hold: bool = False) -> list[Step]:
        """The steps of a run; every value has its memory afterwards, and what is known is taken over.

        So is the value of a storey's first layer alone, where that is of this picture and the storey's is not. With
        `hold` none of these values is forgotten before the next run, whatever the budget.
        """
        values: dict[str, Value] = {}
        for storey in reversed(storeys):  # concatenations before what is placed in them
            whole = values[storey.placed[0]] if storey.placed else None
            calls = 4 * (call_numbers(storey) + constant_numbers(storey))
            values[storey.key] = self._value(storey.last, storey.border, storey.placed, whole, calls)
        bases = {storey.key: self._value(storey.base) for storey in storeys if storey.kept}
        replaced, self._replaced = self._replaced, []
        self._give_back(replaced)
        for storey in storeys:
            known = self._held.get(storey.base.key)
            if known is not None and known.picture == picture != values[storey.key].picture:
                bases.setdefault(storey.key, known)
        held = sum(value.bytes for value in (*values.values(), *bases.values())) if hold else 0
        self._held.budget = max(self._kept, held)
        return [Step(s, values[s.key], bases.get(s.key), [values[key] for key in s.inputs], s.work) for s in storeys]

    def trim(self) -> None:
        """Forget the oldest beyond the budget."""
        self._give_back(self._held.trim())

    def make_room(self, keys: Container[str], most: int) -> int:
        """Forget the oldest but those of `keys` until such take at most so many bytes; gives how many they take."""
        self._give_back(self._held.trim_others(keys, most))
        return self._held.bytes_of_others(keys)

    def forget(self) -> None:
        """Forget all."""
        self._give_back(self._held.clear())

    def _give_back(self, dropped: list[Value]) -> None:
        """Release the memory of values; what else lies in it is no longer known."""
        for value in dropped:
            if value.whole is None:
                self._team.release(value.map.full)
        if dropped:
            for value in self._held.all():
                if value.outermost in dropped:
                    value.picture = 0

    def unbind(self, keeping: Callable[[Value], bool]) -> None:
        """Forget the calls of all other values, and so the weights and the scratch memory they hold."""
        for value in self._held.all():
            if value.blocks and not keeping(value):
                value.blocks, value.bound_to, value.packed = [], (), ()

    def _value(
        self,
        task: Task,
        border: Border = NO_BORDER,
        placed: tuple[str, int] | None = None,
        whole: Value | None = None,
        calls: int = 0,
    ) -> Value:
        """The value of a layer in its right place, with a border wide enough for its readers."""
        known = self._held.get(task.key)
        if known is not None and known.whole is whole and known.map.border.covers(border):
            return known
        output = task.output
        if whole is not None and placed is not None:
            assert isinstance(output, Shape)
            value = Value(channels_of(whole.map, placed[1], output.channels), whole, bytes=calls)
        else:
            border = border if known is None or known.whole is not None else border | known.map.border
            full = self._team.room(padded_shape(output, border))
            border = border if isinstance(output, Shape) else NO_BORDER
            value = Value(Map(full, border), bytes=calls + full.nbytes)
            if self._team.share.is_first:
                clear_border(value.map)
        if known is not None:
            if known.picture and self._team.share.is_first:
                np.copyto(value.map.inside, known.map.inside)
            value.picture = known.picture
            if known.whole is None:
                self._replaced.append(known)
        self._held.put(task.key, value, value.bytes)
        return value
