"""The panel of kernels: the weights of the selected layer as pictures and numbers, which can be changed."""

from collections.abc import Hashable

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from designer.core.edit_basics import EditError
from designer.core.kept_edits import keep_weights
from designer.core.kept_weights import Kept, Seed, kept
from designer.engine.design_weights import to_keep
from designer.engine.filter_changes import SCOPES, with_kernel
from designer.engine.filters import Filters
from designer.engine.named_kernels import KernelError
from designer.ui.document import Document
from designer.ui.panels.kernels_cells import EXPECTED, read_number
from designer.ui.panels.kernels_shown import KernelsShown, bias_text
from designer.ui.preview import Preview
from designer.ui.theme import Theme


class KernelsPanel(KernelsShown):
    """Shows the filters of the layer on show and lets them be changed; every change is an edit of the design."""

    def __init__(self, document: Document, preview: Preview, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, preview, theme, parent)
        self._seeds = 0
        self.cells.cells.edited.connect(self._number_typed)
        self.cells.cells.refused.connect(self.refuse)
        self.bias.editingFinished.connect(self._bias_typed)
        self.put.clicked.connect(self._put_kernel)
        self.redraw.clicked.connect(self._draw_anew)
        self.reset.clicked.connect(self._reset)

    @Slot(int, int, float)
    def _number_typed(self, row: int, column: int, value: float) -> None:
        if self.filters is not None:
            place = self.filter.value(), self.channel.value(), row, column
            self._change("Edit kernel", self.filters.with_number(place, value), (self.filters.layer, place))

    @Slot()
    def _bias_typed(self) -> None:
        filters, index, value = self.filters, self.filter.value(), read_number(self.bias.text())
        if filters is None or filters.bias is None or not self.bias.isModified():
            return
        self.bias.setModified(False)
        if value is None:
            self.refuse(f"expected {EXPECTED}, found “{self.bias.text().strip()[:40]}”")
            self.bias.setText(bias_text(filters.bias[index]))
        elif np.float32(value) != filters.bias[index]:
            self.refuse("")
            self._change("Edit bias", filters.with_bias(index, value), (filters.layer, "bias", index))

    @Slot()
    def _put_kernel(self) -> None:
        if self.filters is None:
            return
        name, scope = self.kernel.currentText(), SCOPES[self.scope.currentIndex()]
        self._seeds += 1
        try:
            changed = with_kernel(
                self.filters, name, scope, self.filter.value(), self.channel.value(), self._preview.seed + self._seeds
            )
        except KernelError as error:
            self.refuse(str(error))
            return
        self._change(f"Put {name} into kernels", changed)

    @Slot()
    def _draw_anew(self) -> None:
        if self.filters is not None:
            name = self.filters.layer
            before = kept(self._document.design[name].weights, "weight")
            seed = before.seed if isinstance(before, Seed) else self._preview.seed
            self._keep(f"Draw kernels of {name}", name, {"weight": Seed(seed + 1)})

    @Slot()
    def _reset(self) -> None:
        if self.filters is not None:
            name = self.filters.layer
            arrays: dict[str, Kept | None] = dict.fromkeys((each for each, _ in self._document.design[name].weights))
            self._keep(f"Reset kernels of {name}", name, arrays)

    def _change(self, text: str, changed: Filters, merge: Hashable | None = None) -> None:
        """Keep the arrays that are other ones than before."""
        filters = self.filters
        if filters is None or not self._fresh:  # of a design that is not on show any more
            return
        before, weights = filters.arrays(), self._document.design[filters.layer].weights
        try:
            arrays: dict[str, Kept | None] = {
                name: to_keep(array, kept(weights, name))
                for name, array in changed.arrays().items()
                if not np.array_equal(array, before[name])
            }
        except EditError as error:
            self.refuse(str(error))
            return
        self.refuse("")
        self._show(changed)  # at once, so that what is typed next adds to it
        self._keep(f"{text} of {filters.layer}", filters.layer, arrays, merge)
        self._fresh = True

    def _keep(self, text: str, layer: str, arrays: dict[str, Kept | None], merge: Hashable | None = None) -> None:
        if not self._document.apply(text, lambda design: keep_weights(design, layer, arrays), merge=merge):
            self.follow()  # what is on show was not taken
