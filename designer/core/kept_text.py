"""Weights that a design keeps, as the part `weights` of a file: strict reading, canonical writing, a line a filter."""

import json
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from designer.core.design import Layer
from designer.core.kept_weights import MOST_KEPT, NAMES, Beside, Kept, KeptWeights, Numbers, Seed, count, floats, put
from designer.core.strictjson import FileError, shown
from designer.core.value import replace

MOST_AXES = 4
MOST_INLINE = 4096
"""Most numbers of an array that stands in a text."""
MOST_INLINE_TOGETHER = 65_536
"""Most numbers of all these arrays: of what comes after, none does."""
MOST_SEED = 2**63 - 1
_LARGEST = 3.4028235677973362e38  # what is rounded to the largest float32

Refuse = Callable[[str, str, object], FileError]


def read_weights(section: object, layers: tuple[Layer, ...], refuse: Refuse) -> tuple[Layer, ...]:
    """The layers with the weights that the part `weights` of a file gives them; raises what `refuse` makes.

    `refuse(place, expected, found)` gives the error for a place.
    """
    if not isinstance(section, dict):
        raise refuse("weights", "an object of arrays", section)
    given: dict[str, KeptWeights] = {}
    ids = {layer.id for layer in layers}
    for key, value in section.items():
        place = f"weights.{shown(key)}"
        layer, _, name = key.rpartition(".")
        if layer not in ids or name not in NAMES:
            raise refuse(place, f"the id of a layer and one of .{', .'.join(NAMES)}", key)
        given[layer] = put(given.get(layer, ()), name, _array(value, place, refuse))
    return tuple(replace(layer, weights=given[layer.id]) if layer.id in given else layer for layer in layers)


def _array(value: object, place: str, refuse: Refuse) -> Kept:
    if isinstance(value, list):
        shape = _shape(value, place, refuse)
        rows = list(_rows(value, shape, place, refuse))
        if len(shape) == 1:
            return Numbers(shape, tuple(rows))
        each = len(rows) // shape[0]
        return Numbers(shape, tuple(b"".join(rows[n * each : (n + 1) * each]) for n in range(shape[0])))
    if isinstance(value, dict) and value.keys() == {"seed"}:
        seed = value["seed"]
        if type(seed) is not int or not 0 <= seed <= MOST_SEED:
            raise refuse(f"{place}.seed", f"a whole number from 0 to {MOST_SEED}", seed)
        return Seed(seed)
    if isinstance(value, dict) and value.keys() == {"shape", "file", "sha256"}:
        return _beside(value, place, refuse)
    raise refuse(place, "lists of numbers, a seed, or shape, file and sha256", value)


def _beside(value: dict[str, Any], place: str, refuse: Refuse) -> Beside:
    shape, file, digest = value["shape"], value["file"], value["sha256"]
    lengths = isinstance(shape, list) and 1 <= len(shape) <= MOST_AXES
    if not lengths or not all(type(n) is int and 1 <= n <= MOST_KEPT for n in shape) or count(shape) > MOST_KEPT:
        raise refuse(f"{place}.shape", f"1 to {MOST_AXES} lengths of at most {MOST_KEPT} numbers together", shape)
    if not isinstance(file, str) or not _plain_name(file):
        raise refuse(f"{place}.file", "the name of a .safetensors file in the same folder", file)
    if not isinstance(digest, str) or len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise refuse(f"{place}.sha256", "64 hexadecimal digits", digest)
    return Beside(tuple(shape), file, digest)


def _plain_name(name: str) -> bool:
    """Whether a name is that of a file beside the design and nowhere else, on every system."""
    return (
        name.endswith(".safetensors")
        and len(name.encode("utf-8", "surrogatepass")) <= 255
        and name.isprintable()
        and not set(name) & set('/\\:*?"<>|')
        and not name.startswith(".")
    )


def _shape(value: object, place: str, refuse: Refuse) -> tuple[int, ...]:
    """The shape that the first entries of nested lists have."""
    shape: list[int] = []
    while isinstance(value, list):
        if not value or len(shape) == MOST_AXES:
            raise refuse(f"{place}{'[0]' * len(shape)}", f"1 to {MOST_AXES} levels of lists that hold numbers", value)
        shape.append(len(value))
        value = value[0]
    return tuple(shape)


def _rows(value: object, shape: tuple[int, ...], place: str, refuse: Refuse) -> Iterator[bytes]:
    """The innermost lists as bytes, in order."""
    if not isinstance(value, list) or len(value) != shape[0]:
        raise refuse(place, f"a list of {shape[0]}", value)
    if len(shape) > 1:
        for n, item in enumerate(value):
            yield from _rows(item, shape[1:], f"{place}[{n}]", refuse)
        return
    for n, number in enumerate(value):
        if type(number) not in (int, float) or not -_LARGEST <= number <= _LARGEST:
            raise refuse(f"{place}[{n}]", "a number that float32 holds", number)
    yield struct.pack(f"<{len(value)}f", *value)


def too_large(layers: Iterable[Layer]) -> dict[str, Numbers]:
    """The arrays of layers that shall not stand in a text, by full name, in list order."""
    found: dict[str, Numbers] = {}
    inline = 0
    for layer in layers:
        for name, array in layer.weights:
            if isinstance(array, Numbers):
                size = count(array.shape)
                if size > MOST_INLINE or inline + size > MOST_INLINE_TOGETHER:
                    found[f"{layer.id}.{name}"] = array
                else:
                    inline += size
    return found


def portable(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Layers with the weights that a text may carry somewhere else: small ones, and none of files beside a design."""
    every = tuple(layers)
    large = too_large(every)

    def stays(layer: Layer, name: str, array: Kept) -> bool:
        return not isinstance(array, Beside) and f"{layer.id}.{name}" not in large

    return tuple(
        replace(layer, weights=tuple((name, array) for name, array in layer.weights if stays(layer, name, array)))
        if layer.weights
        else layer
        for layer in every
    )


def with_weights(document: str, layers: Iterable[Layer]) -> str:
    """The JSON text of a document with the part `weights` at its end, where layers keep any."""
    lines = [
        f"    {_quoted(f'{layer.id}.{name}')}: {_text(array)}" for layer in layers for name, array in layer.weights
    ]
    if not lines:
        return document
    return document.removesuffix("\n}") + ',\n  "weights": {\n' + ",\n".join(lines) + "\n  }\n}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _text(array: Kept) -> str:
    if isinstance(array, Seed):
        return f'{{"seed": {array.seed}}}'
    if isinstance(array, Beside):
        return f'{{"shape": {list(array.shape)}, "file": {_quoted(array.file)}, "sha256": "{array.digest}"}}'
    if len(array.shape) == 1:
        return _nested(floats(array.parts[0]), array.shape)
    filters = (f"      {_nested(floats(part), array.shape[1:])}" for part in array.parts)
    return "[\n" + ",\n".join(filters) + "\n    ]"


def _nested(values: tuple[float, ...], shape: tuple[int, ...]) -> str:
    if len(shape) == 1:
        return f"[{', '.join(map(shortest, values))}]"
    size = len(values) // shape[0]
    return f"[{', '.join(_nested(values[n * size : (n + 1) * size], shape[1:]) for n in range(shape[0]))}]"


def shortest(value: float) -> str:
    """The shortest text that reads back as the same float32."""
    for digits in range(1, 9):
        text = f"{value:.{digits}g}"
        if abs(float(text)) <= _LARGEST and struct.pack("<f", float(text)) == struct.pack("<f", value):
            break
    else:
        text = f"{value:.9g}"
    if text == "-0":  # which would be read as a whole number, without its sign
        return "-0.0"
    plain = str(int(value))
    return plain if len(plain) <= len(text) and value == int(value) else text
