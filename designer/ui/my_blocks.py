"""The user's own blocks in their folder: read and written in the background, told when they change."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from designer.core.edit_basics import EditError
from designer.core.fragments import Fragment
from designer.core.library import SavedBlock, read_folder, remove_saved, rename_saved, save_block

Answer = tuple[tuple[SavedBlock, ...], Path | None, str]


class MyBlocks(QObject):
    """One thing after the other is done with the folder, and after each it is read again."""

    changed = Signal()
    """`blocks` holds others than before."""
    saved = Signal(object)
    """The path of a block that was saved; `changed` came before."""
    failed = Signal(str)
    """One line: why a block was not saved, renamed or removed."""
    _answered = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.blocks: tuple[SavedBlock, ...] = ()
        self._folder = folder
        self._open = True
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="my-blocks")
        self._answered.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self.refresh()

    def refresh(self) -> None:
        """Look at the folder again: another window may have changed it."""
        self._ask(lambda: None)

    def save(self, fragment: Fragment, name: str) -> None:
        """Save a block; where the name is taken it gets a number."""
        self._ask(lambda: save_block(self._folder, fragment, name))

    def rename(self, block: SavedBlock, name: str) -> None:
        """Give a block another name."""
        self._ask(lambda: rename_saved(block, name))

    def remove(self, block: SavedBlock) -> None:
        """Take the file of a block away."""
        self._ask(lambda: remove_saved(block))

    def close(self) -> None:
        """Finish what is being written, and do no more."""
        self._open = False
        self._pool.shutdown(wait=True)

    def _ask(self, act: Callable[[], Path | None]) -> None:
        if self._open:
            self._pool.submit(self._work, act)

    def _work(self, act: Callable[[], Path | None]) -> None:
        path, problem = None, ""
        try:
            path = act()
        except EditError as error:
            problem = str(error)
        answer: Answer = read_folder(self._folder), path, problem
        self._answered.emit(answer)

    @Slot(object)
    def _receive(self, answer: Answer) -> None:
        blocks, path, problem = answer
        if blocks != self.blocks or problem:  # after a refusal what was typed goes
            self.blocks = blocks
            self.changed.emit()
        if path is not None:
            self.saved.emit(path)
        if problem:
            self.failed.emit(problem)
