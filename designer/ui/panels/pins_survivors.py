"""The maps before the max-pool on show in a column beside it, with what survives marked."""

from PySide6.QtCore import QObject, Signal, Slot

from designer.ui.panels import maps_text
from designer.ui.panels.compare_columns import Columns, MosaicColumn
from designer.ui.panels.compare_survivors import POOLS, Survivors
from designer.ui.panels.maps_tiles import Maps, Unit
from designer.ui.preview import Preview
from designer.ui.theme import Theme


class SurvivorsColumn(QObject):
    """Shows the survivors while they are wanted and a max-pool is on show."""

    offered = Signal(bool)
    """Whether the layer on show is a max-pool."""
    pointed = Signal(str)
    """What the unit below the pointer is, and whether it survives; empty for none."""

    def __init__(self, preview: Preview, columns: Columns, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme
        self.wanted = False
        self._preview, self._columns = preview, columns
        self.column: MosaicColumn | None = None
        preview.started.connect(self._wait)
        preview.arrived.connect(self._arrived)
        preview.ended.connect(self._ended)
        preview.look_changed.connect(self._ask)
        preview.survived.connect(self._show)

    @Slot(bool)
    def set_wanted(self, wanted: bool) -> None:
        """Show them from now on, or no more."""
        self.wanted = wanted
        if wanted:
            self._ask()
        else:
            self._close()

    @Slot()
    def _wait(self) -> None:
        if self.column is not None:
            self.column.view.wait()

    @Slot(object)
    def _arrived(self, maps: Maps) -> None:
        is_pool = isinstance(maps.kind, POOLS)
        self.offered.emit(is_pool)
        if not is_pool:
            self._close()

    @Slot(str)
    def _ended(self, reason: str) -> None:
        if reason:
            self._close()
        else:
            self._ask()

    @Slot()
    def _ask(self) -> None:
        if self.wanted:
            self._preview.find_survivors()

    @Slot(object)
    def _show(self, survivors: Survivors | str) -> None:
        if not self.wanted or isinstance(survivors, str):
            return
        if self.column is None:
            self.column = self._columns.make("maps_survivors", self.theme, 1)
            self.column.view.pointed.connect(self._pointed)
        self.column.view.show_maps(survivors.maps, survivors)
        self.column.heading.setText(survivors.text)
        self.column.view.setAccessibleName(survivors.text)

    def _close(self) -> None:
        if self.column is not None:
            self._columns.remove(self.column)
            self.column = None

    @Slot(object)
    def _pointed(self, unit: Unit | None) -> None:
        view = self.column.view if self.column is not None else None
        if view is None or view.maps is None or view.survivors is None or unit is None:
            self.pointed.emit("")
            return
        state = "survives" if view.survivors.marks[unit] else "does not survive"
        self.pointed.emit(f"{view.maps.layer}: {maps_text.value_text(view.maps, unit)}, {state}")
