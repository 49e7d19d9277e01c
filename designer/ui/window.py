"""The main window: builds the panels and connects them, nothing else."""

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QMenu, QMessageBox, QVBoxLayout, QWidget

from designer import __version__
from designer.engine.runner import Runner
from designer.ui import icons, theme
from designer.ui.actions import dress, enable, make_actions
from designer.ui.answering import Answering
from designer.ui.block_edits import BlockEdits
from designer.ui.canvas import Canvas
from designer.ui.canvas.motion import desktop_animates
from designer.ui.context_menus import context_menus
from designer.ui.dialogs import Dialogs
from designer.ui.document import Document
from designer.ui.files import FileActions
from designer.ui.finders import Finders
from designer.ui.intake import Intake
from designer.ui.layer_edits import LayerEdits
from designer.ui.menus import build_menus, build_toolbar
from designer.ui.my_blocks import MyBlocks
from designer.ui.normalising import Normalising
from designer.ui.notice import NoticeBar
from designer.ui.panels.explain import ExplainPanel
from designer.ui.panels.findings import FindingsPanel
from designer.ui.panels.form import LayerForm
from designer.ui.panels.kernels import KernelsPanel
from designer.ui.panels.layers import LayersPanel
from designer.ui.panels.maps import MapsPanel
from designer.ui.panels.palette import Palette
from designer.ui.panels.totals import TotalsLine
from designer.ui.preview import MakeRunner, Preview
from designer.ui.settings import Settings
from designer.ui.thumbnails import Thumbnails
from designer.ui.weights_dock import WeightsDock
from designer.ui.window_commands import commands_of


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
        self.thumbnails = Thumbnails(self.document, self.preview, self.canvas)
        self.thumbnails.show_on_cards(self.settings.thumbnails)
        self.let_cards_glide(self.settings.motion)
        self.layer_edits = LayerEdits(self.document, self.canvas, self)
        self.palette_panel.options.place = self.layer_edits.place
        self.block_edits = BlockEdits(self.document, self.canvas, self.my_blocks, self)
        self.intake = Intake(self.document, self.files, self.preview, self.maps, self.settings, self)
        self.finders = Finders(self.document, self.layer_edits, lambda: self.findChildren(QAction), self)
        self.answering = Answering(self.document, self.preview, self.maps.answers, self)
        self.normalising = Normalising(self.document, self.preview, self.maps.sample.values, self.settings, self)
        self.actions_by_key = make_actions(self, self.canvas, commands_of(self))
        self.recent_menu = QMenu("Open &recent", self)
        self.undo = self.document.stack.createUndoAction(self, "&Undo")
        self.redo = self.document.stack.createRedoAction(self, "&Redo")
        build_menus(self)
        build_toolbar(self)
        self.context_menus = context_menus(self)
        self._connect()
        self.resize(1360, 860)
        self._restore_layout()
        self.wear(self.theme)
        self.preview.set_memory_limit(self.settings.memory_limit)
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
        self.my_blocks = MyBlocks(self.settings.blocks_folder, self)
        self.palette_panel = Palette(self.document, self.my_blocks, self.theme, self)
        self.form = LayerForm(self.document, self.theme, self)
        self.explain = ExplainPanel(self.document, self.theme, self)
        self.layers = LayersPanel(self.document, self.theme, self)
        self.maps = MapsPanel(self.document, self.preview, self.theme, self)
        self.kernels = KernelsPanel(self.document, self.preview, self.theme, self)
        self.findings = FindingsPanel(self.document, self.theme, self)
        self.totals = TotalsLine(self.document, self.theme, self)
        self.statusBar().addPermanentWidget(self.totals, 1)
        self.docks = {
            "palette": self._dock("palette", "Palette", self.palette_panel, Qt.DockWidgetArea.LeftDockWidgetArea),
            "layer": self._dock("layer", "Layer", self.form, Qt.DockWidgetArea.RightDockWidgetArea),
            "explain": self._dock("explain", "Explain", self.explain, Qt.DockWidgetArea.RightDockWidgetArea),
            "kernels": self._dock("kernels", "Kernels", self.kernels, Qt.DockWidgetArea.RightDockWidgetArea),
            "findings": self._dock("findings", "Findings", self.findings, Qt.DockWidgetArea.RightDockWidgetArea),
            "layers": self._dock("layers", "Layers", self.layers, Qt.DockWidgetArea.BottomDockWidgetArea),
            "maps": self._dock("maps", "Feature maps", self.maps, Qt.DockWidgetArea.BottomDockWidgetArea),
        }
        self.weights_dock = WeightsDock(self.preview.desk, self)
        self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.weights_dock)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.tabifyDockWidget(self.docks["layers"], self.docks["maps"])
        self.tabifyDockWidget(self.docks["maps"], self.weights_dock)
        self.tabifyDockWidget(self.docks["layer"], self.docks["explain"])
        self.tabifyDockWidget(self.docks["explain"], self.docks["kernels"])
        self.resizeDocks([self.docks["palette"], self.docks["layer"]], [240, 320], Qt.Orientation.Horizontal)
        self.resizeDocks([self.docks["layers"], self.docks["maps"]], [300, 300], Qt.Orientation.Vertical)
        self.resizeDocks([self.docks["layer"], self.docks["findings"]], [620, 160], Qt.Orientation.Vertical)
        for name in ("maps", "layer"):
            self.docks[name].raise_()

    def _dock(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock_{name}")
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        return dock

    def _connect(self) -> None:
        document = self.document
        document.changed.connect(self._changed)
        document.file_changed.connect(self._retitle)
        document.refused.connect(self.notice.say)
        document.selection_changed.connect(self._enable)
        self.layer_edits.refused.connect(self.notice.say)
        self.files.failed.connect(self.notice.say)
        self.files.told.connect(self._told)
        self.preview.failed.connect(self.notice.say)
        self.preview.started.connect(self._run_started)
        self.preview.ended.connect(self._run_ended)
        self.intake.refused.connect(self.notice.say)
        self.answering.refused.connect(self.notice.say)
        self.answering.told.connect(self._told)
        self.answering.replaced.connect(self.maps.sample.strip.drop)
        self.files.opened.connect(self.answering.forget)
        self.files.opened.connect(self.normalising.opened)
        self.intake.picture_taken.connect(self._show_maps)
        self.palette_panel.chosen.connect(self.layer_edits.insert)
        self.canvas.wire_chosen.connect(self._enable)
        self.canvas.wire_chosen.connect(self.palette_panel.options.follow)
        self.canvas.menu_asked.connect(self._show_menu)
        self.maps.mosaic.unit_chosen.connect(self.kernels.show_unit)
        self.canvas.edit_requested.connect(lambda _layer: self._edit())
        self.canvas.files_dropped.connect(self.intake.open_files)
        self.totals.findings_clicked.connect(lambda: self._raise("findings"))
        self.actions_by_key["cancel"].setEnabled(False)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._desktop_changed)
        self.setAcceptDrops(True)

    # Looks

    def _wanted_theme(self) -> theme.Theme:
        return theme.choose(self.settings.theme, QGuiApplication.styleHints().colorScheme())

    def choose_theme(self, choice: str) -> None:
        """Wear one of theme.CHOICES from now on, also at the next start."""
        self.settings.theme = choice
        self.wear(self._wanted_theme())

    @Slot(bool)
    def let_cards_glide(self, wanted: bool) -> None:
        """Let edits move cards or jump, also at the next start; a desktop without motion has none here either."""
        self.settings.motion = wanted
        self.canvas.motion.wanted = wanted and desktop_animates()

    @Slot(bool)
    def show_thumbnails(self, shown: bool) -> None:
        """Show small maps on the cards or not, also at the next start."""
        self.settings.thumbnails = shown
        self.thumbnails.show_on_cards(shown)

    def limit_memory(self, limit: int | None) -> None:
        """Let a run of the feature maps take so many bytes, also at the next start."""
        self.settings.memory_limit = limit
        self.preview.set_memory_limit(limit)

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
        self.explain.set_theme(wanted)
        self.kernels.set_theme(wanted)
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
        count = len(self.document.selection)
        held = {
            "layers": count > 0,
            "one": count == 1,
            "part": count > 0 or self.canvas.wire is not None,
            "named": count == 1 or self.canvas.meant.block is not None,
        }
        enable(self.actions_by_key, held)

    @Slot(str, QPoint)
    def _show_menu(self, what: str, where: QPoint) -> None:
        self.context_menus[what].popup(where)

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

    def rename(self) -> None:
        """Let the user name the block that is meant, or the selected layer."""
        if self.canvas.meant.block is not None and len(self.document.selection) != 1:
            self.block_edits.rename()
            return
        self._raise("layer")
        self.form.edit_name()

    def _edit(self) -> None:
        self._raise("layer")
        self.form.edit_first_option()

    def edit_kernels(self) -> None:
        """Bring the kernels of the selected layer to the front, ready for keys."""
        self._raise("kernels")
        self.kernels.mosaic.setFocus()

    @Slot()
    def _show_maps(self) -> None:
        self._raise("maps")

    def _raise(self, name: str) -> None:
        self.docks[name].show()
        self.docks[name].raise_()

    # Files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files anywhere on the window."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        self.intake.take(event.mimeData())
        event.acceptProposedAction()

    # The window itself

    def _restore_layout(self) -> None:
        saved = self.settings.layout()
        if saved is not None:
            self.restoreGeometry(saved[0])
            self.restoreState(saved[1])
            self.weights_dock.hide()  # it opens with a question

    def about(self) -> None:
        """Say what this program is."""
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
        self.thumbnails.close()
        self.kernels.close_worker()
        self.preview.close()
        self.files.close()
        self.my_blocks.close()
        event.accept()
