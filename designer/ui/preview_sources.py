"""Where the preview's numbers come from, beside the pictures: weights, and how pixels become numbers."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from designer.engine.design_weights import weights_of
from designer.engine.normalisation import Normalisation
from designer.engine.weights import RandomWeights, WeightSource
from designer.ui.document import Document
from designer.ui.preview_pictures import PreviewPictures
from designer.ui.weights_desk import WeightsDesk
from designer.ui.weights_draft import Weights


class PreviewSources(PreviewPictures):
    """Which weights the preview runs with, and how it turns pictures into numbers."""

    weights_changed = Signal()
    """Another source of weights."""
    normalisation_changed = Signal()
    """Pictures become numbers in another way."""
    failed = Signal(str)
    """One line: why a picture or weights could not be opened."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(document, parent)
        self._reader.failed.connect(self.failed)
        self.desk = WeightsDesk(document, self)
        self.desk.taken.connect(self._take_weights)
        self.desk.renamed.connect(self._rename_weights)
        self.desk.failed.connect(self.failed)
        self.seed = 0
        self.edge_filters = True
        self.weights: Weights | None = None
        self.normalisation = Normalisation()

    def run_later(self) -> None:
        """Compute the maps when nothing else has been asked for a moment."""
        raise NotImplementedError

    @property
    def weights_text(self) -> str:
        """What the numbers in the layers are, in plain words."""
        own = [layer.id for layer in self._document.design if layer.weights]
        more = f" and {len(own) - 2} more" if len(own) > 2 else ""
        kept = f"; {', '.join(own[:2])}{more} kept in the design" if own else ""
        if self.weights is not None:
            return f"weights from {self.weights.stored.origin}{kept}"
        text = f"random weights, seed {self.seed}"
        return f"edge filters in the first convolution, elsewhere {text}{kept}" if self.edge_filters else text + kept

    @property
    def source(self) -> WeightSource:
        """Where weights come from: those that the design keeps first, all others from the file or drawn."""
        others = self.weights.stored if self.weights is not None else RandomWeights(self.edge_filters)
        return weights_of(self._document.design, others)

    def set_weights(self, seed: int, edge_filters: bool) -> None:
        """Drawn weights instead of others."""
        self.seed, self.edge_filters, self.weights = seed, edge_filters, None
        self.desk.forget()
        self.weights_changed.emit()
        self.run_later()

    def open_weights(self, path: Path) -> None:
        """Read a file of weights in the background; names of classes may stand beside it in a text file."""
        self.desk.open(path)

    @Slot(object)
    def _take_weights(self, found: Weights) -> None:
        self.weights = found
        self.weights_changed.emit()
        self.run()

    @Slot(object, str)
    def _rename_weights(self, names: dict[str, str], remark: str) -> None:
        """The numbers stay those of the file; the change of the design has them asked for under their new names."""
        if self.weights is not None:
            self.weights = self.weights.renamed(names, remark)

    def set_normalisation(self, wanted: Normalisation) -> None:
        """Turn pictures into numbers in another way."""
        if wanted != self.normalisation:
            self.normalisation = wanted
            self.normalisation_changed.emit()
            self.run()
