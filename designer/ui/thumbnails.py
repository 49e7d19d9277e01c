"""Small pictures of feature maps on the cards: which are still true, which to ask for, and when."""

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QPixmap

from designer.core.layout import Rect
from designer.engine.cache import ByteBudgetCache
from designer.engine.identity import Identities, comparable
from designer.engine.request import Request
from designer.ui.canvas import Canvas
from designer.ui.canvas.items import Thumbnail
from designer.ui.canvas.style import NEAR
from designer.ui.document import Document
from designer.ui.miniatures import Glimpse
from designer.ui.preview import STOPPED, Preview

KEPT = 32 << 20
"""Bytes of pictures that are kept, so that undo shows the old ones at once."""
MANY = 200
"""Cards from which on only those in or near sight get pictures."""
AT_ONCE = 192 << 20
"""Bytes of maps that are asked for together."""
REST_MS = 150
"""The view has to rest so long before pictures are asked for what has come in sight."""


class Thumbnails(QObject):
    """Asks the preview for pictures when it has nothing else to do, and hangs those that are true on the cards.

    A picture belongs to the content of a layer and of all above it: an edit takes those below it away at once, and
    undo finds the old ones again.
    """

    def __init__(self, document: Document, preview: Preview, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._document, self._preview, self._canvas = document, preview, canvas
        self._identities = Identities()
        self._numbers: dict[str, int] = {}
        self._now: Request | None = None
        self._asked_in: Request | None = None
        self._asked_numbers: dict[str, int] = {}
        self._pictures = ByteBudgetCache[Thumbnail](KEPT)
        self._nothing: set[str] = set()
        self._asked: tuple[str, ...] = ()
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(self._ask)
        document.changed.connect(self._follow)
        preview.picture_changed.connect(self._follow)
        preview.weights_changed.connect(self._follow)
        preview.started.connect(self._start)
        preview.glimpsed.connect(self._take, Qt.ConnectionType.QueuedConnection)
        preview.ended.connect(self._ask)
        preview.glimpses_ended.connect(self._give_up)
        canvas.zoom_changed.connect(self._moved)
        canvas.folded.connect(self._moved)
        canvas.verticalScrollBar().valueChanged.connect(self._moved)
        canvas.horizontalScrollBar().valueChanged.connect(self._moved)

    @property
    def shown(self) -> bool:
        """Whether cards show pictures."""
        return self._preview.glimpses

    @Slot(bool)
    def show_on_cards(self, wanted: bool) -> None:
        """Show pictures on the cards from now on, or none."""
        if wanted != self._preview.glimpses:
            self._preview.glimpses = wanted
            self._follow()

    def close(self) -> None:
        """Ask for nothing more."""
        self._preview.glimpses = False
        self._resting.stop()

    @Slot()
    def _follow(self, _change: object = None) -> None:
        """Another design, picture or weights: what is known of them hangs, all else goes."""
        self._now = self._preview.request() if self.shown else None
        self._numbers = self._identities.of(self._now) if self._now is not None else {}
        self._canvas.network.show_thumbnails(
            {name: picture for name in self._numbers if (picture := self._known(name))}
        )
        self._moved()

    @Slot()
    def _start(self, _layer: str = "") -> None:
        """A run begins: whatever has changed since the last, pictures of something else are not true any more."""
        now = self._preview.request() if self.shown else None
        if now is not None and (self._now is None or not comparable(now, self._now)):
            self._follow()

    def _known(self, name: str) -> Thumbnail | None:
        return self._pictures.get(str(self._numbers[name]))

    @Slot(object)
    def _take(self, glimpse: Glimpse) -> None:
        """Hang a picture that has come where it is true; keep it anyway."""
        if not self.shown or self._now is None or not comparable(glimpse.request, self._now):
            return
        if glimpse.request is not self._asked_in:
            self._asked_in, self._asked_numbers = glimpse.request, self._identities.of(glimpse.request)
        number = self._asked_numbers.get(glimpse.layer)
        if number is None or glimpse.pictures is None or self._pictures.get(str(number)) is not None:
            return
        picture = Thumbnail(*map(QPixmap.fromImage, glimpse.pictures))
        self._pictures.put(str(number), picture, sum(each.width() * each.height() * 4 for each in picture))
        self._pictures.trim()
        if self._numbers.get(glimpse.layer) == number:
            self._canvas.network.set_thumbnail(glimpse.layer, picture)

    @Slot()
    def _moved(self) -> None:
        if self.shown:
            self._resting.start()

    @Slot()
    def _ask(self, reason: str = "") -> None:
        """Ask for what is missing, unless the user wanted no more; while the preview is busy its end comes here."""
        if not self.shown or reason == STOPPED or self._preview.busy or self._canvas.zoom < NEAR:
            return
        self._asked = self._missing()
        self._preview.glimpse(self._asked)

    @Slot()
    def _give_up(self) -> None:
        """What has been asked for and has not come has no picture; then the rest."""
        self._nothing |= {
            str(self._numbers[name]) for name in self._asked if name in self._numbers and not self._known(name)
        }
        self._ask()

    def _missing(self) -> tuple[str, ...]:
        """The layers that cards want pictures of, in network order, as many as are asked for together."""
        network, facts = self._canvas.network, self._document.analysis.facts
        seen = self._canvas.camera.visible()
        area = Rect(seen.x(), seen.y() - seen.height(), seen.width(), 3 * seen.height())
        all_cards = len(network.contents) <= MANY
        near = network.contents if all_cards else set(network.picker.within(area))
        found: list[str] = []
        size = 0
        for key in network.contents:
            name = network.outline.members(key)[-1]
            if key not in near or network.contents[key].pill or name not in self._numbers:
                continue
            if str(self._numbers[name]) in self._nothing or self._known(name):
                continue
            size += facts[name].output_bytes or 0
            if found and size > AT_ONCE:
                break
            found.append(name)
        return tuple(found)
