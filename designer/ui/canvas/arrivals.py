"""What is dragged in from outside: rows of the palette, which land as a gesture, files, and what nobody wants."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from designer.ui.canvas.gestures import Drop
from designer.ui.canvas.new_blocks import carried
from designer.ui.models.palette_rows import MIME

if TYPE_CHECKING:
    from designer.ui.canvas.board import Board


class Arrivals:
    """Answers the drag events of a board, by the gesture that its hands hold."""

    def __init__(self, board: "Board") -> None:
        self._board = board

    def enter(self, event: QDragMoveEvent) -> None:
        """Something comes in."""
        item = carried(bytes(event.mimeData().data(MIME).data()))
        if item is not None:
            self._board.hands.begin(Drop(self._board, item), event.position())
        _answer(event, item is not None or bool(_files(event)))

    def move(self, event: QDragMoveEvent) -> None:
        """It is dragged about: the pointer's shape says whether it may be dropped where it is."""
        _answer(event, self._follow(event) or bool(_files(event)))

    def drop(self, event: QDropEvent) -> None:
        """It is let go."""
        files = _files(event)
        wanted = self._follow(event)
        _answer(event, wanted or bool(files))
        if isinstance(self._board.hands.gesture, Drop):
            self._board.hands.finish()
        elif files:
            self._board.files_dropped.emit(files)

    def _follow(self, event: QDropEvent) -> bool:
        """Lead the gesture, if there is one, to the pointer; returns whether it could end there."""
        hands = self._board.hands
        hands.move(event.position(), event.modifiers())
        return isinstance(hands.gesture, Drop) and hands.gesture.possible


def _answer(event: QDropEvent, wanted: bool) -> None:
    event.setDropAction(Qt.DropAction.CopyAction)
    event.setAccepted(wanted)


def _files(event: QDropEvent) -> list[Path]:
    """The local files that a drag carries."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
