"""The sample images of the preview: the first, the second beside it, how both are fitted; and other maps beside."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from designer.engine.fitting import Fit
from designer.engine.request import LayerResult, Request
from designer.ui.document import Document
from designer.ui.framing import Framing
from designer.ui.history import History
from designer.ui.panels.compare_survivors import POOLS
from designer.ui.panels.maps_tiles import FloatArray, Look, Maps, draw_tiles
from designer.ui.panels.maps_worker import MapsWorker
from designer.ui.preview_slots import Slots
from designer.ui.reader import SECOND, Picture, Reader

Source = Path | Picture


class PreviewPictures(QObject):
    """What the preview is asked to run on, and what it shows beside the maps of the layer."""

    picture_changed = Signal(object)
    """Another Picture."""
    second_changed = Signal(object)
    """Another Picture to compare with, or None."""
    fit_changed = Signal()
    """The pictures are fitted to the input in another way."""
    look_changed = Signal()
    """Maps are to be drawn in another way."""
    thumbnail_read = Signal(object, object)
    """A path, and a QImage, or one line that says why there is none."""
    compared = Signal(object)
    """A Comparison of the maps on show with those of the second picture."""
    beside = Signal(object)
    """Maps of a pinned layer."""
    redrawn = Signal(object)
    """A list of Maps that were to be drawn in another look."""
    survived = Signal(object)
    """The Survivors of the max-pool on show."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._reader = Reader(self)
        self._reader.picture_read.connect(self.show_picture)
        self._reader.second_read.connect(self.set_second)
        self._reader.thumbnail_read.connect(self.thumbnail_read)
        self._worker = MapsWorker(self)
        self._worker.drawn_beside.connect(self.redrawn)
        self._worker.survived.connect(self.survived)
        self._framing = Framing()
        self._history = History()
        self._slots = Slots()
        self._pasted = 0
        self.picture: Picture | None = None
        self.second: Picture | None = None
        self.second_failure = ""
        """Why there are no maps of the second picture."""
        self.pinned: tuple[str, ...] = ()
        self.look = Look()
        self.maps: Maps | None = None
        self._inputs: dict[str, FloatArray] = {}
        self._request: Request | None = None
        self._second_request: Request | None = None
        self._second_array: FloatArray | None = None

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        raise NotImplementedError

    def run(self) -> None:
        """Compute the maps of the layer on show."""
        raise NotImplementedError

    def _go_on(self) -> None:
        """Compute what is still to be computed beside them."""
        raise NotImplementedError

    # Pictures

    def open_picture(self, path: Path) -> None:
        """Read a picture in the background; `picture_changed` or `failed` follows."""
        self._reader.open_picture(path)

    def read_thumbnail(self, path: Path) -> None:
        """Read a picture in the background and make it small; `thumbnail_read` follows."""
        self._reader.read_thumbnail(path)

    def paste(self, image: QImage) -> None:
        """Run on a picture that has no file."""
        self._pasted += 1
        self._reader.take_image(image, f"Pasted {self._pasted}")

    @Slot(object)
    def pick(self, source: Source) -> None:
        """Run on a picture, or on that of a file, which is read first."""
        if isinstance(source, Path):
            self.open_picture(source)
        else:
            self.show_picture(source)

    @Slot(object)
    def show_picture(self, picture: Picture) -> None:
        """Run on another sample image."""
        self._reader.forget_picture()
        self.picture = self._slots.known(picture)
        self.picture_changed.emit(self.picture)
        self.run()

    @Slot(object)
    def pick_second(self, source: Source | None) -> None:
        """Compare with a picture, or with that of a file, which is read first; with none, no more."""
        if isinstance(source, Path):
            self._reader.open_picture(source, SECOND)
        else:
            self.set_second(source)

    @Slot(object)
    def set_second(self, picture: Picture | None) -> None:
        """Run on a second picture, too, or no more."""
        self._reader.forget_picture(SECOND)
        if picture is None and self.second is None:
            return
        at_rest = not self.busy and self.maps is not None
        self.second = picture and self._slots.known(picture)
        self._forget_second()
        self.second_changed.emit(self.second)
        if not at_rest:
            self.run()
        elif picture is not None:
            self._go_on()
        elif self.maps is not None:
            self._worker.draw(self.maps, self.look)

    @property
    def fit(self) -> Fit:
        """How pictures of other proportions than the input's are fitted to it."""
        return self._framing.fit

    @Slot(str)
    def set_fit(self, fit: Fit) -> None:
        """Fit pictures in another way."""
        if fit != self._framing.fit:
            self._framing.fit = fit
            self.fit_changed.emit()
            self.run()

    # The second picture

    def _ask_second(self, generation: int) -> Request | None:
        """What is still to be computed for the second picture; None where nothing is, or its maps are known."""
        if self.second is None or self.maps is None or self._request is None:
            return None
        image = self._framing.image(self.second, self._document.analysis)
        slot = self._slots.of(self.second, self.picture)
        request = replace(self._request, image=image, wanted=(self.maps.layer,), generation=generation, slot=slot)
        known = self._history.find(request)
        if known is not None:
            self._take_second(known.array)
            return None
        self._second_request = request
        return request

    def _take_second(self, array: FloatArray) -> None:
        """The maps of the second picture are there."""
        self._second_array = array
        self._draw_again()

    def _forget_second(self) -> None:
        self._second_request = self._second_array = None
        self.second_failure = ""

    # How maps are drawn

    @property
    def _answered_request(self) -> Request | None:
        """What the maps on show answer; None once the design is another, for then other maps are on their way."""
        request = self._request if self.maps is not None else None
        return request if request is not None and request.design is self._document.design else None

    def _draw_again(self) -> None:
        if self.maps is None or self._answered_request is None:
            return
        if self._second_array is not None:
            self._worker.compare(self.maps, self._second_array, self.look)
        elif self.maps.look != self.look:
            self._worker.draw(self.maps, self.look)

    def set_look(self, look: Look) -> None:
        """Draw the maps otherwise; nothing is computed anew."""
        if look != self.look:
            self.look = look
            self._draw_again()
            self.look_changed.emit()

    def _drawn(self, request: Request, result: LayerResult) -> Maps | None:
        """On the drawing thread: the tiles of the layer on show, or of a pinned one, unless they are known."""
        array, layer, look, is_first = result.array, result.layer, self.look, result.layer == request.wanted[0]
        if array is None or not (is_first or layer in self.pinned):
            return None
        known = self._history.find(request) if is_first else None
        if known is not None and known.look == look:
            return known
        kind = request.design[layer].kind
        maps = Maps(layer, array, draw_tiles(array, kind, look), look, kind)
        if is_first:
            self._history.keep(request, maps)
        return maps

    # Maps beside

    def set_pinned(self, layers: tuple[str, ...]) -> None:
        """Ask for the maps of these layers, too."""
        more = not set(layers) <= set(self.pinned)
        self.pinned = layers
        if more:
            self.run()

    def redraw(self, several: Sequence[Maps]) -> None:
        """Draw maps that stand beside in the look of now; `redrawn` follows."""
        self._worker.draw_beside(several, self.look)

    def find_survivors(self) -> None:
        """Find what the max-pool on show lets through, where that is one; `survived` follows."""
        request = self._answered_request
        if self.maps is None or request is None:
            return
        pool = request.design[self.maps.layer]
        before = pool.inputs[0] if pool.inputs else ""
        if isinstance(pool.kind, POOLS) and before in self._inputs:
            kind = request.design[before].kind
            self._worker.survivors(pool, before, self._inputs[before], kind, self.look)
