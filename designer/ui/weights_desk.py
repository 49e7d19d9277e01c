"""Where files of weights and of class names arrive: read and matched in the background, confirmed, remembered."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from designer.core.renames import renamed
from designer.engine.weight_files import drawn_text
from designer.engine.weight_proposal import Proposal
from designer.ui.background import Background
from designer.ui.document import Change, Document
from designer.ui.weights_draft import Draft, Question, Weights, read_classes, read_draft


@dataclass(frozen=True)
class Classes:
    """Names of the classes that the last layer tells apart, and the file they come from."""

    name: str
    names: tuple[str, ...]


Found = Weights | Draft


class WeightsDesk(QObject):
    """Takes weights whose names are the layers' at once; of others asks first, once for each file and design.

    What is read is for the design as it was when asked; layers renamed meanwhile keep what is theirs.
    """

    taken = Signal(object)
    """Weights to run with."""
    asked = Signal(object)
    """A Draft for the user to look at, in place of an older one; None when there is nothing to ask any more."""
    classes_read = Signal(object)
    """Classes."""
    renamed = Signal(object, str)
    """Layers that use the file have other names: the new by the old; and what is not from the file, in words."""
    failed = Signal(str)
    """One line: why a file could not be read."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._background = Background("preview-weights", self)
        self._newest = 0
        self._since: list[dict[str, str]] = []
        self._agreed: dict[Question, Proposal] = {}
        self._last: Draft | None = None
        self._doubted = False
        self.draft: Draft | None = None
        document.changed.connect(self._design_changed)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._background.busy

    def open(self, path: Path) -> None:
        """Read weights; `taken`, `asked` or `failed` follows."""
        analysis = self._document.analysis
        self._doubted = False  # that was another file
        self._ask(lambda: read_draft(path, analysis))

    def open_classes(self, path: Path) -> None:
        """Read names of classes; `classes_read` or `failed` follows."""
        self._background.ask(lambda: Classes(path.name, read_classes(path)), self._classes_found)

    @Slot(object)
    def confirm(self, draft: Draft) -> None:
        """Take weights as the user has agreed, and remember it; `taken` follows."""
        self._agreed[draft.question] = draft.proposal
        self._use(draft)

    def reconsider(self) -> None:
        """Ask once more about the file in use, for the design as it is now; `asked` or `failed` follows."""
        if self._last is None:
            self.failed.emit("no weights of a file are in use: there is nothing to match")
            return
        last, analysis = self._last, self._document.analysis
        self._doubted = True
        self._ask(lambda: last.matched(analysis))

    def forget(self) -> None:
        """No weights of a file are in use any more, nor of one that is being read."""
        self._newest += 1
        self._last = None

    @Slot()
    def dismiss(self) -> None:
        """The user does not want the file."""
        self._newest += 1
        self._withdraw()

    def close(self) -> None:
        """Stop for good and wait for the thread."""
        self._background.close(finish=False)

    @Slot(object)
    def _design_changed(self, change: Change) -> None:
        """Weights stay with a layer that is renamed; what is asked about must be asked about the design as it is."""
        if change.opened:
            self.forget()
            self._withdraw()
            return
        names = renamed(change.before, change.after)
        self._since.append(names)
        if names and self._last is not None:
            self._last = self._last.renamed(names)
            self._agreed[self._last.question] = self._last.proposal
            self.renamed.emit(names, drawn_text(self._last.proposal))
        if self.draft is not None:
            self._bring_up_to_date(self.draft.renamed(names))

    def _withdraw(self) -> None:
        if self.draft is not None:
            self.draft = None
            self.asked.emit(None)

    def _ask(self, read: Callable[[], Found]) -> None:
        self._newest += 1
        self._since.clear()
        self._background.ask(read, partial(self._receive, self._newest))

    def _bring_up_to_date(self, draft: Draft) -> None:
        analysis = self._document.analysis
        self._ask(lambda: draft.following(analysis))

    def _classes_found(self, found: Classes | str) -> None:
        if isinstance(found, str):
            self.failed.emit(found)
        else:
            self.classes_read.emit(found)

    def _receive(self, number: int, found: Found | str) -> None:
        if number != self._newest:  # another file was chosen meanwhile
            return
        since = self._since.copy()
        if isinstance(found, Draft) and since:
            sure = found.question in self._agreed or found.proposal.is_exact
            draft = replace(found, proposal=self._agreed.get(found.question, found.proposal))
            for names in since:
                draft = draft.renamed(names)
            if sure:
                self._agreed[draft.question] = draft.proposal
            self._bring_up_to_date(draft)
            return
        if isinstance(found, Weights) and self._last is not None:
            for names in since:
                found = found.renamed(names, drawn_text(self._last.proposal))
        self._settle(found)

    def _settle(self, found: Weights | Draft | str) -> None:
        doubted, self._doubted = self._doubted, False
        if isinstance(found, Weights):
            self.taken.emit(found)
            return
        if isinstance(found, str):
            self._withdraw()
            self.failed.emit(found)
            return
        agreed = self._agreed.get(found.question)
        draft = found if agreed is None else replace(found, proposal=agreed)
        if not doubted and (agreed is not None or found.proposal.is_exact):
            self._use(draft)
        else:
            self.draft = draft
            self.asked.emit(draft)

    def _use(self, draft: Draft) -> None:
        self._last = draft
        self._withdraw()
        self._ask(draft.weights)
