"""How the window looks: its colours, and what moves and shows on its cards. What is chosen holds at the next start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from designer.ui import icons, theme
from designer.ui.actions import dress
from designer.ui.canvas.motion import desktop_animates
from designer.ui.settings import Settings

if TYPE_CHECKING:
    from designer.ui.window import Window


def wanted_theme(settings: Settings) -> theme.Theme:
    """The theme that the user chose, or the desktop's."""
    return theme.choose(settings.theme, QGuiApplication.styleHints().colorScheme())


class Appearance(QObject):
    """Dresses all panels of a window at once."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._settings = window, window.settings
        self.theme = wanted_theme(self._settings)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._desktop_changed)

    def begin(self) -> None:
        """Wear what was chosen at an earlier start."""
        self.wear(self.theme)
        self._move_cards()
        self._window.thumbnails.show_on_cards(self._settings.thumbnails)

    def choose_theme(self, choice: str) -> None:
        """Wear one of theme.CHOICES from now on."""
        self._settings.theme = choice
        self.wear(wanted_theme(self._settings))

    @Slot(bool)
    def let_cards_glide(self, wanted: bool) -> None:
        """Let edits move cards or jump; a desktop without motion has none here either."""
        self._settings.motion = wanted
        self._move_cards()

    def _move_cards(self) -> None:
        self._window.canvas.motion.wanted = self._settings.motion and desktop_animates()

    @Slot(bool)
    def show_thumbnails(self, shown: bool) -> None:
        """Show small maps on the cards or not."""
        self._settings.thumbnails = shown
        self._window.thumbnails.show_on_cards(shown)

    @Slot()
    def _desktop_changed(self) -> None:
        self.wear(wanted_theme(self._settings))

    def wear(self, wanted: theme.Theme) -> None:
        """Put on a theme, all panels at once."""
        self.theme, window = wanted, self._window
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, wanted)
        for panel in (
            window.canvas, window.notice, window.palette_panel, window.form, window.explain, window.layers,
            window.maps, window.kernels, window.findings, window.totals,
        ):  # fmt: skip
            panel.set_theme(wanted)
        dress(window.actions_by_key)
        window.undo.setIcon(icons.icon("undo"))
        window.redo.setIcon(icons.icon("redo"))
        window.maps.show_icon(icons.icon("cancel"))
