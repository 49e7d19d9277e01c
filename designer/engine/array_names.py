"""Names of arrays as frameworks give them: the module, the part of it, and the order they were written in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")

COUNTER = re.compile(r"(^|[./])num_batches_tracked$")
"""PyTorch's count of batches beside the statistics of batch norm: no weight."""

_PARTS = {
    "weight": "weight kernel depthwise_kernel gamma scale w",
    "bias": "bias beta b",
    "running_mean": "running_mean moving_mean mean",
    "running_var": "running_var moving_variance moving_var variance var",
}
_PART_OF = {word: part for part, words in _PARTS.items() for word in words.split()}
_NAME = re.compile(r"(?:(.*)[./|])?([^./|]*?)(?::\d+)?", re.DOTALL)


def module_and_part(name: str) -> tuple[str, str]:
    """As `("layer1.0.conv1", "weight")`, by PyTorch's name of the part; an empty part where the name does not tell."""
    found = _NAME.fullmatch(name)
    part = _PART_OF.get(found[2].lower(), "") if found is not None else ""
    return (found[1] or "", part) if found is not None and part else (name, "")


def parent(module: str) -> str:
    """The module around a module: `layer1.0` of `layer1.0.conv1`."""
    return re.sub(r"(^|[./])[^./]*$", "", module)


def plain(name: str) -> str:
    """A module's name without its manner of writing: small letters and figures, parted by points."""
    return re.sub(r"[^0-9a-z]+", ".", name.lower()).strip(".")


def without_common_prefix(modules: Mapping[str, T]) -> dict[str, T]:
    """What stands under each plain name, under the name without the words that all begin with (`module.`, `model.`)."""
    words = [name.split(".") for name in modules]
    common = 0
    while words and all(len(some) > common + 1 for some in words) and len({some[common] for some in words}) == 1:
        common += 1
    return {".".join(some[common:]): modules[".".join(some)] for some in words}


def written_order(things: Sequence[T], name: Callable[[T], str], dtype: Callable[[T], str]) -> list[T]:
    """In the order of the file; where that is only the alphabet's, as safetensors writes, numbers count as numbers."""
    by_type: dict[str, list[str]] = {}
    for thing in things:
        by_type.setdefault(dtype(thing), []).append(name(thing))
    if any(names != sorted(names) for names in by_type.values()):
        return list(things)
    return sorted(things, key=lambda thing: _natural(name(thing)))


def _natural(name: str) -> list[tuple[bool, int, str]]:
    words = re.findall(r"\d{1,18}|\D+|\d+", name)
    return [(not word.isdecimal(), int(word) if word.isdecimal() else 0, word) for word in words]
