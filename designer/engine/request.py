"""The values that go into the engine and come out: a request, one result a layer, the end of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from designer.core.analysis import Analysis
from designer.core.design import Design
from designer.engine.errors import ImageError
from designer.engine.normalisation import Normalisation
from designer.engine.weights import RandomWeights, WeightSource

FloatArray = NDArray[np.float32]
Image = NDArray[np.uint8] | FloatArray
Rest = Literal["", "kept", "delivered"]


@dataclass(frozen=True, eq=False)
class Request:
    """Everything one run needs; immutable, so it may be handed to another thread.

    `image` is a picture (H×W or H×W×C of uint8, scaled to each input layer) or numbers (C×H×W of float32, of
    exactly the input layer's shape); or such an array for each input layer by its id. Pictures become numbers as
    `normalisation` says, numbers are taken as they are. `wanted` names the layers
    whose maps are delivered, the most urgent first; empty means all, in the order of the list. `rest` says what becomes
    of all other layers once the wanted ones are delivered: "" only what the wanted need is computed; "kept" they are
    computed and kept, so that a later request for any of them only copies it out; "delivered" they are delivered, too,
    in the order of the list. So for a layer on show and thumbnails of all others: `wanted=(shown, *its_inputs)`,
    `rest="delivered"`. Results come in exactly this order. `generation` comes back in every result.
    A run that may need more than `memory_limit` bytes is refused; None is the smaller of 1 GiB and half of what is
    free. The engine keeps the values of one picture in each `slot`: two that are compared have a slot each, so that an
    edit runs only what depends on it for both. Where a run and what is kept for others exceed the limit together, what
    this run does not use is forgotten: as much of it as must be, but of other slots all.
    """

    design: Design
    analysis: Analysis
    image: Image | Mapping[str, Image]
    seed: int = 0
    weights: WeightSource = field(default_factory=RandomWeights)
    wanted: tuple[str, ...] = ()
    generation: int = 0
    memory_limit: int | None = None
    rest: Rest = ""
    normalisation: Normalisation = field(default_factory=Normalisation)
    slot: int = 0

    @property
    def delivered(self) -> tuple[str, ...]:
        """The layers whose maps are delivered, in the order in which they come."""
        every = tuple(layer.id for layer in self.design)
        more = every if self.rest == "delivered" or not self.wanted else ()
        return tuple(dict.fromkeys((*self.wanted, *more)))

    @property
    def kept(self) -> tuple[str, ...]:
        """The layers whose maps exist when the run is over, the most urgent first."""
        more = tuple(layer.id for layer in self.design) if self.rest else ()
        return tuple(dict.fromkeys((*self.delivered, *more)))

    def image_for(self, layer: str) -> Image:
        """The picture of an input layer; raises ImageError where none was given."""
        if not isinstance(self.image, Mapping):
            return self.image
        if layer not in self.image:
            raise ImageError(f"no picture was given for the input layer {layer!r}")
        return self.image[layer]


@dataclass(frozen=True, eq=False)
class LayerResult:
    """One layer has been reached.

    `array` holds its maps, C×H×W or n numbers, float32 and read-only; it is None for a layer that was computed
    only on the way, and where `failure` says in one line why there is nothing to show. `seconds` is the layer's
    own time (0 when its value was still known), `progress` the part of the run's work that is done, 0…1.
    """

    generation: int
    layer: str
    array: FloatArray | None
    failure: str | None
    seconds: float
    progress: float


@dataclass(frozen=True)
class RunEnd:
    """A run is over: complete, stopped, or refused before it began (`failure` says why, in one line)."""

    generation: int
    seconds: float
    stopped: bool = False
    failure: str | None = None
