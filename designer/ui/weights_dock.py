"""The dock that opens where a file of weights has to be matched, and closes with the answer."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDockWidget, QWidget

from designer.ui.panels.weights_match import WeightsMatch
from designer.ui.weights_desk import WeightsDesk
from designer.ui.weights_draft import Draft


class WeightsDock(QDockWidget):
    """Shows the question of the desk as long as there is one; to close it is to say no."""

    def __init__(self, desk: WeightsDesk, parent: QWidget | None = None) -> None:
        super().__init__("Match weights", parent)
        self.setObjectName("dock_weights")
        self._desk = desk
        self.match = WeightsMatch(self)
        self.setWidget(self.match)
        self.match.confirmed.connect(desk.confirm)
        self.match.dismissed.connect(desk.dismiss)
        desk.asked.connect(self._asked)
        self.hide()

    @Slot(object)
    def _asked(self, draft: Draft | None) -> None:
        if draft is None:
            self.hide()
            return
        self.match.show_draft(draft)
        self.show()
        self.raise_()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed by its cross."""
        super().closeEvent(event)
        self._desk.dismiss()
