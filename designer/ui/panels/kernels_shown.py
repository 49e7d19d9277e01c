"""What the panel of kernels shows: all filters of the layer as pictures, one of them as numbers."""

from functools import partial

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from designer.core.facts import Facts
from designer.core.kept_text import shortest
from designer.core.kinds import BatchNorm2d
from designer.engine.filter_changes import names_for
from designer.engine.filters import Filters, has_filters
from designer.engine.weights import first_convolution
from designer.ui.document import Document
from designer.ui.panels import kernels_text
from designer.ui.panels.kernels_frame import KernelsFrame
from designer.ui.panels.kernels_pictures import (
    COLOUR_LEGEND,
    SIGNED_LEGEND,
    channel_pixels,
    filter_pixels,
    in_colour,
    laid_out,
)
from designer.ui.panels.kernels_worker import KernelsWorker
from designer.ui.panels.maps_tiles import Unit
from designer.ui.preview import Preview
from designer.ui.theme import Theme


class KernelsShown(KernelsFrame):
    """Shows the filters of the layer on show, while it is in sight itself."""

    def __init__(self, document: Document, preview: Preview, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._document, self._preview = document, preview
        self._worker = KernelsWorker(self)
        self.filters: Filters | None = None
        self._layer: str | None = None
        self._fresh = False
        self._follow_others()
        self.follow()

    def _follow_others(self) -> None:
        self._document.changed.connect(self.follow)
        self._document.selection_changed.connect(self.follow)
        self._preview.weights_changed.connect(self.follow)
        self._worker.found.connect(self._show)
        self.mosaic.chosen.connect(self.choose)
        self.slices.chosen.connect(self.channel.setValue)
        self.filter.valueChanged.connect(self.choose)
        self.channel.valueChanged.connect(self._channel_chosen)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._worker.busy

    def close_worker(self) -> None:
        """Stop for good and wait for the thread."""
        self._worker.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self.share_room(self.filters.channels if self.filters is not None else 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what has changed out of sight."""
        super().showEvent(event)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Ask for the filters of the layer on show, unless nobody sees them."""
        self._fresh = False
        if not self.isVisible():
            return
        layer, analysis = self._preview.layer, self._document.analysis
        facts = analysis.facts.get(layer) if layer is not None else None
        if layer != self._layer:
            self.refuse("")
        self._layer = layer
        if facts is None or layer is None or facts.output is None or not has_filters(facts.layer.kind):
            self._worker.forget()
            self.filters = None
            self.title.setText(layer or "")
            self.say(kernels_text.none_text(facts))
            return
        self._worker.ask(analysis, layer, self._preview.source, self._preview.seed)

    @Slot(object)
    def _show(self, answer: Filters | str) -> None:
        """Show filters, or why there are none."""
        if isinstance(answer, str):
            self.filters = None
            self.say(answer[:1].upper() + answer[1:])
            return
        before, self.filters, self._fresh = self.filters, answer, True
        same = before is not None and before.layer == answer.layer
        self.title.setText(kernels_text.title_text(answer))
        facts = self._document.analysis.facts[answer.layer]
        self.origin.setText(kernels_text.origin_text(facts, answer, self._others_text(facts)))
        self._set_ranges(answer, same)
        self._offer(answer)
        self.show_body()
        self._show_filter()

    def _others_text(self, facts: Facts) -> str:
        """What the weights are that the design does not keep."""
        preview = self._preview
        if preview.weights is not None:
            return f"from {preview.weights.stored.origin}"
        first = first_convolution(self._document.analysis) if preview.edge_filters else None
        return kernels_text.drawn_text(facts, first, preview.seed)

    def _set_ranges(self, filters: Filters, same: bool) -> None:
        for spin, count in ((self.filter, len(filters.numbers)), (self.channel, filters.channels)):
            spin.blockSignals(True)
            spin.setRange(0, count - 1)
            spin.setSuffix(f" of {count:,}")
            spin.setValue(spin.value() if same else 0)
            spin.blockSignals(False)
        self.filter.setPrefix("channel " if isinstance(filters.kind, BatchNorm2d) else "filter ")
        self.channel.setVisible(filters.channels > 1)
        self.mosaic.legend = COLOUR_LEGEND if in_colour(filters) else SIGNED_LEGEND
        self._show_pictures(filters)

    def _show_pictures(self, filters: Filters) -> None:
        draw = partial(filter_pixels, filters, self.channel.value())
        self.mosaic.show_pictures(len(filters.numbers), laid_out(filters.size), draw, self.filter.value())

    def _offer(self, filters: Filters) -> None:
        """The kernels and buttons that make sense for the layer."""
        names = names_for(filters)
        if names != tuple(self.kernel.itemText(n) for n in range(self.kernel.count())):
            self.kernel.clear()
            self.kernel.addItems(names)
        norm = isinstance(filters.kind, BatchNorm2d)
        for each in (self.kernel, self.scope, self.put, self.redraw):
            each.setVisible(not norm)
            each.setEnabled(filters.whole or each is self.redraw)
        self.reset.setEnabled(bool(self._document.design[filters.layer].weights))
        for widget in (self.bias, self.bias_label):
            widget.setVisible(filters.bias is not None)

    def _show_filter(self) -> None:
        """The numbers of the chosen filter and input channel."""
        filters, index = self.filters, self.filter.value()
        if filters is None:
            return
        self.cells.cells.show_numbers(filters.numbers[index, self.channel.value()], filters.columns, filters.whole)
        draw = partial(channel_pixels, filters, index)
        self.slices.show_pictures(filters.channels, laid_out(filters.size), draw, self.channel.value())
        self.share_room(filters.channels)
        if filters.bias is not None and not (self.bias.hasFocus() and self.bias.isModified()):
            self.bias.setText(bias_text(filters.bias[index]))
        self.bias.setReadOnly(not filters.whole)

    @Slot(int)
    def choose(self, index: int) -> None:
        """Show the numbers of another filter."""
        self.filter.blockSignals(True)
        self.filter.setValue(index)
        self.filter.blockSignals(False)
        self.mosaic.choose(self.filter.value())
        self.bias.setModified(False)
        self.refuse("")
        self._show_filter()

    @Slot(int)
    def _channel_chosen(self, _channel: int) -> None:
        if self.filters is not None and not in_colour(self.filters):
            self._show_pictures(self.filters)
        self._show_filter()

    @Slot(object)
    def show_unit(self, unit: Unit | None) -> None:
        """Show the filter that a unit of the maps on show comes from."""
        maps, filters = self._preview.maps, self.filters
        if unit is not None and filters is not None and maps is not None and maps.layer == filters.layer:
            self.choose(min(unit[0], len(filters.numbers) - 1))


def bias_text(value: float) -> str:
    """A bias to edit."""
    return shortest(float(value)) if np.isfinite(value) else str(value)
