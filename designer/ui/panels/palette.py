"""The palette: what can be put into the network, to be searched, dragged, or chosen by keyboard."""

from html import escape

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from designer.core.library import SavedBlock
from designer.core.templates import Block
from designer.ui import icons
from designer.ui.document import Document
from designer.ui.models.palette_rows import KEY, PaletteRows, mine
from designer.ui.my_blocks import MyBlocks
from designer.ui.panels.form_grid import wrapped
from designer.ui.panels.palette_options import BlockOptions
from designer.ui.panels.palette_strip import PaletteStrip
from designer.ui.panels.palette_view import PaletteView
from designer.ui.theme import Theme


class Palette(QWidget):
    """A search field above the tree, the options of the marked block below it."""

    chosen = Signal(object)
    """A PaletteItem to be put below the selection."""

    def __init__(self, document: Document, mine: MyBlocks, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setAccessibleName("Palette of layers and blocks")
        self._mine = mine
        self._removed: SavedBlock | None = None
        self.search = QLineEdit(self)
        self.search.setObjectName("palette_search")
        self.search.setAccessibleName("Search layers and blocks")
        self.search.setPlaceholderText("Search layers and blocks")
        self.search.setClearButtonEnabled(True)
        self._glass = QAction(self)
        self.search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.rows = PaletteRows(theme, self)
        self.view = PaletteView(self.rows, theme, self)
        self.found = self.view.found
        self.view.expandAll()
        self.options = BlockOptions(document, self)
        self._nothing = QLabel("Nothing has that name.", self)
        self._nothing.setObjectName("palette_nothing")
        self._nothing.setProperty("severity", "muted")
        self._nothing.setContentsMargins(4, 0, 4, 4)
        self._nothing.hide()
        self.said = wrapped("palette_said", self)
        self.said.setTextFormat(Qt.TextFormat.RichText)
        self.said.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.said.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self._nothing)
        column.addWidget(self.view, 1)
        column.addWidget(self.said)
        column.addWidget(PaletteStrip(self.options, self))
        self._connect()
        self.setFocusProxy(self.search)
        self.set_theme(theme)
        self._show_mine()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._choose_found)
        self.search.installEventFilter(self)
        self.view.ready = self._is_ready
        self.view.activated.connect(self._choose)
        self.view.selectionModel().currentChanged.connect(self._mark)
        self.view.remove_asked.connect(self._remove)
        self.rows.rename_asked.connect(self._mine.rename)
        self.options.insert_asked.connect(self._choose_marked)
        self.said.linkActivated.connect(self._put_back)
        self._mine.changed.connect(self._show_mine)
        self._mine.saved.connect(self._name_saved)
        self._mine.failed.connect(self._complain)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.rows.set_theme(theme)
        self.view.theme = theme
        self._glass.setIcon(icons.icon("search", colour=theme.muted))

    def event(self, event: QEvent) -> bool:
        """Another window may have saved a block while this one was not used."""
        if event.type() == QEvent.Type.WindowActivate:
            self._mine.refresh()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field, Down goes into the list and Esc clears the search."""
        if isinstance(event, QKeyEvent) and watched is self.search and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.view.setCurrentIndex(self._first_found())
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def _search(self, text: str) -> None:
        self.found.search(text)
        self.view.expandAll()
        self._nothing.setVisible(self.found.rowCount() == 0)

    def _first_found(self) -> QModelIndex:
        return self.found.index(0, 0, self.found.index(0, 0))

    def _choose_found(self) -> None:
        if self.search.text():
            self._choose(self._first_found())

    @Slot()
    def _choose_marked(self) -> None:
        self._choose(self.view.currentIndex())

    def _choose(self, index: QModelIndex) -> None:
        item = self.view.item(index)
        if item is not None and (index != self.view.currentIndex() or self._is_ready()):
            self.chosen.emit(item)

    def _is_ready(self) -> bool:
        """Whether every option of the marked block is a value; else the field that is not gets the focus."""
        field = self.options.fault
        if field is not None:
            field.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        return field is None

    @Slot(QModelIndex, QModelIndex)
    def _mark(self, index: QModelIndex, _before: QModelIndex) -> None:
        """Ask for the options of the row that is marked now."""
        row = self.rows.row(self.found.mapToSource(index))
        values = self.rows.values.setdefault(row.name, {}) if isinstance(row, Block) else {}
        self.options.show_row(row if isinstance(row, Block | SavedBlock) else None, values)

    # Blocks of the user's own

    @Slot()
    def _show_mine(self) -> None:
        """The folder holds other blocks; the marked row stays marked."""
        current = self.view.currentIndex().data(KEY)
        self.rows.show_saved(self._mine.blocks)
        self.view.expandAll()
        if current is not None:
            self.view.setCurrentIndex(self._index_of(current))

    def _index_of(self, key: str) -> QModelIndex:
        flags = Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
        indexes = self.found.match(self.found.index(0, 0), KEY, key, 1, flags)
        return indexes[0] if indexes else QModelIndex()

    @Slot(object)
    def _name_saved(self, path: object) -> None:
        """A block was saved: show its row, and let its name be typed."""
        self._say("")
        self.search.clear()
        index = self._index_of(mine(getattr(path, "name", "")))
        if index.isValid():
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self.view.rename_current()

    @Slot(object)
    def _remove(self, block: SavedBlock) -> None:
        """Take a block away; a line offers to put it back."""
        self._removed = block
        self._mine.remove(block)
        back = " <a href='back'>Put it back</a>" if block.fragment is not None else ""
        self._say(f"Removed {escape(block.name)}.{back}")

    @Slot(str)
    def _put_back(self, _link: str) -> None:
        if self._removed is not None and self._removed.fragment is not None:
            self._mine.save(self._removed.fragment, self._removed.name)
        self._say("")

    @Slot(str)
    def _complain(self, line: str) -> None:
        self._say(escape(line), "error")

    def _say(self, text: str, severity: str = "muted") -> None:
        self.said.setText(text)
        self.said.setProperty("severity", severity)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setVisible(bool(text))
