"""What is tied together in the panel of feature maps: a unit and what it sees, a pixel and the units that see it."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from designer.core.index_sets import UnitSet
from designer.core.linked import LinkedField, linked_field, seen_by
from designer.core.shapes import Problem
from designer.engine.effective_field import EffectiveField
from designer.ui.document import Document
from designer.ui.panels import maps_text
from designer.ui.panels.maps_heat import heat_image, heat_text, heat_window
from designer.ui.panels.maps_tiles import Maps, Unit
from designer.ui.panels.mosaic import MosaicView
from designer.ui.panels.picture_view import PictureView

Pixel = tuple[int, int]
HOVER_MS = 25
"""After so long the field of the unit below the pointer is framed: a pointer on its way asks for none."""


class MapsLinks(QObject):
    """Frames on the picture what the chosen unit sees, and lights up in the mosaic what sees the chosen pixel.

    Of several input layers the picture stands for that of which the unit sees the largest box; its pixels belong to
    that with the most pixels. The field of a unit stays: on a layer above it lights up the part that is seen there.
    While no unit and no pixel is chosen, the unit below the pointer has its field framed.
    """

    changed = Signal()
    """Something else is tied together: `line` says what."""
    field_changed = Signal()
    """Another unit is chosen, or none: `field` and `owner` say which."""

    def __init__(self, document: Document, mosaic: MosaicView, picture: PictureView, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._mosaic, self._picture = document, mosaic, picture
        self.field: LinkedField | None = None
        """What the chosen unit sees of every layer between it and the image."""
        self.owner = ""
        """Which unit that is."""
        self.heat: EffectiveField | str | None = None
        """The effective field of the chosen unit, while it is on show, or why there is none."""
        self._pointed: Pixel | None = None
        self._problem = ""
        self._under: Unit | None = None
        self._hover = QTimer(self, singleShot=True, interval=HOVER_MS)
        self._hover.timeout.connect(self._frame_hovered)
        mosaic.pointed.connect(self._unit_pointed)
        mosaic.unit_chosen.connect(self._unit_chosen)
        picture.pixel_pointed.connect(self._pixel_pointed)
        picture.pixel_chosen.connect(self._pixel_chosen)

    def maps_arrived(self, maps: Maps, same_layer: bool) -> None:
        """Tie what was chosen to the maps now on show."""
        unit = self._mosaic.unit
        if same_layer:
            inside = unit is not None and all(
                at < size for at, size in zip(unit, (maps.tiles.count, *maps.size), strict=True)
            )
            self._mosaic.choose(unit if inside else None)
            return
        self._mosaic.unit = None
        if self.field is not None and not self._still(self.field):
            self._unit_chosen(None)
        self._light()

    def _still(self, field: LinkedField) -> bool:
        """Whether the field is one of layers as they are now."""
        analysis = self._document.analysis
        facts = [analysis.facts.get(seen.layer) for seen in field.layers]
        sizes = [(seen.touched.height, seen.touched.width) for seen in field.layers]
        return all(
            found is not None and maps_text.size_of(found.output) == size
            for found, size in zip(facts, sizes, strict=True)
        )

    @Slot(object)
    def _unit_chosen(self, unit: Unit | None) -> None:
        """Walk the field of a unit of the maps on show."""
        maps, analysis = self._mosaic.maps, self._document.analysis
        self.field, self._problem, self.heat = None, "", None
        if unit is not None and maps is not None and maps.layer in analysis.facts:
            try:
                self.field = linked_field(analysis, maps.layer, unit[1], unit[2])
                self.owner = maps_text.unit_text(maps, unit)
            except Problem as problem:
                self._problem = problem.message
        seen = maps_text.field_on_image(analysis, self.field) if self.field is not None else None
        self._picture.show_field(seen)
        if unit is not None and self._picture.pixel is not None:
            self._picture.mark_pixel(None)
        self._light()
        self.field_changed.emit()
        self.changed.emit()

    @Slot(object)
    def _unit_pointed(self, unit: Unit | None) -> None:
        if self.field is None and (self._under is None or unit is None or self._under[1:] != unit[1:]):
            self._hover.start()
        self._under = unit

    @Slot()
    def _frame_hovered(self) -> None:
        """Frame what the unit below the pointer sees, while nothing is chosen."""
        maps, analysis, unit = self._mosaic.maps, self._document.analysis, self._under
        if self.field is not None:
            return
        seen = None
        if unit is not None and maps is not None and self._picture.pixel is None and maps.layer in analysis.facts:
            try:
                seen = maps_text.field_on_image(analysis, linked_field(analysis, maps.layer, unit[1], unit[2]))
            except Problem:  # the design is already another, or the field too fine: a click says so
                seen = None
        self._picture.show_field(seen)

    @Slot(object)
    def _pixel_pointed(self, pixel: Pixel | None) -> None:
        if pixel != self._pointed:
            self._pointed = pixel
            self._light()
            self.changed.emit()

    @Slot(object)
    def _pixel_chosen(self, pixel: Pixel | None) -> None:
        if pixel is not None and self._mosaic.unit is not None:
            self._mosaic.choose(None)
        self._picture.mark_pixel(pixel)
        self._light()
        self.changed.emit()

    @Slot(object)
    def show_heat(self, answer: EffectiveField | str | None) -> None:
        """Lay the effective field of the chosen unit over the picture, or say why there is none; None takes it away."""
        seen, self.heat = self._picture.field, None
        image, window = QImage(), None
        if isinstance(answer, str):
            self.heat = answer
        elif answer is not None and seen is not None and self._mosaic.unit == answer.unit:
            self.heat, window = answer, heat_window(answer, seen)
            image = heat_image(answer.sizes[seen.layer]) if seen.layer in answer.sizes else image
        self._picture.show_heat(image, window)
        self.changed.emit()

    @property
    def heat_line(self) -> str:
        """The effective field in words; empty where there is none."""
        if isinstance(self.heat, str):
            return self.heat
        seen = self._picture.field
        return heat_text(self.heat, seen) if self.heat is not None and seen is not None else ""

    def _light(self) -> None:
        """Light up what sees the pixel; without one, what the unit below sees of the maps on show."""
        maps, pixel = self._mosaic.maps, self._picture.pixel or self._pointed
        units = None
        if maps is not None and pixel is not None:
            units = self._seeing(maps.layer, pixel)
        elif maps is not None and self.field is not None and self._mosaic.unit is None and maps.layer in self.field:
            units = self.field[maps.layer].touched
        self._mosaic.light(units)

    def _seeing(self, layer: str, pixel: Pixel) -> UnitSet | None:
        analysis = self._document.analysis
        image = maps_text.largest_input(analysis)
        if image is None or layer not in analysis.facts:
            return None
        try:
            found = seen_by(analysis, image[0], *pixel, until=layer)
        except Problem:  # the picture still stands for another input size
            return None
        return found.get(layer) or UnitSet(layer, *maps_text.size_of(analysis.facts[layer].output), ())

    @property
    def line(self) -> str:
        """What is tied together now, in words; empty where nothing is."""
        maps, unit, lit = self._mosaic.maps, self._mosaic.unit, self._mosaic.lit
        pixel = self._picture.pixel or self._pointed
        if pixel is not None and lit is not None:
            return _pixel_text(pixel, lit)
        if maps is not None and unit is not None:
            seen = maps_text.field_on_image(self._document.analysis, self.field) if self.field is not None else None
            parts = (maps_text.value_text(maps, unit), self._problem or maps_text.seen_text(seen), self.heat_line)
            return " · ".join(filter(None, parts))
        return f"seen by {self.owner}: {lit.share:.1%} of each map" if lit is not None else ""


def _pixel_text(pixel: Pixel, lit: UnitSet) -> str:
    where = f"pixel row {pixel[0]}, column {pixel[1]}"
    if lit.box is None:
        return f"{where}: no unit of this layer sees it"
    top, left, bottom, right = lit.box
    units = f"{lit.count:,} unit{'s' * (lit.count != 1)}"
    return f"{where}: seen by {units} of each map, rows {top} to {bottom}, columns {left} to {right}"
