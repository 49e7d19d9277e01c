"""The field of a unit as a chain: from the image down to the unit, what it sees of each layer, in words."""

from designer.core.analysis import Analysis
from designer.core.linked import LayerField, LinkedField, branch_fields
from designer.core.receptive_field import IDENTITY
from designer.core.shapes import Shape
from designer.core.value import dataclass


@dataclass(frozen=True)
class Link:
    """What a unit sees of one layer, and of those right behind that pass its units on one by one."""

    field: LayerField
    names: tuple[str, ...]
    """The layer, and behind it activations, norms and the like of which the unit sees the same."""


@dataclass(frozen=True)
class BranchShare:
    """What a unit sees of an input layer through one input of a join."""

    name: str
    """The layer that the join reads."""
    field: LayerField | None
    """What is seen of the input layer; None where nothing."""


def chain(analysis: Analysis, linked: LinkedField) -> tuple[Link, ...]:
    """The links from the image to the unit's own layer, in the order of the design."""
    links: list[Link] = []
    place: dict[str, int] = {}
    for field in reversed(linked.layers):
        above = _passed_on(analysis, field.layer)
        at = place.get(above) if above is not None else None
        if at is not None and _same(links[at].field, field):
            links[at] = Link(links[at].field, (*links[at].names, field.layer))
            place[field.layer] = at
        else:
            place[field.layer] = len(links)
            links.append(Link(field, (field.layer,)))
    return tuple(links)


def _passed_on(analysis: Analysis, layer_id: str) -> str | None:
    """The one input of a layer that reads it unit by unit and keeps its shape; None for all others."""
    facts = analysis.facts[layer_id]
    inputs = tuple(shape for shape in facts.inputs if shape is not None)
    if len(facts.layer.inputs) != 1 or facts.output is None or inputs != (facts.output,):
        return None
    if not isinstance(inputs[0], Shape):
        return None if facts.layer.kind.weights(inputs) else facts.layer.inputs[0]
    passes = all(way is IDENTITY for way in facts.layer.kind.transfers(inputs, facts.output, 0))
    return facts.layer.inputs[0] if passes else None


def _same(above: LayerField, field: LayerField) -> bool:
    return above.touched.patches == field.touched.patches and above.reach == field.reach


def joins_of(analysis: Analysis, linked: LinkedField) -> tuple[str, ...]:
    """The layers of a field that join branches, nearest the unit first."""
    return tuple(field.layer for field in linked.layers if len(analysis.design[field.layer].inputs) > 1)


def branch_shares(analysis: Analysis, linked: LinkedField, join: str, image: str) -> tuple[BranchShare, ...]:
    """What the unit sees of the input layer `image` through each input of a join in its field."""
    fields = branch_fields(analysis, linked, join)
    names = analysis.design[join].inputs
    return tuple(BranchShare(name, field.get(image)) for name, field in zip(names, fields, strict=True))


def field_words(field: LayerField) -> str:
    """What is seen of a layer, in words: `5×5 of 28×28 (3.2%), 2 rows in the padding above`."""
    box, touched = field.box, field.touched
    if box is None:
        return "nothing but padding" if field.padding else "nothing"
    height, width = box[2] - box[0] + 1, box[3] - box[1] + 1
    if (touched.height, touched.width) == (1, 1):
        return "all of it"
    text = f"{height}×{width} of {touched.height}×{touched.width}"
    whole = touched.count == touched.height * touched.width
    text = f"all {text.partition(' ')[0]}" if whole else f"{text} ({share_words(field.share)})"
    gaps = f", {touched.count:,} units with gaps between" if touched.count < height * width else ""
    return text + gaps + padding_words(field)


def padding_words(field: LayerField) -> str:
    """How far the field reaches into the padding: `, in padding: 2 rows above, 1 column left`; or nothing."""
    if field.interval is None:
        return ""
    top, left, bottom, right = field.interval
    ends = (
        (-top, "row", "above"),
        (bottom - field.touched.height + 1, "row", "below"),
        (-left, "column", "left"),
        (right - field.touched.width + 1, "column", "right"),
    )
    parts = [f"{count:,} {what}{'s' * (count != 1)} {side}" for count, what, side in ends if count > 0]
    return f", in padding: {', '.join(parts)}" if parts else ""


def share_words(share: float) -> str:
    """A part in per cent, with a decimal where it is small."""
    return f"{share:.0%}" if share >= 0.1 else f"{share:.1%}" if share >= 0.001 else "under 0.1%"
