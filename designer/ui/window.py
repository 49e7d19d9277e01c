"""The main window: builds the panels and connects them, nothing else."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QMenu, QMessageBox, QVBoxLayout, QWidget

from designer import __version__
from designer.core.kinds import KINDS
from designer.engine.runner import Runner
from designer.export.table import FORMATS
from designer.paths import resources_dir
from designer.ui import icons, theme
from designer.ui.actions import COMMANDS, MENUS, dress, make_actions
from designer.ui.canvas import Canvas
from designer.ui.dialogs import PICTURES, WEIGHTS, Dialogs
from designer.ui.document import Document
from designer.ui.files import FORMAT_LABELS, SUFFIX, FileActions
from designer.ui.finders import Finders
from designer.ui.layer_edits import LayerEdits
from designer.ui.notice import NoticeBar
from designer.ui.panels.findings import FindingsPanel
from designer.ui.panels.form import LayerForm
from designer.ui.panels.layers import LayersPanel
from designer.ui.panels.maps import MapsPanel
from designer.ui.panels.palette import Palette
from designer.ui.panels.totals import TotalsLine
from designer.ui.preview import MakeRunner, Preview
from designer.ui.settings import Settings

PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".ppm", ".pgm"}
HEATS = {
    "Kind": None,
    "Parameters": "parameters",
    "MACs": "macs",
    "Memory": "memory",
    "Growth of the field": "field",
}
WEIGHT_SUFFIXES = {".safetensors", ".npz"}


class Window(QMainWindow):
    """One design in one window."""

    def __init__(self, settings: Settings | None = None, make_runner: MakeRunner = Runner) -> None:
        super().__init__()
        self.setObjectName("window")
        self.settings = settings or Settings()
        self.document = Document(self)
        self.files = FileActions(self.document, self.settings, Dialogs(self), self)
        self.preview = Preview(self.document, self, make_runner)
        self.theme = self._wanted_theme()
        self._build()
        self.layer_edits = LayerEdits(self.document, self)
        self.finders = Finders(self.document, self.layer_edits, lambda: self.findChildren(QAction), self)
        self.actions_by_key = make_actions(self, self.canvas, self._commands())
        self._build_menus()
        self._build_toolbar()
        self._connect()
        self.resize(1360, 860)
        self._restore_layout()
        self.wear(self.theme)
        self.maps.sample.pick(0)

    def _build(self) -> None:
        self.canvas = Canvas(self.document, self.theme, self)
        self.notice = NoticeBar(self.theme, self)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.canvas, 1)
        self.setCentralWidget(middle)
        self.palette_panel = Palette(self.theme, self)
        self.form = LayerForm(self.document, self.theme, self)
        self.layers = LayersPanel(self.document, self.theme, self)
        self.maps = MapsPanel(self.document, self.preview, self.theme, self)
        self.findings = FindingsPanel(self.document, self.theme, self)
        self.totals = TotalsLine(self.document, self.theme, self)
        self.statusBar().addPermanentWidget(self.totals, 1)
        self.docks = {
            "palette": self._dock("palette", "Palette", self.palette_panel, Qt.DockWidgetArea.LeftDockWidgetArea),
            "layer": self._dock("layer", "Layer", self.form, Qt.DockWidgetArea.RightDockWidgetArea),
            "findings": self._dock("findings", "Findings", self.findings, Qt.DockWidgetArea.RightDockWidgetArea),
            "layers": self._dock("layers", "Layers", self.layers, Qt.DockWidgetArea.BottomDockWidgetArea),
            "maps": self._dock("maps", "Feature maps", self.maps, Qt.DockWidgetArea.BottomDockWidgetArea),
        }
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.tabifyDockWidget(self.docks["layers"], self.docks["maps"])
        self.resizeDocks([self.docks["palette"], self.docks["layer"]], [240, 320], Qt.Orientation.Horizontal)
        self.resizeDocks([self.docks["layers"], self.docks["maps"]], [300, 300], Qt.Orientation.Vertical)
        self.resizeDocks([self.docks["layer"], self.docks["findings"]], [620, 160], Qt.Orientation.Vertical)
        self.docks["maps"].raise_()

    def _dock(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock_{name}")
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        return dock

    def _commands(self) -> dict[str, Callable[[], object]]:
        return {
            "new": self.files.new,
            "open": self.files.ask_open,
            "save": self.files.save,
            "save_as": self.files.save_as,
            "weights": self._ask_weights,
            "quit": self.close,
            "cut": self.layer_edits.cut,
            "copy": self.layer_edits.copy,
            "paste": self.layer_edits.paste,
            "duplicate": self.layer_edits.duplicate,
            "find": self.finders.ask_layer,
            "insert": self.finders.ask_insert,
            "residual": self.layer_edits.wrap_residual,
            "group": self.layer_edits.group,
            "ungroup": self.layer_edits.ungroup,
            "commands": self.finders.ask_command,
            "delete": self.canvas.delete_selection,
            "rename": self._rename,
            "select_all": self.canvas.select_all,
            "copy_table": self.files.copy_table,
            "fit": self.canvas.fit,
            "fit_selection": self.canvas.fit_selection,
            "fold_all": self.canvas.fold_all,
            "unfold_all": self.canvas.unfold_all,
            "actual": lambda: self.canvas.set_zoom(1.0),
            "zoom_in": lambda: self.canvas.set_zoom(self.canvas.zoom * 1.25),
            "zoom_out": lambda: self.canvas.set_zoom(self.canvas.zoom / 1.25),
            "run": self.maps.new_seed,
            "cancel": self.preview.cancel,
            "about": self._about,
        }

    def _build_menus(self) -> None:
        bar = self.menuBar()
        menus = {name: bar.addMenu(f"&{name}") for name in MENUS}
        for command in COMMANDS:
            menus[command.menu].addAction(self.actions_by_key[command.key])
        file, edit, view = menus["File"], menus["Edit"], menus["View"]
        self.recent_menu = QMenu("Open &recent", self)
        self.recent_menu.aboutToShow.connect(self._fill_recent)
        examples = QMenu("Open &example", self)
        for path in sorted((resources_dir() / "designs").glob(f"*{SUFFIX}")):
            action = examples.addAction(path.name.removesuffix(SUFFIX))
            action.triggered.connect(lambda _checked=False, path=path: self.files.open_example(path))
        export = QMenu("&Export table", self)
        for name in FORMATS:
            action = export.addAction(f"{FORMAT_LABELS[name]} …")
            action.triggered.connect(lambda _checked=False, name=name: self.files.export_table(name))
        save, quit_action = self.actions_by_key["save"], self.actions_by_key["quit"]
        for menu in (self.recent_menu, examples):
            file.insertMenu(save, menu)
        file.insertSeparator(save)
        file.insertMenu(quit_action, export)
        file.insertSeparator(quit_action)
        self.undo = self.document.stack.createUndoAction(self, "&Undo")
        self.undo.setShortcut("Ctrl+Z")
        self.redo = self.document.stack.createRedoAction(self, "&Redo")
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        first = edit.actions()[0]
        edit.insertActions(first, [self.undo, self.redo])
        edit.insertSeparator(first)
        menus["Network"].addMenu(self._kinds_menu())
        view.addSeparator()
        view.addMenu(self._heat_menu())
        overview = view.addAction("&Overview map")
        overview.setCheckable(True)
        overview.toggled.connect(self.canvas.set_overview)
        view.addMenu(self._theme_menu())
        view.addSeparator()
        for dock in self.docks.values():
            view.addAction(dock.toggleViewAction())

    def _kinds_menu(self) -> QMenu:
        """Other kinds for the selected layers."""
        menu = QMenu("Change &kind to", self)
        for name, kind in KINDS.items():
            if name != "input":
                action = menu.addAction(kind.label)
                action.triggered.connect(lambda _checked=False, name=name: self.layer_edits.swap_kind(name))
        return menu

    def _heat_menu(self) -> QMenu:
        """Cards coloured by a figure."""
        menu = QMenu("Colour cards &by", self)
        group = QActionGroup(self)
        for label, measure in HEATS.items():
            action = QAction(label, self, checkable=True, checked=measure is None)
            action.triggered.connect(lambda _checked=False, measure=measure: self.canvas.set_heat(measure))
            group.addAction(action)
            menu.addAction(action)
        return menu

    def _theme_menu(self) -> QMenu:
        menu = QMenu("&Colours", self)
        group = QActionGroup(self)
        for choice in theme.CHOICES:
            action = QAction(choice.capitalize(), self, checkable=True, checked=choice == self.settings.theme)
            action.triggered.connect(lambda _checked=False, choice=choice: self._choose_theme(choice))
            group.addAction(action)
            menu.addAction(action)
        return menu

    def _build_toolbar(self) -> None:
        bar = self.addToolBar("Tools")
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setIconSize(QSize(20, 20))
        act = self.actions_by_key
        for group in (
            [act["new"], act["open"], act["save"]],
            [self.undo, self.redo, act["delete"]],
            [act["fit"], act["copy_table"]],
            [act["run"], act["cancel"]],
        ):
            bar.addActions(group)
            bar.addSeparator()

    def _connect(self) -> None:
        document = self.document
        document.changed.connect(self._changed)
        document.file_changed.connect(self._retitle)
        document.refused.connect(self.notice.say)
        document.selection_changed.connect(self._enable)
        self.layer_edits.refused.connect(self.notice.say)
        self.files.failed.connect(self.notice.say)
        self.files.opened.connect(self._opened)
        self.files.told.connect(self._told)
        self.preview.failed.connect(self.notice.say)
        self.preview.started.connect(self._run_started)
        self.preview.ended.connect(self._run_ended)
        self.maps.open_asked.connect(self._ask_picture)
        self.maps.save_asked.connect(self._save_map)
        self.palette_panel.chosen.connect(self.layer_edits.insert_preset)
        self.canvas.edit_requested.connect(lambda _layer: self._edit())
        self.canvas.files_dropped.connect(self.open_files)
        self.totals.findings_clicked.connect(lambda: self._raise("findings"))
        self.actions_by_key["cancel"].setEnabled(False)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._desktop_changed)
        self.setAcceptDrops(True)

    # Looks

    def _wanted_theme(self) -> theme.Theme:
        return theme.choose(self.settings.theme, QGuiApplication.styleHints().colorScheme())

    def _choose_theme(self, choice: str) -> None:
        self.settings.theme = choice
        self.wear(self._wanted_theme())

    @Slot()
    def _desktop_changed(self) -> None:
        self.wear(self._wanted_theme())

    def wear(self, wanted: theme.Theme) -> None:
        """Put on a theme, all panels at once."""
        self.theme = wanted
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, wanted)
        for panel in (self.canvas, self.notice, self.palette_panel, self.form, self.layers, self.maps, self.findings):
            panel.set_theme(wanted)
        self.totals.set_theme(wanted)
        dress(self.actions_by_key)
        self.undo.setIcon(icons.icon("undo"))
        self.redo.setIcon(icons.icon("redo"))
        self.maps.show_icon(icons.icon("cancel"))

    # What the document tells

    @Slot(object)
    def _changed(self, _change: object) -> None:
        self.notice.hide()
        self._retitle()
        self._enable()

    @Slot()
    def _retitle(self) -> None:
        self.setWindowTitle(f"{self.files.name}[*] – CNN Designer")
        self.setWindowModified(self.document.modified)

    @Slot()
    def _enable(self, _ids: object = None) -> None:
        selection = self.document.selection
        for key in ("cut", "copy", "duplicate", "delete", "residual", "group", "ungroup"):
            self.actions_by_key[key].setEnabled(bool(selection))
        self.actions_by_key["rename"].setEnabled(len(selection) == 1)

    @Slot(str)
    def _told(self, line: str) -> None:
        self.notice.hide()
        self.statusBar().showMessage(line, 5000)

    @Slot()
    def _run_started(self) -> None:
        self.actions_by_key["cancel"].setEnabled(True)

    @Slot()
    def _run_ended(self) -> None:
        self.actions_by_key["cancel"].setEnabled(False)

    # Edits

    def _rename(self) -> None:
        self._raise("layer")
        self.form.edit_name()

    def _edit(self) -> None:
        self._raise("layer")
        self.form.edit_first_option()

    def _raise(self, name: str) -> None:
        self.docks[name].show()
        self.docks[name].raise_()

    # Files

    @Slot()
    def _ask_picture(self) -> None:
        path = self.files.dialogs.open_name("Open a picture", self.settings.folder, PICTURES)
        if path is not None:
            self.maps.open_picture(path)

    @Slot(str)
    def _save_map(self, kind: str) -> None:
        """Write the map on show as a picture or as numbers."""
        suffix = Path(kind).suffix
        label = "Numbers" if suffix == ".npy" else "Picture"
        content = self.maps.map_bytes(kind)
        self.files.write("Save the map", self.maps.file_name(kind), f"{label} (*{suffix})", suffix, lambda: content)

    def _ask_weights(self) -> None:
        path = self.files.dialogs.open_name("Open weights", self.settings.folder, WEIGHTS)
        if path is not None:
            self.preview.open_weights(path)

    @Slot(object)
    def _opened(self, path: Path | None) -> None:
        """Another design runs with drawn weights, an example with its own where it has some."""
        self.maps.draw_weights()
        stem = path.name.removesuffix(SUFFIX) if path is not None and self.document.path is None else ""
        weights = resources_dir() / "weights" / f"{stem}.safetensors"
        if stem and weights.is_file():
            self.preview.open_weights(weights)

    @Slot(object)
    def open_files(self, paths: list[Path]) -> None:
        """What was dropped: a picture becomes the sample, a design opens; more than one file is refused."""
        if len(paths) != 1:
            self.notice.say(f"drop one file at a time: expected a design or a picture, found {len(paths)} files")
            return
        path = paths[0]
        if path.suffix.lower() in WEIGHT_SUFFIXES:
            self.preview.open_weights(path)
        elif path.suffix.lower() in PICTURE_SUFFIXES:
            self.maps.open_picture(path)
            self._raise("maps")
        else:
            self.files.open(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files anywhere on the window."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        self.open_files([Path(url.toLocalFile()) for url in event.mimeData().urls()])
        event.acceptProposedAction()

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        for path in self.settings.recent:
            action = self.recent_menu.addAction(str(path))
            action.triggered.connect(lambda _checked=False, path=path: self.files.open(path))
        if self.recent_menu.isEmpty():
            self.recent_menu.addAction("No files yet").setEnabled(False)
            return
        self.recent_menu.addSeparator()
        self.recent_menu.addAction("Clear").triggered.connect(self.settings.clear_recent)

    # The window itself

    def _restore_layout(self) -> None:
        saved = self.settings.layout()
        if saved is not None:
            self.restoreGeometry(saved[0])
            self.restoreState(saved[1])

    def _about(self) -> None:
        box = QMessageBox(self)
        box.setWindowTitle("About CNN Designer")
        box.setText(f"<b>CNN Designer {__version__}</b>")
        box.setInformativeText("Design convolutional networks by hand and see every figure live.\nMIT licence.")
        box.setIconPixmap(icons.app_icon().pixmap(64, 64))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, remember the layout, stop the preview."""
        if not self.files.may_leave():
            event.ignore()
            return
        self.settings.save_layout(self.saveGeometry(), self.saveState())
        self.preview.close()
        self.files.close()
        event.accept()
