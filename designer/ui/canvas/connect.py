"""Connecting by hand: the drag from a port to another card."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from designer.core import branches
from designer.core.branches import Way
from designer.core.kinds import Add, Concat
from designer.core.trial import Trial, legal_targets, try_edit
from designer.ui.canvas.gestures import NONE, Gesture
from designer.ui.canvas.mark import Mark
from designer.ui.canvas.texts import output_text

if TYPE_CHECKING:
    from designer.ui.canvas.board import Board

HINT = "drop on the layer that shall read {}"
WAYS_OUT: Mapping[Way, str] = {
    "concat": "Shift to join by a concat",
    "projection": "Ctrl to add it behind a 1×1 projection",
}


class Connect(Gesture):
    """A wire drawn from a port: layers that may read it light up, the others pale and say why not."""

    def __init__(self, canvas: "Board", card: str) -> None:
        super().__init__(canvas)
        self._card = card
        self.source = canvas.network.outline.output(card)
        self._reasons: dict[Way, Mapping[str, str | None]] = {}
        self._tried: dict[tuple[str, Way], Trial] = {}
        self._way: Way = "add"
        self._target: str | None = None

    def start(self, at: QPointF) -> None:
        """Take the end of the wire."""
        self.move(at)

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Draw it to the pointer, and say what a drop would do.

        Shift asks for a concat instead of an add, Ctrl for an add behind a 1×1 projection.
        """
        canvas = self.canvas
        way: Way = "add"
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            way = "concat"
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            way = "projection"
        reasons = self._why_not(way)
        if way != self._way or self._target is None:
            canvas.network.aim(name for name, reason in reasons.items() if reason is None)
        self._way = way
        point, target = canvas.scene_point(at), canvas.hits.card(at)
        self._target = target or ""
        here = canvas.network.layout.frames[self._card]
        begin, stop = (here.centre, here.bottom), (point.x(), point.y())
        reason = reasons[target] if target is not None and target != self._card else None
        if target is None or target == self._card:
            text, wrong = HINT.format(self.source), False
        elif reason is not None:
            text, wrong = self._advised(target, reason), True
        else:
            frame = canvas.network.layout.frames[target]
            stop = (frame.centre, frame.y)
            trial = self._trial(target)
            text, wrong = self._said(target, trial), trial.refused or trial.finding is not None
        canvas.show_mark(Mark(None, self.source, text, wrong, (point.x(), point.y()), (begin, stop)))

    def finish(self) -> None:
        """Connect, as one step of undo; a line says why where it cannot be done."""
        self.cancel()
        source, target, way = self.source, self._target, self._way
        if not target or target == self._card:
            return
        reason = self._why_not(way)[target]
        if reason is not None:
            self.canvas.document.refused.emit(self._advised(target, reason))
            return
        self.canvas.document.apply(
            f"Connect {source} to {target}", lambda design: branches.connect(design, source, target, way), (target,)
        )

    def cancel(self) -> None:
        """The wire goes, and all cards look as before."""
        self.canvas.network.aim(None)
        self.canvas.show_mark(None)

    def _why_not(self, way: Way) -> Mapping[str, str | None]:
        """For every card the reason that it cannot read the source; None where it can."""
        if way not in self._reasons:
            analysis = self.canvas.document.analysis
            figures = None if way == "projection" else analysis  # a projection makes shapes fit
            join = Concat() if way == "concat" else Add()
            reasons = legal_targets(analysis.design, self.source, figures, join)
            self._reasons[way] = {
                key: reasons.get(key, f"unfold {content.title} to reach the layers in it")
                for key, content in self.canvas.network.contents.items()
            }
        return self._reasons[way]

    def _advised(self, target: str, reason: str) -> str:
        """A reason, with the ways out where there are any."""
        name = self.canvas.network.contents[target].title
        out = [text for way, text in WAYS_OUT.items() if self._way == "add" and self._fits(target, way)]
        if out:
            return f"{name}: {reason}; hold {', or '.join(out)}"
        return reason if reason.startswith(name) else f"{name}: {reason}"

    def _fits(self, target: str, way: Way) -> bool:
        """Whether the connection could be made so."""
        return self._why_not(way)[target] is None and (way != "projection" or not self._trial(target, way).refused)

    def _trial(self, target: str, way: Way | None = None) -> Trial:
        """The connection tried on the value, once for each target and way."""
        key = target, way or self._way
        if key not in self._tried:
            source = self.source
            analysis = self.canvas.document.analysis
            self._tried[key] = try_edit(analysis, lambda design: branches.connect(design, source, target, key[1]))
        return self._tried[key]

    def _said(self, target: str, trial: Trial) -> str:
        """What comes of it, and what else could."""
        if self.canvas.document.design[target].kind.joins:
            if trial.finding is not None or trial.analysis is None:
                return trial.text
            return f"one more input: {target} → {output_text(trial.analysis.facts[target])}"
        return f"{trial.text} (Shift: concat)" if self._way == "add" else trial.text
