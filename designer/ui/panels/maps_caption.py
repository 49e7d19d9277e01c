"""What a figure of feature maps says below them, in whole sentences."""

from designer.core.analysis import Analysis
from designer.core.linked import LayerField
from designer.core.shapes import Flat
from designer.ui.panels.colour_maps import SIGNED
from designer.ui.panels.maps_tiles import Maps, Unit


def title_text(maps: Maps, channel: int | None) -> str:
    """The heading: which layer, and which of its maps where it is one."""
    return f"Feature maps of {maps.layer}" if channel is None else f"{maps.layer}, channel {channel}"


def scale_text(maps: Maps, channel: int | None) -> tuple[str, str, str]:
    """What the ends of the colours mean, and of which maps."""
    if channel is None and not maps.look.shared:
        return ("−" if maps.tiles.colours == SIGNED else "low", "+" if maps.tiles.colours == SIGNED else "high",
                "each map has its own scale")  # fmt: skip
    low, high = (f"{float(ends[channel or 0]):.4g}".replace("-", "−") for ends in (maps.tiles.low, maps.tiles.high))
    return low, high, "all maps have one scale" if maps.look.shared else f"channel {channel}"


def caption(
    analysis: Analysis,
    maps: Maps,
    channel: int | None,
    picture: tuple[str, str],
    weights: str,
    unit: Unit | None,
    field: LayerField | None,
) -> str:
    """The caption; `picture` is the name of the image and what was done to it to fit the input."""
    facts = analysis.facts[maps.layer]
    count, (height, width) = maps.tiles.count, maps.size
    kind = facts.layer.kind.label.lower()
    what = f"{count:,} values" if isinstance(facts.output, Flat) else f"{count:,} maps of {height}×{width} units"
    which = (
        f"Layer {maps.layer} ({kind}, {what})"
        if channel is None
        else f"Channel {channel} of {maps.layer} ({kind}, {what})"
    )
    name, fitted = picture
    sentences = [f"{which} for the image “{name}”{', ' + fitted if fitted else ''}.", f"Weights: {weights}."]
    if facts.receptive_field is not None:
        rows, columns = facts.receptive_field
        sentences.append(f"The receptive field of a unit is {rows}×{columns} pixels of the input.")
    if unit is not None and field is not None and field.box is not None:
        top, left, bottom, right = field.box
        where = f"channel {unit[0]}, row {unit[1]}, column {unit[2]}" if maps.array.ndim == 3 else f"feature {unit[0]}"
        value = f"{maps.value(unit):.4g}".replace("-", "−")
        sentences.append(
            f"The frame marks what the unit at {where} sees: rows {top} to {bottom} and columns {left} to {right},"
            f" {field.share:.1%} of the image; its value is {value}."
        )
    sentences.append(_scale_sentence(maps, channel))
    if maps.tiles.statistics.summary and channel is None:
        sentences.append(f"Of the channels, {maps.tiles.statistics.summary.replace(' channels', '')}.")
    return " ".join(sentences)


def _scale_sentence(maps: Maps, channel: int | None) -> str:
    signed = maps.tiles.colours == SIGNED
    colours = "Blue is negative, white zero, red positive" if signed else "Dark is low, bright is high"
    if channel is not None or maps.look.shared:
        return f"{colours}, in the scale given."
    return f"{colours}; each map has its own scale, from its least to its largest value."
