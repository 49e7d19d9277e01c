"""The kind that a design starts with: the input image."""

from typing import ClassVar

from designer.core.kind import Kind, option
from designer.core.options import Integer
from designer.core.shapes import Output, Shape
from designer.core.value import dataclass


@dataclass(frozen=True, kw_only=True)
class Input(Kind):
    """An image that is fed in."""

    name: ClassVar[str] = "input"
    label: ClassVar[str] = "Input"
    group: ClassVar[str] = "Input"
    help: ClassVar[str] = "The image: its height, width and channels (1 grey, 3 colour)."

    height: int = option(Integer("rows of the image"))
    width: int = option(Integer("columns of the image"))
    channels: int = option(Integer("1 for grey, 3 for colour"))

    def output(self, inputs: tuple[Output, ...]) -> Shape:
        """The image's own shape."""
        return Shape(self.channels, self.height, self.width)
