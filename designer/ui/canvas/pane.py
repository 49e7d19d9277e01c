"""The pane that shows a scene: where it looks, what is drawn over the network and what stands in its corners."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from designer.core.layout import Rect
from designer.ui.canvas.camera import Camera
from designer.ui.canvas.heat import Legend
from designer.ui.canvas.hits import Hits
from designer.ui.canvas.mark import Mark
from designer.ui.canvas.overview import Overview
from designer.ui.canvas.scene import NetworkScene
from designer.ui.canvas.style import Style
from designer.ui.theme import Theme

CORNER = 12  # pixels from the corner to the legend and the map


class Pane(QGraphicsView):
    """A view of a network that knows no document."""

    zoom_changed = Signal(float)
    """The new scale; 1.0 is 100 %."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera: Camera = Camera(self, self.zoom_changed.emit)
        self.network = NetworkScene(Style(theme, self.font().family()), self)
        self.hits = Hits(self)
        self.legend = Legend(self.network.look, self)
        self.overview = Overview(self)
        self.mark: Mark | None = None
        self.band: QRectF | None = None
        self.untouched = True
        self.setScene(self.network)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.setBackgroundBrush(QColor(theme.canvas))
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.zoom_changed.connect(self._zoomed)

    @property
    def zoom(self) -> float:
        """The scale; 1.0 is 100 %."""
        return self.camera.zoom

    def set_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self.setBackgroundBrush(QColor(theme.canvas))
        self.network.show_style(Style(theme, self.font().family()))
        self.show_corners(anew=True)
        self.viewport().update()

    def set_zoom(self, zoom: float) -> None:
        """Show the network at this scale, from 0.01 to 8; the middle of the view stays where it is."""
        self.untouched = False
        self.camera.zoom_to(zoom)

    def fit(self) -> None:
        """Show the whole network."""
        self.untouched = False
        self.camera.fit()

    def fit_selection(self) -> None:
        """Show the selected layers as large as they go up to 100 %; without a selection the whole network."""
        network = self.network
        frames = [network.layout.frames[key] for key in network.chosen]
        if not frames:
            self.fit()
            return
        left, top = min(frame.x for frame in frames), min(frame.y for frame in frames)
        right, bottom = max(frame.right for frame in frames), max(frame.bottom for frame in frames)
        self.untouched = False
        self.camera.fit(Rect(left, top, right - left, bottom - top))

    def look_at(self, x: float, y: float) -> None:
        """Bring a point of the drawing to the middle of the view."""
        self.untouched = False
        self.camera.look_at(x, y)

    def set_heat(self, measure: str | None) -> None:
        """Colour cards by "parameters", "macs", "memory" or "field" (growth of the receptive field), or by kind."""
        self.network.show_heat(measure)
        self.show_corners(anew=True)

    def set_overview(self, shown: bool) -> None:
        """Show a map of the whole network in the corner, or not."""
        self.overview.setVisible(shown)
        self.show_corners(anew=True)

    def _zoomed(self, _zoom: float) -> None:
        self.show_corners()

    def show_corners(self, anew: bool = False) -> None:
        """Bring the legend and the map in line with the drawing and the size of the view."""
        if anew:
            self.overview.forget()
            self.legend.show_heat(self.network.heat, self.network.look)
        self.overview.follow(self.network)
        area = self.viewport().geometry()
        self.legend.move(area.left() + CORNER, area.bottom() - self.legend.height() - CORNER)
        self.overview.move(
            area.right() - self.overview.width() - CORNER, area.bottom() - self.overview.height() - CORNER
        )

    def reveal(self, layer_id: str) -> None:
        """Scroll as little as needed to show a layer."""
        self.untouched = False
        self.camera.reveal(self.network.layout.frames[self.network.outline.card_of(layer_id)])

    def scene_point(self, at: QPointF) -> QPointF:
        """The point of the drawing that shows at a point of the viewport."""
        return self.camera.scene_point(at)

    def show_mark(self, mark: Mark | None) -> None:
        """Show where a drag would land, or no longer."""
        if mark != self.mark:
            self.mark = mark
            self.viewport().update()

    def show_band(self, band: QRectF | None) -> None:
        """Show a rubber band, or no longer."""
        self.band = band
        self.viewport().update()
