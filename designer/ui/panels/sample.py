"""The sample image: which one, a picture of it as the network sees it, and how it is fitted to the input."""

from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from designer.core.shapes import Shape
from designer.engine.fitting import FITS, Fit, fitted
from designer.ui.panels import maps_text
from designer.ui.panels.colour_maps import colour_image
from designer.ui.panels.elided import ElidedLabel
from designer.ui.panels.narrow import short_choice
from designer.ui.panels.normalise import NormaliseButton
from designer.ui.panels.picture_view import PictureView
from designer.ui.panels.strip import SampleStrip
from designer.ui.reader import Picture
from designer.ui.theme import Theme

LOW = 290
"""The height below which there is one line of text, in pixels."""
NARROW = 205
"""The width below which buttons have short names, in pixels."""
OPEN, OPEN_BRIEF = "Open …", "+"
HEAT, HEAT_BRIEF = "Effective field", "Heat"
FIT_LABELS: dict[Fit, str] = {
    "crop": "Crop",
    "black": "Fit on black",
    "edge": "Fit on edges",
    "stretch": "Stretch",
}


class Shown(NamedTuple):
    """What is on show; pictures are the same only as objects."""

    picture: Picture
    shape: Shape | None
    fit: Fit


class SamplePicker(QWidget):
    """Chooses the sample image among ours, or any file."""

    asked = Signal()
    """The user wants to choose files."""
    fit_chosen = Signal(str)
    """Another of FITS."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Shown | None = None
        self.strip = SampleStrip(theme, self)
        self.open_button = QToolButton(self)
        self.open_button.setText(OPEN)
        self.open_button.setAccessibleName("Open images")
        self.open_button.setToolTip("Add images to the strip; they can be dropped or pasted here as well")
        self.open_button.setObjectName("sample_open")
        self.open_button.setMinimumWidth(30)
        self.open_button.clicked.connect(self.asked)
        self.view = PictureView(theme, self)
        tip = (
            "Crop: the middle of the image. Fit: all of it, with black or its own edges around it. "
            "Stretch: all of it, distorted to the proportions of the input."
        )
        self.fit = short_choice("sample_fit", "How the image is fitted to the input", tip, 5, self)
        self.fit.setMinimumWidth(48)
        self.fit.addItems([FIT_LABELS[fit] for fit in FITS])
        self.fit.activated.connect(self._fit_activated)
        self.heat = QCheckBox(HEAT, self)
        self.heat.setObjectName("sample_heat")
        self.heat.setAccessibleName(HEAT)
        self.heat.setToolTip(
            "Effective field: how much each pixel moves the chosen unit: the size of its gradient, as a heat map"
        )
        self.values = NormaliseButton(theme, self)
        self.caption = QLabel(self)
        self.caption.setObjectName("sample_caption")
        self.caption.setWordWrap(True)
        self.caption.setToolTip("Sizes are height × width")
        self.brief = ElidedLabel(40, self)
        self.brief.setObjectName("sample_brief")
        self.brief.hide()
        for widget in (self.heat, self.values):
            widget.setMinimumWidth(36)  # where there is no more room
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.fit, 1)
        buttons.addWidget(self.open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 4, 8)
        column.setSpacing(4)
        column.addWidget(self.strip)
        column.addWidget(self.view, 1)
        column.addWidget(self.caption)
        column.addWidget(self.brief)
        below = QHBoxLayout()
        below.addWidget(self.heat, 1)
        below.addWidget(self.values)
        column.addLayout(buttons)
        column.addLayout(below)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        self.view.set_theme(theme)
        self.strip.set_theme(theme)
        self.values.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say it in one line where there is no room for several, and in short words where the line is short."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self.open_button.setText(OPEN_BRIEF if narrow else OPEN)
        self.heat.setText(HEAT_BRIEF if narrow else HEAT)
        self.brief.setVisible(self.height() < LOW)
        self.caption.setVisible(self.height() >= LOW)

    def pick(self, index: int) -> None:
        """Choose a sample by its place in the strip."""
        self.strip.pick(index)

    def _fit_activated(self, index: int) -> None:
        self.fit_chosen.emit(FITS[index])

    def show_picture(self, picture: Picture, shape: Shape | None, fit: Fit) -> None:
        """Show what becomes of a picture on its way into an input layer of a shape, and say it.

        A picture of the user's joins the strip.
        """
        shown = Shown(picture, shape, fit)
        if shown == self._shown:
            return
        self._shown = shown
        self.fit.setCurrentIndex(FITS.index(fit))
        size = (shape.height, shape.width) if shape is not None else picture.pixels.shape[:2]
        self.view.set_image(colour_image(fitted(picture.small, size[0], size[1], fit)), size)
        words = [picture.note] if picture.note else []
        if shape is not None:
            words = [maps_text.fit_text(picture.pixels.shape[:2], shape, fit), maps_text.fitted_text(shape), *words]
        text = ", ".join(words)
        for label in (self.caption, self.brief):
            label.setText(text[:1].upper() + text[1:])
        self.view.setAccessibleName(f"Sample image {picture.name}: {text}")
        if self.strip.first != (picture.path or picture):
            self.strip.show_first(picture)
