"""What of the maps on show can be saved: the menu, the names of the files, and what is in them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QMenu

from designer.engine.effective_field import EffectiveField, FloatArray
from designer.ui.document import Document
from designer.ui.panels import maps_caption, maps_saving, maps_text
from designer.ui.panels.maps_figure import Figure, figure_bytes
from designer.ui.panels.maps_frame import MapsFrame
from designer.ui.panels.maps_heat import heat_bytes
from designer.ui.panels.maps_links import MapsLinks
from designer.ui.panels.maps_tiles import Unit
from designer.ui.preview import Preview

FIGURES = {
    "figure.png": "Save a figure with caption (PNG) …",
    "figure.pdf": "Save a figure with caption (PDF) …",
    "figure.svg": "Save a figure with caption (SVG) …",
}
KINDS = {**maps_saving.KINDS, **FIGURES}
"""What can be saved, and what the menu calls it."""
HEATS = {
    "field.png": "Save the effective field as a picture …",
    "field.npy": "Save the effective field as numbers (.npy) …",
}
"""What can be saved besides while an effective field is on show."""


class SaveMenu(QObject):
    """Offers the files; the channel that a menu was opened for is "this map"."""

    asked = Signal(str)
    """One of KINDS, or of HEATS."""

    def __init__(self, document: Document, preview: Preview, links: MapsLinks, frame: MapsFrame) -> None:
        super().__init__(frame)
        self._document, self._preview, self._links, self._frame = document, preview, links, frame
        self.channel = 0
        frame.mosaic.menu_asked.connect(self._offer)

    @Slot(QPoint, object)
    def _offer(self, place: QPoint, unit: Unit | None) -> None:
        menu = QMenu(self._frame)
        menu.aboutToHide.connect(menu.deleteLater)
        self.fill(menu, unit)
        menu.popup(place)

    def fill(self, menu: QMenu, unit: Unit | None) -> None:
        """Add what can be saved; "this map" is that of a unit, else the one on show alone, else the first."""
        self.channel = unit[0] if unit is not None else self._frame.mosaic.single or 0
        for kind, label in {**KINDS, **(HEATS if self._heat is not None else {})}.items():
            if kind in ("maps.png", "figure.png", "field.png"):
                menu.addSeparator()
            menu.addAction(label).triggered.connect(lambda _checked=False, kind=kind: self.asked.emit(kind))

    @Slot(object)
    def fill_for_choice(self, menu: QMenu) -> None:
        """The same for the chosen unit."""
        self.fill(menu, self._frame.mosaic.unit)

    @property
    def _heat(self) -> FloatArray | None:
        """The effective field on show, H×W; None where there is none."""
        heat, field = self._links.heat, self._frame.sample.view.field
        return heat.sizes.get(field.layer) if isinstance(heat, EffectiveField) and field is not None else None

    def file_name(self, kind: str) -> str:
        """A name to offer for the file of one of KINDS."""
        maps = self._frame.mosaic.maps
        if maps is None:
            return ""
        if kind in FIGURES or kind in HEATS:
            return f"{maps.layer}-{kind}"
        return maps_saving.file_name(maps, kind, self.channel)

    def content(self, kind: str) -> Callable[[], bytes]:
        """What makes the file of one of KINDS, in any thread; maps must be on show."""
        maps = self._frame.mosaic.maps
        assert maps is not None
        if kind in FIGURES:
            return partial(figure_bytes, self.figure(), kind.partition(".")[2])
        if kind in HEATS:
            assert self._heat is not None
            return partial(heat_bytes, self._heat, self._frame.sample.view.image, kind.partition(".")[2])
        return partial(maps_saving.map_bytes, maps, kind, self.channel)

    def figure(self) -> Figure:
        """The figure of what is on show: one map where one is shown alone, else all."""
        frame, analysis, preview = self._frame, self._document.analysis, self._preview
        maps, unit, channel = frame.mosaic.maps, frame.mosaic.unit, frame.mosaic.single
        picture, image = preview.picture, maps_text.largest_input(analysis)
        assert maps is not None
        assert picture is not None
        linked = self._links.field
        field = maps_text.field_on_image(analysis, linked) if linked is not None and unit is not None else None
        fitted = maps_text.fit_text(picture.pixels.shape[:2], image[1], preview.fit) if image is not None else ""
        words = maps_caption.caption(
            analysis, maps, channel, (picture.name, fitted), preview.weights_text, unit, field
        )  # fmt: skip
        pixels = (image[1].height, image[1].width) if image is not None else picture.pixels.shape[:2]
        if field is not None:
            pixels = (field.touched.height, field.touched.width)
        title, scale = maps_caption.title_text(maps, channel), maps_caption.scale_text(maps, channel)
        return Figure(maps, channel, unit, frame.sample.view.image, pixels, field, scale, title, words)
