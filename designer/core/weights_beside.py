"""The file beside a design that holds its large arrays of weights, named by its content.

The file is written before the design that names it and never changed, so a crash at any moment leaves the old design
with the old file or the new one with the new.
"""

import hashlib
import json
import os
import re
from pathlib import Path

from designer.core.design import Design, Layer
from designer.core.files import replace_file
from designer.core.kept_text import too_large
from designer.core.kept_weights import Beside, Kept, Numbers, count
from designer.core.strictjson import MOST_BYTES
from designer.core.value import replace


def put_apart(design: Design, path: str | os.PathLike[str]) -> Design:
    """Write the arrays that are too large for the text beside the file `path`; the design that names them there.

    Raises OSError or FileError where they cannot be written.
    """
    large = too_large(design)
    if not large:
        return design
    data = _safetensors(large)
    name = f"{_stem(path)}.{hashlib.sha256(data).hexdigest()[:16]}.safetensors"
    target = Path(os.path.realpath(path)).with_name(name)
    if not target.is_file() or target.read_bytes() != data:
        replace_file(target, data)
    return replace(design, layers=tuple(_naming(layer, large, name) for layer in design))


def _stem(path: str | os.PathLike[str]) -> str:
    return Path(os.path.realpath(path)).name.removesuffix(".json")


def _naming(layer: Layer, large: dict[str, Numbers], file: str) -> Layer:
    """The layer with references in place of its large arrays."""

    def named(name: str, array: Kept) -> Kept:
        full = large.get(f"{layer.id}.{name}")
        return array if full is None else Beside(full.shape, file, full.digest)

    weights = tuple((name, named(name, array)) for name, array in layer.weights)
    return layer if weights == layer.weights else replace(layer, weights=weights)


def _safetensors(arrays: dict[str, Numbers]) -> bytes:
    """The format of huggingface/safetensors: length of the header, header as JSON, numbers without gaps."""
    header, place = {}, 0
    for name, array in arrays.items():
        end = place + 4 * count(array.shape)
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [place, end]}
        place = end
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return b"".join([len(text).to_bytes(8, "little"), text, *(part for each in arrays.values() for part in each.parts)])


def remove_unnamed(path: str | os.PathLike[str]) -> None:
    """Remove earlier files of weights of this design that no design in the folder names; what cannot go stays."""
    target = Path(os.path.realpath(path))
    form = re.compile(re.escape(_stem(path)) + r"\.[0-9a-f]{16}\.safetensors")
    old = [file for file in target.parent.iterdir() if form.fullmatch(file.name)]
    if not old:
        return
    try:
        texts = [file.read_bytes() for file in target.parent.glob("*.json") if file.stat().st_size <= MOST_BYTES]
        for file in old:
            if not any(json.dumps(file.name, ensure_ascii=False).encode() in text for text in texts):
                file.unlink()
    except OSError:
        return
