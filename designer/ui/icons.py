"""Icons: our own SVG drawings, tinted with the colours of the palette they are shown on."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from designer.paths import resource, resources_dir

# Device pixels: 16, 20 and 24 at scales 1, 1.5 and 2; Qt scales the next larger one for anything between.
SIZES = (16, 20, 24, 32, 48)


def names() -> tuple[str, ...]:
    """Names of all drawings that take a colour, sorted; the names of layer kinds are among them."""
    return tuple(sorted(path.stem for path in (resources_dir() / "icons").glob("*.svg") if path.stem != "app"))


def icon(name: str, palette: QPalette | None = None, colour: str | None = None) -> QIcon:
    """The drawing `name` in the text colours of `palette` (the application's), or in `colour` where enabled.

    Raises FileNotFoundError for a name without a drawing. A new theme wants new icons: ask again.
    """
    palette = palette or QGuiApplication.palette()
    inks = (
        (QIcon.Mode.Normal, QColor(colour) if colour else palette.color(QPalette.ColorRole.ButtonText)),
        # In a selected row the ground has a hue of its own: there the drawing takes the colour of the text.
        (QIcon.Mode.Selected, palette.color(QPalette.ColorRole.HighlightedText)),
        (QIcon.Mode.Disabled, palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)),
    )
    renderer = QSvgRenderer(str(resource("icons", f"{name}.svg")))
    result = QIcon()
    for size in SIZES:
        drawn = _paint(renderer, size)
        for mode, ink in inks:
            result.addPixmap(_tinted(drawn, ink), mode)
    return result


def pixmap(name: str, size: int, colour: str, ratio: float = 1.0) -> QPixmap:
    """The drawing `name` in `colour`, `size` logical pixels wide and high, sharp at the device pixel ratio."""
    renderer = QSvgRenderer(str(resource("icons", f"{name}.svg")))
    drawn = _tinted(_paint(renderer, round(size * ratio)), QColor(colour))
    drawn.setDevicePixelRatio(ratio)
    return drawn


def app_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    renderer = QSvgRenderer(str(resource("icons", "app.svg")))
    result = QIcon()
    for size in (*SIZES, 64, 128, 256):
        result.addPixmap(_paint(renderer, size))
    return result


def _paint(renderer: QSvgRenderer, size: int) -> QPixmap:
    canvas = QPixmap(size, size)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return canvas


def _tinted(drawn: QPixmap, ink: QColor) -> QPixmap:
    """One colour throughout, as opaque as the drawing: far cheaper than to draw once more in that colour."""
    result = QPixmap(drawn)
    painter = QPainter(result)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(result.rect(), ink)
    painter.end()
    return result
