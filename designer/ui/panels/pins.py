"""Layers pinned beside the one on show: their mosaics follow every edit, or stay as they are when frozen."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QToolButton

from designer.core.renames import renamed
from designer.ui.document import Change, Document
from designer.ui.panels import maps_text
from designer.ui.panels.compare_columns import Columns, MosaicColumn
from designer.ui.panels.maps_tiles import Maps, Unit
from designer.ui.preview import Preview
from designer.ui.theme import Theme

MOST_PINS = 6
NO_MAPS = "No maps: this layer, or one above it, has an error"
NOT_COMPUTED = "Not computed with the layer on show"


class Pin(QObject):
    """A column of one layer."""

    pointed = Signal(str)
    """What the unit below the pointer is; empty for none."""

    def __init__(self, layer: str, column: MosaicColumn, parent: QObject) -> None:
        super().__init__(parent)
        self.layer, self.column = layer, column
        self.freeze: QToolButton = column.add_button(
            "freeze", "❄", "Freeze: keep these maps as they are, to compare before and after an edit", checkable=True
        )
        self.close = column.add_button("unpin", "✕", "Unpin this layer")
        self.freeze.toggled.connect(self.rename)
        column.view.pointed.connect(self._pointed)
        self.rename()

    @property
    def frozen(self) -> bool:
        """Whether it shows what was, not what is."""
        return self.freeze.isChecked()

    @Slot()
    def rename(self) -> None:
        """Say which layer it is."""
        maps = self.column.view.maps
        shape = f"  {'×'.join(map(str, (*maps.size, maps.tiles.count)))}" if maps is not None else ""
        self.column.heading.setText(f"{self.layer}{shape}{' (frozen)' if self.frozen else ''}")
        self.column.view.setAccessibleName(f"Feature maps of the pinned layer {self.layer}")

    def show_maps(self, maps: Maps) -> None:
        """What the layer shows now."""
        self.column.view.show_maps(maps)
        self.rename()

    @Slot(object)
    def _pointed(self, unit: Unit | None) -> None:
        maps = self.column.view.maps
        shown = "" if maps is None or unit is None else f"{self.layer}: {maps_text.value_text(maps, unit)}"
        self.pointed.emit(shown)


class Pins(QObject):
    """Which layers are pinned: they keep their pins through renames, and lose them when they are deleted."""

    changed = Signal()
    """Another layer is pinned, or one no more."""
    pointed = Signal(str)
    """What is below the pointer in a pinned mosaic; empty for nothing."""

    def __init__(self, document: Document, preview: Preview, columns: Columns, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme
        self._document, self._preview, self._columns = document, preview, columns
        self._pins: list[Pin] = []
        document.changed.connect(self._design_changed)
        preview.started.connect(self._wait)
        preview.beside.connect(self._arrived)
        preview.redrawn.connect(self._redrawn)
        preview.ended.connect(self._ended)
        preview.look_changed.connect(self.redraw)

    @property
    def layers(self) -> tuple[str, ...]:
        """The pinned layers, from left to right."""
        return tuple(pin.layer for pin in self._pins)

    def pin(self, maps: Maps) -> None:
        """Pin the layer of maps, which are shown at once; a layer can be pinned once, and once more when frozen."""
        if any(pin.layer == maps.layer and not pin.frozen for pin in self._pins) or len(self._pins) >= MOST_PINS:
            return
        pin = Pin(maps.layer, self._columns.make(f"maps_pin_{len(self._pins)}", self.theme), self)
        pin.close.clicked.connect(self._close_clicked)
        pin.freeze.toggled.connect(self._freeze_toggled)
        pin.pointed.connect(self.pointed)
        pin.show_maps(maps)
        self._pins.append(pin)
        self._tell()

    def unpin(self, layer: str) -> None:
        """Take the mosaics of a layer away."""
        for pin in [pin for pin in self._pins if pin.layer == layer]:
            self._remove(pin)
        self._tell()

    def _remove(self, pin: Pin) -> None:
        self._pins.remove(pin)
        self._columns.remove(pin.column)
        pin.deleteLater()

    def _tell(self) -> None:
        self._preview.set_pinned(tuple(pin.layer for pin in self._pins if not pin.frozen))
        self.changed.emit()

    @Slot()
    def _close_clicked(self) -> None:
        for pin in [pin for pin in self._pins if pin.close is self.sender()]:
            self._remove(pin)
        self._tell()

    @Slot()
    def _freeze_toggled(self) -> None:
        self._tell()

    @Slot(object)
    def _design_changed(self, change: Change) -> None:
        names = renamed(change.before, change.after)
        for pin in list(self._pins):
            pin.layer = names.get(pin.layer, pin.layer)
            if pin.layer in change.after:
                pin.rename()
            else:
                self._remove(pin)
        self._tell()

    # Maps

    def _live(self, layer: str) -> list[Pin]:
        return [pin for pin in self._pins if pin.layer == layer and not pin.frozen]

    @Slot()
    def _wait(self) -> None:
        for pin in self._pins:
            if not pin.frozen:
                pin.column.view.wait()

    @Slot(object)
    def _arrived(self, maps: Maps) -> None:
        for pin in self._live(maps.layer):
            pin.show_maps(maps)

    @Slot(object)
    def _redrawn(self, several: list[Maps]) -> None:
        """The same numbers with another look, frozen ones too."""
        for maps in several:
            for pin in self._pins:
                shown = pin.column.view.maps
                if shown is not None and shown.array is maps.array and not pin.column.view.dim:
                    pin.show_maps(maps)

    @Slot()
    def redraw(self) -> None:
        """Ask for all of them in the look that is wanted now, but for those of which newer ones are on their way."""
        shown = [pin.column.view.maps for pin in self._pins if not pin.column.view.dim]
        several = [maps for maps in shown if maps is not None and maps.look != self._preview.look]
        if several:
            self._preview.redraw(several)

    @Slot(str)
    def _ended(self, reason: str) -> None:
        """What has not come by now has no maps."""
        for pin in self._pins:
            if pin.column.view.dim and not pin.frozen:
                pin.column.view.say(NOT_COMPUTED if reason else NO_MAPS)
        self.redraw()
