"""The looks of the window: two sets of colours, which of them is worn, and how it is put on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Template
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from designer.paths import resource, resources_dir

CHOICES = ("system", "light", "dark")


@dataclass(frozen=True)
class Theme:
    """Every colour that the window uses, as `#rrggbb`."""

    name: str
    dark: bool
    window: str  # behind panels, bars and forms
    base: str  # behind tables, lists and fields
    alternate: str  # every other row of a table
    canvas: str  # behind the drawing of the network
    text: str
    muted: str  # text of second rank
    faint: str  # text of what is disabled
    accent: str  # what is on, focused or meant to be pressed; `accent_text` stands on it
    accent_text: str
    hover: str  # below the pointer; `pressed` below a held button
    pressed: str
    border: str  # between areas
    outline: str  # around what can be operated
    card: str
    card_border: str
    selection: str  # behind selected rows and text; text keeps its colour on it
    error: str
    warning: str
    info: str
    good: str
    wire: str
    drop: str  # where a drag would land
    grid: str
    groups: Mapping[str, str] = field(hash=False)  # group of layer kinds, or "Block" (a folded one) -> its mark

    def fill(self, group: str) -> str:
        """A quiet background in the hue of a kind group, on which `text` and `muted` are legible."""
        return mix(self.card, self.groups[group], 0.12 if self.dark else 0.10)


# The hues of a kind group are alike in both themes. Lightness and chroma were searched so that any two
# marks stay apart for normal, protanopic and deuteranopic sight (the tests hold the distances).
LIGHT = Theme(
    name="light",
    dark=False,
    window="#f3f4f6",
    base="#ffffff",
    alternate="#f8f9fb",
    canvas="#f8f9fb",
    text="#1b1f24",
    muted="#57606c",
    faint="#8b94a0",
    accent="#2563d4",
    accent_text="#ffffff",
    hover="#e6e9ee",
    pressed="#d8dde5",
    border="#d5dae1",
    outline="#828b97",
    card="#ffffff",
    card_border="#c3cad3",
    selection="#d3e3fd",
    error="#b3261e",
    warning="#8a5300",
    info="#1f5bc4",
    good="#1b7044",
    wire="#7b8492",
    drop="#c2410c",
    grid="#e4e8ed",
    groups=MappingProxyType(
        {
            "Input": "#273f45",
            "Convolution": "#316ce2",
            "Pooling": "#2a7042",
            "Activation": "#ae8019",
            "Normalisation": "#682082",
            "Dense": "#e85f74",
            "Join": "#cd3386",
            "Resize": "#1199b1",
            "Block": "#5b590a",
        }
    ),
)

DARK = Theme(
    name="dark",
    dark=True,
    window="#202329",
    base="#181a1f",
    alternate="#1c1f24",
    canvas="#181a1f",
    text="#e6e8eb",
    muted="#adb5c0",
    faint="#6f7783",
    accent="#3670dc",
    accent_text="#ffffff",
    hover="#2c3038",
    pressed="#373c46",
    border="#343943",
    outline="#767f8c",
    card="#262a31",
    card_border="#424854",
    selection="#264473",
    error="#ff8f85",
    warning="#f0b653",
    info="#84b4ff",
    good="#74d3a0",
    wire="#8791a0",
    drop="#ff9f4a",
    grid="#24272d",
    groups=MappingProxyType(
        {
            "Input": "#d4e2f1",
            "Convolution": "#5380f8",
            "Pooling": "#ccf4bf",
            "Activation": "#ae7c1a",
            "Normalisation": "#a36fa8",
            "Dense": "#f8906e",
            "Join": "#f56a8b",
            "Resize": "#2ec9f8",
            "Block": "#efea7c",
        }
    ),
)


def choose(choice: str, desktop: Qt.ColorScheme) -> Theme:
    """The theme for the user's choice (one of CHOICES); "system" follows the desktop, light where it has no say."""
    if choice == "system":
        return DARK if desktop == Qt.ColorScheme.Dark else LIGHT
    return {"light": LIGHT, "dark": DARK}[choice]


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the whole program: the Fusion style, the palette and the style sheet of `theme`."""
    app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))


def palette(theme: Theme) -> QPalette:
    """The Qt palette of `theme`, for enabled, inactive and disabled widgets."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.base,
        role.AlternateBase: theme.alternate,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.card,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.ToolTipBase: theme.card,
        role.ToolTipText: theme.text,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.text,
        role.Accent: theme.accent,
        role.Link: theme.info,
        role.LinkVisited: theme.info,
        role.Light: mix(theme.card, "#ffffff", 0.1),
        role.Midlight: theme.hover,
        role.Mid: theme.border,
        role.Dark: theme.outline,
        role.Shadow: "#000000",
    }
    result = QPalette()
    for key, colour in colours.items():
        result.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText, role.PlaceholderText):
        result.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.faint))
    result.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.hover))
    return result


def style_sheet(theme: Theme) -> str:
    """The Qt style sheet of `theme`: `resources/themes/window.qss` with its colours filled in."""
    template = Template(resource("themes", "window.qss").read_text(encoding="utf-8"))
    colours = {name: value for name, value in vars(theme).items() if isinstance(value, str)}
    controls = (resources_dir() / "icons" / "controls").as_posix()
    return template.substitute(colours, controls=controls)


def mix(first: str, second: str, share: float) -> str:
    """The colour that lies `share` (0 to 1) of the way from `first` to `second`, both `#rrggbb`."""
    one, two = bytes.fromhex(first[1:]), bytes.fromhex(second[1:])
    return "#" + bytes(round(a + (b - a) * share) for a, b in zip(one, two, strict=True)).hex()
