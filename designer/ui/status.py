"""The line at the foot of the window: the totals stay, and beside them stands for a moment what was done."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStatusBar, QWidget

from designer.ui.panels.elided import ElidedLabel
from designer.ui.panels.totals import TotalsLine

SHOWN_MS = 5000
"""How long a line stands."""
LEAST = 60
"""The room that is left to it beside the totals, in pixels."""


class StatusLine(QStatusBar):
    """Qt shows messages to the left of all that stays, where the totals leave no room: here they have a place.

    The tips of commands that the pointer is on come here, too.
    """

    def __init__(self, totals: TotalsLine, parent: QWidget) -> None:
        super().__init__(parent)
        self.said = ElidedLabel(LEAST, self)
        self.said.setObjectName("status_said")
        self.said.setProperty("severity", "muted")
        self.said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.addPermanentWidget(totals)
        self.addPermanentWidget(self.said, 1)
        self.messageChanged.connect(self.said.setText)

    @Slot(str)
    def tell(self, line: str) -> None:
        """Say for a moment what was done."""
        self.showMessage(line, SHOWN_MS)
