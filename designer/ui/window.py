"""The main window: builds the panels and connects them, nothing else."""

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QVBoxLayout, QWidget

from designer.engine.runner import Runner
from designer.ui.actions import enable, make_actions
from designer.ui.answering import Answering
from designer.ui.appearance import Appearance
from designer.ui.block_edits import BlockEdits
from designer.ui.canvas import Canvas
from designer.ui.context_menus import context_menus
from designer.ui.dialogs import Dialogs
from designer.ui.document import Document
from designer.ui.files import FileActions
from designer.ui.finders import Finders
from designer.ui.intake import Intake
from designer.ui.layer_edits import LayerEdits
from designer.ui.menus import build_menus, build_toolbar, fill_recent
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
from designer.ui.status import StatusLine
from designer.ui.thumbnails import Thumbnails
from designer.ui.weights_dock import WeightsDock
from designer.ui.window_commands import commands_of
from designer.ui.window_docks import WINDOW, build_docks, follow, share_out


class Window(QMainWindow):
    """One design in one window."""

    def __init__(self, settings: Settings | None = None, make_runner: MakeRunner = Runner) -> None:
        super().__init__()
        self.setObjectName("window")
        self.settings = settings or Settings()
        self.document = Document(self)
        self.files = FileActions(self.document, self.settings, Dialogs(self), self)
        self.preview = Preview(self.document, self, make_runner)
        self.appearance = Appearance(self)
        self._build()
        self.thumbnails = Thumbnails(self.document, self.preview, self.canvas)
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
        self.resize(WINDOW)
        self._restore_layout()
        self.appearance.begin()
        self.preview.set_memory_limit(self.settings.memory_limit)
        self.maps.sample.pick(0)

    def _build(self) -> None:
        theme = self.appearance.theme
        self.canvas = Canvas(self.document, theme, self)
        self.notice = NoticeBar(theme, self)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.canvas, 1)
        self.setCentralWidget(middle)
        self.my_blocks = MyBlocks(self.settings.blocks_folder, self)
        self.palette_panel = Palette(self.document, self.my_blocks, theme, self)
        self.form = LayerForm(self.document, theme, self)
        self.explain = ExplainPanel(self.document, theme, self)
        self.layers = LayersPanel(self.document, theme, self)
        self.maps = MapsPanel(self.document, self.preview, theme, self)
        self.kernels = KernelsPanel(self.document, self.preview, theme, self)
        self.findings = FindingsPanel(self.document, theme, self)
        self.totals = TotalsLine(self.document, theme, self)
        self.status = StatusLine(self.totals, self)
        self.setStatusBar(self.status)
        self.weights_dock = WeightsDock(self.preview.desk, self)
        self.docks = build_docks(self)

    def _connect(self) -> None:
        document = self.document
        document.changed.connect(self._changed)
        document.file_changed.connect(self._retitle)
        document.refused.connect(self.notice.say)
        document.selection_changed.connect(self._enable)
        self.layer_edits.refused.connect(self.notice.say)
        self.files.failed.connect(self.notice.say)
        self.files.failed.connect(self.status.clearMessage)
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
        self.setAcceptDrops(True)

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
        self.status.tell(line)

    @Slot()
    def _run_started(self) -> None:
        self.actions_by_key["cancel"].setEnabled(True)

    @Slot()
    def _run_ended(self) -> None:
        self.actions_by_key["cancel"].setEnabled(False)

    def limit_memory(self, limit: int | None) -> None:
        """Let a run of the feature maps take so many bytes, also at the next start."""
        self.settings.memory_limit = limit
        self.preview.set_memory_limit(limit)

    # Edits and commands

    def find_command(self) -> None:
        """Let the user type to find any command, or a recent file."""
        fill_recent(self)
        self.finders.ask_command()

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
        if saved is None:
            share_out(self, self.size())
        else:
            self.restoreGeometry(saved[0])
            self.restoreState(saved[1])
            self.weights_dock.hide()  # it opens with a question

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the canvas its share of a smaller window."""
        follow(self, event.oldSize(), event.size())
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, wait for what is being saved, remember the layout, stop the preview."""
        if not self.files.may_leave(self.close):
            event.ignore()
            return
        self.settings.save_layout(self.saveGeometry(), self.saveState())
        self.thumbnails.close()
        self.kernels.close_worker()
        self.preview.close()
        self.files.close()
        self.my_blocks.close()
        event.accept()
