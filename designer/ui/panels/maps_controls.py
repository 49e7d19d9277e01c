"""How the feature maps are made and shown: weights, seed, order, colours, scale; in a row, or behind one button."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.engine.tiles import ORDERS, Order
from designer.ui.panels.colour_maps import CHOICES

WEIGHTS = (("Edge filters first", True), ("Random", False))
FROM_FILE = len(WEIGHTS)
"""The row of the choice that stands for weights of a file, there only while such are in use."""
ORDER_LABELS: dict[Order, str] = {
    "channel": "By channel",
    "mean": "By mean",
    "maximum": "By maximum",
    "sparsity": "By zeros",
}


class MapsControls(QWidget):
    """The controls in one row where there is room for them, else in a box that the button "Options" opens."""

    weights_chosen = Signal()
    """Other weights, or another seed."""
    order_chosen = Signal(str)
    """How the channels are sorted: one of ORDERS."""
    colours_chosen = Signal(str)
    """One of the choices of colour_maps."""
    shared_chosen = Signal(bool)
    """Whether all maps have one scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("maps_controls")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.inner = QWidget(self)
        self.weights = self._choice("maps_weights", "Weights", [label for label, _ in WEIGHTS])
        self.weights.setToolTip(
            "What the kernels hold: oriented edge filters in the first convolution, or random numbers"
        )
        self.seed = QSpinBox(self.inner)
        _name(self.seed, "maps_seed", "Seed of the random weights")
        self.seed.setRange(0, 999_999)
        self.seed.setPrefix("seed ")
        self.order = self._choice("maps_order", "Order of the maps", [ORDER_LABELS[name] for name in ORDERS])
        self.order.setToolTip("Which map comes first: that with the largest mean, maximum or share of zeros")
        self.colours = self._choice("maps_colours", "Colours", list(CHOICES))
        self.colours.setToolTip(
            "Automatic: blue and red around zero where there are negative values, else dark to light"
        )
        self.shared = QCheckBox("One scale", self.inner)
        _name(self.shared, "maps_shared", "One scale for all maps")
        self.shared.setToolTip("Off: each map from its own least to its own largest value. On: all maps alike.")
        self.survivors = QCheckBox("Survivors", self.inner)
        _name(self.survivors, "maps_survivors", "Survivors of the pool")
        self.survivors.setToolTip("Show the maps before this max-pool, and which of their units it lets through")
        self.survivors.hide()
        self.options = QToolButton(self)
        self.options.setText("Options")
        _name(self.options, "maps_options", "Options of the maps")
        self._box = QFrame(self, Qt.WindowType.Popup)
        _name(self._box, "maps_options_box", "Options of the maps")
        self._box.setFrameShape(QFrame.Shape.StyledPanel)
        self._column = QVBoxLayout(self._box)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.inner)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._widgets = (self.weights, self.seed, self.order, self.colours, self.shared, self.survivors)
        for widget in self._widgets:
            self._row.addWidget(widget)
        self._line = line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addStretch(1)
        line.addWidget(self.options)
        line.addWidget(self.inner)
        self.options.hide()
        self.weights.activated.connect(self.weights_chosen)
        self.seed.valueChanged.connect(self.weights_chosen)
        self.order.activated.connect(self._order_activated)
        self.colours.currentTextChanged.connect(self.colours_chosen)
        self.shared.toggled.connect(self.shared_chosen)
        self.options.clicked.connect(self.open_box)

    def _choice(self, name: str, label: str, rows: list[str]) -> QComboBox:
        choice = QComboBox(self.inner)
        _name(choice, name, label)
        choice.addItems(rows)
        return choice

    @Slot(int)
    def _order_activated(self, index: int) -> None:
        self.order_chosen.emit(ORDERS[index])

    @property
    def narrow(self) -> bool:
        """Whether the controls are behind the button."""
        return not self.options.isHidden()

    @property
    def row_width(self) -> int:
        """The width of all controls in one row."""
        hints = [widget.sizeHint().width() for widget in self._widgets]
        return sum(hints) + self._row.spacing() * (len(hints) - 1)

    def sizeHint(self) -> QSize:
        """The button alone: what more there is room for is taken."""
        return QSize(self.options.sizeHint().width(), self.weights.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The button alone."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the controls where there is room for them."""
        super().resizeEvent(event)
        narrow = self.width() < self.row_width
        if narrow == self.narrow:
            return
        self._box.hide()
        (self._column if narrow else self._line).addWidget(self.inner)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if narrow else across)
        self.inner.setVisible(True)
        self.options.setVisible(narrow)

    @Slot()
    def open_box(self) -> None:
        """Show the controls below the button."""
        size = self._box.sizeHint()
        corner = self.options.mapToGlobal(QPoint(self.options.width() - size.width(), self.options.height()))
        self._box.move(corner)
        self._box.show()
        self.weights.setFocus()

    def show_weights(self, name: str | None) -> None:
        """Let the choice say what is in use: a file of weights has a row while it is."""
        while self.weights.count() > FROM_FILE:
            self.weights.removeItem(FROM_FILE)
        if name is not None:
            self.weights.addItem(name)
            self.weights.setCurrentIndex(FROM_FILE)
        self.seed.setEnabled(name is None)

    @property
    def edge_filters(self) -> bool | None:
        """Whether drawn weights begin with edge filters; None while a file's are in use."""
        index = self.weights.currentIndex()
        return WEIGHTS[index][1] if index < FROM_FILE else None


def _name(widget: QWidget, name: str, label: str) -> None:
    widget.setObjectName(name)
    widget.setAccessibleName(label)
