"""The sample image: which one, and a picture of it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QVBoxLayout, QWidget

from designer.paths import resource
from designer.ui.panels.colour_maps import colour_image
from designer.ui.panels.elided import ElidedLabel
from designer.ui.panels.picture_view import PictureView
from designer.ui.reader import Picture
from designer.ui.theme import Theme

SAMPLES = {"Digit": "digit.png", "Face": "face.png", "Edges in all directions": "edges.png", "Scene": "scene.png"}


class SamplePicker(QWidget):
    """Chooses the sample image among ours, or any file."""

    picked = Signal(object)
    """The path of the picture to read."""
    asked = Signal()
    """The user wants to choose a file."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = 0
        self.choice = QComboBox(self)
        self.choice.setObjectName("sample_choice")
        self.choice.setAccessibleName("Sample image")
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(6)
        for label, name in SAMPLES.items():
            self.choice.addItem(label, resource("samples", name))
        self.choice.activated.connect(self._activated)
        open_button = QPushButton("Open …", self)
        open_button.setAccessibleName("Open an image")
        open_button.setObjectName("sample_open")
        open_button.clicked.connect(self.asked)
        self.view = PictureView(theme, self)
        self.heat = QCheckBox("Effective field", self)
        self.heat.setObjectName("sample_heat")
        self.heat.setToolTip("How much each pixel moves the chosen unit: the size of its gradient, as a heat map")
        self.caption = ElidedLabel(80, self)
        self.caption.setObjectName("sample_caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 4, 8)
        column.addWidget(self.choice)
        column.addWidget(self.view, 1)
        column.addWidget(self.caption)
        column.addWidget(self.heat)
        column.addWidget(open_button)

    def pick(self, index: int) -> None:
        """Choose one of our samples by its row."""
        self.choice.setCurrentIndex(index)
        self._activated(index)

    def _activated(self, index: int) -> None:
        path = self.choice.itemData(index)
        if isinstance(path, Path):
            self.picked.emit(path)

    def show_picture(self, picture: Picture, size: str, pixels: tuple[int, int]) -> None:
        """Show what was read, which the network sees as (height, width) `pixels`, and say what becomes of it.

        A file of the user's joins the list.
        """
        self.view.set_image(colour_image(picture.pixels), pixels)
        self.view.setAccessibleName(f"Sample image {picture.name}")
        height, width, _ = picture.pixels.shape
        self.caption.setText(f"{height}×{width}, {size}" if size else f"{height}×{width}")
        known = [self.choice.itemData(i) for i in range(self.choice.count())]
        if picture.path is not None and picture.path not in known:
            self.choice.addItem(picture.name, picture.path)
            known.append(picture.path)
        self._shown = known.index(picture.path) if picture.path is not None else -1
        self.show_choice()

    def show_choice(self) -> None:
        """Let the list name the picture in use, after another could not be read too."""
        self.choice.setCurrentIndex(self._shown)
