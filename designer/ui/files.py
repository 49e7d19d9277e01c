"""New, open, save and export: what the File menu does, with the guard over unsaved changes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from designer.core.design import Design, Layer
from designer.core.fileformat import FileError, load, replace_file
from designer.core.kinds import Input
from designer.engine.design_weights import read_beside
from designer.export.table import FORMATS, render
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


class FileActions(QObject):
    """Moves designs between the document and files."""

    failed = Signal(str)
    """One line: what could not be read or written."""
    opened = Signal(object)
    """The path of a design that came on screen, an example's too; None for a new one."""
    told = Signal(str)
    """One line: what was done."""
    _written = Signal(str, bool)

    def __init__(self, document: Document, settings: Settings, dialogs: Dialogs, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._settings = settings
        self.dialogs = dialogs
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="export")
        self._written.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def name(self) -> str:
        """What the design on screen is called: its file, its own name, or "untitled"."""
        path = self._document.path
        return path.name if path else self._document.design.name or "untitled"

    def may_leave(self) -> bool:
        """Whether the design may go from the screen: unchanged, saved now, or given up by the user."""
        if not self._document.modified:
            return True
        answer = self.dialogs.unsaved(self.name)
        return self.save() if answer == SAVE else answer == DISCARD

    def new(self) -> None:
        """Start afresh."""
        if self.may_leave():
            self._document.reset(new_design())
            self.opened.emit(None)

    def ask_open(self) -> None:
        """Open a file the user picks."""
        path = self.dialogs.open_name("Open a design", self._settings.folder, DESIGNS)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> bool:
        """Open a file; one that cannot be read leaves everything as it was."""
        return self._open(path, path)

    def open_example(self, path: Path) -> bool:
        """Open an example as a design without a file, so that saving does not write into the program."""
        return self._open(path, None)

    def _open(self, path: Path, keep: Path | None) -> bool:
        try:
            design = load(path)
        except FileError as error:
            self.failed.emit(str(error))
            return False
        if not self.may_leave():
            return False
        design, problem = read_beside(design, path.parent)
        self._document.reset(design, keep)
        if problem:
            self.failed.emit(f"{problem}; these weights are drawn instead")
        self.opened.emit(path)
        if keep is not None:
            self._settings.add_recent(keep)
            self._settings.folder = str(keep.parent)
        return True

    def save(self) -> bool:
        """Write the design to its file, asking for one where it has none."""
        path = self._document.path
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
        try:
            self._document.save(path)
        except FileError as error:
            self.failed.emit(str(error))
            return False
        self._settings.add_recent(path)
        self._settings.folder = str(path.parent)
        self.told.emit(f"Saved {path.name}")
        return True

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
            self._writer.submit(self._write, target, content)

    def _write(self, target: Path, content: Callable[[], bytes]) -> None:
        """On the writer's thread: a table of many layers takes longer than a window may stand still."""
        try:
            replace_file(target, content())
        except (FileError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            self._written.emit(f"{target}: cannot be written: {reason.lower()}", False)
        else:
            self._written.emit(f"Wrote {target.name}", True)

    @Slot(str, bool)
    def _tell(self, line: str, good: bool) -> None:
        (self.told if good else self.failed).emit(line)

    def close(self) -> None:
        """Finish what is being written."""
        self._writer.shutdown(wait=True)

    def copy_table(self) -> None:
        """Put the table on the clipboard, as text for spreadsheets and as HTML for word processors."""
        copy_table(self._document.analysis)
        self.told.emit("The table is on the clipboard")


def _file_stem(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_. " else "_" for c in name).strip() or "design"
