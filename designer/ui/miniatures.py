"""Maps drawn as small pictures for cards; no widget, so that any thread may draw."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from designer.core.kind import Kind
from designer.core.kinds import Input
from designer.engine.miniature import miniature, resized
from designer.engine.request import LayerResult, Request
from designer.ui.panels.colour_maps import colour_image
from designer.ui.panels.maps_tiles import Look, draw_tiles

FloatArray = NDArray[np.float32]
LOOK = Look(aspect=1.0)
COLOURS = 3


@dataclass(frozen=True, eq=False)
class Glimpse:
    """The maps of a layer as they were for a request, small enough for a card; no pictures where it has none.

    All tiles of the miniature in one picture, and the first alone.
    """

    request: Request
    layer: str
    pictures: tuple[QImage, QImage] | None


def glimpse_of(request: Request, result: LayerResult) -> Glimpse:
    """What a result lets show on a card."""
    kind = request.design[result.layer].kind
    return Glimpse(request, result.layer, None if result.array is None else draw_miniature(result.array, kind))


def draw_miniature(array: FloatArray, kind: Kind) -> tuple[QImage, QImage]:
    """The channels of a layer that tell most, as tiles in the colours of the mosaic, and the first of them.

    Of a colour image the image.
    """
    if isinstance(kind, Input) and kind.channels == COLOURS:
        image = colour_image(_levels(resized(array)))
        return image, image
    tiles = draw_tiles(miniature(array), None, Look(aspect=1.0, colours="Grey") if isinstance(kind, Input) else LOOK)
    return tiles.apart(), tiles.image.copy(0, 0, tiles.tile[1], tiles.tile[0])


def _levels(image: FloatArray) -> NDArray[np.uint8]:
    """H×W×3 bytes of colours C×H×W that run from their least to their largest, at least from 0 to 1."""
    low, high = min(0.0, float(np.nanmin(image))), max(1.0, float(np.nanmax(image)))
    scaled = np.nan_to_num((image - low) / (high - low) * 255, nan=0.0)
    return np.clip(scaled + 0.5, 0, 255).astype(np.uint8).transpose(1, 2, 0)
