"""How sample images are brought to the proportions of the input layers, each done once."""

from collections.abc import Mapping
from typing import NamedTuple

from designer.core.analysis import Analysis
from designer.core.shapes import Shape
from designer.engine.fitting import Fit, fitted
from designer.engine.images import Picture as Pixels
from designer.ui.reader import Picture

MOST_KNOWN = 4
"""Two samples, before an edit and after it."""

Sizes = tuple[tuple[str, int, int], ...]
Image = Pixels | Mapping[str, Pixels]


class Framed(NamedTuple):
    """What was made of a picture, and of what."""

    picture: Picture
    fit: Fit
    sizes: Sizes
    image: Image


class Framing:
    """Crops, pads or stretches pictures; the same question gets the same object, which nobody has to read again."""

    def __init__(self) -> None:
        self.fit: Fit = "crop"
        self._known: list[Framed] = []

    def image(self, picture: Picture, analysis: Analysis) -> Image:
        """What the input layers are to be given: one picture, or one each where their proportions differ."""
        sizes = _sizes(analysis)
        for framed in self._known:
            if framed.picture is picture and (framed.fit, framed.sizes) == (self.fit, sizes):
                return framed.image
        made: Image = picture.pixels
        if len({(height, width) for _, height, width in sizes}) > 1:
            made = {name: fitted(picture.pixels, height, width, self.fit) for name, height, width in sizes}
        elif sizes:
            made = fitted(picture.pixels, sizes[0][1], sizes[0][2], self.fit)
        self._known = [*self._known[1 - MOST_KNOWN :], Framed(picture, self.fit, sizes, made)]
        return made


def _sizes(analysis: Analysis) -> Sizes:
    shapes = [(layer.id, analysis.facts[layer.id].output) for layer in analysis.design.inputs]
    return tuple((name, shape.height, shape.width) for name, shape in shapes if isinstance(shape, Shape))
