"""Edits as pure functions from one design to the next; they validate first and leave no loose end."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from designer.core.design import LONGEST_ID, LONGEST_NAME, LONGEST_NOTE, Design, Layer, Settings
from designer.core.kind import Kind, options_of
from designer.core.kinds import Add, Concat, Input
from designer.core.options import OptionError, StrideOption


class EditError(ValueError):
    """Why an edit cannot be made, in one line."""


def fresh_id(design: Design, stem: str, taken: Iterable[str] = ()) -> str:
    """`stem`_n with the smallest n that is free in the design and in `taken`."""
    used = set(taken)
    n = 1
    while f"{stem}_{n}" in design or f"{stem}_{n}" in used:
        n += 1
    return f"{stem}_{n}"


def _layer(design: Design, layer_id: str) -> Layer:
    if layer_id not in design:
        raise EditError(f"there is no layer {layer_id}")
    return design[layer_id]


def _with(design: Design, layers: Iterable[Layer]) -> Design:
    return replace(design, layers=tuple(layers))


def _rewired(layer: Layer, rename: Callable[[str], str]) -> Layer:
    inputs = tuple(rename(name) for name in layer.inputs)
    return layer if inputs == layer.inputs else replace(layer, inputs=inputs)


def add_input(design: Design, kind: Input) -> Design:
    """A further input layer, at the head of the list."""
    return _with(design, (Layer(fresh_id(design, kind.name), kind), *design.layers))


def insert_after(design: Design, source: str, kind: Kind, layer_id: str | None = None) -> Design:
    """A layer below `source`: everything that read `source` reads the new layer."""
    return insert_between(design, source, None, kind, layer_id)


def insert_between(
    design: Design, source: str, target: tuple[str, int] | None, kind: Kind, layer_id: str | None = None
) -> Design:
    """A layer on the edge from `source` to the input number `target[1]` of the layer `target[0]`; None: to all readers.

    A join takes `source` for both its inputs, so that it can be dropped too and its second input moved later.
    """
    return insert_chain(design, source, target, [Layer(layer_id or fresh_id(design, kind.name), kind)])


def insert_chain(design: Design, source: str, target: tuple[str, int] | None, chain: Iterable[Layer]) -> Design:
    """Layers one below the other on an edge; their ids must be free, their inputs are set here."""
    above = _layer(design, source)
    if target is not None and _layer(design, target[0]).inputs[target[1] : target[1] + 1] != (source,):
        raise EditError(f"{target[0]} does not read {source}")
    new: list[Layer] = []
    for layer in chain:
        if isinstance(layer.kind, Input):
            raise EditError("an input stands at the head of a network: it cannot be put below another layer")
        if layer.id in design or any(layer.id == other.id for other in new):
            raise EditError(f"the id {layer.id} is taken")
        before = new[-1].id if new else source
        block = layer.block or _block_between(design, above, target)
        new.append(replace(layer, inputs=(before, before) if layer.kind.joins else (before,), block=block))
    if not new:
        return design
    last, layers = new[-1].id, []
    for layer in design:
        if target is None:
            layers.append(_rewired(layer, lambda name: last if name == source else name))
        elif layer.id == target[0]:
            layers.append(replace(layer, inputs=_put(layer.inputs, target[1], last)))
        else:
            layers.append(layer)
        if layer.id == source:
            layers.extend(new)
    return _with(design, layers)


def _put(inputs: tuple[str, ...], index: int, name: str) -> tuple[str, ...]:
    return (*inputs[:index], name, *inputs[index + 1 :])


def _block_between(design: Design, above: Layer, target: tuple[str, int] | None) -> str | None:
    """The block that a new layer belongs to: the one that both of its neighbours share."""
    below = [design[target[0]]] if target else list(design.consumers(above.id))
    return above.block if all(layer.block == above.block for layer in below) else None


def branch(design: Design, first: str, last: str, kind: Kind, join: Kind | None = None) -> Design:
    """A parallel branch of one layer beside the run from `first` to `last`, joined below `last` by a concat.

    The branch reads what `first` reads. Where the readers of `last` are one join of the wanted kind already, the
    branch becomes one more input of it. `join` is Concat() where left out, or Add().
    """
    join = join or Concat()
    top, bottom = _layer(design, first), _layer(design, last)
    if isinstance(top.kind, Input):
        raise EditError("a branch beside the input has nothing to read: put it beside a layer below")
    if len(top.inputs) != 1:
        raise EditError(f"{first} joins several branches: a branch can start beside a layer with one input")
    if isinstance(kind, Input) or kind.joins:
        raise EditError(f"{kind.label} cannot be a branch of its own")
    if last != first and last not in descendants(design, first):
        raise EditError(f"{last} does not depend on {first}: a branch goes from above a run to below it")
    new = Layer(fresh_id(design, kind.name), kind, top.inputs, top.block)
    readers = design.consumers(last)
    layers = list(design.layers)
    at = design.index(bottom.id) + 1
    if len(readers) == 1 and type(readers[0].kind) is type(join):
        reader = readers[0]
        layers[design.index(reader.id)] = replace(reader, inputs=(*reader.inputs, new.id))
        layers.insert(at, new)
    else:
        joined = Layer(fresh_id(design, join.name), join, (last, new.id), bottom.block)
        layers = [_rewired(layer, lambda name: joined.id if name == last else name) for layer in layers]
        layers[at:at] = [new, joined]
    return _with(design, layers)


def remove(design: Design, ids: Iterable[str]) -> Design:
    """The design without these layers: readers of a removed layer read what it read.

    A join heals to its first remaining input, and a join left with one input goes as well. Branches that nobody
    reads any more because their join went are removed with it; above a removed end stands the new end. The first
    input stays where all are removed together with layers below.
    """
    gone = set(ids)
    for layer_id in gone:
        _layer(design, layer_id)
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
    return _with(design, _without_new_loose_ends(design, kept, ends))


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


def move(design: Design, ids: Iterable[str], source: str, target: tuple[str, int] | None) -> Design:
    """These layers, taken out and put as a chain on the edge from `source` to `target`, in list order."""
    wanted = set(ids)
    chain = [layer for layer in design if layer.id in wanted]
    if source in wanted or (target and target[0] in wanted):
        raise EditError("a layer cannot be moved next to itself")
    if any(len(layer.inputs) != 1 for layer in chain):
        raise EditError("inputs and joins stay where they are: move the layers of their branches instead")
    healed = remove(design, wanted)
    if source not in healed or (target and target[0] not in healed):
        raise EditError("the place vanishes with the layer that is moved")
    if target and healed[target[0]].inputs[target[1] : target[1] + 1] != (source,):
        raise EditError("the place vanishes with the layer that is moved")
    stay = {layer.id: layer.block for layer in chain}
    moved = insert_chain(healed, source, target, [replace(layer, block=None) for layer in chain])
    new_blocks = {layer.id: layer.block for layer in moved if layer.id in stay}
    return _with(moved, (replace(x, block=new_blocks[x.id]) if x.id in stay else x for x in moved))


def connect(design: Design, source: str, target: str, join: Kind | None = None) -> Design:
    """`source` as one more input of the join `target`; before any other layer a join (Add() if left out) is put.

    Raises EditError where the connection would close a loop.
    """
    _layer(design, source)
    below = _layer(design, target)
    if isinstance(below.kind, Input):
        raise EditError("an input layer reads nothing")
    if source == target or source in descendants(design, target):
        raise EditError(f"{target} stands above {source}: the connection would close a loop")
    if below.kind.joins:
        if source in below.inputs:
            raise EditError(f"{target} reads {source} already")
        changed = replace(below, inputs=(*below.inputs, source))
        return _with(design, _sorted([changed if layer is below else layer for layer in design]))
    if source in below.inputs:
        raise EditError(f"{target} reads {source} already")
    kind = join or Add()
    joined = Layer(fresh_id(design, kind.name), kind, (*below.inputs, source), below.block)
    at = design.index(target)
    layers = list(design.layers)
    layers[at : at + 1] = [joined, replace(below, inputs=(joined.id,))]
    return _with(design, _sorted(layers))


def disconnect(design: Design, target: str, index: int) -> Design:
    """The join `target` without its input number `index`; a join left with one goes, as do branches nobody reads."""
    below = _layer(design, target)
    if not below.kind.joins:
        raise EditError(f"{target} has one input: remove the layer, or connect another to it")
    if not 0 <= index < len(below.inputs):
        raise EditError(f"{target} has no input number {index}")
    rest = (*below.inputs[:index], *below.inputs[index + 1 :])
    if len(rest) > 1:
        layers = [replace(below, inputs=rest) if layer is below else layer for layer in design]
    else:
        layers = [_rewired(x, lambda name: rest[0] if name == target else name) for x in design if x is not below]
    ends = () if len(rest) > 1 or design.consumers(target) else rest
    return _with(design, _without_new_loose_ends(design, layers, ends))


def descendants(design: Design, layer_id: str) -> set[str]:
    """The ids of all layers that depend on this one."""
    found = {layer_id}
    for layer in design.layers[design.index(layer_id) + 1 :]:
        if not found.isdisjoint(layer.inputs):
            found.add(layer.id)
    return found - {layer_id}


def _sorted(layers: list[Layer]) -> list[Layer]:
    """The layers in an order in which each stands behind its inputs; those that do already keep their places."""
    waiting = {layer.id: layer for layer in layers}
    done: dict[str, Layer] = {}
    for layer in layers:
        stack = [layer]
        while stack:
            top = stack[-1]
            missing = [waiting[name] for name in top.inputs if name not in done]
            if missing:
                stack.extend(reversed(missing))
            else:
                stack.pop()
                done.setdefault(top.id, top)
    return list(done.values())


def set_kind(design: Design, layer_id: str, kind: Kind) -> Design:
    """Another kind, or other options, for a layer."""
    layer = _layer(design, layer_id)
    if isinstance(layer.kind, Input) != isinstance(kind, Input):
        raise EditError("an input stays an input, and other layers cannot become one")
    if kind.joins and not layer.kind.joins:
        raise EditError(f"{kind.label} needs two or more inputs, and {layer_id} has {len(layer.inputs)}")
    if layer.kind.joins and not kind.joins:
        raise EditError(f"{kind.label} takes one input, and {layer_id} has {len(layer.inputs)}")
    weights = layer.weights if type(kind) is type(layer.kind) else ()  # those of another kind mean something else
    return _with(design, (replace(x, kind=kind, weights=weights) if x is layer else x for x in design))


def set_options(design: Design, layer_id: str, values: Mapping[str, Any]) -> Design:
    """New values, as JSON gives them, for options of a layer; raises EditError for what an option does not take."""
    kind = _layer(design, layer_id).kind
    options = options_of(type(kind))
    read = {}
    for name, value in values.items():
        if name not in options:
            raise EditError(f"{kind.label} has no option {name}")
        follows = value is None and isinstance(options[name], StrideOption)  # the stride of a pool left out
        try:
            read[name] = None if follows else options[name].read(value)
        except OptionError as error:
            raise EditError(f"{name} of {layer_id}: expected {error}") from None
    return set_kind(design, layer_id, replace(kind, **read))


def swap_kind(kind: Kind, wanted: type[Kind], defaults: Mapping[str, Any]) -> Kind:
    """A `wanted` kind that keeps the options of `kind` that fit; `defaults` give what it must have besides."""
    old, kept = options_of(type(kind)), dict[str, Any]()
    for name, option in options_of(wanted).items():
        value = getattr(kind, name, None)
        if value is None and name == "stride":  # of a pool: its kernel size
            value = getattr(kind, "kernel_size", None)
        if name in old and value is not None:
            with suppress(OptionError):  # a word such as "same" that the wanted kind does not know
                kept[name] = option.read(old[name].write(value))
    return wanted(**{**defaults, **kept})


def rename(design: Design, layer_id: str, new_id: str) -> Design:
    """Another id for a layer, in all that read it too."""
    layer = _layer(design, layer_id)
    if new_id == layer_id:
        return design
    if not 1 <= len(new_id) <= LONGEST_ID or not new_id.isprintable():
        raise EditError(f"a name has 1 to {LONGEST_ID} printable characters")
    if new_id in design:
        raise EditError(f"the name {new_id} is taken")
    renamed = (replace(x, id=new_id) if x is layer else x for x in design)
    return _with(design, (_rewired(x, lambda name: new_id if name == layer_id else name) for x in renamed))


def set_note(design: Design, layer_id: str, note: str) -> Design:
    """A note on a layer; empty text takes it away."""
    layer = _layer(design, layer_id)
    if len(note) > LONGEST_NOTE or not note.replace("\n", "").isprintable():
        raise EditError(f"a note has at most {LONGEST_NOTE} printable characters, in any number of lines")
    return _with(design, (replace(x, note=note or None) if x is layer else x for x in design))


def set_settings(design: Design, settings: Settings) -> Design:
    """Another batch size or number type."""
    return replace(design, settings=settings)


def set_name(design: Design, name: str) -> Design:
    """Another name for the design."""
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise EditError(f"a name has at most {LONGEST_NAME} printable characters")
    return replace(design, name=name)


def join(design: Design, ids: Iterable[str], kind: Kind) -> Design:
    """A join that reads these layers; what read the last of them reads the join.

    One layer alone is joined with its own input: a skip around it.
    """
    wanted = set(ids)
    sources = tuple(layer.id for layer in design if layer.id in wanted)
    if len(sources) == 1:
        sources = (*_layer(design, sources[0]).inputs[:1], *sources)
    if len(sources) < 2:
        raise EditError(f"{kind.label} joins two or more layers: select them first")
    last = design[sources[-1]]
    joined = Layer(fresh_id(design, kind.name), kind, sources, last.block)
    layers = [_rewired(layer, lambda name: joined.id if name == last.id else name) for layer in design]
    layers.insert(design.index(last.id) + 1, joined)
    return _with(design, layers)
