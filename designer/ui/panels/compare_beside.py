"""What stands beside the maps on show: a second image, pinned layers, survivors; and the menu that asks for them."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from designer.ui.document import Document
from designer.ui.panels.compare import Compare
from designer.ui.panels.maps_frame import MapsFrame
from designer.ui.panels.maps_tiles import Unit
from designer.ui.panels.pins import Pins
from designer.ui.panels.pins_survivors import SurvivorsColumn
from designer.ui.preview import Preview
from designer.ui.theme import Theme


class Beside(QObject):
    """Joins the columns beside the mosaic to the panel."""

    save_wanted = Signal(object)
    """A menu that is to be filled with what can be saved."""
    told = Signal(str)
    """What is below the pointer in one of the columns; empty for nothing."""

    def __init__(self, document: Document, preview: Preview, frame: MapsFrame, theme: Theme) -> None:
        super().__init__(frame)
        self._frame, self._preview = frame, preview
        columns = frame.columns
        self.compare = Compare(columns, preview, theme, self)
        self.pins = Pins(document, preview, columns, theme, self)
        self.survivors = SurvivorsColumn(preview, columns, theme, self)
        self.compare.pointed.connect(self._pointed)
        self.pins.pointed.connect(self.told)
        self.survivors.pointed.connect(self.told)
        self.survivors.offered.connect(frame.controls.survivors.setVisible)
        frame.controls.survivors.toggled.connect(self.survivors.set_wanted)
        self.menu = QMenu(frame)
        self.menu.aboutToShow.connect(self._fill)
        frame.more.setMenu(self.menu)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.compare.theme = self.pins.theme = self.survivors.theme = theme

    @Slot(object)
    def _pointed(self, unit: Unit | None) -> None:
        maps = self._frame.mosaic.maps
        self.told.emit(
            f"channel {unit[0]}, row {unit[1]}, column {unit[2]}: {self.values(unit)}" if unit and maps else ""
        )

    def values(self, unit: Unit) -> str:
        """The numbers of a unit for both images; empty where there is one."""
        comparison = self.compare.comparison
        return comparison.value_text(unit) if comparison is not None else ""

    @Slot()
    def _fill(self) -> None:
        menu, maps = self.menu, self._frame.mosaic.maps
        menu.clear()
        pin = menu.addAction(f"Pin {maps.layer}" if maps is not None else "Pin this layer")
        pin.setEnabled(maps is not None)
        pin.triggered.connect(self.pin)
        for layer in dict.fromkeys(self.pins.layers):
            menu.addAction(f"Unpin {layer}").triggered.connect(lambda _on=False, layer=layer: self.pins.unpin(layer))
        menu.addSeparator()
        with_menu = menu.addMenu("Compare with")
        group = QActionGroup(with_menu)
        strip = self._frame.sample.strip
        for row, source in enumerate(strip.sources):
            action = with_menu.addAction(strip.name(source))
            action.setCheckable(True)
            action.setChecked(source == strip.second)
            group.addAction(action)
            action.triggered.connect(lambda _on=False, row=row: strip.compare(row))
        stop = menu.addAction("Stop comparing")
        stop.setEnabled(strip.second is not None)
        stop.triggered.connect(self.compare.stop)
        menu.addSeparator()
        if maps is not None:
            self.save_wanted.emit(menu.addMenu("Save"))

    @Slot()
    def pin(self) -> None:
        """Pin the layer on show."""
        if self._frame.mosaic.maps is not None:
            self.pins.pin(self._frame.mosaic.maps)
