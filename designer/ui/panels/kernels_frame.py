"""The widgets of the panel of kernels and how they stand: pictures of all filters, numbers of one, what can be done."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from designer.engine.filter_changes import SCOPES
from designer.ui.panels.elided import ElidedLabel
from designer.ui.panels.form_grid import wrapped
from designer.ui.panels.kernels_cells import CellsView
from designer.ui.panels.kernels_mosaic import FilterMosaic
from designer.ui.panels.kernels_pictures import SIGNED_LEGEND
from designer.ui.theme import Theme

LEAST_SLICES = 90
"""The least room beside the numbers in which the input channels of a filter are shown as pictures."""
MOST_WIDTH = (1 << 24) - 1  # Qt's own


class KernelsFrame(QWidget):
    """What the panel consists of; it may be as narrow as the form of a layer."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kernels_panel")
        self.setMinimumWidth(240)
        self.title = ElidedLabel(60, self)
        self.title.setObjectName("kernels_title")
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.origin = wrapped("kernels_origin", self)
        self.message = wrapped("kernels_message", self)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.mosaic = FilterMosaic("filter", theme, self)
        self.mosaic.setObjectName("kernels_mosaic")
        self.mosaic.setAccessibleName("Filters of the layer")
        self.slices = FilterMosaic("input channel", theme, self)
        self.slices.setObjectName("kernels_slices")
        self.slices.setAccessibleName("Input channels of the filter")
        self.slices.legend = SIGNED_LEGEND
        self.filter = self._spin("kernels_filter", "Filter", "filter ", "Which filter is shown in numbers")
        self.channel = self._spin(
            "kernels_channel", "Input channel", "channel ", "Which input channel the numbers read"
        )
        self.cells = CellsView(theme, self)
        self.bias_label = QLabel("Bias", self)
        self.bias = QLineEdit(self)
        self.bias.setObjectName("kernels_bias")
        self.bias.setAccessibleName("Bias of the filter")
        self.bias.setToolTip("What is added to every sum of this filter")
        self.bias_label.setBuddy(self.bias)
        self.reason = wrapped("kernels_reason", self)
        self.reason.setProperty("severity", "error")
        self.reason.hide()
        self.kernel = self._choice(
            "kernels_kernel", "Named kernel", "A kernel that has a name, in the size of this layer"
        )
        self.scope = self._choice("kernels_scope", "Where to put it", "What gets the kernel")
        self.scope.addItems([f"into {scope}" for scope in SCOPES])
        self.put = self._button("kernels_put", "Apply", "Put the named kernel there")
        self.redraw = self._button(
            "kernels_redraw", "Draw anew", "Random numbers for the whole layer, from another seed"
        )
        self.reset = self._button(
            "kernels_reset", "Reset", "Give up what the design keeps for this layer: it is drawn as before"
        )
        self._lay_out()

    def _spin(self, name: str, label: str, prefix: str, tip: str) -> QSpinBox:
        spin = QSpinBox(self)
        spin.setObjectName(name)
        spin.setAccessibleName(label)
        spin.setToolTip(tip)
        spin.setPrefix(prefix)
        spin.setWrapping(True)
        spin.setMinimumWidth(60)
        return spin

    def _choice(self, name: str, label: str, tip: str) -> QComboBox:
        choice = QComboBox(self)
        choice.setObjectName(name)
        choice.setAccessibleName(label)
        choice.setToolTip(tip)
        choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return choice

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setToolTip(tip)
        return button

    def _lay_out(self) -> None:
        spins, added, named, whole = QHBoxLayout(), QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        spins.addWidget(self.filter, 1)
        spins.addWidget(self.channel, 1)
        added.addWidget(self.bias_label)
        added.addWidget(self.bias, 1)
        named.addWidget(self.scope, 1)
        named.addWidget(self.put)
        whole.addWidget(self.redraw, 1)
        whole.addWidget(self.reset, 1)
        self._beside = QHBoxLayout()
        self._beside.addWidget(self.cells, 1)
        self._beside.addWidget(self.slices, 1)
        numbers = QWidget(self)
        below = QVBoxLayout(numbers)
        below.setContentsMargins(0, 4, 0, 0)
        below.setSpacing(6)
        below.addLayout(spins)
        below.addLayout(self._beside, 1)
        below.addLayout(added)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setObjectName("kernels_splitter")
        self.splitter.addWidget(self.mosaic)
        self.splitter.addWidget(numbers)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([150, 260])
        inner = QWidget(self)
        body = QVBoxLayout(inner)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        body.addWidget(self.splitter, 1)
        body.addWidget(self.kernel)
        body.addLayout(named)
        body.addLayout(whole)
        self.body = QScrollArea(self)  # a low window does not grow for it
        self.body.setFrameShape(QFrame.Shape.NoFrame)
        self.body.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.setWidgetResizable(True)
        self.body.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.origin)
        column.addWidget(self.message, 1)
        column.addWidget(self.body, 1)
        column.addWidget(self.reason)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.mosaic.set_theme(theme)
        self.slices.set_theme(theme)
        self.cells.set_theme(theme)

    def share_room(self, channels: int) -> None:
        """Give the numbers of a filter the room they need, its input channels what is left."""
        room = self.cells.widest
        self.slices.setVisible(channels > 1 and self.width() - room > LEAST_SLICES)
        self.cells.setMaximumWidth(room if self.slices.isVisibleTo(self) else MOST_WIDTH)

    def say(self, line: str) -> None:
        """Show a line instead of filters."""
        self.message.setText(line)
        self.message.setVisible(True)
        self.body.hide()
        self.origin.hide()

    def show_body(self) -> None:
        """Show filters instead of a line."""
        self.message.hide()
        self.origin.show()
        self.body.show()

    def refuse(self, line: str) -> None:
        """Say at the bottom why something was not taken; nothing where the line is empty."""
        self.reason.setText(line[:1].upper() + line[1:])
        self.reason.setVisible(bool(line))
