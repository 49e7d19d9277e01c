"""What became of the names of layers between two designs."""

from designer.core.design import Design


def renamed(before: Design, after: Design) -> dict[str, str]:
    """The new names of layers by their old ones, where `after` is `before` with other names alone; else none."""
    if len(before.layers) != len(after.layers):
        return {}
    pairs = {old.id: new.id for old, new in zip(before, after, strict=True) if old.id != new.id}
    alike = all(old.kind == new.kind for old, new in zip(before, after, strict=True))
    moved = any(name in after for name in pairs) or any(name in before for name in pairs.values())
    return pairs if alike and not moved else {}
