"""Edits that take layers and connections out and heal the network: remove, disconnect, and move, which puts back."""

from collections.abc import Collection, Iterable, Mapping

from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError, layer_of, reading, with_layers
from designer.core.edits import insert_chain
from designer.core.kinds import Concat, Input
from designer.core.splice import Target, check_place
from designer.core.value import replace


def remove(design: Design, ids: Iterable[str]) -> Design:
    """The design without these layers: readers of a removed layer read what it read.

    A join heals to its first remaining input, and a join left with one input goes as well. Branches that nobody
    reads any more because their join went are removed with it; above a removed end stands the new end. The first
    input stays where all are removed together with layers below.
    """
    gone = set(ids)
    for layer_id in gone:
        layer_of(design, layer_id)
    heads = [layer.id for layer in design.inputs]
    if gone.issuperset(heads):
        if gone.issubset(heads):
            raise EditError("a design needs an input layer: this was the last one")
        gone.remove(heads[0])  # of a whole network its input stays
    instead: dict[str, tuple[str, ...]] = {}
    kept: list[Layer] = []
    for layer in design:
        inputs = _healed(layer, instead, design, gone)
        if layer.id in gone:
            instead[layer.id] = inputs[:1]
        elif isinstance(layer.kind, Input):
            kept.append(layer)
        elif not inputs:  # its input went and nothing stood above
            instead[layer.id] = ()
        elif layer.kind.joins and len(inputs) == 1:
            instead[layer.id] = inputs
        else:
            kept.append(layer if inputs == layer.inputs else replace(layer, inputs=inputs))
    ends = {name for layer_id, above in instead.items() if not design.consumers(layer_id) for name in above}
    return with_layers(design, _without_new_loose_ends(design, kept, ends))


def _healed(layer: Layer, instead: Mapping[str, tuple[str, ...]], design: Design, gone: set[str]) -> tuple[str, ...]:
    """The inputs of a layer once removed ones are replaced by what those read, where it does not read that already.

    A branch of a concat that has gone as a whole is dropped: its split is read by the other branches. Of an add it
    becomes the identity.
    """
    if not any(source in instead for source in layer.inputs):
        return layer.inputs
    stay = [source for source in layer.inputs if source not in instead]
    kept: list[str] = []
    for source in layer.inputs:
        for name in instead.get(source, (source,)):
            if source not in instead:
                kept.append(name)
            elif name not in stay and name not in kept:
                split = any(reader.id not in gone for reader in design.consumers(name))
                if not (split and isinstance(layer.kind, Concat)):
                    kept.append(name)
    return tuple(kept) or next((instead[source][:1] for source in layer.inputs if instead.get(source)), ())


def _without_new_loose_ends(before: Design, layers: list[Layer], ends: Collection[str]) -> list[Layer]:
    """Layers less the branches that had readers before and have none now, but for `ends`."""
    had_readers = {layer.id for layer in before if before.consumers(layer.id)}
    kept: list[Layer] = []
    read: set[str] = set()
    for layer in reversed(layers):
        if layer.id in read or layer.id in ends or layer.id not in had_readers or isinstance(layer.kind, Input):
            kept.append(layer)
            read.update(layer.inputs)
    return kept[::-1]


def move(design: Design, ids: Iterable[str], source: str, target: Target | None) -> Design:
    """These layers, taken out and put as a chain on the edge from `source` to `target`, in list order."""
    wanted = set(ids)
    chain = [replace(layer, block=None) for layer in design if layer.id in wanted]
    if source in wanted or (target and target[0] in wanted):
        raise EditError("a layer cannot be moved next to itself")
    if any(len(layer.inputs) != 1 for layer in chain):
        raise EditError("inputs and joins stay where they are: move the layers of their branches instead")
    healed = remove(design, wanted)
    try:
        check_place(healed, source, target)
    except EditError:
        raise EditError("the place vanishes with the layer that is moved") from None
    return insert_chain(healed, source, target, chain)


def disconnect(design: Design, target: str, index: int) -> Design:
    """The join `target` without its input number `index`; a join left with one goes, as do branches nobody reads."""
    below = layer_of(design, target)
    if not below.kind.joins:
        raise EditError(f"{target} has one input: remove the layer, or connect another to it")
    if not 0 <= index < len(below.inputs):
        raise EditError(f"{target} has no input number {index}")
    rest = (*below.inputs[:index], *below.inputs[index + 1 :])
    if len(rest) > 1:
        layers = [replace(below, inputs=rest) if layer is below else layer for layer in design]
    else:
        layers = [reading(layer, {target: rest[0]}) for layer in design if layer is not below]
    ends = () if len(rest) > 1 or design.consumers(target) else rest
    return with_layers(design, _without_new_loose_ends(design, layers, ends))
