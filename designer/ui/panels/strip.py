"""The sample images as a strip of thumbnails: ours, and those the user has opened or pasted."""

from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QIcon, QImage, QKeyEvent, QKeySequence, QMouseEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem, QMenu, QSizePolicy, QWidget

from designer.paths import resource
from designer.ui.panels.strip_paint import SIDE, SampleDelegate
from designer.ui.reader import Picture, thumbnail
from designer.ui.theme import Theme

SAMPLES = {"Digit": "digit.png", "Face": "face.png", "Edges in all directions": "edges.png", "Scene": "scene.png"}
MOST_SAMPLES = 40
"""Beside ours; the oldest leave."""
SOURCE = Qt.ItemDataRole.UserRole

Source = Path | Picture
"""A file, or a picture that has none."""


class SampleStrip(QListWidget):
    """A click, Enter or Space chooses a sample, with Ctrl the one to compare it with; Delete removes the user's own."""

    picked = Signal(object)
    """The Source to show."""
    second_picked = Signal(object)
    """The Source to compare with, or None for none."""
    thumbnail_wanted = Signal(object)
    """A path: `show_thumbnail` or `drop` is to follow."""
    kept_changed = Signal(object)
    """The paths of the user's files, to be remembered."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sample_strip")
        self.setAccessibleName("Sample images")
        self.setToolTip("Click: show the network this image. Ctrl+click: compare it with that on show.")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(SIDE + 8 + 12)
        self.first: Source | None = None
        self.second: Source | None = None
        self._delegate = SampleDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        for label, name in SAMPLES.items():
            self._append(resource("samples", name), label)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self._delegate.theme = theme
        self.viewport().update()

    # What it holds

    def source(self, row: int) -> Source:
        """What stands in a row."""
        found: Source = self.item(row).data(SOURCE)
        return found

    @property
    def sources(self) -> list[Source]:
        """All of it, ours first."""
        return [self.source(row) for row in range(self.count())]

    @property
    def kept(self) -> list[Path]:
        """The user's files."""
        return [source for source in self.sources[len(SAMPLES) :] if isinstance(source, Path)]

    def name(self, source: Source) -> str:
        """What a sample is called."""
        row = self._row(source)
        return self.item(row).data(Qt.ItemDataRole.AccessibleTextRole) if row is not None else ""

    def _row(self, source: Source | None) -> int | None:
        """Files are the same by path, pasted pictures by identity."""
        return next((row for row, known in enumerate(self.sources) if known == source), None)

    def _append(self, source: Source, name: str) -> QListWidgetItem:
        item = QListWidgetItem()
        item.setData(SOURCE, source)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, name)
        item.setToolTip(name)
        self.addItem(item)
        return item

    def fill(self) -> None:
        """Ask for every thumbnail."""
        for source in self.sources:
            if isinstance(source, Path):
                self.thumbnail_wanted.emit(source)

    def add(self, paths: list[Path]) -> None:
        """Files join the strip at its end, unless they are there; one that cannot be read is to be dropped later."""
        for path in paths:
            if self._row(path) is None:
                self._append(path, path.name)
                self.thumbnail_wanted.emit(path)
        while self.count() > len(SAMPLES) + MOST_SAMPLES:
            self.drop(self.source(len(SAMPLES)))

    @Slot(object, object)
    def show_thumbnail(self, path: Path, image: QImage | str) -> None:
        """What a file looks like; one that could not be read leaves."""
        if isinstance(image, str):
            self.drop(path)
            return
        row = self._row(path)
        if row is not None:
            self.item(row).setIcon(QIcon(QPixmap.fromImage(image)))

    def drop(self, source: Source) -> None:
        """One of the user's samples leaves."""
        row = self._row(source)
        if row is None or row < len(SAMPLES):
            return
        self.takeItem(row)
        if source == self.second:
            self.second_picked.emit(None)
        if isinstance(source, Path):
            self.kept_changed.emit(self.kept)

    # What is on show

    def show_first(self, picture: Picture) -> None:
        """Mark the picture on show; one that is new joins the strip."""
        source: Source = picture.path or picture
        row = self._row(source)
        if row is None:
            self._append(source, picture.name).setIcon(QIcon(QPixmap.fromImage(thumbnail(picture))))
            row = self.count() - 1
        if isinstance(source, Path) and row >= len(SAMPLES):
            self.kept_changed.emit(self.kept)
        self.first = self.source(row)
        self.setCurrentRow(row)
        self.scrollToItem(self.item(row))
        self.viewport().update()

    def show_second(self, picture: Picture | None) -> None:
        """Mark the picture that is compared, or none."""
        self.second = None if picture is None else picture.path or picture
        self.viewport().update()

    # Choosing

    def pick(self, row: int) -> None:
        """Choose a sample by its row."""
        self.picked.emit(self.source(row))

    def compare(self, row: int) -> None:
        """Compare with the sample of a row; with that which is compared already, no more."""
        source = self.source(row)
        self.second_picked.emit(None if source == self.second else source)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is clicked."""
        item = self.itemAt(event.position().toPoint())
        if item is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.setCurrentItem(item)
        self._choose(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose or remove where the focus is; arrows, Home and End move it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentRow() >= 0:
            self._choose(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif event.matches(QKeySequence.StandardKey.Delete) and self.currentRow() >= 0:
            self.drop(self.source(self.currentRow()))
        elif event.matches(QKeySequence.StandardKey.Paste):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _choose(self, second: bool) -> None:
        (self.compare if second else self.pick)(self.currentRow())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the sample below the pointer, or in focus."""
        at = self.itemAt(event.pos()) if event.reason() == QContextMenuEvent.Reason.Mouse else self.currentItem()
        if at is not None:
            self.setCurrentItem(at)
            self.menu().popup(event.globalPos() if at else self.mapToGlobal(QPoint()))

    def menu(self) -> QMenu:
        """What can be done with the sample in focus."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        source = self.source(self.currentRow())
        menu.addAction("Show the network this image").triggered.connect(self._pick_current)
        label = "Stop comparing" if source == self.second else "Compare with this image"
        menu.addAction(label).triggered.connect(self._compare_current)
        remove = menu.addAction("Remove from the strip")
        remove.setEnabled(self.currentRow() >= len(SAMPLES))
        remove.triggered.connect(self._remove_current)
        return menu

    @Slot()
    def _pick_current(self) -> None:
        self.pick(self.currentRow())

    @Slot()
    def _compare_current(self) -> None:
        self.compare(self.currentRow())

    @Slot()
    def _remove_current(self) -> None:
        self.drop(self.source(self.currentRow()))
