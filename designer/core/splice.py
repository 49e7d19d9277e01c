"""Putting a ready-made piece of network into a design: free names, the place in the list, the readers below."""

from collections.abc import Container, Iterable, Mapping, Sequence

from designer.core.design import LONGEST_ID, LONGEST_NAME, Design, Layer
from designer.core.edits import EditError
from designer.core.fileformat import MOST_LAYERS
from designer.core.value import replace

Target = tuple[str, int]
"""A layer and the number of one of its inputs."""


def free_name(name: str, taken: Container[str], longest: int = LONGEST_ID) -> str:
    """The name itself where it is free, else the same with the first number from 2 that is: conv1_2, conv2d_3."""
    return _free(name, taken, {}, longest)


def free_names(names: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """A free name for each of the names, all different."""
    used, numbers = set(taken), dict[str, int]()
    found: dict[str, str] = {}
    for name in names:
        found[name] = _free(name, used, numbers, LONGEST_ID)
        used.add(found[name])
    return found


def _free(name: str, taken: Container[str], numbers: dict[str, int], longest: int) -> str:
    """`numbers` remembers the last number given to each stem, so that thousands of one stem do not count from 2."""
    if name not in taken:
        return name
    stem, _, number = name.rpartition("_")
    if not stem or not (number.isascii() and number.isdigit()):
        stem = name
    n = numbers.get(stem, 1) + 1
    while (free := f"{stem[: longest - len(str(n)) - 1]}_{n}") in taken:
        n += 1
    numbers[stem] = n
    return free


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
    if source not in design:
        raise EditError(f"there is no layer {source}")
    if target is None:
        return
    if target[0] not in design or design[target[0]].inputs[target[1] : target[1] + 1] != (source,):
        raise EditError(f"{target[0]} does not read {source}")


def splice(design: Design, layers: Sequence[Layer], output: str, source: str, target: Target | None = None) -> Design:
    """The design with `layers` behind `source` in the list; `target`, or all that read `source`, reads `output`.

    The layers have free ids and read each other, `source`, or what stands above it. Raises EditError.
    """
    check_place(design, source, target)
    found: list[Layer] = []
    for layer in design:
        reads = source in layer.inputs and (target is None or layer.id == target[0])
        found.append(replace(layer, inputs=_reading(layer, source, target, output)) if reads else layer)
        if layer.id == source:
            found.extend(layers)
    return with_layers(design, found)


def with_layers(design: Design, layers: Sequence[Layer]) -> Design:
    """The design with other layers; raises EditError where they are more than a file may hold."""
    if len(layers) > MOST_LAYERS:
        raise EditError(f"a design has at most {MOST_LAYERS} layers, and these would be {len(layers)}")
    return replace(design, layers=tuple(layers))


def _reading(layer: Layer, source: str, target: Target | None, output: str) -> tuple[str, ...]:
    return tuple(
        output if name == source and (target is None or target[1] == index) else name
        for index, name in enumerate(layer.inputs)
    )


def renamed(layers: Iterable[Layer], names: Mapping[str, str]) -> tuple[Layer, ...]:
    """The layers under other ids, in `inputs` too; ids that `names` does not hold stay."""
    return tuple(
        replace(layer, id=names.get(layer.id, layer.id), inputs=tuple(names.get(name, name) for name in layer.inputs))
        for layer in layers
    )
