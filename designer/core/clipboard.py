"""The clipboard: layers cut out of a design, and put into one."""

from collections.abc import Collection, Iterable, Sequence

from designer.core.design import LONGEST_NAME, Design, Layer
from designer.core.edit_basics import EditError, free_name, free_names, renamed, with_layers
from designer.core.fragments import Fragment, read, written
from designer.core.kinds import Concat, Input
from designer.core.splice import Target, block_paths, check_place, path_between, placed, splice
from designer.core.value import replace


def copy(design: Design, ids: Iterable[str]) -> str:
    """The layers as text that can be mailed and pasted: a JSON document that reads like a design file.

    A layer that reads one which is not copied reads the nearest copied one above it; where there is none, the
    document names what it read in `inputs`. Blocks are kept where they are copied whole. Raises EditError.
    """
    return written(cut_out(design, ids))


def cut_out(design: Design, ids: Iterable[str]) -> Fragment:
    """The layers as a fragment; raises EditError where there are none."""
    wanted = set(ids)
    if not any(layer.id in wanted for layer in design):
        raise EditError("nothing is selected: select layers to copy")
    nearest: dict[str, str] = {}  # of every layer that is not copied but stands below one that is
    layers: list[Layer] = []
    for layer in design:
        inputs = tuple(name if name in wanted else nearest.get(name, name) for name in layer.inputs)
        if layer.id in wanted:
            layers.append(replace(layer, inputs=inputs))
        else:
            above = next((name for name in inputs if name in wanted), None)
            if above is not None:
                nearest[layer.id] = above
    read_inside = {name for layer in layers for name in layer.inputs}
    outside = tuple(dict.fromkeys(name for layer in layers for name in layer.inputs if name not in wanted))
    ends = tuple(x.id for x in layers if x.id not in read_inside and design.consumers(x.id))
    kept = _whole_blocks(design, wanted)
    return Fragment(
        tuple(replace(layer, block=kept.get(layer.block or "")) for layer in layers),
        outside,
        ends if ends and ends != (layers[-1].id,) else (),
    )


def _whole_blocks(design: Design, wanted: Collection[str]) -> dict[str, str]:
    """Of each path, what is left when the blocks that are not wanted as a whole are taken away from its head."""
    cut: set[str] = set()
    for path in {layer.block for layer in design if layer.block and layer.id not in wanted}:
        parts = path.split("/")
        cut.update("/".join(parts[:n]) for n in range(1, len(parts) + 1))
    kept = {}
    for path in {layer.block for layer in design if layer.block}:
        parts = path.split("/")
        first = next((n for n in range(len(parts)) if "/".join(parts[: n + 1]) not in cut), len(parts))
        if first < len(parts):
            kept[path] = "/".join(parts[first:])
    return kept


def paste(
    design: Design, text: str, source: str | None = None, target: Target | None = None, block: str | None = None
) -> Design:
    """The layers of a text on the edge from `source` to `target`, or to all that read it; raises EditError.

    All that they read from outside becomes `source`, input layers of the text too; several outputs are joined by a
    concat. Without a source they stand beside the network and read layers of the same names. Ids and blocks get a
    number where they are taken. `block` frames them as a block of that name.
    """
    return put(design, read(text), source, target, block)


def put(
    design: Design, fragment: Fragment, source: str | None, target: Target | None = None, block: str | None = None
) -> Design:
    """As `paste`, for a fragment that is read already."""
    if source is None:
        return _put_beside(design, fragment, block)
    check_place(design, source, target)
    heads = [layer.id for layer in fragment.layers if isinstance(layer.kind, Input)]
    body = [layer for layer in fragment.layers if layer.id not in heads]
    if not body:
        raise EditError("an input stands at the head of a network: it cannot be put below another layer")
    names = free_names((layer.id for layer in body), (layer.id for layer in design))
    around = dict.fromkeys((*fragment.inputs, *heads), source)
    outer, beside = (path_between(design, source, target, framed) for framed in (False, True))
    layers = _framed(design, renamed(body, around | names), outer, beside, block)
    ends = [names[name] for name in fragment.outputs if name in names] or [layers[-1].id]
    if len(ends) > 1:
        taken = {layer.id for layer in (*design, *layers)}
        layers.append(Layer(free_name("concat_1", taken), Concat(), tuple(ends), layers[-1].block))
    return splice(design, layers, layers[-1].id if len(ends) > 1 else ends[0], source, target)


def _put_beside(design: Design, fragment: Fragment, block: str | None) -> Design:
    if not len(design) and fragment.whole is not None and block is None:
        return fragment.whole
    read_outside = {name for layer in fragment.layers for name in layer.inputs}.intersection(fragment.inputs)
    missing = sorted(name for name in read_outside if name not in design)
    if missing:
        what = missing[0] or "a layer above them"
        raise EditError(f"the layers read {what}, which is not here: select the layer to paste them below")
    names = free_names((layer.id for layer in fragment.layers), (layer.id for layer in design))
    layers = _framed(design, renamed(fragment.layers, names), None, None, block)
    settings = design.settings if len(design) or fragment.whole is None else fragment.whole.settings
    return replace(with_layers(design, (*design, *layers)), settings=settings)


def _framed(
    design: Design, layers: Sequence[Layer], outer: str | None, beside: str | None, block: str | None
) -> list[Layer]:
    """The layers in `outer`, and their blocks in `beside` under names that are free there; or all in a new block."""
    taken = set(block_paths(design))
    if block is not None:
        outer = beside = free_name(str(placed(block, beside)), taken, LONGEST_NAME)
    heads: dict[str, str] = {}
    for path in block_paths(layers):
        if "/" not in path:
            heads[path] = free_name(str(placed(path, beside)), taken, LONGEST_NAME)
            taken.add(heads[path])
    found = []
    for layer in layers:
        head, _, rest = (layer.block or "").partition("/")
        found.append(replace(layer, block=placed(rest, heads[head]) if head else outer))
    return found


def duplicate(design: Design, ids: Iterable[str]) -> Design:
    """Each connected part of the selection once more, right below itself; raises EditError."""
    parts = _parts(cut_out(design, ids))
    if not parts:
        raise EditError("an input stands at the head of a network: add another from the palette")
    for part in parts:
        ends = part.outputs or (part.layers[-1].id,)
        design = put(design, part, ends[-1])
    return design


def _parts(fragment: Fragment) -> list[Fragment]:
    """The fragment cut into those that do not read each other, less those of input layers alone."""
    part_of: dict[str, int] = {}
    for number, layer in enumerate(fragment.layers):
        met = {part_of[name] for name in layer.inputs if name in part_of}
        part_of[layer.id] = min(met, default=number)
        if len(met) > 1:
            part_of = {name: min(met) if part in met else part for name, part in part_of.items()}
    ends = fragment.outputs or (fragment.layers[-1].id,)
    parts = []
    for number in dict.fromkeys(part_of.values()):
        layers = tuple(layer for layer in fragment.layers if part_of[layer.id] == number)
        if not all(isinstance(layer.kind, Input) for layer in layers):
            parts.append(Fragment(layers, fragment.inputs, tuple(name for name in ends if part_of[name] == number)))
    return parts
