"""Requests between processes: only what has changed since the last one is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from designer.core.analysis import analyse
from designer.core.design import Design
from designer.engine.design_weights import others_of, weights_of
from designer.engine.normalisation import Normalisation
from designer.engine.request import Image, Request, Rest
from designer.engine.weights import WeightSource


@dataclass(frozen=True, eq=False)
class Message:
    """A request without what the receiver knows: None means as last time, of an image as last time in its slot.

    Facts are calculated again there.
    """

    design: Design | None
    image: Image | Mapping[str, Image] | None
    weights: WeightSource | None
    """Those that the design does not keep itself."""
    seed: int
    wanted: tuple[str, ...]
    generation: int
    memory_limit: int | None
    rest: Rest
    normalisation: Normalisation
    slot: int


class Sender:
    """Makes messages for one receiver."""

    def __init__(self) -> None:
        self._last: Request | None = None
        self._images: dict[int, Image | Mapping[str, Image]] = {}

    def message(self, request: Request) -> Message:
        """What the receiver needs to have this request."""
        last, self._last = self._last, request
        weights, image = others_of(request.weights), self._images.get(request.slot)
        self._images[request.slot] = request.image
        return Message(
            None if last is not None and last.design is request.design else request.design,
            None if image is request.image else request.image,
            None if last is not None and others_of(last.weights) == weights else weights,
            request.seed,
            request.wanted,
            request.generation,
            request.memory_limit,
            request.rest,
            request.normalisation,
            request.slot,
        )


class Receiver:
    """Makes requests of the messages of one sender."""

    def __init__(self) -> None:
        self._last: Request | None = None
        self._images: dict[int, Image | Mapping[str, Image]] = {}

    def request(self, message: Message) -> Request:
        """The request; parts that have not changed are the same objects as before."""
        last = self._last
        design = message.design if message.design is not None or last is None else last.design
        image = self._images[message.slot] if message.image is None else message.image
        weights = message.weights if message.weights is not None or last is None else others_of(last.weights)
        assert design is not None
        assert weights is not None
        analysis = last.analysis if last is not None and message.design is None else analyse(design)
        self._images[message.slot] = image
        self._last = Request(
            design,
            analysis,
            image,
            message.seed,
            weights_of(design, weights),
            message.wanted,
            message.generation,
            message.memory_limit,
            message.rest,
            message.normalisation,
            message.slot,
        )
        return self._last
