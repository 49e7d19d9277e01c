"""How levels of a picture become the numbers of an input layer: range, mean, deviation, order of channels."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from designer.engine.errors import ImageError

FloatArray = NDArray[np.float32]

Order = Literal["RGB", "BGR", "grey"]
ORDERS: tuple[Order, ...] = get_args(Order)
TOPS = (1, 255)
MOST_VALUES = 64
LEAST_STD = 1e-12


@dataclass(frozen=True)
class Normalisation:
    """Numbers are (level · top − mean) / std, with levels 0 to 1; mean and std hold one value for all or one a channel.

    Mean and std are in the network's order of channels, and empty where they change nothing. Raises ImageError for
    values that cannot be used.
    """

    top: int = 1
    order: Order = "RGB"
    mean: tuple[float, ...] = ()
    std: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.top not in TOPS or self.order not in ORDERS:
            raise ImageError(f"normalisation: expected 1 or 255 and one of {', '.join(ORDERS)}")
        for name, values in (("mean", self.mean), ("std", self.std)):
            if len(values) > MOST_VALUES or not all(map(math.isfinite, values)):
                raise ImageError(f"{name}: expected at most {MOST_VALUES} finite numbers")
        if any(abs(value) < LEAST_STD for value in self.std):
            raise ImageError("std: expected numbers other than 0, found 0")

    @property
    def text(self) -> str:
        """In words, as "0…1, RGB" or "ImageNet, RGB"."""
        known = next((name for name, values in PRESETS.items() if values == self), "")
        if known:
            return known
        span = f"0…{self.top}"
        if (self.top, self.mean, self.std) == (1, (0.5,), (0.5,)):
            span = "−1…1"
        elif self.mean or self.std:
            parts = [name for name, values in (("mean", self.mean), ("std", self.std)) if values]
            span += f" with {' and '.join(parts)}"
        return f"{span}, {self.order}"

    def check(self, channels: int) -> None:
        """Raise ImageError where an input layer has another number of channels than there are values."""
        for name, values in (("mean", self.mean), ("std", self.std)):
            if len(values) not in (0, 1, channels):
                one = f"1 value or {channels}, one a channel" if channels > 1 else "1 value"
                raise ImageError(f"normalisation: {name}: expected {one}, found {len(values)}")

    def applied(self, levels: FloatArray) -> FloatArray:
        """The numbers for levels 0 to 1 (C×H×W, channels in the network's order); raises ImageError."""
        self.check(len(levels))
        if self == Normalisation(order=self.order):
            return levels
        mean, std = (np.reshape(np.asarray(some or one, np.float64), (-1, 1, 1)) for some, one in _parts(self))
        return ((levels * self.top - mean) / std).astype(np.float32)

    def to_text(self) -> str:
        """One line to keep in settings."""
        return json.dumps([self.top, self.order, self.mean, self.std])

    @classmethod
    def from_text(cls, text: str) -> Normalisation:
        """What `to_text` has written; the usual one where the text is something else."""
        try:
            top, order, mean, std = json.loads(text)
            return cls(top, order, tuple(map(float, mean)), tuple(map(float, std)))
        except (ValueError, TypeError, RecursionError, ImageError):
            return cls()


def _parts(values: Normalisation) -> tuple[tuple[tuple[float, ...], tuple[float]], ...]:
    return (values.mean, (0.0,)), (values.std, (1.0,))


def numbers(text: str, name: str) -> tuple[float, ...]:
    """The numbers of a text such as "0.485, 0.456 0.406"; raises ImageError, which begins with the name."""
    found = []
    for word in text.replace(",", " ").replace(";", " ").replace("−", "-").split():
        try:
            found.append(float(word))
        except ValueError:
            raise ImageError(f"{name}: expected numbers such as 0.485, 0.456, 0.406, found {word[:20]!r}") from None
    return tuple(found)


PRESETS = {
    "0…1, RGB": Normalisation(),
    "0…255, RGB": Normalisation(255),
    "−1…1, RGB": Normalisation(mean=(0.5,), std=(0.5,)),
    "ImageNet, RGB": Normalisation(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)),
    "Caffe, BGR": Normalisation(255, "BGR", (103.939, 116.779, 123.68)),
}
"""By the names that `text` gives them; torchvision's classifiers want "ImageNet", those of Caffe "Caffe"."""
