"""Edits that put layers and connections in: pure functions from one design to the next that leave no loose end."""

from collections.abc import Iterable

from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError, fresh_id, layer_of, reading, with_layers
from designer.core.kind import Kind
from designer.core.kinds import Add, Concat, Input
from designer.core.splice import Target, check_place, path_between, splice
from designer.core.value import replace


def add_input(design: Design, kind: Input) -> Design:
    """A further input layer, at the head of the list."""
    return with_layers(design, (Layer(fresh_id(design, kind.name), kind), *design.layers))


def insert_after(design: Design, source: str, kind: Kind, layer_id: str | None = None) -> Design:
    """A layer below `source`: everything that read `source` reads the new layer."""
    return insert_between(design, source, None, kind, layer_id)


def insert_between(
    design: Design, source: str, target: Target | None, kind: Kind, layer_id: str | None = None
) -> Design:
    """A layer on the edge from `source` to the input number `target[1]` of the layer `target[0]`; None: to all readers.

    A join takes `source` for both its inputs, so that it can be dropped too and its second input moved later.
    """
    return insert_chain(design, source, target, [Layer(layer_id or fresh_id(design, kind.name), kind)])


def insert_chain(design: Design, source: str, target: Target | None, chain: Iterable[Layer]) -> Design:
    """Layers one below the other on an edge; their ids must be free, their inputs are set here.

    Those that are in no block yet join the innermost one that both neighbours share.
    """
    check_place(design, source, target)
    outer = path_between(design, source, target)
    new: list[Layer] = []
    for layer in chain:
        if isinstance(layer.kind, Input):
            raise EditError("an input stands at the head of a network: it cannot be put below another layer")
        if layer.id in design or any(layer.id == other.id for other in new):
            raise EditError(f"the id {layer.id} is taken")
        above = new[-1].id if new else source
        inputs = (above, above) if layer.kind.joins else (above,)
        new.append(replace(layer, inputs=inputs, block=layer.block or outer))
    return splice(design, new, new[-1].id, source, target) if new else design


def branch(design: Design, first: str, last: str, kind: Kind, join: Kind | None = None) -> Design:
    """A parallel branch of one layer beside the run from `first` to `last`, joined below `last` by a concat.

    The branch reads what `first` reads. Where the readers of `last` are one join of the wanted kind already, the
    branch becomes one more input of it. `join` is Concat() where left out, or Add().
    """
    join = join or Concat()
    top, bottom = layer_of(design, first), layer_of(design, last)
    if isinstance(top.kind, Input):
        raise EditError("a branch beside the input has nothing to read: put it beside a layer below")
    if len(top.inputs) != 1:
        raise EditError(f"{first} joins several branches: a branch can start beside a layer with one input")
    if isinstance(kind, Input) or kind.joins:
        raise EditError(f"{kind.label} cannot be a branch of its own")
    if last != first and last not in _below(design, first):
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
        layers = [reading(layer, {last: joined.id}) for layer in layers]
        layers[at:at] = [new, joined]
    return with_layers(design, layers)


def connect(design: Design, source: str, target: str, join: Kind | None = None) -> Design:
    """`source` as one more input of the join `target`; before any other layer a join (Add() if left out) is put.

    Raises EditError where the connection would close a loop.
    """
    layer_of(design, source)
    below = layer_of(design, target)
    if isinstance(below.kind, Input):
        raise EditError("an input layer reads nothing")
    if source == target or source in _below(design, target):
        raise EditError(f"{target} stands above {source}: the connection would close a loop")
    if source in below.inputs:
        raise EditError(f"{target} reads {source} already")
    layers = list(design.layers)
    at = design.index(target)
    if below.kind.joins:
        layers[at] = replace(below, inputs=(*below.inputs, source))
    else:
        kind = join or Add()
        joined = Layer(fresh_id(design, kind.name), kind, (*below.inputs, source), below.block)
        layers[at : at + 1] = [joined, replace(below, inputs=(joined.id,))]
    return with_layers(design, _sorted(layers))


def join(design: Design, ids: Iterable[str], kind: Kind) -> Design:
    """A join that reads these layers; what read the last of them reads the join.

    One layer alone is joined with its own input: a skip around it.
    """
    wanted = set(ids)
    sources = tuple(layer.id for layer in design if layer.id in wanted)
    if len(sources) == 1:
        sources = (*layer_of(design, sources[0]).inputs[:1], *sources)
    if len(sources) < 2:
        raise EditError(f"{kind.label} joins two or more layers: select them first")
    last = design[sources[-1]]
    joined = Layer(fresh_id(design, kind.name), kind, sources, last.block)
    layers = [reading(layer, {last.id: joined.id}) for layer in design]
    layers.insert(design.index(last.id) + 1, joined)
    return with_layers(design, layers)


def _below(design: Design, layer_id: str) -> set[str]:
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
