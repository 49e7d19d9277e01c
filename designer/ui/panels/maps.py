"""The panel of feature maps: the sample image at the left, the channels of the layer on show at the right."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from designer.engine.tiles import Order
from designer.engine.unit_terms import UnitArithmetic
from designer.ui.document import Document
from designer.ui.panels import maps_text
from designer.ui.panels.compare_beside import Beside
from designer.ui.panels.maps_frame import MapsFrame
from designer.ui.panels.maps_links import MapsLinks
from designer.ui.panels.maps_save_menu import SaveMenu
from designer.ui.panels.maps_tiles import Maps, Unit
from designer.ui.panels.strip_wiring import connect_sample
from designer.ui.panels.unit_view import ASK
from designer.ui.preview import Preview
from designer.ui.theme import Theme


class MapsPanel(MapsFrame):
    """Shows what the layer makes of the sample image."""

    open_asked = Signal()
    """The user wants to choose a picture file."""

    def __init__(self, document: Document, preview: Preview, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setObjectName("maps_panel")
        self._document, self._preview = document, preview
        self._opens_arithmetic = True
        self.links = MapsLinks(document, self.mosaic, self.sample.view, self)
        self.saving = SaveMenu(document, preview, self.links, self)
        self.beside = Beside(document, preview, self, theme)
        self._linked: tuple[str, object] = ("", None)
        self._connect()
        self._idle()

    def _connect(self) -> None:
        preview, controls = self._preview, self.controls
        preview.started.connect(self._started)
        preview.advanced.connect(self._advanced)
        preview.arrived.connect(self._arrived)
        preview.ended.connect(self._ended)
        preview.explained.connect(self._explained)
        preview.heated.connect(self.links.show_heat)
        self.links.field_changed.connect(self._field_changed)
        self.field_view.layer_asked.connect(self._layer_asked)
        self.field_view.branches_changed.connect(self.sample.view.show_branches)
        self.field_view.heat.asked.connect(self._heat_asked)
        self.field_view.heat.stopped.connect(preview.stop_heat)
        preview.picture_changed.connect(self._show_sample)
        preview.recalled.connect(self.mosaic.show_maps)
        preview.weights_changed.connect(self._weights_changed)
        self.cancel.clicked.connect(preview.cancel)
        self.mosaic.pointed.connect(self._pointed)
        self.mosaic.unit_chosen.connect(self._unit_chosen)
        self.mosaic.shape_changed.connect(preview.set_aspect)
        self.links.changed.connect(self._tell)
        controls.order_chosen.connect(self._order_chosen)
        controls.colours_chosen.connect(self._colours_chosen)
        controls.shared_chosen.connect(self._colours_chosen)
        controls.weights_chosen.connect(self._weights_chosen)
        self.arithmetic.clicked.connect(self._arithmetic_clicked)
        self.sample.asked.connect(self.open_asked)
        self.beside.told.connect(self._told)
        self.beside.save_wanted.connect(self.saving.fill_for_choice)
        connect_sample(self.sample, preview)
        preview.fit_changed.connect(self._show_sample)
        self.sample.heat.toggled.connect(self._heat_wanted)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        super().set_theme(theme)
        self.beside.set_theme(theme)

    # Picture and weights

    def open_picture(self, path: Path) -> None:
        """Take a file as the sample image."""
        self._preview.open_picture(path)

    def draw_weights(self) -> None:
        """Go back to drawn weights, where a file's are in use."""
        if self._preview.weights is not None:
            self.controls.weights.setCurrentIndex(0)
            self._weights_chosen()

    def new_seed(self) -> None:
        """Draw other random weights, instead of a file's too."""
        self.draw_weights()
        self.controls.seed.setValue(self.controls.seed.value() + 1)

    @Slot()
    def _weights_chosen(self) -> None:
        if self.controls.edge_filters is not None:
            self._preview.set_weights(self.controls.seed.value(), self.controls.edge_filters)

    @Slot()
    def _weights_changed(self) -> None:
        given = self._preview.weights
        self.controls.show_weights(given.stored.name if given is not None else None)

    @Slot(str)
    def _order_chosen(self, order: Order) -> None:
        self._preview.set_look(replace(self._preview.look, order=order))

    @Slot()
    def _colours_chosen(self) -> None:
        colours, shared = self.controls.colours.currentText(), self.controls.shared.isChecked()
        self._preview.set_look(replace(self._preview.look, colours=colours, shared=shared))

    @Slot()
    def _show_sample(self) -> None:
        """The picture as the input layer gets it."""
        picture, image = self._preview.picture, maps_text.largest_input(self._document.analysis)
        if picture is not None:
            self.sample.show_picture(picture, image[1] if image is not None else None, self._preview.fit)

    # Maps

    @Slot(str)
    def _started(self, layer: str) -> None:
        facts = self._document.analysis.facts.get(layer)
        shape = f"  {facts.output.text}" if facts and facts.output else ""
        self.title.setText(f"{layer}{shape}")
        self.mosaic.wait()
        self.readout.setText("computing …")
        self.progress.setValue(0)
        self.progress.show()
        self.cancel.show()
        self._show_sample()

    @Slot(float)
    def _advanced(self, share: float) -> None:
        self.progress.setValue(round(1000 * share))
        self.progress.show()
        self.cancel.show()

    @Slot(object)
    def _arrived(self, maps: Maps) -> None:
        self.mosaic.show_maps(maps)
        layer, array = self._linked
        if array is not maps.array:  # else they were drawn anew only
            same_layer = layer == maps.layer
            self._linked = maps.layer, maps.array
            if not same_layer:
                self.unit_view.show_unit(ASK)
            self.links.maps_arrived(maps, same_layer)
            self.field_view.show_layer(maps.layer)
        self._tell()

    @Slot(str)
    def _ended(self, reason: str) -> None:
        if reason:
            self._linked = "", None
            self.mosaic.say(reason[:1].upper() + reason[1:])
            self.readout.clear()
        self._idle()

    def _idle(self) -> None:
        self.progress.hide()
        self.cancel.hide()

    @Slot(object)
    def _pointed(self, unit: Unit | None) -> None:
        if self.mosaic.maps is not None and unit is not None:
            values = self.beside.values(unit)
            text = maps_text.value_text(self.mosaic.maps, unit)
            self.readout.setText(f"{text.rpartition(':')[0]}: {values}" if values else text)
        else:
            self._tell()

    @Slot(str)
    def _told(self, text: str) -> None:
        """Something is below the pointer in another column."""
        if text:
            self.readout.setText(text)
        else:
            self._tell()

    @Slot()
    def _tell(self) -> None:
        """Say what is chosen; without a choice, what the maps are."""
        maps, preview = self.mosaic.maps, self._preview
        if maps is None:
            return
        text = f"{maps_text.count_text(maps)} · {preview.weights_text}"
        self.readout.setText(self.links.line or text)
        self.field_view.heat.show_answer(self.links.heat, self.links.heat_line)

    # The arithmetic of a unit

    @Slot(object)
    def _unit_chosen(self, unit: Unit | None) -> None:
        if unit is None:
            self.unit_view.show_unit(ASK)
            self._preview.stop_heat()
            return
        if self._opens_arithmetic:
            self.show_arithmetic(True)
        if not self.unit_pane.isHidden():
            self._preview.explain(unit)
        self._ask_heat()

    @Slot(bool)
    def _heat_wanted(self, wanted: bool) -> None:
        if wanted:
            self._ask_heat()
        else:
            self._preview.stop_heat()
            self.links.show_heat(None)

    @Slot()
    def _heat_asked(self) -> None:
        if self.sample.heat.isChecked():
            self._ask_heat()
        else:
            self.sample.heat.setChecked(True)

    def _ask_heat(self) -> None:
        """Ask for the effective field of the chosen unit, where one is wanted."""
        if self.sample.heat.isChecked() and self.mosaic.unit is not None:
            self._preview.heat(self.mosaic.unit, self.field_view.heat.images)
            self.field_view.heat.wait()

    @Slot()
    def _field_changed(self) -> None:
        self.field_view.show_field(self._document.analysis, self.links.field, self.links.owner)
        if self.mosaic.maps is not None:
            self.field_view.show_layer(self.mosaic.maps.layer)

    @Slot(str)
    def _layer_asked(self, layer: str) -> None:
        self._document.select([layer])

    @Slot(bool)
    def _arithmetic_clicked(self, wanted: bool) -> None:
        self._opens_arithmetic = wanted
        self.show_arithmetic(wanted)
        if wanted and self.mosaic.unit is not None:
            self._preview.explain(self.mosaic.unit)

    @Slot(object)
    def _explained(self, answer: UnitArithmetic | str) -> None:
        if self.mosaic.unit is not None:
            self.unit_view.show_unit(answer)
