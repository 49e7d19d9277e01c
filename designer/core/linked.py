"""What a unit sees on every layer between it and the image, and which units of later layers see it."""

from functools import cached_property

from designer.core.analysis import Analysis
from designer.core.index_sets import Patch, Rectangle, Runs, UnitSet, clipped, keep, merged, readers, reads
from designer.core.shapes import Output, Problem, Shape
from designer.core.value import dataclass


@dataclass(frozen=True)
class LayerField:
    """What one unit sees of one layer."""

    touched: UnitSet
    """The units it truly depends on, clipped at the border of every layer on the way: with gaps where it skips some."""
    reach: Patch
    """The rows and columns it would see if no layer had a border; either may be empty."""

    @property
    def layer(self) -> str:
        """The layer that is seen."""
        return self.touched.layer

    @property
    def interval(self) -> Rectangle | None:
        """The field as the figures have it, not clipped at the border; None where it sees nothing."""
        rows, columns = self.reach
        return (rows[0][0], columns[0][0], rows[-1][1], columns[-1][1]) if rows and columns else None

    @property
    def box(self) -> Rectangle | None:
        """The smallest rectangle of the layer's units that it truly depends on; None where it sees none."""
        return self.touched.box

    @property
    def share(self) -> float:
        """Area of the box as a part of the map; `touched.share` counts only the units that are read."""
        box = self.box
        if box is None:
            return 0.0
        return (box[2] - box[0] + 1) * (box[3] - box[1] + 1) / (self.touched.height * self.touched.width)

    @property
    def padding(self) -> tuple[Rectangle, ...]:
        """The parts of the interval outside the map, none in common: above, below, left, right."""
        if self.interval is None:
            return ()
        top, left, bottom, right = self.interval
        last_row, last_column = self.touched.height - 1, self.touched.width - 1
        upper, lower = max(top, 0), min(bottom, last_row)
        parts = (
            (top, left, min(bottom, -1), right),
            (max(top, last_row + 1), left, bottom, right),
            (upper, left, lower, min(right, -1)),
            (upper, max(left, last_column + 1), lower, right),
        )
        return tuple(part for part in parts if part[0] <= part[2] and part[1] <= part[3])


@dataclass(frozen=True)
class LinkedField:
    """What one unit sees of its own layer and of each layer between it and the image, nearest first."""

    layers: tuple[LayerField, ...]

    @cached_property
    def _by_id(self) -> dict[str, LayerField]:
        return {field.layer: field for field in self.layers}

    def __getitem__(self, layer_id: str) -> LayerField:
        return self._by_id[layer_id]

    def get(self, layer_id: str) -> LayerField | None:
        """What is seen of a layer; None where the unit does not see it."""
        return self._by_id.get(layer_id)

    def __contains__(self, layer_id: object) -> bool:
        return layer_id in self._by_id


def linked_field(analysis: Analysis, layer_id: str, row: int, column: int) -> LinkedField:
    """The field of the unit (row, column) of a layer on every layer it sees, through all branches.

    Every unit of a vector sees the same (as in the figures, also of `flatten`): give (0, 0). The layer must have an
    output. Raises Problem where there is no such unit, or a window has too many phases to walk.
    """
    unit = _unit(analysis, layer_id, row, column)
    return _walk(analysis, {layer_id: ([unit], unit)})


def branch_fields(analysis: Analysis, field: LinkedField, join: str) -> tuple[LinkedField, ...]:
    """What a unit sees through each input of a layer in its field, by itself: the layers from that input upwards.

    `join` is any layer of `field` with inputs; one answer for each of them, in their order.
    """
    layer, at = analysis.design[join], field[join]
    return tuple(
        _walk(analysis, _above(analysis, join, list(at.touched.patches), at.reach, index))
        for index in range(len(layer.inputs))
    )


Wanted = dict[str, tuple[list[Patch], Patch]]
"""By layer what is still to be walked from: the patches seen, and rows and columns without borders."""


def _walk(analysis: Analysis, wanted: Wanted) -> LinkedField:
    design, found = analysis.design, []
    start = max(design.index(layer_id) for layer_id in wanted) if wanted else -1
    for layer in reversed(design.layers[: start + 1]):
        if layer.id not in wanted:
            continue
        patches, reach = wanted.pop(layer.id)
        found.append(LayerField(_units(analysis, layer.id, patches), reach))
        for index in range(len(layer.inputs)):
            for name, (more, further) in _above(analysis, layer.id, patches, reach, index).items():
                known, known_reach = wanted.get(name, ([], ((), ())))
                for patch in more:
                    keep(known, patch)
                rows, columns = (merged(known_reach[axis] + further[axis]) for axis in (0, 1))
                wanted[name] = known, (rows, columns)
    return LinkedField(tuple(found))


def _above(analysis: Analysis, layer_id: str, patches: list[Patch], reach: Patch, index: int) -> Wanted:
    """What these units of a layer see of its input `index`; nothing where they read nothing at all of it."""
    facts = analysis.facts[layer_id]
    shapes = tuple(shape for shape in facts.inputs if shape is not None)
    name, shape = facts.layer.inputs[index], shapes[index]
    if not isinstance(shape, Shape):
        return {name: (list(patches), reach)}
    assert facts.output is not None
    down, across = facts.layer.kind.transfers(shapes, facts.output, index)
    seen: list[Patch] = []
    for rows, columns in patches:
        patch = clipped(reads(rows, down), shape.height), clipped(reads(columns, across), shape.width)
        if patch[0] and patch[1]:
            keep(seen, patch)
    further = reads(reach[0], down), reads(reach[1], across)
    return {name: (seen, further)} if further[0] or further[1] else {}


def seen_by(analysis: Analysis, layer_id: str, row: int, column: int, until: str | None = None) -> dict[str, UnitSet]:
    """The units that depend on the unit or pixel (row, column) of a layer, by the layer they are in, itself first.

    Layers without such a unit are left out, and so are those behind `until`. Exact, borders included, but where more
    than MOST_PATCHES branches look at different places. Raises Problem like `linked_field`.
    """
    first = _unit(analysis, layer_id, row, column)
    found: dict[str, list[Patch]] = {layer_id: [first]}
    design = analysis.design
    end = len(design) if until is None else design.index(until) + 1
    for layer in design.layers[design.index(layer_id) + 1 : end]:
        facts = analysis.facts[layer.id]
        if facts.output is None or not any(name in found for name in layer.inputs):
            continue
        shapes = tuple(shape for shape in facts.inputs if shape is not None)
        patches: list[Patch] = []
        for index, name in enumerate(layer.inputs):
            for patch in found.get(name, ()):
                behind = patch
                if isinstance(shapes[index], Shape):
                    down, across = layer.kind.transfers(shapes, facts.output, index)
                    height, width = _size(facts.output)
                    behind = readers(patch[0], down, height), readers(patch[1], across, width)
                if behind[0] and behind[1]:
                    keep(patches, behind)
        if patches:
            found[layer.id] = patches
    return {name: _units(analysis, name, patches) for name, patches in found.items()}


def _unit(analysis: Analysis, layer_id: str, row: int, column: int) -> Patch:
    """One unit as a patch; raises Problem where the layer has none there."""
    output = analysis.facts[layer_id].output
    height, width = (0, 0) if output is None else _size(output)
    if not (0 <= row < height and 0 <= column < width):
        raise Problem("no-such-unit", f"{layer_id}: expected a unit of {height}×{width}, found ({row}, {column})")
    rows: Runs = ((row, row),)
    columns: Runs = ((column, column),)
    return rows, columns


def _units(analysis: Analysis, layer_id: str, patches: list[Patch]) -> UnitSet:
    output = analysis.facts[layer_id].output
    assert output is not None
    return UnitSet(layer_id, *_size(output), tuple(patches))


def _size(output: Output) -> tuple[int, int]:
    """Height and width of the maps; a vector counts as one unit."""
    return (output.height, output.width) if isinstance(output, Shape) else (1, 1)
