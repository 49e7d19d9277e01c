"""The edits behind drops: parts of a network moved or copied to a wire or beside others, skips to a join above."""

from collections.abc import Collection
from dataclasses import replace

from designer.core import clipboard, edit_basics, edits, fragments, removals
from designer.core.analysis import Analysis
from designer.core.design import Design
from designer.core.edit_basics import EditError
from designer.core.kind import Kind
from designer.core.shapes import Output, Problem
from designer.core.splice import Target
from designer.core.wrap import run_of
from designer.ui.canvas.pills import is_pill


def skip(design: Design, top: str, bottom: str, kind: Kind, target: tuple[str, int] | None = None) -> Design:
    """A join of `bottom` with `top` above it, put on the edge from `bottom` to `target`, or to all that read it.

    Where a join of this kind is the only reader already, `top` becomes one more input of it.
    """
    readers = design.consumers(bottom)
    if len(readers) == 1 and type(readers[0].kind) is type(kind):
        return edits.connect(design, top, readers[0].id)
    return _closed(design, edit_basics.fresh_id(design, kind.name), bottom, top, kind, target)


def start_of_skip(analysis: Analysis, bottom: str, kind: Kind) -> str:
    """The nearest layer above from which a skip around at least one card would fit; raises EditError."""
    design, passed, name = analysis.design, False, bottom
    while len(design[name].inputs) == 1:
        passed = passed or not is_pill(design[name].kind)
        name = design[name].inputs[0]
        if passed and _fits(kind, analysis.facts[bottom].output, analysis.facts[name].output):
            return name
    raise EditError(
        f"{kind.label} joins two branches, and no layer straight above has a shape that fits:"
        " drop it beside the layers to go around"
    )


def _fits(kind: Kind, one: Output | None, other: Output | None) -> bool:
    if one is None or other is None:
        return False
    try:
        kind.output((one, other))
    except Problem:
        return False
    return True


def moved(design: Design, ids: Collection[str], source: str, target: Target | None) -> Design:
    """These layers at another place: a chain, or a part with joins in it that has one way in and one way out.

    What is a block as a whole stays one.
    """
    if all(len(design[name].inputs) == 1 for name in ids) and not any(_kept_blocks(design, ids).values()):
        return removals.move(design, ids, source, target)
    fragment, healed = _taken_out(design, ids, source, target[0] if target else source)
    if target and healed[target[0]].inputs[target[1] : target[1] + 1] != (source,):
        raise EditError("the place vanishes with the layer that is moved")
    return clipboard.put(healed, fragment, source, target)


def _kept_blocks(design: Design, ids: Collection[str]) -> dict[str, str | None]:
    """The path that each of some layers takes along: of the blocks that are among them as a whole."""
    return {layer.id: layer.block for layer in clipboard.cut_out(design, ids).layers}


def _taken_out(design: Design, ids: Collection[str], *stay: str) -> tuple[fragments.Fragment, Design]:
    """A part with one way in and out, and what is left without it; both ends of its new place must `stay`."""
    fragment = _chained(design, ids)
    if fragment is None:
        try:
            run_of(design, ids)
        except EditError:
            raise EditError("inputs and joins stay where they are: move the layers of their branches instead") from None
        fragment = clipboard.cut_out(design, ids)
    healed = removals.remove(design, ids)
    if any(name not in healed for name in stay):
        raise EditError("the place vanishes with the layer that is moved")
    return fragment, healed


def _chained(design: Design, ids: Collection[str]) -> fragments.Fragment | None:
    """Layers with one input each as a chain in list order; None where one has more or none."""
    layers = [layer for layer in design if layer.id in ids]
    if any(len(layer.inputs) != 1 for layer in layers):
        return None
    kept = _kept_blocks(design, ids)
    above = (*layers[0].inputs, *(layer.id for layer in layers))
    chain = (replace(x, inputs=(name,), block=kept[x.id]) for x, name in zip(layers, above, strict=False))
    return fragments.Fragment(tuple(chain), layers[0].inputs)


def move_beside(design: Design, ids: Collection[str], first: str, last: str, join: Kind) -> Design:
    """These layers, taken out and put as a branch beside the run from `first` to `last`."""
    fragment, healed = _taken_out(design, ids, first, last)
    return put_beside(healed, fragment, first, last, join)


def top_of(design: Design, first: str) -> str:
    """The layer that a branch beside `first` reads; raises EditError where there is none, or several."""
    top = design[first].inputs
    if not top:
        raise EditError("a branch beside the input has nothing to read: put it beside a layer below")
    if len(set(top)) > 1:
        raise EditError(f"{first} joins several branches: a branch can start beside a layer with one input")
    return top[0]


def put_beside(
    design: Design, fragment: fragments.Fragment, first: str, last: str, join: Kind, block: str | None = None
) -> Design:
    """A part as a branch beside the run from `first` to `last`, closed by `join`, or by the one that is there.

    `block` frames it as a block of that name.
    """
    top = top_of(design, first)
    readers = design.consumers(last)
    if len(readers) == 1 and type(readers[0].kind) is type(join) and top in readers[0].inputs:
        closing, index = edit_basics.fresh_id(design, join.name), 1
        opened = _closed(design, closing, last, top, join)
    else:
        opened = skip(design, top, last, join)
        closing = opened.consumers(last)[0].id
        index = len(opened[closing].inputs) - 1
    return clipboard.put(opened, fragment, top, (closing, index), block)


def _closed(design: Design, name: str, bottom: str, top: str, kind: Kind, target: Target | None = None) -> Design:
    """A new join of `bottom` with `top`, on the edge from `bottom` to `target`, or to all that read it."""
    joined = edits.insert_between(design, bottom, target, kind, name)
    layers = (replace(layer, inputs=(bottom, top)) if layer.id == name else layer for layer in joined)
    return replace(joined, layers=tuple(layers))
