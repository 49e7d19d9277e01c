"""Which numbers the network gets for the levels of a picture: a button that says it, and a box that sets it."""

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QLabel, QLineEdit, QToolButton, QWidget

from designer.engine.errors import ImageError
from designer.engine.normalisation import ORDERS, PRESETS, TOPS, Normalisation, Order, numbers
from designer.ui.theme import Theme

CUSTOM = "Custom"
FIELD_WIDTH = 210


class NormaliseButton(QToolButton):
    """Says how pictures become numbers; pressed, it opens a box below itself in which that is changed."""

    chosen = Signal(object)
    """Another Normalisation."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("normalise")
        self.box = NormaliseBox(theme, self)
        self.box.chosen.connect(self.chosen)
        self.clicked.connect(self.open_box)
        self.show_value(Normalisation(), 3)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.box.set_theme(theme)

    def show_value(self, value: Normalisation, channels: int) -> None:
        """Say what is in use for an input layer of so many channels."""
        text = value.text if channels > 1 else value.text.replace(value.order, "grey")
        self.setText(text)
        self.setAccessibleName(f"Numbers of the picture: {text}")
        self.setToolTip(f"The network gets the picture as {text}. Change range, mean, deviation and order of channels")
        self.box.show_value(value, channels)

    @Slot()
    def open_box(self) -> None:
        """Show the box above or below the button, wherever there is room."""
        size = self.box.sizeHint()
        corner = self.mapToGlobal(QPoint(0, self.height()))
        room = self.screen().availableGeometry()
        if corner.y() + size.height() > room.bottom():
            corner.setY(self.mapToGlobal(QPoint(0, 0)).y() - size.height())
        corner.setX(min(corner.x(), room.right() - size.width()))
        self.box.move(corner)
        self.box.show()
        self.box.preset.setFocus()


class NormaliseBox(QFrame):
    """Presets, and each part of one: (level · range − mean) / std; what cannot be used is said in the box."""

    chosen = Signal(object)
    """Another Normalisation."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("normalise_box")
        self.setAccessibleName("Numbers of the picture")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._value, self._channels = Normalisation(), 3
        self.preset = self._choice("normalise_preset", "Preset", [*PRESETS, CUSTOM])
        self.top = self._choice("normalise_range", "Range", [f"0…{top}" for top in TOPS])
        self.order = self._choice("normalise_order", "Order of the channels", list(ORDERS))
        self.mean = self._field("normalise_mean", "Mean", "none")
        self.std = self._field("normalise_std", "Standard deviation", "none")
        self.error = QLabel(self)
        self.error.setObjectName("normalise_error")
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.error.setWordWrap(True)
        self.error.setMaximumWidth(FIELD_WIDTH + 90)
        form = QFormLayout(self)
        form.setContentsMargins(12, 10, 12, 10)
        form.addRow("Preset", self.preset)
        form.addRow("Levels as", self.top)
        form.addRow("Channels", self.order)
        form.addRow("less mean", self.mean)
        form.addRow("over std", self.std)
        form.addRow(self.error)
        self.preset.activated.connect(self._preset_chosen)
        self.top.activated.connect(self._edited)
        self.order.activated.connect(self._edited)
        self.mean.editingFinished.connect(self._edited)
        self.std.editingFinished.connect(self._edited)
        self.set_theme(theme)

    def _choice(self, name: str, label: str, rows: list[str]) -> QComboBox:
        choice = QComboBox(self)
        choice.setObjectName(name)
        choice.setAccessibleName(label)
        choice.addItems(rows)
        return choice

    def _field(self, name: str, label: str, empty: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(name)
        field.setAccessibleName(label)
        field.setPlaceholderText(empty)
        field.setToolTip("One number for all channels or one each, in the network's order: 0.485, 0.456, 0.406")
        field.setMinimumWidth(FIELD_WIDTH)
        return field

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.error.setStyleSheet(f"color: {theme.error};")

    def show_value(self, value: Normalisation, channels: int) -> None:
        """Show what is in use, unless it is what the box shows already."""
        self._channels = channels
        self.order.setEnabled(channels > 1)
        if value != self._value or not self.mean.isModified():
            self._value = value
            names = list(PRESETS)
            self.preset.setCurrentText(value.text if value.text in names else CUSTOM)
            self.top.setCurrentIndex(TOPS.index(value.top))
            self.order.setCurrentIndex(ORDERS.index(value.order))
            self.mean.setText(", ".join(f"{number:g}" for number in value.mean))
            self.std.setText(", ".join(f"{number:g}" for number in value.std))
        self._say(self._problem(value))

    def _problem(self, value: Normalisation) -> str:
        try:
            value.check(self._channels)
        except ImageError as error:
            return str(error).removeprefix("normalisation: ")
        return ""

    def _say(self, line: str) -> None:
        self.error.setText(line)
        self.error.setVisible(bool(line))
        self.adjustSize()

    @Slot()
    def _preset_chosen(self) -> None:
        value = PRESETS.get(self.preset.currentText())
        if value is not None:
            self._take(value)

    @Slot()
    def _edited(self) -> None:
        order: Order = ORDERS[self.order.currentIndex()]
        try:
            mean, std = numbers(self.mean.text(), "mean"), numbers(self.std.text(), "std")
            value = Normalisation(TOPS[self.top.currentIndex()], order, mean, std)
            value.check(self._channels)
        except ImageError as error:
            self._say(str(error).removeprefix("normalisation: "))
            return
        self._take(value)

    def _take(self, value: Normalisation) -> None:
        changed = value != self._value
        self.mean.setModified(False)
        self.show_value(value, self._channels)
        if changed and not self.error.text():
            self.chosen.emit(value)
