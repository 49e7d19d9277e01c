"""Icons in the colours of a theme, each drawn when it is first asked for."""

from PySide6.QtGui import QIcon

from designer.core.kind import Kind
from designer.ui import icons
from designer.ui.theme import Theme


class KindIcons:
    """The icons of layer kinds in the colours of their groups, and of severities in their own."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._drawn: dict[str, QIcon] = {}

    def of(self, kind: Kind) -> QIcon:
        """The icon of a layer of this kind."""
        return self._icon(kind.name, self._theme.groups[kind.group])

    def block(self) -> QIcon:
        """The icon of a block."""
        return self._icon("block", self._theme.groups["Block"])

    def severity(self, word: str) -> QIcon:
        """The icon of a finding: "error", "warning" or "info"."""
        return self._icon(word, getattr(self._theme, word))

    def _icon(self, name: str, colour: str) -> QIcon:
        if name not in self._drawn:
            self._drawn[name] = icons.icon(name, colour=colour)
        return self._drawn[name]
