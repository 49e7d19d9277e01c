"""The maps before a max-pool, with the units that win a window of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from designer.core.design import Layer
from designer.core.kind import Kind
from designer.core.kinds import AdaptiveMaxPool2d, MaxPool2d
from designer.engine.survivors import survivors
from designer.ui.panels.maps_tiles import FloatArray, Look, Maps, draw_tiles
from designer.ui.panels.overlays import marked_image

POOLS = MaxPool2d | AdaptiveMaxPool2d
SHADE = QColor(0, 0, 0, 165)
"""What lies on the units that do not survive."""


@dataclass(frozen=True, eq=False)
class Survivors:
    """Which units of the maps before a pool it lets through."""

    pool: str
    maps: Maps
    """Of the layer before the pool."""
    marks: NDArray[np.bool_]
    """C×H×W: true where a unit wins at least one window."""
    shade: QImage
    """Laid out like the tiles: dark on the others."""

    @property
    def text(self) -> str:
        """How many there are."""
        count, whole = int(np.count_nonzero(self.marks)), self.marks.size
        return f"{count / whole:.1%} of {self.maps.layer} survive {self.pool}: {count:,} of {whole:,} units"


def find_survivors(pool: Layer, before: str, array: FloatArray, kind: Kind, look: Look) -> Survivors:
    """The survivors of a pool among the maps C×H×W of the layer `before`, drawn."""
    assert isinstance(pool.kind, POOLS)
    marks, tiles = survivors(pool.kind, array), draw_tiles(array, kind, look)
    shade = marked_image(tiles.laid_out(~marks), SHADE)
    return Survivors(pool.id, Maps(before, array, tiles, look, kind), marks, shade)
