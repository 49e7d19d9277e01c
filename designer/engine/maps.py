"""Maps in memory: pixels outside, channels inside, with a border of zeros that readers use as padding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.core.shapes import Output, Shape
from designer.engine.errors import Stopped
from designer.engine.kernels.blocks import sides

FloatArray = NDArray[np.float32]
Stop = Callable[[], bool]
Finish = Sequence[Callable[[FloatArray, int], FloatArray]]
"""What becomes of a row (W, C) of this number."""

FEW_CHANNELS = 8


@dataclass(frozen=True)
class Border:
    """Rows and columns of zeros around a map, always zero while the map lives."""

    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0

    def __or__(self, other: Border) -> Border:
        """The larger of both on each side."""
        return Border(
            max(self.top, other.top),
            max(self.bottom, other.bottom),
            max(self.left, other.left),
            max(self.right, other.right),
        )

    def covers(self, other: Border) -> bool:
        """Whether it is at least as wide on each side."""
        return self | other == self


NO_BORDER = Border()


@dataclass(frozen=True, eq=False)
class Map:
    """One layer's output, H×W×C float32 inside `full`; a flat output is 1×1×n."""

    full: FloatArray
    border: Border

    @property
    def inside(self) -> FloatArray:
        """The map without its border."""
        border = self.border
        rows, columns = self.full.shape[:2]
        return self.full[border.top : rows - border.bottom, border.left : columns - border.right]

    @property
    def flat(self) -> FloatArray:
        """The numbers of a flat output."""
        return self.full.reshape(-1)

    def from_tap(self, top: int, left: int) -> FloatArray:
        """The view whose first pixel lies `top` rows above and `left` columns left of the map's."""
        return self.full[self.border.top - top :, self.border.left - left :]


def padded_shape(output: Output, border: Border) -> tuple[int, int, int]:
    """Height, width and channels of a map with its border."""
    if isinstance(output, Shape):
        return (
            output.height + border.top + border.bottom,
            output.width + border.left + border.right,
            output.channels,
        )
    return 1, 1, output.features


def clear_border(target: Map) -> None:
    """Write the zeros around a map in memory used before."""
    border = target.border
    for side in sides(target.full, (border.top, border.bottom, border.left, border.right)):
        side.fill(0)


def channels_of(whole: Map, start: int, count: int) -> Map:
    """Some channels of a map, as a map in the same memory."""
    return Map(whole.full[:, :, start : start + count], whole.border)


def fill(target: Map, array: FloatArray) -> None:
    """Put C×H×W into a map; a few channels one after another, in long runs: four times faster."""
    if array.shape[0] <= FEW_CHANNELS:
        for number, channel in enumerate(array):
            np.copyto(target.inside[:, :, number], channel)
    else:
        np.copyto(target.inside, array.transpose(1, 2, 0))


def outside(shown: Map, output: Output, finish: Finish = (), stopped: Stop = lambda: False) -> FloatArray:
    """A read-only copy as the world wants it: C×H×W, or n numbers; `finish` is done to each row. Raises Stopped."""
    if isinstance(output, Shape):
        array = np.empty((output.channels, output.height, output.width), np.float32)
        for number, row in enumerate(shown.inside):  # row by row stays in the cache: up to four times faster
            if stopped():
                raise Stopped
            for step in finish:
                row = step(row, number)
            np.copyto(array[:, number], row.T)
    else:
        array = shown.flat.copy()
    array.setflags(write=False)
    return array
