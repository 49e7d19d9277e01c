"""Two sample images side by side: the maps of the second and the difference, beside those of the first."""

from PySide6.QtCore import QObject, Signal, Slot

from designer.ui.panels.compare_columns import Columns, MosaicColumn
from designer.ui.panels.compare_tiles import Comparison
from designer.ui.panels.maps_tiles import Unit
from designer.ui.panels.mosaic import MosaicView
from designer.ui.preview import Preview
from designer.ui.reader import Picture
from designer.ui.theme import Theme

DIFFERENCE = "Difference: second − first"


class Compare(QObject):
    """Adds two columns while there is a second image, and keeps the three views of the layer alike."""

    pointed = Signal(object)
    """The Unit below the pointer of one of the new views, or None."""

    def __init__(self, columns: Columns, preview: Preview, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme
        self._columns, self._preview = columns, preview
        self._main = columns.main.view
        self._others: list[MosaicColumn] = []
        self.comparison: Comparison | None = None
        preview.second_changed.connect(self._second_changed)
        preview.picture_changed.connect(self._name_first)
        preview.compared.connect(self._compared)
        preview.started.connect(self._wait)
        preview.ended.connect(self._ended)
        self._main.moved.connect(self._main_moved)
        self._main.pointed.connect(self._main_pointed)
        self._main.unit_chosen.connect(self._unit_chosen)

    @property
    def views(self) -> tuple[MosaicView, ...]:
        """The views of the layer, the first image's first."""
        return (self._main, *(column.view for column in self._others))

    @Slot(object)
    def _second_changed(self, picture: Picture | None) -> None:
        self.comparison = None
        if picture is None:
            for column in self._others:
                self._columns.remove(column)
            self._others = []
            self._columns.main.heading.setText(self._preview.layer or "")
            self._main.mark(self._main.unit, None)
            return
        if not self._others:
            self._others = [
                self._columns.make(name, self.theme, at)
                for at, name in enumerate(("maps_second", "maps_difference"), 1)
            ]
            self._connect()
        self._others[0].heading.setText(f"2 · {picture.name}")
        self._others[0].view.setAccessibleName(f"Feature maps for {picture.name}")
        self._others[1].heading.setText(DIFFERENCE)
        self._others[1].view.setAccessibleName(DIFFERENCE)
        self._name_first()

    def _connect(self) -> None:
        close = self._others[1].add_button("close", "✕", "Stop comparing")
        close.clicked.connect(self.stop)
        for column, moved, pointed in zip(
            self._others, (self._second_moved, self._difference_moved), (self._second_pointed, self._third_pointed),
            strict=True,
        ):  # fmt: skip
            column.view.moved.connect(moved)
            column.view.pointed.connect(pointed)
            column.view.unit_chosen.connect(self._main.choose)

    @Slot()
    def stop(self) -> None:
        """Look at one image alone."""
        self._preview.set_second(None)

    @Slot()
    def _name_first(self) -> None:
        first = self._preview.picture
        if self._others and first is not None:
            self._columns.main.heading.setText(f"1 · {first.name}")

    # Maps

    @Slot(object)
    def _compared(self, comparison: Comparison) -> None:
        self.comparison = comparison
        if self._others:
            self._others[0].view.show_maps(comparison.second)
            self._others[1].view.show_maps(comparison.difference)
            self._main_moved()
            self._mark(None, None)

    @Slot(str)
    def _wait(self, layer: str) -> None:
        """What is drawn is not what is asked for now."""
        self.comparison = None
        if not self._others:
            self._columns.main.heading.setText(layer)
        for column in self._others:
            column.view.wait()

    @Slot(str)
    def _ended(self, reason: str) -> None:
        said = reason or self._preview.second_failure
        if said:
            for column in self._others:
                column.view.say(said[:1].upper() + said[1:])

    # The views are alike

    def _follow(self, leader: MosaicView) -> None:
        for view in self.views:
            if view is not leader:
                view.follow(leader)

    @Slot()
    def _main_moved(self) -> None:
        self._follow(self._main)

    @Slot()
    def _second_moved(self) -> None:
        self._follow(self._others[0].view)

    @Slot()
    def _difference_moved(self) -> None:
        self._follow(self._others[1].view)

    @Slot(object)
    def _main_pointed(self, unit: Unit | None) -> None:
        self._mark(self._main, unit)

    @Slot(object)
    def _second_pointed(self, unit: Unit | None) -> None:
        self._mark(self._others[0].view, unit)
        self.pointed.emit(unit)

    @Slot(object)
    def _third_pointed(self, unit: Unit | None) -> None:
        self._mark(self._others[1].view, unit)
        self.pointed.emit(unit)

    @Slot(object)
    def _unit_chosen(self, _unit: Unit | None) -> None:
        self._mark(None, None)

    def _mark(self, pointed: MosaicView | None, unit: Unit | None) -> None:
        """Show the unit below the pointer of one view in the others, and the chosen one in all."""
        if self._others:
            for view in self.views:
                view.mark(self._main.unit, None if view is pointed else unit)
