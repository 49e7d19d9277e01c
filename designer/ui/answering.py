"""Keeps the names of classes, asks the preview for the network's answer where they fit, and shows it."""

from numpy.random import default_rng
from PySide6.QtCore import QObject, Signal, Slot

from designer.engine.answers import AnswerLayer, answer_layer, likeliest
from designer.engine.handwriting import FIRST_UNSEEN, draw
from designer.ui.document import Document
from designer.ui.panels.answers import AnswersView
from designer.ui.panels.maps_tiles import FloatArray
from designer.ui.preview import Preview
from designer.ui.reader import Picture
from designer.ui.weights_desk import Classes

DIGITS = tuple("0123456789")


class Answering(QObject):
    """Shows the likeliest classes in every run, as long as there are as many names as the last layer has outputs."""

    told = Signal(str)
    """One line: what became of names of classes that were opened."""
    refused = Signal(str)
    """One line: why names of classes do not fit."""
    replaced = Signal(object)
    """The Picture of an older drawing, for which there is a newer one."""

    def __init__(self, document: Document, preview: Preview, view: AnswersView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._preview, self._view = document, preview, view
        self._next_seed = FIRST_UNSEEN
        self._drawn: tuple[Picture, str] | None = None
        self.classes: Classes | None = None
        self._of_weights = False
        self._layer: AnswerLayer | None = None
        preview.desk.classes_read.connect(self.take)
        preview.weights_changed.connect(self._weights_changed)
        preview.concluded.connect(self._concluded)
        preview.started.connect(view.clear)
        document.changed.connect(self._design_changed)
        view.drawing_asked.connect(self.draw_another)

    @Slot(object)
    def take(self, classes: Classes) -> None:
        """Use names of classes, where they are as many as the last layer has outputs; else say so."""
        problem = self._misfit(classes)
        if problem:
            self.refused.emit(problem)
            return
        self.classes, self._of_weights = classes, False
        self.told.emit(f"{classes.name}: names of {len(classes.names):,} classes")
        self._design_changed()

    @Slot()
    def forget(self) -> None:
        """Another design has other classes."""
        self.classes = None
        self._design_changed()

    @Slot()
    def draw_another(self) -> None:
        """Show the network a digit that it has not seen, and remember which it is."""
        rng = default_rng(self._next_seed)
        truth = int(rng.integers(10))
        levels = (draw(truth, rng) * 255).round().astype("uint8")
        self._next_seed += 1
        picture = Picture(f"Drawing {self._next_seed - FIRST_UNSEEN}", levels[:, :, None].repeat(3, axis=2))
        before, self._drawn = self._drawn, (picture, str(truth))
        self._preview.show_picture(picture)
        if before is not None:
            self.replaced.emit(before[0])

    @Slot()
    def _weights_changed(self) -> None:
        weights = self._preview.weights
        if weights is not None and weights.classes:
            classes = Classes(weights.stored.name, weights.classes)
            problem = self._misfit(classes)
            if problem:
                self.refused.emit(problem)
            else:
                self.classes, self._of_weights = classes, True
        elif self._of_weights:
            self.classes, self._of_weights = None, False
        self._design_changed()

    def _misfit(self, classes: Classes) -> str:
        layer, count = answer_layer(self._document.analysis), len(classes.names)
        if layer is None:
            return f"{classes.name}: names of {count:,} classes, but the last layer gives maps: expected a vector"
        if layer.classes != count:
            expected = f"expected {layer.classes:,} names, one for each output of {layer.layer}"
            return f"{classes.name}: {expected}, found {count:,}"
        return ""

    @Slot()
    def _design_changed(self) -> None:
        """Ask for the answer where the names still fit."""
        problem = self._misfit(self.classes) if self.classes is not None else ""
        self._layer = answer_layer(self._document.analysis) if self.classes is not None and not problem else None
        self._view.show_wanted(self.classes is not None)
        self._view.another.setVisible(self.classes is not None and self.classes.names == DIGITS)
        self._preview.set_conclusion(self._layer.layer if self._layer is not None else None)
        if problem:
            self._view.say_problem(problem)

    @Slot(object)
    def _concluded(self, array: FloatArray) -> None:
        layer, classes = self._layer, self.classes
        if layer is None or classes is None or array.size != layer.classes:
            return
        answers = [(classes.names[index], share) for index, share in likeliest(array, layer.is_softmax)]
        notes = [] if layer.is_softmax else [f"softmax of {layer.layer}"]
        if self._drawn is not None and self._preview.picture is self._drawn[0]:
            truth = self._drawn[1]
            notes.append(f"a drawn {truth}, {'read right' if answers[0][0] == truth else 'misread'}")
        self._view.show_answers(answers, "; ".join(notes))
