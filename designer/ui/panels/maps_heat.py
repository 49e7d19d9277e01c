"""The effective field over the sample image: a picture of it, and what it comes to in words."""

import numpy as np
from PySide6.QtGui import QImage, QPainter

from designer.core.index_sets import Rectangle
from designer.core.linked import LayerField
from designer.engine.effective_field import MOST, EffectiveField, FloatArray, pixels_of_most, window_of_most
from designer.ui.panels.colour_maps import colour_table
from designer.ui.panels.maps_saving import LEAST_SIDE, npy_bytes, png_bytes


def heat_image(sizes: FloatArray) -> QImage:
    """The effect of each pixel as a picture to lay over another: clear where there is none, by its square root."""
    largest = float(sizes.max())
    part = np.sqrt(sizes / largest) if largest > 0 else np.zeros_like(sizes)
    levels = (part * 255).astype(np.uint8)
    colours = np.array(colour_table("Colour"), np.uint32)[levels] & 0xFFFFFF
    pixels = np.ascontiguousarray(colours | ((part * 235).astype(np.uint32) << 24))
    image = QImage(pixels.data, pixels.shape[1], pixels.shape[0], pixels.strides[0], QImage.Format.Format_ARGB32)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def heat_bytes(sizes: FloatArray, picture: QImage, suffix: str) -> bytes:
    """The file of an effective field: `npy` its numbers (H×W, float32), `png` the heat map over the sample image."""
    if suffix == "npy":
        return npy_bytes(sizes)
    heat = heat_image(sizes)
    times = max(1, -(-LEAST_SIDE // max(heat.width(), heat.height())))
    page = picture.convertToFormat(QImage.Format.Format_RGB32).scaled(heat.width() * times, heat.height() * times)
    painter = QPainter(page)
    painter.drawImage(page.rect(), heat)
    painter.end()
    return png_bytes(page)


def heat_window(heat: EffectiveField, field: LayerField) -> Rectangle | None:
    """The smallest window, of the proportions of the field in the image, that holds MOST of the effect."""
    sizes, box = heat.sizes.get(field.layer), field.box
    if sizes is None or box is None:
        return None
    return window_of_most(sizes, box[2] - box[0] + 1, box[3] - box[1] + 1)


def heat_text(heat: EffectiveField, field: LayerField) -> str:
    """How large the effective field is beside the theoretical one."""
    window, box = heat_window(heat, field), field.box
    if window is None or box is None:
        if not heat.wanted:
            return "no pixel moves it here and now: an activation on the way is shut, or a maximum lies elsewhere"
        return f"no pixel moved it on any of {heat.images} images of noise: its channel is silent, another may tell"
    rows, columns = window[2] - window[0] + 1, window[3] - window[1] + 1
    height, width = box[2] - box[0] + 1, box[3] - box[1] + 1
    which = f"theoretical {height}×{width}" if not field.padding else f"{height}×{width} that lie in the image"
    count = pixels_of_most(heat.sizes[field.layer])
    text = (
        f"{MOST:.0%} of the effect lies within {rows}×{columns} of the {which}"
        f" ({_percent(rows * columns / (height * width))} of the area), and within"
        f" {count:,} pixel{'s' * (count != 1)} alone ({_percent(count / field.touched.count)} of the field)"
    )
    if not heat.wanted:
        return text
    so_far = f" of {heat.wanted} so far" if heat.images < heat.wanted else ""
    return f"on average over {heat.images}{so_far} images of noise {text}"


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.1 else f"{share:.1%}"
