"""Blocks of a design: grouping, naming and dissolving them, and putting ready ones in."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from designer.core.analysis import Analysis, analyse
from designer.core.design import LONGEST_ID, LONGEST_NAME, Design, Layer
from designer.core.edit_basics import EditError, free_name, with_layers
from designer.core.kind import Kind, options_of
from designer.core.kinds import Input
from designer.core.options import OptionError
from designer.core.shapes import Flat, Output, Shape
from designer.core.splice import Target, block_paths, check_place, common_path, path_between, placed, splice
from designer.core.templates import BLOCKS, Block
from designer.core.value import replace

READY: Mapping[str, Block] = MappingProxyType({block.name: block for block in BLOCKS})
"""The blocks that a palette offers, by name."""

UNKNOWN = 64
"""Channels of a source whose shape is not known, as in the palette's presets."""


def within(path: str | None, block: str) -> bool:
    """Whether a layer of this path belongs to a block: to itself or to one inside it."""
    return path is not None and (path == block or path.startswith(f"{block}/"))


def blocks(design: Design) -> tuple[str, ...]:
    """The paths of all blocks, outer before inner, in list order."""
    return block_paths(design)


def members(design: Design, path: str) -> tuple[str, ...]:
    """The ids of a block's layers, those of blocks inside it too; raises EditError where there is no such block."""
    found = tuple(layer.id for layer in design if within(layer.block, path))
    if not found:
        raise EditError(f"there is no block {path}")
    return found


def block_of(design: Design, ids: Iterable[str]) -> str:
    """The block that a selection means: the outermost of which it is the whole, else the innermost that holds it.

    Raises EditError where its layers are in no block, or not all in one.
    """
    inside = set(ids)
    path = common_path([layer.block for layer in design if layer.id in inside])
    if path is None:
        raise EditError("the selection is in no block: select one or more layers of the block that is meant")
    while (outer := path.rpartition("/")[0]) and len(members(design, outer)) == len(inside):
        path = outer
    return path


def group(design: Design, ids: Iterable[str], name: str | None = None) -> Design:
    """The layers as a block `name` inside the innermost block that holds them all; a whole block is wrapped.

    Left out, the name is "block", with a number where it needs one. Raises EditError where the selection cuts a
    block, or where the network leaves it and comes back.
    """
    chosen = _chosen(design, ids)
    inside = {layer.id for layer in chosen}
    outer = common_path([layer.block for layer in chosen])
    if outer is not None and set(members(design, outer)) == inside:
        outer = outer.rpartition("/")[0] or None
    depth = len(outer.split("/")) if outer else 0
    parts = {layer.id: layer.block.split("/") if layer.block else [] for layer in design}
    held = {tuple(parts[layer.id][: depth + 1]) for layer in chosen if len(parts[layer.id]) > depth}
    for layer in design:
        beginning = tuple(parts[layer.id][: depth + 1])
        if beginning in held and layer.id not in inside:
            raise EditError(f"{'/'.join(beginning)} is selected in part: select all of it, or ungroup it first")
    _check_way_back(design, inside)
    path = free_block(design, "block", outer) if name is None else _free_path(design, outer, name)
    moved = (replace(x, block=placed("/".join(parts[x.id][depth:]), path)) if x.id in inside else x for x in design)
    return with_layers(design, tuple(moved))


def _chosen(design: Design, ids: Iterable[str]) -> list[Layer]:
    wanted = set(ids)
    chosen = [layer for layer in design if layer.id in wanted]
    if not wanted:
        raise EditError("nothing is selected: select the layers that the block shall hold")
    if len(chosen) < len(wanted):
        raise EditError(f"there is no layer {min(wanted - {layer.id for layer in chosen})}")
    return chosen


def _check_way_back(design: Design, inside: set[str]) -> None:
    """Refuse a set that cannot be folded to one card: what stands between its layers would read and feed it."""
    left: dict[str, str] = {}
    for layer in design:
        reads = next((left[name] for name in layer.inputs if name in left), None)
        if layer.id in inside:
            if reads is not None:
                raise EditError(f"the network leaves the selection and comes back by {reads}: select that too")
        elif reads is not None:
            left[layer.id] = reads
        elif not inside.isdisjoint(layer.inputs):
            left[layer.id] = layer.id


def check_name(name: str) -> None:
    """Raise EditError for what cannot be the name of a block."""
    if not 1 <= len(name) <= LONGEST_ID or not name.isprintable() or "/" in name or not name.strip():
        raise EditError(f"a block's name has 1 to {LONGEST_ID} printable characters, none of them a slash")


def _free_path(design: Design, outer: str | None, name: str) -> str:
    check_name(name)
    path = str(placed(name, outer))
    if path in blocks(design):
        raise EditError(f"there is a block {path} already")
    return path


def free_block(design: Design, stem: str = "block", outer: str | None = None) -> str:
    """A path that no block has yet: `stem` inside `outer`, with a number where it needs one."""
    return free_name(str(placed(stem, outer)), blocks(design), LONGEST_NAME)


def ungroup(design: Design, path: str) -> Design:
    """The design without the frame of a block: its layers stay, blocks inside it move out by one level."""
    inner = members(design, path)
    outer = path.rpartition("/")[0] or None
    paths = {path: outer}
    taken = {each for each in blocks(design) if not within(each, path)}
    for child in (each for each in blocks(design) if each.rpartition("/")[0] == path):
        free = free_name(str(placed(child.rpartition("/")[2], outer)), taken, LONGEST_NAME)
        paths[child] = free
        taken.add(free)
    return _renamed(design, set(inner), paths)


def rename_block(design: Design, path: str, name: str) -> Design:
    """Another name for a block, at its place among the others."""
    inner = members(design, path)
    outer, _, old = path.rpartition("/")
    return design if name == old else _renamed(design, set(inner), {path: _free_path(design, outer or None, name)})


def _renamed(design: Design, inner: set[str], paths: Mapping[str, str | None]) -> Design:
    """The layers `inner` with the longest beginning of their path that `paths` holds replaced."""

    def path_of(layer: Layer) -> str | None:
        head, tail = str(layer.block), ""
        while head not in paths:
            head, _, last = head.rpartition("/")
            tail = f"{last}/{tail}" if tail else last
        return placed(tail, paths[head])

    return with_layers(design, tuple(replace(x, block=path_of(x)) if x.id in inner else x for x in design))


def insert_block(
    design: Design,
    name: str,
    source: str,
    target: Target | None = None,
    values: Mapping[str, int] = MappingProxyType({}),
    analysis: Analysis | None = None,
) -> Design:
    """A ready block on the edge from `source` to `target`, or to all that read it; raises EditError.

    `values` are options of the block by name; the others have their defaults for the channels of `source`, as an
    analysis of the design says them.
    """
    check_place(design, source, target)
    facts = (analysis or analyse(design)).facts
    layers = block_layers(design, name, source, facts[source].output, values)
    outer = path_between(design, source, target, framed=True)
    framed = [replace(layer, block=placed(layer.block, outer)) for layer in layers]
    return splice(design, framed, framed[-1].id, source, target)


def block_layers(
    design: Design, name: str, source: str, shape: Output | None, values: Mapping[str, int] = MappingProxyType({})
) -> tuple[Layer, ...]:
    """The layers of a ready block below `source`, whose output has `shape`, under ids and a path free in the design.

    Raises EditError for an unknown name or option, a value it does not take, and below a vector.
    """
    if name not in READY:
        raise EditError(f"there is no block {name}")
    block = READY[name]
    if isinstance(shape, Flat):
        raise EditError(f"{block.label} needs maps (H×W×C), and {source} gives a vector of {shape.features} features")
    read = _read(block, values)
    last = {path.rpartition("/")[2] for path in blocks(design)}
    n = 1
    while (prefix := f"{name}_{n}") in last or any(layer.id.startswith(prefix) for layer in design):
        n += 1
    layers = block.build(source, shape.channels if shape else UNKNOWN, prefix, read)
    for layer in layers:
        _check_kind(block, layer.kind)
    return layers


def block_output(
    block: Block, source: str, above: Output | None, values: Mapping[str, int]
) -> tuple[Output | None, str]:
    """The shape that a ready block gives below `source`, whose output is `above`, or the reason why it gives none.

    Both are empty where `above` is not known. Raises EditError as `block_layers` does.
    """
    if not isinstance(above, Shape):
        block_layers(Design(), block.name, source, above, values)
        return None, ""
    head = Design((Layer(source, Input(height=above.height, width=above.width, channels=above.channels)),))
    layers = block_layers(head, block.name, source, above, values)
    analysis = analyse(Design((*head, *layers)))
    problem = next((each.message for each in analysis.findings if each.severity == "error"), "")
    return analysis.facts[layers[-1].id].output, problem


def _read(block: Block, values: Mapping[str, int]) -> dict[str, int]:
    options = {each.name: each.option for each in block.options}
    read = {}
    for key, value in values.items():
        if key not in options:
            raise EditError(f"{block.label} has no option {key}")
        try:
            read[key] = options[key].read(value)
        except OptionError as error:
            raise EditError(f"{key} of {block.label}: expected {error}, found {value}") from None
    return read


def _check_kind(block: Block, kind: Kind) -> None:
    """Refuse numbers that no file may hold: channels times a factor can pass the largest integer."""
    for key, option in options_of(type(kind)).items():
        value = getattr(kind, key)
        try:
            if value is not None:
                option.read(option.write(value))
        except OptionError as error:
            raise EditError(f"{block.label}: {key} would not be {error}") from None
