"""What the panel of feature maps says: of a unit, of a field, of a layer's maps."""

from designer.core.analysis import Analysis
from designer.core.linked import LayerField, LinkedField
from designer.core.shapes import Output, Shape
from designer.engine.fitting import Fit
from designer.ui.panels.maps_tiles import Maps, Unit


def value_text(maps: Maps, unit: Unit) -> str:
    """Where a unit is and what its value is."""
    channel, row, column = unit
    if maps.array.ndim == 1:
        return f"feature {channel}: {number_text(maps.value(unit))}"
    statistics = maps.tiles.statistics
    state = (
        ""
        if maps.difference
        else " (dead: all zeros)"
        if statistics.dead[channel]
        else " (saturated)"
        if statistics.saturated[channel]
        else ""
    )
    return f"channel {channel}{state}, row {row}, column {column}: {number_text(maps.value(unit))}"


def number_text(number: float) -> str:
    """A value with six digits and a minus sign, not a hyphen."""
    return f"{number:.6g}".replace("-", "−")


def unit_text(maps: Maps, unit: Unit) -> str:
    """Which unit it is: of a vector all units see the same."""
    return maps.layer if maps.array.ndim == 1 else f"{maps.layer}, row {unit[1]}, column {unit[2]}"


def seen_text(field: LayerField | None) -> str:
    """What a unit sees of the image."""
    if field is None or field.box is None:
        return "depends on no pixel of the image"
    top, left, bottom, right = field.box
    text = f"sees rows {top} to {bottom}, columns {left} to {right}: {field.share:.1%} of the image"
    skipped = field.touched.share < field.share
    return f"{text}, {field.touched.share:.1%} without the gaps" if skipped else text


def count_text(maps: Maps) -> str:
    """How many maps there are, and what is the matter with them."""
    count, (height, width) = maps.tiles.count, maps.size
    if maps.array.ndim == 1:
        return f"{count:,} value{'s' * (count != 1)}"
    text = f"{count:,} map{'s' * (count != 1)} of {height}×{width}"
    summary = maps.tiles.statistics.summary
    return f"{text} · {summary}" if summary else text


def field_on_image(analysis: Analysis, linked: LinkedField) -> LayerField | None:
    """What a unit sees of the input layer of which it sees the largest box; None where it sees none."""
    fields = [linked[layer.id] for layer in analysis.design.inputs if layer.id in linked]
    seen = [
        (field, field.share * field.touched.height * field.touched.width) for field in fields if field.box is not None
    ]
    return max(seen, key=lambda found: found[1])[0] if seen else None


def largest_input(analysis: Analysis) -> tuple[str, Shape] | None:
    """The input layer of the most pixels and its shape: to it the pixels of the sample image belong."""
    shapes = [(layer.id, analysis.facts[layer.id].output) for layer in analysis.design.inputs]
    known = [(name, shape) for name, shape in shapes if isinstance(shape, Shape)]
    return max(known, key=lambda found: found[1].height * found[1].width, default=None)


def fitted_text(shape: Shape) -> str:
    """What the network is shown of the colours."""
    return "grey" if shape.channels == 1 else "colour" if shape.channels == 3 else f"{shape.channels} channels"


def fit_text(size: tuple[int, int], shape: Shape, fit: Fit) -> str:
    """What became of a picture of a height and width on its way into an input layer."""
    to, source = f"{shape.height}×{shape.width}", f"{size[0]}×{size[1]}"
    if size == (shape.height, shape.width):
        return f"{to}, as it is"
    across = size[1] * shape.height - size[0] * shape.width  # more than 0: it is wider than the input
    if abs(across) < max(shape.height, shape.width):  # alike, to the pixel
        return f"scaled to {to} from {source}"
    if fit in ("crop", "stretch"):
        return f"{'cropped' if fit == 'crop' else 'stretched'} to {to} from {source}"
    where = "above and below" if across > 0 else "left and right"
    return f"fitted to {to} from {source}, {'black' if fit == 'black' else 'its edges drawn out'} {where}"


def size_of(output: Output | None) -> tuple[int, int]:
    """Height and width of a layer's maps; a vector counts as one unit."""
    return (output.height, output.width) if isinstance(output, Shape) else (1, 1)
