"""New, open, save and export: what the File menu does, with the guard over unsaved changes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from designer.core.design import Design, Layer
from designer.core.files import load, reason_of, replace_file, save
from designer.core.kinds import Input
from designer.core.strictjson import FileError, printable
from designer.engine.design_weights import read_beside
from designer.export.table import FORMATS, render
from designer.ui.background import Background
from designer.ui.dialogs import DESIGNS, DISCARD, SAVE, Dialogs
from designer.ui.document import Document
from designer.ui.settings import Settings
from designer.ui.table_clipboard import copy_table

SUFFIX = ".cnn.json"
FORMAT_LABELS = {
    "text": "Text",
    "csv": "CSV",
    "tsv": "TSV",
    "markdown": "Markdown",
    "html": "HTML",
    "latex": "LaTeX",
    "json": "JSON",
    "xlsx": "Excel",
}


def new_design() -> Design:
    """What New starts with: an image and nothing behind it."""
    return Design((Layer("image", Input(height=224, width=224, channels=3)),))


@dataclass(frozen=True, eq=False)
class Found:
    """What was read from a file."""

    path: Path
    design: Design
    problem: str = ""
    """Why some weights in a file beside it could not be had."""


def read_design(path: Path) -> Found:
    """The design of a file, with the weights that it names in files beside it; raises FileError."""
    design, problem = read_beside(load(path), path.parent)
    for layer in design:
        hash(layer.weights)  # millions of numbers: their bytes remember it, so that the window's thread need not do it
    return Found(path, design, problem)


class FileActions(QObject):
    """Moves designs between the document and files, in the background and in the order in which it was asked.

    What is saved is the design as it was when asked: one edited meanwhile stays marked as changed.
    """

    failed = Signal(str)
    """One line: what could not be read or written."""
    opened = Signal(object)
    """The path of a design that came on screen, an example's too; None for a new one."""
    told = Signal(str)
    """One line: what was done."""

    def __init__(self, document: Document, settings: Settings, dialogs: Dialogs, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._settings = settings
        self.dialogs = dialogs
        self._designs, self._exports = Background("designs", self), Background("export", self)
        self._newest = 0
        self._saving: list[Path] = []
        self._later: Callable[[], object] | None = None

    @property
    def name(self) -> str:
        """What the design on screen is called: its file, its own name, or "untitled"."""
        path = self._document.path
        return path.name if path else self._document.design.name or "untitled"

    @property
    def busy(self) -> bool:
        """Whether a design is being read or saved."""
        return self._designs.busy

    def may_leave(self, later: Callable[[], object]) -> bool:
        """Whether the design may go from the screen now: unchanged, or given up by the user.

        Where it is being saved, or the user wants it saved first, `later` is called once it has been.
        """
        self._newest += 1  # what is being read has been overtaken
        self._later = None
        if self._saving:
            self._later = later
            return False
        if not self._document.modified:
            return True
        answer = self.dialogs.unsaved(self.name)
        if answer == SAVE and self.save():
            self._later = later
        return answer == DISCARD

    def new(self) -> None:
        """Start afresh."""
        if self.may_leave(self.new):
            self._document.reset(new_design())
            self.opened.emit(None)

    def ask_open(self) -> None:
        """Open a file the user picks."""
        path = self.dialogs.open_name("Open a design", self._settings.folder, DESIGNS)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Read a file and show it: of several the last; one that cannot be read leaves everything as it was."""
        self._newest += 1
        self.told.emit(f"Reading {path.name} …")
        self._designs.ask(partial(read_design, path), partial(self._arrived, self._newest))

    def _arrived(self, number: int, found: Found | str) -> None:
        if number != self._newest:
            return
        if isinstance(found, str):
            self.failed.emit(found)
        else:
            self._show(found, found.path)

    def open_example(self, path: Path) -> None:
        """Open an example as a design without a file, so that saving does not write into the program.

        It is small and has nothing beside it, so it is read at once.
        """
        try:
            found = Found(path, load(path))
        except FileError as error:
            self.failed.emit(str(error))
        else:
            self._show(found, None)

    def _show(self, found: Found, keep: Path | None) -> None:
        again = self.open_example if keep is None else self.open
        if not self.may_leave(partial(again, found.path)):  # read again: it may be the very file that is saved first
            return
        self._document.reset(found.design, keep)
        self.told.emit(f"Opened {found.path.name}")
        if found.problem:
            self.failed.emit(f"{found.problem}; these weights are drawn instead")
        self.opened.emit(found.path)
        if keep is not None:
            self._remember(keep)

    def _remember(self, path: Path) -> None:
        self._settings.add_recent(path)
        self._settings.folder = str(path.parent)

    def save(self) -> bool:
        """Write the design to its file, asking for one where it has none; False where the user gives none."""
        path = self._saving[-1] if self._saving else self._document.path
        return self._save(path) if path else self.save_as()

    def save_as(self) -> bool:
        """Write the design to a file the user picks."""
        stem = self._document.path.name.removesuffix(SUFFIX) if self._document.path else self.name
        suggestion = Path(self._settings.folder) / f"{_file_stem(stem)}{SUFFIX}"
        path = self.dialogs.save_name("Save the design", str(suggestion), DESIGNS)
        target = self._final(path, SUFFIX, (SUFFIX, ".json"))
        return target is not None and self._save(target)

    def _final(self, path: Path | None, suffix: str, known: tuple[str, ...]) -> Path | None:
        """The file to write for a name typed: with a suffix, and with the user's leave where that makes it another."""
        if path is None or path.name.endswith(known):
            return path
        target = path.with_name(path.name + suffix)
        return target if not target.exists() or self.dialogs.may_replace(target) else None

    def _save(self, path: Path) -> bool:
        design = self._document.design
        self._saving.append(path)
        self.told.emit(f"Saving {path.name} …")
        self._designs.ask(partial(save, design, path), partial(self._saved, design, path))
        return True

    def _saved(self, design: Design, path: Path, problem: str | None) -> None:
        self._saving.remove(path)
        if problem is None:
            self._document.mark_saved(design, path)
            self._remember(path)
            self.told.emit(f"Saved {path.name}")
        else:
            self.failed.emit(problem)
        if not self._saving:
            later, self._later = self._later, None
            if later is not None and problem is None:
                later()

    def export_table(self, format_name: str) -> None:
        """Write the layer table to a file the user picks."""
        label, suffix, analysis = FORMAT_LABELS[format_name], FORMATS[format_name].suffix, self._document.analysis
        name = f"{_file_stem(self.name.removesuffix(SUFFIX))}{suffix}"

        def content() -> bytes:
            table = render(analysis, format_name)
            return table if isinstance(table, bytes) else table.encode()

        self.write(f"Export the table as {label}", name, f"{label} (*{suffix})", suffix, content)

    def write(self, title: str, name: str, kinds: str, suffix: str, content: Callable[[], bytes]) -> None:
        """Write what `content` gives, in the background, to a file the user picks."""
        path = self.dialogs.save_name(title, str(Path(self._settings.folder) / name), kinds)
        target = self._final(path, suffix, (suffix,))
        if target is not None:
            self._exports.ask(lambda: _write(target, content()), partial(self._wrote, target))

    def _wrote(self, target: Path, problem: str | None) -> None:
        if problem is None:
            self.told.emit(f"Wrote {target.name}")
        else:
            self.failed.emit(problem)

    def close(self) -> None:
        """Finish what is being written."""
        self._designs.close()
        self._exports.close()

    def copy_table(self) -> None:
        """Put the table on the clipboard, as text for spreadsheets and as HTML for word processors."""
        copy_table(self._document.analysis)
        self.told.emit("The table is on the clipboard")


def _write(target: Path, data: bytes) -> None:
    """Put a file in place; raises FileError in one line."""
    try:
        replace_file(target, data)
    except (FileError, OSError) as error:
        raise FileError(f"{printable(str(target))}: cannot be written: {reason_of(error)}") from None


def _file_stem(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_. " else "_" for c in name).strip() or "design"
