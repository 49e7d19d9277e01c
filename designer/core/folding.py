"""A design with some blocks folded: one row for each, with subtotals that add up to the totals."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from designer.core.analysis import Analysis
from designer.core.design import Design, Layer
from designer.core.facts import Facts
from designer.core.memory import sharing_layers, training_bytes
from designer.core.shapes import Output
from designer.core.structure import Edge
from designer.core.value import dataclass

Sizes = tuple[int, int]


@dataclass(frozen=True)
class Row:
    """A layer, or a folded block, with the sums of its layers; for a layer these are its own figures."""

    key: str
    """A layer's id, or a block's key: unlike any id."""
    layers: tuple[str, ...]
    """The ids it stands for, in list order."""
    path: str | None
    """The folded block; None for a layer."""
    inputs: tuple[str, ...]
    """The keys of the rows it reads, one for each of `sources`."""
    sources: tuple[str, ...]
    """The ids it reads from outside: a layer's inputs, or each id once for a block."""
    entering: tuple[Edge, ...]
    leaving: tuple[Edge, ...]
    """The edges that cross its border."""
    input_shapes: tuple[Output | None, ...]
    """The shapes of `sources`; None where the arithmetic failed."""
    outputs: tuple[str, ...]
    """The ids in it that are read from outside, or that nobody reads."""
    output_shapes: tuple[Output | None, ...]
    field_in: Sizes | None
    field_out: Sizes | None
    """The largest receptive field (height, width) of all that enters, and of the outputs."""
    parameters: int
    buffers: int
    macs: int
    activation_bytes: int
    parameter_bytes: int
    training_bytes: int
    partial: bool
    """Whether a layer in it has no figures."""


@dataclass(frozen=True)
class Folded:
    """The rows, each behind those it reads, and the blocks that could not be folded."""

    rows: tuple[Row, ...]
    row_of: Mapping[str, str]
    """The key of the row that stands for a layer, by its id."""
    unfoldable: tuple[str, ...]
    """Blocks that stay open: folded, they would read and feed the same row."""


def block_key(path: str) -> str:
    """The key of a folded block; a layer's id is printable and can never be the same."""
    return f"\t{path}"


def folded(design: Design, analysis: Analysis, paths: Iterable[str]) -> Folded:
    """The design with the blocks of `paths` folded, outer before inner; paths that no layer has are left out."""
    row_of, order, refused = _foldable(design, sorted(set(paths), key=lambda path: (path.count("/"), path)))
    groups: dict[str, list[Layer]] = {key: [] for key in order}
    for layer in design:
        groups[row_of[layer.id]].append(layer)
    computed = {name for name, facts in analysis.facts.items() if facts.output is not None}
    shared = sharing_layers(design, computed)
    rows = tuple(_row(analysis, key, layers, row_of, shared) for key, layers in groups.items())
    return Folded(rows, row_of, refused)


def _foldable(design: Design, paths: Sequence[str]) -> tuple[dict[str, str], list[str], tuple[str, ...]]:
    """Each layer's row, the order of the rows, and the paths that were left open because they would make a loop."""
    done, refused = set(paths), list[str]()
    order = _ordered(design, row_of := _assigned(design, done))
    if order is None:
        done.clear()
        for path in paths:
            if _ordered(design, _assigned(design, {*done, path})) is None:
                refused.append(path)
            else:
                done.add(path)
        order = _ordered(design, row_of := _assigned(design, done))
    assert order is not None, "a design without folded blocks has an order"
    return row_of, order, tuple(refused)


def _assigned(design: Design, paths: Collection[str]) -> dict[str, str]:
    """The key of each layer's row: its outermost folded block, or itself."""
    keys: dict[str, str | None] = {}
    found = {}
    for layer in design:
        block = layer.block or ""
        if block not in keys:
            heads = accumulate(block.split("/"), "{}/{}".format)
            keys[block] = next((block_key(head) for head in heads if head in paths), None)
        found[layer.id] = keys[block] or layer.id
    return found


def _ordered(design: Design, row_of: Mapping[str, str]) -> list[str] | None:
    """The rows in an order in which each stands behind those it reads, as near the list as can be; None for a loop."""
    reads: dict[str, dict[str, None]] = {}
    for layer in design:
        key = row_of[layer.id]
        reads.setdefault(key, {}).update((row_of[name], None) for name in layer.inputs if row_of[name] != key)
    done: dict[str, None] = {}
    opened: set[str] = set()
    for first in reads:
        stack = [first]
        while stack:
            key = stack[-1]
            missing = [name for name in reads[key] if name not in done]
            if key in done or not missing:
                done[stack.pop()] = None
            elif key in opened:
                return None
            else:
                opened.add(key)
                stack.extend(reversed(missing))
    return list(done)


def _row(
    analysis: Analysis, key: str, layers: Sequence[Layer], row_of: Mapping[str, str], shared: dict[str, str]
) -> Row:
    design, facts = analysis.design, [analysis.facts[layer.id] for layer in layers]
    path = None if key == layers[0].id else key[1:]
    inside = {layer.id for layer in layers}
    readers = {reader.id: reader for layer in layers for reader in design.consumers(layer.id)}
    entering = tuple(edge for edge in _edges(layers) if edge.source not in inside)
    leaving = tuple(edge for edge in _edges(readers.values()) if edge.source in inside and edge.target not in inside)
    sources = tuple(str(edge.source) for edge in entering)
    if path is not None:
        sources = tuple(dict.fromkeys(sources))
    read = {edge.source for edge in leaving}
    outputs = tuple(layer.id for layer in layers if layer.id in read or not design.consumers(layer.id))
    bytes_of = {found.layer.id: found.output_bytes or 0 for found in facts if found.output is not None}
    parameter_bytes = sum(found.parameter_bytes or 0 for found in facts)
    return Row(
        key=key,
        path=path,
        layers=tuple(layer.id for layer in layers),
        inputs=tuple(row_of[name] for name in sources),
        sources=sources,
        entering=entering,
        leaving=leaving,
        input_shapes=tuple(analysis.facts[name].output for name in sources),
        outputs=outputs,
        output_shapes=tuple(analysis.facts[name].output for name in outputs),
        field_in=_largest(analysis.facts[name] for name in sources),
        field_out=_largest(analysis.facts[name] for name in outputs),
        parameters=sum(found.parameters or 0 for found in facts),
        buffers=sum(found.buffers or 0 for found in facts),
        macs=sum(found.macs or 0 for found in facts),
        activation_bytes=sum(bytes_of.values()),
        parameter_bytes=parameter_bytes,
        training_bytes=training_bytes(parameter_bytes, bytes_of, shared),
        partial=len(bytes_of) < len(facts),
    )


def _edges(layers: Iterable[Layer]) -> Iterator[Edge]:
    return (Edge(name, layer.id, index) for layer in layers for index, name in enumerate(layer.inputs))


def _largest(facts: Iterable[Facts]) -> Sizes | None:
    """The largest field per axis; None where one does not exist, or there is nothing."""
    fields = [found.receptive_field for found in facts]
    known = [field for field in fields if field is not None]
    if not known or len(known) < len(fields):
        return None
    return max(height for height, _ in known), max(width for _, width in known)
