"""What one unit truly depends on of the image: the figures that `field` prints."""

from designer.core.analysis import Analysis
from designer.core.index_sets import Rectangle, around
from designer.core.linked import linked_field
from designer.core.receptive_field import unit_interval
from designer.core.shapes import Shape
from designer.core.value import dataclass


@dataclass(frozen=True)
class UnitField:
    """What one unit sees of the image."""

    interval: Rectangle | None
    """The field as the figures have it, not clipped at the border."""
    box: Rectangle | None
    """The smallest rectangle of image pixels that the unit depends on; None where it sees none."""
    share: float
    """Area of the box as a part of the image."""


def unit_field(analysis: Analysis, layer_id: str, row: int, column: int) -> UnitField:
    """The field of the unit at (row, column) of a layer; raises Problem where a field has too many phases to walk.

    Of a flat layer every unit sees the same: give (0, 0). The layer must have an output.
    """
    linked = linked_field(analysis, layer_id, row, column)
    images = [layer.id for layer in analysis.design.inputs if layer.id in linked]
    boxes = {name: box for name in images if (box := linked[name].box)}
    box = around(boxes.values())
    shapes = [analysis.facts[name].output for name in boxes]
    area = max((image.height * image.width for image in shapes if isinstance(image, Shape)), default=1)
    seen = (box[2] - box[0] + 1) * (box[3] - box[1] + 1) if box else 0
    fields = analysis.facts[layer_id].fields
    interval = None
    if fields:
        rows, columns = unit_interval(fields[0], row), unit_interval(fields[1], column)
        if rows and columns:
            interval = (rows[0], columns[0], rows[1], columns[1])
    return UnitField(interval, box, min(1.0, seen / area))
