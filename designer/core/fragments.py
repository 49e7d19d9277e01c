"""A part of a design as JSON text: written to be mailed and pasted, read without trust."""

from typing import Any

from designer.core.design import LONGEST_ID, Design, Layer
from designer.core.edit_basics import EditError
from designer.core.fileformat import VERSION, check_version, document_text, kept_by, loads, read_layers, write_layer
from designer.core.kept_text import portable
from designer.core.strictjson import FileError, parse, shown
from designer.core.value import dataclass

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
