"""What became of the names of layers and blocks between two designs."""

from collections.abc import Iterable

from designer.core.blocks import blocks, within
from designer.core.design import Design


def renamed(before: Design, after: Design) -> dict[str, str]:
    """The new names of layers by their old ones, where `after` is `before` with other names alone; else none."""
    if len(before.layers) != len(after.layers):
        return {}
    pairs = {old.id: new.id for old, new in zip(before, after, strict=True) if old.id != new.id}
    alike = all(old.kind == new.kind for old, new in zip(before, after, strict=True))
    moved = any(name in after for name in pairs) or any(name in before for name in pairs.values())
    return pairs if alike and not moved else {}


def moved_blocks(before: Design, after: Design, paths: Iterable[str]) -> dict[str, str]:
    """The new paths, by the old, of those blocks whose layers are all in a block of another path now.

    So a block fares that is renamed, is put into another by grouping, or loses the one around it.
    """
    there, found = set(blocks(after)), {}
    for path in set(paths) - there:
        inside = [layer for layer in before if within(layer.block, path) and layer.id in after]
        ends = {_without(after[layer.id].block or "", (layer.block or "").removeprefix(path)) for layer in inside}
        if len(ends) == 1 and (end := ends.pop()) in there:
            found[path] = end
    return found


def _without(path: str, tail: str) -> str:
    return path.removesuffix(tail) if path.endswith(tail) else ""
