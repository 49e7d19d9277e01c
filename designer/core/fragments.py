"""The clipboard: layers of a design as JSON text, and such text put into a design."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from designer.core.design import LONGEST_ID, LONGEST_NAME, Design, Layer
from designer.core.edit_basics import EditError, free_name, free_names, renamed, with_layers
from designer.core.fileformat import (
    VERSION,
    FileError,
    check_version,
    document_text,
    kept_by,
    loads,
    read_layers,
    write_layer,
)
from designer.core.kept_text import portable
from designer.core.kinds import Concat, Input
from designer.core.splice import Target, block_paths, check_place, path_between, placed, splice
from designer.core.strictjson import parse, shown
from designer.core.value import dataclass, replace

FORMAT = "cnn-design-fragment"
_ABOVE = ("",)  # no id is empty: what the first layer reads where the text names no inputs
_KEYS = ("format", "version", "name", "inputs", "outputs", "layers", "weights")


@dataclass(frozen=True)
class Fragment:
    """Layers that read each other and `inputs`, which are ids of layers outside; `outputs` are read from outside."""

    layers: tuple[Layer, ...]
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    whole: Design | None = None
    """The design, where the text was that of a whole design file."""
    name: str = ""
    """What it is called in the user's palette."""


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


def written(fragment: Fragment) -> str:
    """The text of a fragment."""
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    if fragment.name:
        document["name"] = fragment.name
    if fragment.inputs:
        document["inputs"] = list(fragment.inputs)
    if fragment.outputs:
        document["outputs"] = list(fragment.outputs)
    above = (*(fragment.inputs[-1:] or (None,)), *(layer.id for layer in fragment.layers))
    document["layers"] = [write_layer(layer, name) for layer, name in zip(fragment.layers, above, strict=False)]
    return document_text(document, portable(fragment.layers))


def read(text: str) -> Fragment:
    """The fragment in a text, be it that of a fragment or of a design file; raises EditError with one line."""
    try:
        return read_bytes(text.encode("utf-8", "surrogatepass"))  # half a character is refused with its place
    except FileError as error:
        raise EditError(f"the text cannot be pasted: {error}") from None


def read_bytes(data: bytes) -> Fragment:
    """The same for the bytes of a file; raises FileError where they break a rule, EditError for anything else."""
    document = parse(data) if data.lstrip().startswith(b"{") else None
    form = document.get("format") if isinstance(document, dict) else None
    if form == FORMAT:
        return _read(document)
    if form == "cnn-design":
        design = loads(data)
        return Fragment(design.layers, whole=design)
    raise EditError("the text is neither a design nor a part of one: copy layers, or the text of a design file")


def _read(document: Any) -> Fragment:
    for key in document:
        if key not in _KEYS:
            raise FileError(f"expected one of {', '.join(_KEYS)}, found the unknown field {shown(key)}")
    check_version(document)
    name = document.get("name", "")
    if not isinstance(name, str) or not name.isprintable() or len(name) > LONGEST_ID:
        raise FileError(f"name: expected at most {LONGEST_ID} printable characters, found {shown(name)}")
    inputs, outputs = _names(document, "inputs"), _names(document, "outputs")
    layers = kept_by(read_layers(document.get("layers"), inputs or _ABOVE), document)
    if not layers:
        raise FileError("layers: expected one or more layers, found none")
    ids = {layer.id for layer in layers}
    for n, name in enumerate(outputs):
        if name not in ids:
            raise FileError(f"outputs[{n}]: expected the id of one of the layers, found {shown(name)}")
    return Fragment(layers, inputs or _ABOVE, outputs, name=name)


def _names(document: dict[str, Any], key: str) -> tuple[str, ...]:
    names = document.get(key, [])
    if not isinstance(names, list):
        raise FileError(f"{key}: expected a list of ids, found {shown(names)}")
    for n, name in enumerate(names):
        if not isinstance(name, str) or not name.isprintable() or not 1 <= len(name) <= LONGEST_ID:
            raise FileError(f"{key}[{n}]: expected 1 to {LONGEST_ID} printable characters, found {shown(name)}")
    if len(set(names)) < len(names):
        raise FileError(f"{key}: expected ids that differ, found one of them twice")
    return tuple(names)


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
