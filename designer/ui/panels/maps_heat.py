"""The effective field: how much each pixel of the input layers moves one unit, as numbers, a picture and a sentence."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QImage

from designer.core.linked import LayerField
from designer.engine.backward import input_gradients
from designer.engine.request import Request
from designer.ui.panels.colour_maps import colour_table
from designer.ui.panels.maps_tiles import FloatArray, Unit

MOST = 0.95
"""The part of the gradient whose pixels are counted (Luo et al. 2016)."""


@dataclass(frozen=True, eq=False)
class Heat:
    """By input layer the size of the gradient at each pixel (H×W), added up over the channels."""

    unit: Unit
    sizes: dict[str, FloatArray]


def heat_of(request: Request, layer: str, shape: tuple[int, ...], unit: Unit) -> Heat:
    """The gradient of one unit of a layer, whose maps have a shape, with respect to the picture; raises EngineError."""
    gradient = np.zeros(shape, np.float32)
    gradient[unit if len(shape) == 3 else unit[0]] = 1
    found = input_gradients(request, layer, gradient)
    return Heat(unit, {name: np.abs(part).sum(axis=0).astype(np.float32) for name, part in found.items()})


def pixels_of_most(sizes: FloatArray) -> int:
    """The least number of pixels that hold MOST of the gradient; 0 where there is none."""
    falling = np.sort(sizes, axis=None)[::-1].astype(np.float64)
    held = np.cumsum(falling)
    return int(np.searchsorted(held, MOST * held[-1])) + 1 if held[-1] > 0 else 0


def heat_image(sizes: FloatArray) -> QImage:
    """The gradient as a picture to lay over another: clear where there is none."""
    largest = float(sizes.max())
    part = np.sqrt(sizes / largest) if largest > 0 else np.zeros_like(sizes)
    levels = (part * 255).astype(np.uint8)
    colours = np.array(colour_table("Colour"), np.uint32)[levels] & 0xFFFFFF
    pixels = np.ascontiguousarray(colours | ((part * 235).astype(np.uint32) << 24))
    image = QImage(pixels.data, pixels.shape[1], pixels.shape[0], pixels.strides[0], QImage.Format.Format_ARGB32)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def heat_text(heat: Heat, field: LayerField) -> str:
    """How large the effective field is beside the theoretical one."""
    sizes = heat.sizes.get(field.layer)
    count = pixels_of_most(sizes) if sizes is not None else 0
    if not count:
        return "no pixel moves it here and now"
    return f"{MOST:.0%} of its gradient in {count / field.touched.count:.1%} of the field"
