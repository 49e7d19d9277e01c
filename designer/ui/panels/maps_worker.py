"""Threads beside the engine's: they draw maps again with another look, and work out how a unit came about."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from PySide6.QtCore import QObject, Qt, Signal, Slot

from designer.core.design import Layer
from designer.core.kind import Kind
from designer.engine.backward_pass import Gradients
from designer.engine.effective_field import EffectiveField, effective_field
from designer.engine.errors import EngineError, Stopped
from designer.engine.request import Request
from designer.engine.unit import unit_of
from designer.engine.unit_terms import UnitArithmetic
from designer.ui.panels.compare_survivors import Survivors, find_survivors
from designer.ui.panels.compare_tiles import Comparison, compare
from designer.ui.panels.maps_tiles import FloatArray, Look, Maps, Unit, drawn

DRAWING, UNIT, HEAT, BESIDE, SURVIVORS = "drawing", "unit", "heat", "beside", "survivors"
TOLD_EVERY = 0.15
"""Seconds from one average so far to the next."""

Answer = Maps | Comparison | UnitArithmetic | EffectiveField | list[Maps] | Survivors


class MapsWorker(QObject):
    """Answers the newest question of each sort; older ones are left out."""

    drawn = Signal(object)
    """Maps that were asked for anew, or a Comparison."""
    drawn_beside = Signal(object)
    """A list of Maps that were asked for anew."""
    survived = Signal(object)
    """The Survivors of a pool."""
    explained = Signal(object)
    """The UnitArithmetic of the unit asked about, or one line that says why there is none."""
    heated = Signal(object)
    """The EffectiveField of the unit asked about, at times before all images are done; or a line why there is none."""
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        quick, slow = (ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"preview-{n}") for n in ("quick", "slow"))
        self._pools = {DRAWING: quick, UNIT: quick, HEAT: slow, BESIDE: quick, SURVIVORS: quick}
        self._newest = dict.fromkeys(self._pools, 0)
        self._signals = {
            DRAWING: self.drawn,
            UNIT: self.explained,
            HEAT: self.heated,
            BESIDE: self.drawn_beside,
            SURVIVORS: self.survived,
        }
        self._open = 0
        self._gradients: Gradients | None = None
        self._answered.connect(self._receive, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._open > 0

    def draw(self, maps: Maps, look: Look) -> None:
        """Draw the numbers of `maps` with another look."""
        self._ask(DRAWING, lambda: drawn(maps, look))

    def draw_beside(self, several: Sequence[Maps], look: Look) -> None:
        """Draw maps that stand beside those on show with another look."""
        self._ask(BESIDE, lambda: [drawn(maps, look) for maps in several])

    def compare(self, first: Maps, second: FloatArray, look: Look) -> None:
        """Draw maps beside those of another picture, and the difference."""
        self._ask(DRAWING, lambda: compare(first, second, look))

    def survivors(self, pool: Layer, before: str, array: FloatArray, kind: Kind, look: Look) -> None:
        """Find which of the maps before a max-pool win."""
        self._ask(SURVIVORS, lambda: find_survivors(pool, before, array, kind, look))

    def explain(self, request: Request, layer: str, maps: Mapping[str, FloatArray], unit: Unit) -> None:
        """Work out the arithmetic of a unit from the maps its layer reads."""
        number = self._newest[UNIT] + 1
        self._ask(
            UNIT,
            lambda: unit_of(
                request.analysis, layer, maps, request.weights, request.seed, *unit,
                stopped=lambda: self._newest[UNIT] != number,
            ),
        )  # fmt: skip

    def heat(self, request: Request, layer: str, unit: Unit, images: int) -> None:
        """Work out which pixels move a unit of a layer, on the picture or averaged over so many images of noise.

        What was asked before stops within milliseconds. Weights stay packed from unit to unit of a layer.
        """
        number = self._newest[HEAT] + 1

        def stopped() -> bool:
            return self._newest[HEAT] != number

        def work() -> EffectiveField:
            gradients = self._gradients
            if gradients is None or gradients.request is not request or gradients.layer != layer:
                gradients = Gradients(request, layer)
                self._gradients = None if stopped() else gradients  # else what was just given back would stay
            last = perf_counter()

            def tell(found: EffectiveField) -> None:
                nonlocal last
                if perf_counter() - last > TOLD_EVERY and found.images < found.wanted:
                    last = perf_counter()
                    self._answered.emit((HEAT, number, found, False))

            return effective_field(gradients, unit, images, stopped, tell)

        self._ask(HEAT, work)

    def stop_heat(self) -> None:
        """Let no effective field come any more; the memory for them is given back."""
        self._newest[HEAT] += 1
        self._gradients = None

    def forget(self) -> None:
        """Let no answer come any more to what was asked."""
        for sort in self._newest:
            self._newest[sort] += 1
        self._gradients = None

    def close(self) -> None:
        """Stop for good and wait for the threads."""
        self.forget()
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)

    def _ask(self, sort: str, work: Callable[[], Answer]) -> None:
        self._newest[sort] += 1
        self._open += 1
        self._pools[sort].submit(self._work, sort, self._newest[sort], work)

    def _work(self, sort: str, number: int, work: Callable[[], Answer]) -> None:
        answer: Answer | str | None = None
        try:
            if self._newest[sort] == number:
                answer = work()
        except Stopped:
            answer = None
        except EngineError as error:
            answer = str(error)
        finally:
            self._answered.emit((sort, number, answer, True))

    @Slot(object)
    def _receive(self, told: tuple[str, int, Answer | str | None, bool]) -> None:
        sort, number, answer, last = told
        self._open -= last
        if answer is not None and number == self._newest[sort]:
            self._signals[sort].emit(answer)
