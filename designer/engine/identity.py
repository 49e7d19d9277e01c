"""Numbers that say whether the maps of a layer are still the same: cheap enough to be asked at every edit."""

from __future__ import annotations

from collections.abc import Hashable

from designer.engine.design_weights import others_of
from designer.engine.request import Request
from designer.engine.weights import first_convolution

MOST = 200_000
"""Contents known at the same time; beyond, all are forgotten."""


def comparable(one: Request, other: Request) -> bool:
    """Whether two requests run on the same picture with the same source of weights, but for those in the design."""
    return (
        one.image is other.image
        and one.normalisation == other.normalisation
        and one.seed == other.seed
        and others_of(one.weights) == others_of(other.weights)
    )


class Identities:
    """Gives equal content an equal number: kind, options, weights and all that a layer reads, for one picture.

    As the keys of a plan, without a digest of every array's name: a millisecond for a thousand layers instead of a
    dozen. An id counts only where weights go by it. With another picture, seed or source of weights all is new.
    """

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._given = 0
        self._last: Request | None = None

    def of(self, request: Request) -> dict[str, int]:
        """The number of every layer that has an output."""
        last, self._last = self._last, request
        if last is None or not comparable(last, request) or len(self._numbers) > MOST:
            self._numbers.clear()
        edges = first_convolution(request.analysis) if request.weights.edge_filters else None
        found: dict[str, int] = {}
        inputs = 0
        for name, facts in request.analysis.facts.items():
            layer = facts.layer
            if facts.output is None:
                continue
            inputs += not layer.inputs
            own = name if facts.parameters else inputs if not layer.inputs else ""
            content = layer.kind, own, layer.weights, name == edges, tuple(found[each] for each in layer.inputs)
            found[name] = number = self._numbers.setdefault(content, self._given)
            self._given += number == self._given
        return found
