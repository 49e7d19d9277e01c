"""What the panel of kernels says of a layer's weights."""

from designer.core.facts import Facts
from designer.core.kept_weights import Beside, Seed, fits, shape_text
from designer.core.kind import Weight
from designer.core.kinds import BatchNorm2d
from designer.engine.filters import Filters, has_filters

ASK = "Select a convolution, a linear layer or a batch norm to see its weights."


def none_text(facts: Facts | None) -> str:
    """Why a layer has no filters to show."""
    if facts is None:
        return ASK
    name, kind = facts.layer.id, facts.layer.kind
    if has_filters(kind):
        return f"{name} has no weights to show: it, or a layer above it, has an error."
    return f"{name} ({kind.label.lower()}) has no weights. {ASK}"


def title_text(filters: Filters) -> str:
    """How many filters of which size a layer has."""
    size = shape_text((*filters.size, filters.channels)) if filters.channels > 1 else shape_text(filters.size)
    if isinstance(filters.kind, BatchNorm2d):
        return f"{filters.layer}  {filters.count:,} channels"
    return f"{filters.layer}  {filters.count:,} filter{'s' * (filters.count != 1)} of {size}"


def drawn_text(facts: Facts, first: str | None, seed: int) -> str:
    """What the weights of a layer are that are neither kept nor from a file; `first` is that with edge filters."""
    if isinstance(facts.layer.kind, BatchNorm2d):
        return "the identity: nothing is scaled or shifted"
    return "edge filters, drawn" if facts.layer.id == first else f"random, seed {seed}"


def origin_text(facts: Facts, filters: Filters, others: str) -> str:
    """Where the numbers are from; `others` says it of what the design does not keep."""
    needed = {weight.name: weight.shape for weight in _needed(facts)}
    own, parts = [], []
    for name, array in facts.layer.weights:
        if isinstance(array, Seed):
            parts.append(f"{name}: random, seed {array.seed}")
        elif name not in needed or not fits(array, needed[name]):
            parts.append(f"{name}: {shape_text(array.shape)} is kept and does not fit")
        elif isinstance(array, Beside):
            parts.append(f"{name}: {array.file} could not be read")
        else:
            own.append(name)
    if own:
        parts.append(f"kept in the design: {', '.join(own)}")
    seeds = [name for name, array in facts.layer.weights if isinstance(array, Seed)]
    if set(needed) - {*own, *seeds, "bias"}:
        parts.append(others if not own else f"the rest {others}")
    if not filters.whole:
        parts.append(f"the first {len(filters.numbers):,} of {filters.count:,}, too many to be changed")
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]


def _needed(facts: Facts) -> tuple[Weight, ...]:
    """The arrays of a layer; none where a layer above has an error."""
    inputs = tuple(shape for shape in facts.inputs if shape is not None)
    return facts.layer.kind.weights(inputs) if len(inputs) == len(facts.inputs) else ()
