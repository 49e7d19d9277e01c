"""The preview session: which picture, which weights, which layer; asks the engine and passes its answers on."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from designer.engine.request import LayerResult, Request, RunEnd
from designer.engine.runner import Deliver, Runner
from designer.engine.weights import RandomWeights
from designer.ui.document import Document
from designer.ui.panels.maps_tiles import FloatArray, Look, Maps, Unit, draw_tiles
from designer.ui.panels.maps_worker import MapsWorker
from designer.ui.reader import Picture, Reader, Weights

MakeRunner = Callable[[Deliver], Runner]
BURST_MS = 40  # edits that follow each other this quickly are run once


class Preview(QObject):
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
    picture_changed = Signal(object)
    """Another Picture."""
    weights_changed = Signal()
    """Another source of weights."""
    failed = Signal(str)
    """One line: why a picture or weights could not be opened."""
    _answered = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None, make_runner: MakeRunner = Runner) -> None:
        super().__init__(parent)
        self._document = document
        self._generation = 0
        self._running = False
        self._runner = make_runner(self._deliver)
        self._reader = Reader(self)
        self._reader.picture_read.connect(self.show_picture)
        self._reader.weights_read.connect(self._take_weights)
        self._reader.failed.connect(self.failed)
        self.picture: Picture | None = None
        self.seed = 0
        self.edge_filters = True
        self.weights: Weights | None = None
        self.look = Look()
        self.maps: Maps | None = None
        self._request: Request | None = None
        self._inputs: dict[str, FloatArray] = {}
        self._worker = MapsWorker(self)
        self._worker.drawn.connect(self._show)
        self._worker.explained.connect(self.explained)
        self._worker.heated.connect(self.heated)
        self.layer: str | None = None
        self._timer = QTimer(self, singleShot=True, interval=BURST_MS)
        self._timer.timeout.connect(self.run)
        self._soon = QTimer(self, singleShot=True, interval=0)  # of its own: start(0) would keep 0 for bursts too
        self._soon.timeout.connect(self.run)
        self._answered.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        document.changed.connect(self._design_changed)
        document.selection_changed.connect(self._selection_changed)

    @property
    def weights_text(self) -> str:
        """What the numbers in the layers are, in plain words."""
        if self.weights is not None:
            return f"weights from {self.weights.stored.name}"
        text = f"random weights, seed {self.seed}"
        return f"edge filters in the first convolution, elsewhere {text}" if self.edge_filters else text

    def open_picture(self, path: Path) -> None:
        """Read a picture in the background; `picture_changed` or `failed` follows."""
        self._reader.open_picture(path)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        waiting = self._timer.isActive() or self._soon.isActive()
        return self._running or waiting or self._reader.busy or self._worker.busy

    def show_picture(self, picture: Picture) -> None:
        """Run on another sample image."""
        self._reader.forget_picture()
        self.picture = picture
        self.picture_changed.emit(picture)
        self.run()

    def set_weights(self, seed: int, edge_filters: bool) -> None:
        """Drawn weights instead of others."""
        self.seed, self.edge_filters, self.weights = seed, edge_filters, None
        self.weights_changed.emit()
        self._timer.start()

    def open_weights(self, path: Path) -> None:
        """Read a file of weights in the background; names of classes may stand beside it in a text file."""
        self._reader.open_weights(path)

    @Slot(object)
    def _take_weights(self, found: Weights) -> None:
        self.weights = found
        self.weights_changed.emit()
        self.run()

    def set_look(self, look: Look) -> None:
        """Draw the maps otherwise; nothing is computed anew."""
        self.look = look
        if self.maps is not None and self.maps.look != look:
            self._worker.draw(self.maps, look)

    @Slot(float)
    def set_aspect(self, aspect: float) -> None:
        """Lay the tiles out `aspect` times as wide as high."""
        if abs(aspect - self.look.aspect) > 0.1 * self.look.aspect:
            self.set_look(replace(self.look, aspect=aspect))

    def explain(self, unit: Unit) -> None:
        """Work out in the background how a unit of the maps on show came about; `explained` follows."""
        if self.maps is not None and self._request is not None:
            maps = {**self._inputs, self.maps.layer: self.maps.array}
            self._worker.explain(self._request, self.maps.layer, maps, unit)

    def heat(self, unit: Unit, images: int = 0) -> None:
        """Work out in the background which pixels move a unit of the maps on show; `heated` follows.

        On the sample image, or averaged over so many images of noise: then `heated` comes again and again.
        """
        if self.maps is not None and self._request is not None:
            self._worker.heat(self._request, self.maps.layer, unit, images)

    def stop_heat(self) -> None:
        """Let no answer to `heat` come any more."""
        self._worker.stop_heat()

    def _design_changed(self, _change: object) -> None:
        self._choose_layer()
        self._timer.start()

    def _selection_changed(self, ids: tuple[str, ...]) -> None:
        before = self.layer
        self._choose_layer()
        if self.layer != before:
            self._soon.start()

    def _choose_layer(self) -> None:
        """The selected layer; else the one shown before; else the first behind the input."""
        design, selection = self._document.design, self._document.selection
        if selection:
            self.layer = selection[0]
        elif self.layer is None or self.layer not in design:
            behind = [layer.id for layer in design if layer.inputs]
            self.layer = behind[0] if behind else next((layer.id for layer in design), None)

    def _rest(self) -> None:
        self._timer.stop()
        self._soon.stop()

    @Slot()
    def run(self) -> None:
        """Compute the maps of the layer on show; what is under way stops."""
        self._rest()
        self._generation += 1
        self._worker.forget()
        self._choose_layer()
        if self.picture is None or self.layer is None:
            return
        if self._document.analysis.facts[self.layer].output is None:
            self._runner.cancel()
            self.started.emit(self.layer)
            self._end("no maps: this layer, or one above it, has an error")
            return
        self._running = True
        self._inputs, self.maps = {}, None
        self.started.emit(self.layer)
        self._request = Request(
            self._document.design,
            self._document.analysis,
            self.picture.pixels,
            self.seed,
            self.weights.stored if self.weights is not None else RandomWeights(self.edge_filters),
            (self.layer, *self._document.design[self.layer].inputs),
            self._generation,
        )
        self._runner.submit(self._request)

    @Slot()
    def cancel(self) -> None:
        """Stop the run under way."""
        self._rest()
        self._generation += 1
        self._runner.cancel()
        self._end("stopped")

    def _end(self, reason: str) -> None:
        self._running = False
        self.maps = None if reason else self.maps
        self.ended.emit(reason)

    def close(self) -> None:
        """Stop for good and wait for the threads."""
        self._rest()
        self._runner.close()
        self._worker.close()
        self._reader.close()

    def _deliver(self, event: LayerResult | RunEnd) -> None:
        """On the engine's thread: draw the tiles there, then hand over."""
        maps, request, look = None, self._request, self.look
        newest = request is not None and event.generation == request.generation
        if request and newest and isinstance(event, LayerResult) and event.layer == request.wanted[0]:
            kind, array = request.design[event.layer].kind, event.array
            maps = None if array is None else Maps(event.layer, array, draw_tiles(array, kind, look), look, kind)
        self._answered.emit((event, maps))

    @Slot(object)
    def _receive(self, answer: tuple[LayerResult | RunEnd, Maps | None]) -> None:
        event, maps = answer
        if event.generation != self._generation:
            return
        if isinstance(event, RunEnd):
            self._end(event.failure or "")
            return
        self.advanced.emit(event.progress)
        if maps is not None:
            self._show(maps)
        elif event.array is not None:
            self._inputs[event.layer] = event.array
        elif event.failure and event.layer == self.layer:
            self._end(event.failure)

    @Slot(object)
    def _show(self, maps: Maps) -> None:
        self.maps = maps
        self.arrived.emit(maps)
        if maps.look != self.look:  # changed while these were drawn
            self._worker.draw(maps, self.look)
