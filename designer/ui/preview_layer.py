"""Which layer the preview shows, what is asked of the engine for it, and when."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from designer.engine.request import Request
from designer.ui.document import Document
from designer.ui.preview_sources import PreviewSources

BURST_MS = 40  # of edits that follow each other this quickly the first is run at once, then the last


class PreviewLayer(PreviewSources):
    """Follows the selection and the edits of the design, and has the maps computed anew behind each."""

    recalled = Signal(object)
    """Maps of the layer on show that were shown before, for the time until they arrive."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(document, parent)
        self._generation = 0
        self.layer: str | None = None
        self.memory_limit: int | None = None
        self._timer = QTimer(self, singleShot=True, interval=BURST_MS)
        self._timer.timeout.connect(self.run)
        self._soon = QTimer(self, singleShot=True, interval=0)  # of its own: start(0) would keep 0 for bursts too
        self._soon.timeout.connect(self.run)
        self._edited = QElapsedTimer()
        document.changed.connect(self._design_changed)
        document.selection_changed.connect(self._selection_changed)

    @property
    def waiting(self) -> bool:
        """Whether a run is to begin in a moment."""
        return self._timer.isActive() or self._soon.isActive()

    def _give_up(self) -> None:
        """Stop what is under way for the design before."""
        raise NotImplementedError

    def set_memory_limit(self, limit: int | None) -> None:
        """Let a run take this many bytes at most; None leaves it to the engine."""
        self.memory_limit = limit
        self._timer.start()

    def request(self, *wanted: str) -> Request | None:
        """What would be asked of the engine now; None without a picture."""
        if self.picture is None:
            return None
        document = self._document
        image = self._framing.image(self.picture, document.analysis)
        return Request(
            document.design,
            document.analysis,
            image,
            self.seed,
            self.source,
            wanted,
            self._generation,
            self.memory_limit,
            normalisation=self.normalisation,
            slot=self._slots.of(self.picture, self.second),
        )

    def _design_changed(self, _change: object) -> None:
        self._generation += 1  # what is under way is of another design
        self._give_up()
        self._choose_layer()
        self._recall()
        alone = not self._edited.isValid() or self._edited.hasExpired(BURST_MS)
        self._edited.restart()
        if alone:
            self._soon.start()
        elif not self._soon.isActive():
            self._timer.start()

    def _recall(self) -> None:
        """Show the maps of the layer again, where they were shown before; they are computed all the same."""
        if self.layer is not None and self._document.analysis.facts[self.layer].output is not None:
            request = self.request(self.layer)
            known = self._history.find(request) if request is not None else None
            if known is not None:
                self.recalled.emit(known)

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

    def run_later(self) -> None:
        """Compute the maps when nothing else has been asked for a moment."""
        self._timer.start()

    def _rest(self) -> None:
        self._timer.stop()
        self._soon.stop()
