"""Pictures into input tensors."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from designer.core.shapes import Shape
from designer.engine.errors import ImageError
from designer.engine.kernels.resize import neighbours
from designer.engine.normalisation import Normalisation

if TYPE_CHECKING:
    from PIL import Image

FloatArray = NDArray[np.float32]
Picture = NDArray[np.uint8]

MOST_PIXELS = 16_000_000
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "PPM")
LUMA = (0.299, 0.587, 0.114)  # grey from red, green, blue: ITU-R BT.601


def read_image(path: Path) -> Picture:
    """A picture as H×W×3 of uint8; raises ImageError in one line."""
    return open_image(path)[0]


def open_image(path: Path) -> tuple[Picture, str]:
    """A picture as H×W×3 of uint8, and what to say of it, mostly nothing; raises ImageError in one line.

    Only common formats, at most 16 million pixels; of an animation the first frame. It is turned as its camera says,
    transparent parts lie on white, and of 16 bits the upper eight are taken.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        if not path.is_file():
            raise ImageError(f"{path}: {'expected a picture file' if path.exists() else 'no such file'}")
        with warnings.catch_warnings(), Image.open(path, formats=FORMATS) as image:
            warnings.simplefilter("ignore")  # a bomb is refused here, odd metadata matter nothing
            if image.width * image.height > MOST_PIXELS:
                raise ImageError(f"{path.name}: {image.width}×{image.height} is more than {MOST_PIXELS} pixels")
            frames = getattr(image, "n_frames", 1)
            pixels = _pixels(ImageOps.exif_transpose(image))
            return pixels, f"the first of {frames:,} frames" if frames > 1 else ""
    except UnidentifiedImageError:
        raise ImageError(f"{path.name}: expected a picture: {', '.join(FORMATS)}") from None
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ImageError(f"{path.name}: not a readable picture: {reason[:120]}") from None


def _pixels(image: Image.Image) -> Picture:
    """What a picture of any mode looks like on a white page, H×W×3 of uint8."""
    from PIL import Image

    if image.mode.startswith("I") or image.mode == "F":
        levels = np.asarray(image)
        scaled = levels * 255.0 if image.mode == "F" else levels >> 8
        grey = np.clip(np.nan_to_num(scaled), 0, 255).astype(np.uint8)
        return np.repeat(grey[:, :, None], 3, axis=2)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        return np.asarray(Image.alpha_composite(paper, layer).convert("RGB"))
    return np.asarray(image.convert("RGB"))


def to_input(image: Picture | FloatArray, shape: Shape, normalisation: Normalisation | None = None) -> FloatArray:
    """The tensor C×H×W of float32 for an input layer.

    A picture (uint8, H×W, H×W×1, H×W×3 or H×W×4 with alpha on white) is resized bilinearly and normalised, usually to
    0…1; for one channel colours become luma, for three grey is repeated, for more the channels are repeated in turn
    (red, green, blue, red, …), for two the first two are taken. Floating numbers are taken as they are and must be
    C×H×W. Raises ImageError.
    """
    wanted = Normalisation() if normalisation is None else normalisation
    if image.dtype != np.uint8:
        if image.shape != (shape.channels, shape.height, shape.width):
            found = "×".join(map(str, image.shape))
            raise ImageError(
                f"the input layer needs an array of {shape.channels}×{shape.height}×{shape.width}, and this is {found}"
            )
        return np.ascontiguousarray(image, np.float32)
    picture = image[:, :, None] if image.ndim == 2 else image
    if picture.ndim != 3 or picture.shape[2] not in (1, 3, 4) or picture.size == 0:
        raise ImageError("a picture must be H×W, H×W×1, H×W×3 or H×W×4")
    pixels = resize(picture.astype(np.float32) / np.float32(255), shape.height, shape.width)
    if pixels.shape[2] == 4:
        pixels = pixels[:, :, :3] * pixels[:, :, 3:] + (1 - pixels[:, :, 3:])
    if (shape.channels == 1 or wanted.order == "grey") and pixels.shape[2] == 3:
        pixels = pixels @ np.asarray(LUMA, np.float32)[:, None]
    elif wanted.order == "BGR":
        pixels = pixels[:, :, ::-1]
    taken = np.arange(shape.channels) % pixels.shape[2]
    return np.ascontiguousarray(wanted.applied(pixels.transpose(2, 0, 1)[taken]))


def resize(pixels: FloatArray, height: int, width: int) -> FloatArray:
    """Bilinear resizing of H×W×C to height × width, centres aligned; the same size gives the same numbers."""
    above, below, down = neighbours(height, pixels.shape[0])
    left, right, across = neighbours(width, pixels.shape[1])
    across = across[:, None]
    result = np.empty((height, width, pixels.shape[2]), np.float32)
    for row in range(height):  # by rows: no copy of a large picture
        line = pixels[above[row]] * (1 - down[row]) + pixels[below[row]] * down[row]
        result[row] = line[left] * (1 - across) + line[right] * across
    return result
