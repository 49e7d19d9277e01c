"""The widgets of the panel of feature maps and how they stand: sample image, mosaic, arithmetic beside each other."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.ui.panels.answers import AnswersView
from designer.ui.panels.compare_columns import Columns
from designer.ui.panels.elided import ElidedLabel
from designer.ui.panels.field_view import FieldView
from designer.ui.panels.maps_controls import MapsControls
from designer.ui.panels.mosaic import MosaicView
from designer.ui.panels.sample import SamplePicker
from designer.ui.panels.unit_view import UnitView
from designer.ui.theme import Theme

UNIT_WIDTH = 320
"""Width of what is told of a unit when it opens, in pixels."""
SAMPLE_WIDTH = 160
"""The least width that is left to the sample image then: its short words are whole."""


class MapsFrame(QWidget):
    """What the panel consists of; it may be as narrow as 420 pixels. Images can be dropped on it and pasted into it."""

    paste_asked = Signal()
    """The user wants the image of the clipboard as the sample."""
    dropped = Signal(object)
    """The QMimeData of what was dropped here."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sample = SamplePicker(theme, self)
        self.mosaic = MosaicView(theme, self)
        self.columns = Columns(self.mosaic, self)
        self.answers = AnswersView(theme, self)
        self.unit_view = UnitView(theme, self)
        self.field_view = FieldView(theme, self)
        self.unit_pane = QTabWidget(self)
        self.unit_pane.setObjectName("maps_unit")
        self.unit_pane.setAccessibleName("The chosen unit")
        self.unit_pane.setDocumentMode(True)
        self.unit_pane.setMinimumWidth(110)
        self.unit_pane.addTab(self.unit_view, "Arithmetic")
        self.unit_pane.addTab(self.field_view, "Field")
        self.unit_pane.setTabToolTip(0, "How the value of the chosen unit comes about")
        self.unit_pane.setTabToolTip(1, "What the chosen unit sees of the image and of every layer between")
        self.controls = MapsControls(self)
        self.weights = self.controls.weights
        self.title = ElidedLabel(60, self, asks=True)
        self.title.setObjectName("maps_title")
        self.readout = ElidedLabel(28, self)
        self.readout.setObjectName("maps_readout")
        self.progress = QProgressBar(self)
        self.progress.setObjectName("maps_progress")
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(6)
        self.progress.setMinimumWidth(20)
        self.cancel = QPushButton("Cancel", self)
        self.cancel.setObjectName("maps_cancel")
        self.arithmetic = QToolButton(self)
        self.arithmetic.setObjectName("maps_arithmetic")
        self.arithmetic.setText("Unit")
        self.arithmetic.setToolTip("The chosen unit: how its value comes about, and what it sees of each layer")
        self.arithmetic.setCheckable(True)
        self.more = self._button("maps_more", "More", "Pin layers beside this one, compare two images, save maps")
        self.more.setMinimumWidth(30)  # where there is no more room
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAcceptDrops(True)
        self._lay_out()

    def _button(self, name: str, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(text)
        button.setToolTip(tip)
        return button

    def _lay_out(self) -> None:
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(1)  # the buttons have room of their own around their words
        top.addWidget(self.title)
        top.addWidget(self.controls, 1)
        top.addWidget(self.arithmetic)
        bottom.addWidget(self.readout, 3)
        bottom.addWidget(self.progress, 1)
        bottom.addWidget(self.cancel)
        bottom.addWidget(self.more)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(4, 8, 4, 8)
        column.setSpacing(6)
        column.addLayout(top)
        row = QHBoxLayout()
        row.addWidget(self.columns, 1)
        row.addWidget(self.answers)
        self.answers.watch(middle)
        column.addLayout(row, 1)
        column.addWidget(self.answers.brief)
        column.addLayout(bottom)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setObjectName("maps_splitter")
        for widget in (self.sample, middle, self.unit_pane):
            self.splitter.addWidget(widget)
        self.splitter.setCollapsible(1, False)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([220, 800, 0])
        self.unit_pane.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.columns.set_theme(theme)
        self.answers.set_theme(theme)
        self.sample.set_theme(theme)
        self.unit_view.set_theme(theme)
        self.field_view.set_theme(theme)

    def show_icon(self, icon: QIcon) -> None:
        """Give the cancel button its picture."""
        self.cancel.setIcon(icon)
        self.cancel.setIconSize(QSize(16, 16))

    def show_arithmetic(self, wanted: bool) -> None:
        """Open what is told of the chosen unit, at the right, or close it."""
        if wanted != self.unit_pane.isHidden():
            return
        self.arithmetic.setChecked(wanted)
        self.unit_pane.setVisible(wanted)
        if wanted:
            whole = sum(self.splitter.sizes())
            sample = min(self.splitter.sizes()[0], max(SAMPLE_WIDTH, whole // 4))
            width = min(UNIT_WIDTH, (whole - sample) * 9 // 20)
            self.splitter.setSizes([sample, whole - sample - width, width])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take an image from the clipboard."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_asked.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and images, also where the panel is a window of its own."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        self.dropped.emit(event.mimeData())
        event.acceptProposedAction()
