"""What all edits share: how they refuse, the layer that is meant, the design with other layers, free names."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from designer.core.design import LONGEST_ID, MOST_LAYERS, Design, Layer
from designer.core.value import replace


class EditError(ValueError):
    """Why an edit cannot be made, in one line."""


def layer_of(design: Design, layer_id: str) -> Layer:
    """The layer of this id; raises EditError where there is none."""
    if layer_id not in design:
        raise EditError(f"there is no layer {layer_id}")
    return design[layer_id]


def with_layers(design: Design, layers: Iterable[Layer]) -> Design:
    """The design with other layers; raises EditError where they are more than a file may hold."""
    every = tuple(layers)
    if len(every) > MOST_LAYERS:
        raise EditError(f"a design has at most {MOST_LAYERS} layers, and these would be {len(every)}")
    return replace(design, layers=every)


def changed(design: Design, layer: Layer, **changes: Any) -> Design:
    """The design with other values for some fields of one of its layers."""
    new = replace(layer, **changes)
    return with_layers(design, (new if each is layer else each for each in design))


def reading(layer: Layer, instead: Mapping[str, str]) -> Layer:
    """The layer with what `instead` gives for the ids it reads; the same object where it reads none of them."""
    if instead.keys().isdisjoint(layer.inputs):
        return layer
    return replace(layer, inputs=tuple(instead.get(name, name) for name in layer.inputs))


def renamed(layers: Iterable[Layer], names: Mapping[str, str]) -> tuple[Layer, ...]:
    """The layers under other ids, in `inputs` too; ids that `names` does not hold stay."""
    return tuple(
        replace(each, id=names[each.id]) if each.id in names else each
        for each in (reading(layer, names) for layer in layers)
    )


def fresh_id(design: Design, stem: str, taken: Iterable[str] = ()) -> str:
    """`stem`_n with the smallest n that is free in the design and in `taken`."""
    used = set(taken)
    n = 1
    while f"{stem}_{n}" in design or f"{stem}_{n}" in used:
        n += 1
    return f"{stem}_{n}"


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
