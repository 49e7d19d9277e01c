"""The preview session: which picture, which weights, which layer; asks the engine and passes its answers on."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal, Slot

from designer.engine.request import LayerResult, Request, RunEnd
from designer.engine.runner import Deliver, Runner
from designer.ui.document import Document
from designer.ui.miniatures import glimpse_of
from designer.ui.panels.compare_tiles import Comparison
from designer.ui.panels.maps_tiles import FloatArray, Maps, Unit
from designer.ui.preview_layer import PreviewLayer

MakeRunner = Callable[[Deliver], Runner]
STOPPED = "stopped"


class Preview(PreviewLayer):
    """Runs the design on a picture in the background; a newer request always replaces an older one."""

    started = Signal(str)
    """The id of the layer whose maps are being computed."""
    advanced = Signal(float)
    """The part of the work that is done, 0 to 1."""
    arrived = Signal(object)
    """Maps of the layer on show."""
    explained = Signal(object)
    """How the unit came about that was asked for: UnitArithmetic, or one line that says why there is none."""
    ended = Signal(str)
    """The run is over; the text says why there are no maps, and is empty where there are."""
    heated = Signal(object)
    """Which pixels move the unit that was asked for: EffectiveField, or one line that says why there is none."""
    concluded = Signal(object)
    """What the layer gives that `conclusion` names: its numbers."""
    glimpsed = Signal(object)
    """A Glimpse of a layer that has been reached, while `glimpses` is set; sent from the thread that draws."""
    glimpses_ended = Signal()
    """What `glimpse` was asked for is done."""
    _answered = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None, make_runner: MakeRunner = Runner) -> None:
        super().__init__(document, parent)
        self._running = False
        self._drawing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="preview-drawing")
        self._runner = make_runner(self._deliver)
        self.conclusion: str | None = None
        self._unexplained: Unit | None = None
        self.glimpses = False
        self._aside: Request | None = None
        self._worker.drawn.connect(self._show)
        self._worker.explained.connect(self.explained)
        self._worker.heated.connect(self.heated)
        self._answered.connect(self._receive, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        reading = self._reader.busy or self.desk.busy
        return self._running or self.waiting or self._aside is not None or reading or self._worker.busy

    def set_conclusion(self, layer: str | None) -> None:
        """Compute the output of this layer in every run, too, for `concluded`; of none with None."""
        if layer != self.conclusion:
            self.conclusion = layer
            if layer is not None:
                self._timer.start()

    @Slot(float)
    def set_aspect(self, aspect: float) -> None:
        """Lay the tiles out `aspect` times as wide as high."""
        if abs(aspect - self.look.aspect) > 0.1 * self.look.aspect:
            self.set_look(replace(self.look, aspect=aspect))

    def _give_up(self) -> None:
        self._runner.cancel()
        self._worker.forget()

    def explain(self, unit: Unit) -> None:
        """Work out in the background how a unit of the maps on show came about; `explained` follows."""
        request = self._answered_request
        if self.maps is not None and request is not None:
            if self._running and not self._inputs.keys() >= set(request.design[self.maps.layer].inputs):
                self._unexplained = unit  # what the layer reads arrives behind it
                return
            self._unexplained = None
            maps = {**self._inputs, self.maps.layer: self.maps.array}
            self._worker.explain(request, self.maps.layer, maps, unit)

    def heat(self, unit: Unit, images: int = 0) -> None:
        """Work out in the background which pixels move a unit of the maps on show; `heated` follows.

        On the sample image, or averaged over so many images of noise: then `heated` comes again and again.
        """
        request = self._answered_request
        if self.maps is not None and request is not None:
            self._worker.heat(request, self.maps.layer, unit, images)

    def stop_heat(self) -> None:
        """Let no answer to `heat` come any more."""
        self._worker.stop_heat()

    @Slot()
    def run(self) -> None:
        """Compute the maps of the layer on show; what is under way stops."""
        self._rest()
        self._generation += 1
        self._aside = None
        self._worker.forget()
        self._forget_second()
        self._choose_layer()
        if self.picture is None:
            return
        if self.layer is None:
            self._runner.cancel()
            self.started.emit("")
            self._end("no maps: the design has no layers")
            return
        if self._document.analysis.facts[self.layer].output is None:
            self._runner.cancel()
            self.started.emit(self.layer)
            self._end("no maps: this layer, or one above it, has an error")
            return
        self._running = True
        self._inputs, self.maps, self._unexplained = {}, None, None
        self.started.emit(self.layer)
        self._recall()
        self._request = self.request(*self._wanted(self.layer))
        assert self._request is not None
        self._runner.submit(self._request)

    def _wanted(self, layer: str) -> tuple[str, ...]:
        """The layer on show, what it reads, the pinned ones, and the one that says what the network answers."""
        design = self._document.design
        beside = (*self.pinned, *filter(None, [self.conclusion]))
        return tuple(dict.fromkeys((layer, *design[layer].inputs, *(name for name in beside if name in design))))

    def glimpse(self, layers: Sequence[str]) -> bool:
        """Draw small pictures of these layers, the first first, until anything else is asked; False while busy."""
        if self.busy or not layers:
            return False
        self._generation += 1
        self._aside = self.request(*layers)
        if self._aside is not None:
            self._runner.submit(self._aside)
        return self._aside is not None

    @Slot()
    def cancel(self) -> None:
        """Stop the run under way."""
        self._rest()
        self._aside = None
        self._generation += 1
        self._runner.cancel()
        second, self._second_request = self._second_request, None
        self.second_failure = STOPPED if second is not None else ""
        self._end(STOPPED if second is None else "")

    def _end(self, reason: str) -> None:
        self._running = False
        self.maps = None if reason else self.maps
        self.ended.emit(reason)

    def close(self) -> None:
        """Stop for good and wait for the threads."""
        self._rest()
        self._runner.close()
        self._drawing.shutdown(wait=True, cancel_futures=True)
        self._worker.close()
        self._reader.close()
        self.desk.close()

    def _deliver(self, event: LayerResult | RunEnd) -> None:
        """On the engine's thread: pass on at once, for the window waits while the runner delivers."""
        self._drawing.submit(self._draw, event)

    def _draw(self, event: LayerResult | RunEnd) -> None:
        """On a thread of its own, one event after the other: draw the tiles, then hand over."""
        maps, aside = None, self._aside
        requests = (self._request, self._second_request, aside)
        asked = next((each for each in requests if each and each.generation == event.generation), None)
        try:
            if asked and asked is not aside and isinstance(event, LayerResult):
                maps = self._drawn(asked, event)
        finally:
            self._answered.emit((event, maps))
        if asked and self.glimpses and isinstance(event, LayerResult) and event.layer in asked.wanted:
            self.glimpsed.emit(glimpse_of(asked, event))

    @Slot(object)
    def _receive(self, answer: tuple[LayerResult | RunEnd, Maps | None]) -> None:
        event, maps = answer
        if event.generation != self._generation:
            return
        if self._aside is not None:
            if isinstance(event, RunEnd):
                self._aside = None
                self.glimpses_ended.emit()
            return
        if isinstance(event, RunEnd):
            self._run_ended(event)
            return
        self.advanced.emit(event.progress)
        if self._second_request is not None:
            self._receive_second(event)
        elif event.failure and event.layer == self.layer:
            self._end(event.failure)
        elif event.array is not None:
            self._receive_first(event.layer, event.array, maps)

    def _receive_first(self, layer: str, array: FloatArray, maps: Maps | None) -> None:
        if maps is not None and layer == self.layer:
            self._show(maps)
        if maps is not None and layer in self.pinned:
            self.beside.emit(maps)
        if layer != self.layer:
            self._inputs[layer] = array
            if self._unexplained is not None:
                self.explain(self._unexplained)
        if layer == self.conclusion:
            self.concluded.emit(array)

    def _receive_second(self, event: LayerResult) -> None:
        if event.array is not None:
            self._take_second(event.array)
        else:
            self.second_failure = event.failure or ""

    def _run_ended(self, end: RunEnd) -> None:
        if self._second_request is not None:
            self.second_failure = self.second_failure or end.failure or ""
            self._second_request = None
            self._end("")
        elif end.failure:
            self._end(end.failure)
        else:
            self._go_on()

    def _go_on(self) -> None:
        """The maps on show are there: those of the second picture are next, where there is one."""
        request = self._ask_second(self._generation + 1)
        self._running = request is not None
        if request is None:
            self._end("")
        else:
            self._generation += 1
            self._runner.submit(request)

    @Slot(object)
    def _show(self, shown: Maps | Comparison) -> None:
        maps = shown.first if isinstance(shown, Comparison) else shown
        if maps.layer != self.layer:  # another one was chosen while these were drawn
            return
        self.maps = maps
        self.arrived.emit(maps)
        if isinstance(shown, Comparison):
            self.compared.emit(shown)
        if maps.look != self.look:  # changed while these were drawn
            self._draw_again()
