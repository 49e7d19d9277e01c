"""The design file: a strict reader that names the place of what it refuses, and a canonical writer."""

import json
from typing import Any

from designer.core.design import (
    BYTES_PER_ELEMENT,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_LAYERS,
    Design,
    Layer,
    Settings,
)
from designer.core.kind import Kind
from designer.core.kinds import KINDS
from designer.core.options import Choice, Integer, Option, OptionError
from designer.core.strictjson import FileError, parse, shown
from designer.core.value import MISSING, fields

VERSION = 1
_COMMON = ("kind", "id", "inputs", "block", "note")
_SETTINGS: dict[str, Option] = {
    "batch_size": Integer("images at a time"),
    "dtype": Choice("the type of all numbers", tuple(BYTES_PER_ELEMENT)),
}


def loads(data: bytes) -> Design:
    """The design in the bytes of a file; raises FileError with the place, the expectation and what stood there."""
    document = _object(parse(data), "", ("format", "version", "name", "settings", "layers", "weights"))
    if "format" not in document or document["format"] != "cnn-design":
        raise _refusal("format", '"cnn-design"', document.get("format", MISSING))
    check_version(document)
    name = _text(document.get("name", ""), "name", 0, LONGEST_NAME)
    settings = _object(document.get("settings", {}), "settings", tuple(_SETTINGS))
    values = {key: _option(_SETTINGS[key], value, f"settings.{key}") for key, value in settings.items()}
    layers = kept_by(read_layers(document.get("layers", MISSING)), document)
    if not any(layer.kind.name == "input" for layer in layers):
        raise FileError(f'layers: expected one or more layers of kind "input", found none among {len(layers)}')
    return Design(layers, name, Settings(**values))


def kept_by(layers: tuple[Layer, ...], document: dict[str, Any]) -> tuple[Layer, ...]:
    """The layers with the weights that a document keeps of them; raises FileError."""
    if "weights" not in document:
        return layers
    from designer.core.kept_text import read_weights

    return read_weights(document["weights"], layers, _refusal)


def check_version(document: dict[str, Any]) -> None:
    """Raise FileError unless the document's `version` is one that this program reads."""
    version = document.get("version", MISSING)
    if type(version) is int and version > VERSION:
        raise FileError(
            f"version: {version} is newer than this program reads ({VERSION}): a newer program wrote the file"
        )
    if type(version) is not int or version < 1:
        raise _refusal("version", str(VERSION), version)


def read_layers(items: object, outside: tuple[str, ...] = ()) -> tuple[Layer, ...]:
    """The layers of the list `layers` of a file; raises FileError.

    `outside` are ids that layers may read besides, as if layers of these ids stood above the first.
    """
    if not isinstance(items, list):
        raise _refusal("layers", "a list of layers", items)
    if len(items) > MOST_LAYERS:
        raise FileError(f"layers: expected at most {MOST_LAYERS} layers, found {len(items)}")
    ids = _ids(items, outside)
    places = dict.fromkeys(outside, -1) | {layer_id: i for i, layer_id in enumerate(ids)}
    above = (*outside[-1:], *ids) if outside else (None, *ids)
    return tuple(_layer(item, i, ids, places, above[i]) for i, item in enumerate(items))


def _ids(items: list[Any], outside: tuple[str, ...]) -> list[str]:
    """The id of every layer; those that the file leaves out are kind_1, kind_2, …"""
    given: dict[str, int] = dict.fromkeys(outside, -1)
    for i, item in enumerate(items):
        place = f"layers[{i}]"
        if not isinstance(item, dict):
            raise _refusal(place, "an object", item)
        kind = item.get("kind", MISSING)
        if not isinstance(kind, str) or kind not in KINDS:
            raise _refusal(f"{place}.kind", "one of " + ", ".join(KINDS), kind)
        if "id" in item:
            layer_id = _text(item["id"], f"{place}.id", 1, LONGEST_ID)
            if layer_id in given:
                owner = f"that of layers[{given[layer_id]}]" if given[layer_id] >= 0 else "one of the inputs"
                raise FileError(f"{place}.id: expected an id of its own, found {shown(layer_id)}, which is {owner}")
            given[layer_id] = i
    ids: list[str] = []
    numbers = dict.fromkeys(KINDS, 0)
    for item in items:
        kind = item["kind"]
        if "id" not in item:
            numbers[kind] += 1
            while f"{kind}_{numbers[kind]}" in given:
                numbers[kind] += 1
        ids.append(item.get("id", f"{kind}_{numbers[kind]}"))
    return ids


def _layer(item: dict[str, Any], i: int, ids: list[str], places: dict[str, int], above: str | None) -> Layer:
    place, kind_class = f"layers[{i}]", KINDS[item["kind"]]
    values: dict[str, Any] = {}
    options = {f.name: f for f in fields(kind_class)}
    _object(item, place, (*_COMMON, *options))
    for name, field in options.items():
        if name in item:
            values[name] = _option(field.metadata["option"], item[name], f"{place}.{name}")
        elif field.default is MISSING:
            raise FileError(f"{place}.{name}: expected {field.metadata['option'].expected}, found nothing")
    block = item.get("block")
    if block is not None or "block" in item:
        block = _text(block, f"{place}.block", 1, LONGEST_NAME)
        if not all(block.split("/")):
            raise _refusal(f"{place}.block", "a path such as stage2/inception_3a", block)
    note = _text(item["note"], f"{place}.note", 0, LONGEST_NOTE, lines=True) if "note" in item else None
    return Layer(ids[i], kind_class(**values), _inputs(item, i, kind_class, places, above), block, note or None)


def _inputs(
    item: dict[str, Any], i: int, kind: type[Kind], places: dict[str, int], above: str | None
) -> tuple[str, ...]:
    place = f"layers[{i}].inputs"
    wanted = "no inputs" if kind.name == "input" else "two or more ids" if kind.joins else "one id"
    if "inputs" not in item:
        if kind.name == "input":
            return ()
        if above is None:
            raise FileError(f"{place}: expected an earlier layer, found none: the first layer must be an input")
        names: list[Any] = [above]
    else:
        names = item["inputs"]
        if not isinstance(names, list):
            raise _refusal(place, f"a list of {wanted}", names)
    for n, name in enumerate(names):
        if not isinstance(name, str) or places.get(name, i) >= i:
            where = (
                " (itself)"
                if isinstance(name, str) and places.get(name) == i
                else " (a later layer)"
                if isinstance(name, str) and name in places
                else ""
            )
            raise FileError(f"{place}[{n}]: expected the id of an earlier layer, found {shown(name)}{where}")
    count = len(names)
    if (count != 0) if kind.name == "input" else (count < 2) if kind.joins else (count != 1):
        raise FileError(f"{place}: expected {wanted}, found {count}")
    return tuple(names)


def _object(value: object, place: str, keys: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _refusal(place or "file", "an object", value)
    for key in value:
        if key not in keys:
            at = f"{place}.{_plain(key)}" if place else _plain(key)
            raise FileError(f"{at}: expected one of {', '.join(keys)}, found the unknown field {shown(key)}")
    return value


def _option(option: Option, value: object, place: str) -> Any:
    try:
        return option.read(value)
    except OptionError as error:
        raise _refusal(place, str(error), value) from None


def _text(value: object, place: str, shortest: int, longest: int, lines: bool = False) -> str:
    printable = isinstance(value, str) and (value.replace("\n", "") if lines else value).isprintable()
    if not isinstance(value, str) or not printable or not shortest <= len(value) <= longest:
        raise _refusal(place, f"{shortest} to {longest} printable characters", value)
    return value


def _plain(key: str) -> str:
    return key if key.isidentifier() and len(key) <= 60 else shown(key)


def _refusal(place: str, expected: str, found: object) -> FileError:
    return FileError(f"{place}: expected {expected}, found {'nothing' if found is MISSING else shown(found)}")


def dumps(design: Design) -> bytes:
    """The canonical file of a design: fixed order of keys, two-space indent, defaults left out."""
    document: dict[str, Any] = {"format": "cnn-design", "version": VERSION}
    if design.name:
        document["name"] = design.name
    settings = {
        f.name: getattr(design.settings, f.name)
        for f in fields(Settings)
        if getattr(design.settings, f.name) != f.default
    }
    if settings:
        document["settings"] = settings
    before = (None, *(layer.id for layer in design.layers))
    document["layers"] = [write_layer(layer, above) for layer, above in zip(design.layers, before, strict=False)]
    return document_text(document, design.layers).encode()


def document_text(document: dict[str, Any], layers: tuple[Layer, ...]) -> str:
    """The text of a document, with the weights that its layers keep at the end."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    if any(layer.weights for layer in layers):
        from designer.core.kept_text import with_weights

        text = with_weights(text, layers)
    return text + "\n"


def write_layer(layer: Layer, above: str | None) -> dict[str, Any]:
    """The JSON object of a layer that stands below the layer `above` in the list."""
    item: dict[str, Any] = {"kind": layer.kind.name, "id": layer.id}
    if layer.inputs and layer.inputs != (above,):
        item["inputs"] = list(layer.inputs)
    if layer.block:
        item["block"] = layer.block
    if layer.note:
        item["note"] = layer.note
    for field in fields(layer.kind):
        value = getattr(layer.kind, field.name)
        if value != field.default:
            item[field.name] = field.metadata["option"].write(value)
    return item
