"""Connecting by hand: ports below cards, the drag from one to another card, and wires that can be picked."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from designer.core import edits
from designer.core.kind import Kind
from designer.core.kinds import Add, Concat
from designer.core.trial import Trial, legal_targets, try_edit
from designer.ui.canvas.gestures import NONE, Gesture
from designer.ui.canvas.mark import Mark
from designer.ui.canvas.style import NEAR, PORT
from designer.ui.canvas.texts import output_text
from designer.ui.canvas.wire import WireItem, joins_touching

if TYPE_CHECKING:
    from designer.ui.canvas.board import Board
    from designer.ui.canvas.scene import NetworkScene

REACH = 6.0  # pixels from a wire that still mean it
HINT = "drop on the layer that shall read {}"


class Connect(Gesture):
    """A wire drawn from a port: layers that may read it light up, the others pale and say why not."""

    def __init__(self, canvas: "Board", card: str) -> None:
        super().__init__(canvas)
        self._card = card
        self.source = canvas.network.outline.output(card)
        self._reasons: dict[str, Mapping[str, str | None]] = {}
        self._tried: dict[tuple[str, str], Trial] = {}
        self._join: Kind = Add()
        self._target: str | None = None

    def start(self, at: QPointF) -> None:
        """Take the end of the wire."""
        self.move(at)

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Draw it to the pointer, and say what a drop would do; Shift asks for a concat instead of an add."""
        canvas = self.canvas
        join: Kind = Concat() if modifiers & Qt.KeyboardModifier.ShiftModifier else Add()
        reasons = self._why_not(join)
        if type(join) is not type(self._join) or self._target is None:
            canvas.network.aim(name for name, reason in reasons.items() if reason is None)
        self._join = join
        point, target = canvas.scene_point(at), canvas.layer_at(at)
        self._target = target or ""
        here = canvas.network.layout.frames[self._card]
        begin, stop = (here.centre, here.bottom), (point.x(), point.y())
        reason = reasons[target] if target is not None and target != self._card else None
        if target is None or target == self._card:
            text, wrong = HINT.format(self.source), False
        elif reason is not None:
            text, wrong = self._advised(target, reason, join), True
        else:
            frame = canvas.network.layout.frames[target]
            stop = (frame.centre, frame.y)
            trial = self._trial(target, join)
            text, wrong = self._said(target, trial), trial.finding is not None
        canvas.show_mark(Mark(None, self.source, text, wrong, (point.x(), point.y()), (begin, stop)))

    def finish(self) -> None:
        """Connect, as one step of undo; a line says why where it cannot be done."""
        self.cancel()
        source, target, join = self.source, self._target, self._join
        if not target or target == self._card:
            return
        reason = self._why_not(join)[target]
        if reason is not None:
            self.canvas.document.refused.emit(self._advised(target, reason, join))
            return
        self.canvas.document.apply(
            f"Connect {source} to {target}", lambda design: edits.connect(design, source, target, join), (target,)
        )

    def cancel(self) -> None:
        """The wire goes, and all cards look as before."""
        self.canvas.network.aim(None)
        self.canvas.show_mark(None)

    def _why_not(self, join: Kind) -> Mapping[str, str | None]:
        """For every card the reason that it cannot read the source; None where it can."""
        if join.name not in self._reasons:
            analysis = self.canvas.document.analysis
            reasons = legal_targets(analysis.design, self.source, analysis, join)
            self._reasons[join.name] = {
                key: reasons.get(key, f"unfold {content.title} to reach the layers in it")
                for key, content in self.canvas.network.contents.items()
            }
        return self._reasons[join.name]

    def _advised(self, target: str, reason: str, join: Kind) -> str:
        """A reason, with the way out where there is one."""
        if isinstance(join, Add) and self._why_not(Concat())[target] is None:
            return f"{target}: {reason}; hold Shift to join by a concat"
        return reason if reason.startswith(target) else f"{target}: {reason}"

    def _trial(self, target: str, join: Kind) -> Trial:
        """The connection tried on the value, once for each target."""
        key = target, join.name
        if key not in self._tried:
            source = self.source
            analysis = self.canvas.document.analysis
            self._tried[key] = try_edit(analysis, lambda design: edits.connect(design, source, target, join))
        return self._tried[key]

    def _said(self, target: str, trial: Trial) -> str:
        """What comes of it, and what else could."""
        if self.canvas.document.design[target].kind.joins:
            if trial.finding is not None or trial.analysis is None:
                return trial.text
            return f"one more input: {target} → {output_text(trial.analysis.facts[target])}"
        return trial.text if isinstance(self._join, Concat) else f"{trial.text} (Shift: concat)"


def port_at(canvas: "Board", at: QPointF) -> str | None:
    """The layer whose lower port lies at a point of the viewport; none where cards are too small to aim at."""
    if canvas.zoom < NEAR:
        return None
    point, picker = canvas.scene_point(at), canvas.network.picker
    name = picker.at(point.x(), point.y()) or picker.at(point.x(), point.y() - PORT)
    if name is None:
        return None
    frame = canvas.network.layout.frames[name]
    near = (point.x() - frame.centre) ** 2 + (point.y() - frame.bottom) ** 2 <= PORT**2
    return name if near else None


def wire_at(network: "NetworkScene", at: QPointF, zoom: float) -> tuple[str, int] | None:
    """The wire, as its target and the number of the input, that runs nearest to a point of the drawing."""
    reach = REACH / zoom
    area = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
    best, least = None, reach
    for item in network.items(area):
        if isinstance(item, WireItem) and not joins_touching(item.wire):
            distance = item.distance(at)
            if distance <= least:
                best, least = item, distance
    return (best.wire.target, best.wire.index) if best else None
