"""Pictures of other proportions than an input layer: cropped, padded or stretched before they are scaled to it."""

from __future__ import annotations

from typing import Literal

import numpy as np

from designer.engine.images import MOST_PIXELS, Picture

Fit = Literal["crop", "black", "edge", "stretch"]
FITS: tuple[Fit, ...] = ("crop", "black", "edge", "stretch")
"""The middle of the picture; all of it with black around it, or with its edges drawn out; or all of it, distorted."""


def fitted(picture: Picture, height: int, width: int, fit: Fit) -> Picture:
    """The picture H×W×C in the proportions of height × width, to the nearest pixel; "stretch" leaves it as it is."""
    if fit == "stretch":
        return picture
    rows, columns = picture.shape[:2]
    if fit == "crop":
        kept = min(rows, max(1, round(columns * height / width))), min(columns, max(1, round(rows * width / height)))
        top, left = (rows - kept[0]) // 2, (columns - kept[1]) // 2
        return picture[top : top + kept[0], left : left + kept[1]]
    needed = max(rows, round(columns * height / width)), max(columns, round(rows * width / height))
    step = int(np.ceil(np.sqrt(needed[0] * needed[1] / MOST_PIXELS)))
    if step > 1:  # a very long strip would become a very large square
        return fitted(picture[::step, ::step], height, width, fit)
    down, across = needed[0] - rows, needed[1] - columns
    around = ((down // 2, down - down // 2), (across // 2, across - across // 2), (0, 0))
    return np.pad(picture, around, "edge") if fit == "edge" else np.pad(picture, around)
