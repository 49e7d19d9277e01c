"""Putting layers on an edge of a design: the place in the list, the readers below, the block around."""

from collections.abc import Iterable, Sequence

from designer.core.design import LONGEST_NAME, Design, Layer
from designer.core.edit_basics import EditError, layer_of, reading, with_layers
from designer.core.value import replace

Target = tuple[str, int]
"""A layer and the number of one of its inputs."""


def block_paths(layers: Iterable[Layer]) -> tuple[str, ...]:
    """The paths of all blocks, outer before inner, in list order."""
    found: dict[str, None] = {}
    for path in dict.fromkeys(layer.block for layer in layers if layer.block):
        parts = path.split("/")
        found.update(dict.fromkeys("/".join(parts[: n + 1]) for n in range(len(parts))))
    return tuple(found)


def common_path(paths: Sequence[str | None]) -> str | None:
    """The innermost block that encloses all of the paths."""
    if not paths or None in paths:
        return None
    split = [str(path).split("/") for path in paths]
    shared: list[str] = []
    for parts in zip(*split, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return "/".join(shared) or None


def path_between(design: Design, source: str, target: Target | None, framed: bool = False) -> str | None:
    """The innermost block that the neighbours of a place share, for a layer or, `framed`, for a block put there.

    Below a loose end a layer goes on with the block of its source, and a block stands beside that.
    """
    below = [design[target[0]]] if target else design.consumers(source)
    if framed and not below:
        return (design[source].block or "").rpartition("/")[0] or None
    return common_path([design[source].block, *(layer.block for layer in below)])


def placed(path: str | None, within: str | None) -> str | None:
    """A path inside an enclosing block; raises EditError where it becomes too long for a file."""
    whole = "/".join(part for part in (within, path) if part)
    if len(whole) > LONGEST_NAME:
        raise EditError(f"the path of a block has at most {LONGEST_NAME} characters")
    return whole or None


def check_place(design: Design, source: str, target: Target | None) -> None:
    """Raise EditError unless `source` is a layer, and `target` an input that reads it."""
    layer_of(design, source)
    if target is not None and layer_of(design, target[0]).inputs[target[1] : target[1] + 1] != (source,):
        raise EditError(f"{target[0]} does not read {source}")


def splice(design: Design, layers: Sequence[Layer], output: str, source: str, target: Target | None = None) -> Design:
    """The design with `layers` behind `source` in the list; `target`, or all that read `source`, reads `output`.

    The layers have free ids and read each other, `source`, or what stands above it. Raises EditError.
    """
    check_place(design, source, target)
    found: list[Layer] = []
    for layer in design:
        if target is None:
            found.append(reading(layer, {source: output}))
        elif layer.id == target[0]:
            before, after = layer.inputs[: target[1]], layer.inputs[target[1] + 1 :]
            found.append(replace(layer, inputs=(*before, output, *after)))
        else:
            found.append(layer)
        if layer.id == source:
            found.extend(layers)
    return with_layers(design, found)
