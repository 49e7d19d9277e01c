"""The few dialogs of the program: file names, what to do with unsaved changes, and what program it is."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from designer import __version__
from designer.ui import icons

DESIGNS = "Designs (*.cnn.json *.json)"
PICTURES = "Pictures (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.ppm *.pgm)"
WEIGHTS = "Weights (*.safetensors *.npz)"
NAMES = "Class names (*.txt *.names *.csv)"
SAVE, DISCARD, CANCEL = "save", "discard", "cancel"


class Dialogs:
    """Asks the user; a test puts another in its place."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def open_name(self, title: str, folder: str, kinds: str) -> Path | None:
        """The file to open, None where the user thinks better of it."""
        name, _ = QFileDialog.getOpenFileName(self._parent, title, folder, f"{kinds};;All files (*)")
        return Path(name) if name else None

    def open_names(self, title: str, folder: str, kinds: str) -> list[Path]:
        """The files to open, none where the user thinks better of it."""
        names, _ = QFileDialog.getOpenFileNames(self._parent, title, folder, f"{kinds};;All files (*)")
        return [Path(name) for name in names]

    def save_name(self, title: str, suggestion: str, kinds: str) -> Path | None:
        """The file to write; Qt has asked already whether an old one may go."""
        name, _ = QFileDialog.getSaveFileName(self._parent, title, suggestion, kinds)
        return Path(name) if name else None

    def may_replace(self, path: Path) -> bool:
        """Whether a file may go that Qt has not asked about, because its suffix was added afterwards."""
        text = f"{path.name} is there already. Replace it?"
        yes = QMessageBox.StandardButton.Yes
        return QMessageBox.question(self._parent, "Replace the file", text) == yes

    def unsaved(self, name: str) -> str:
        """SAVE, DISCARD or CANCEL, before a design with changes goes from the screen."""
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            "Unsaved changes",
            f"Save the changes to {name}?",
            QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
            self._parent,
        )
        box.setInformativeText("Without saving, they are lost.")
        box.setDefaultButton(QMessageBox.StandardButton.Save)
        answer = QMessageBox.StandardButton(box.exec())
        return {QMessageBox.StandardButton.Save: SAVE, QMessageBox.StandardButton.Discard: DISCARD}.get(answer, CANCEL)

    def about(self) -> None:
        """Say what this program is, without waiting."""
        box = QMessageBox(self._parent)
        box.setWindowTitle("About CNN Designer")
        box.setText(f"<b>CNN Designer {__version__}</b>")
        box.setInformativeText("Design convolutional networks by hand and see every figure live.\nMIT licence.")
        box.setIconPixmap(icons.app_icon().pixmap(64, 64))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
