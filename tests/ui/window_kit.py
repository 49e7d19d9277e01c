"""A person at the dialogs of a window, and files that it has read and written."""

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.ui.dialogs import CANCEL
from designer.ui.window import Window

PATIENCE = 20_000
"""How long a test waits for what surely comes, in milliseconds."""


class Answers:
    """Stands for the person at the dialogs."""

    def __init__(self) -> None:
        self.name: Path | None = None
        self.unsaved_answer = CANCEL
        self.replace = False
        self.asked: list[str] = []

    def open_name(self, title: str, folder: str, kinds: str) -> Path | None:
        """The file to open."""
        self.asked.append(title)
        return self.name

    def save_name(self, title: str, suggestion: str, kinds: str) -> Path | None:
        """The file to write."""
        self.asked.append(f"{title} {Path(suggestion).name}")
        return self.name

    def may_replace(self, path: Path) -> bool:
        """Whether a file may go."""
        self.asked.append(f"replace {path.name}")
        return self.replace

    def unsaved(self, name: str) -> str:
        """What to do with unsaved changes."""
        self.asked.append(f"unsaved {name}")
        return self.unsaved_answer


def answers(window: Window) -> Answers:
    """The person at the dialogs of a window."""
    assert isinstance(window.files.dialogs, Answers)
    return window.files.dialogs


def change(window: Window, channels: int = 7) -> None:
    """Edit LeNet-5."""
    assert window.document.apply("Change", lambda d: property_edits.set_options(d, "c1", {"out_channels": channels}))


def give(window: Window, key: str) -> None:
    """Give a command that is done at once."""
    window.actions_by_key[key].trigger()


def kinds(window: Window) -> list[str]:
    """The kinds of the layers, from top to bottom."""
    return [layer.kind.name for layer in window.document.design]


def done(qtbot: QtBot, window: Window, act: Callable[[], object]) -> None:
    """Do something to files, and wait until they are read and written."""
    act()
    qtbot.waitUntil(lambda: not window.files.busy, timeout=PATIENCE)


def do(qtbot: QtBot, window: Window, key: str) -> None:
    """Give a command that reads or writes files, and wait until they are read and written."""
    done(qtbot, window, window.actions_by_key[key].trigger)


def save_as(qtbot: QtBot, window: Window, path: Path) -> None:
    """Write the design to a file."""
    answers(window).name = path
    do(qtbot, window, "save_as")
