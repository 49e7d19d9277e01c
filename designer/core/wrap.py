"""Edits around what stands there: residual and parallel branches, other kinds, joins reduced to one branch."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError, fresh_id, layer_of, reading, with_layers
from designer.core.kind import Kind, options_of
from designer.core.kinds import KINDS, Add, Concat, Conv2d, Input, Linear
from designer.core.options import OptionError
from designer.core.presets import PRESETS
from designer.core.property_edits import set_kind
from designer.core.shapes import Flat, Output
from designer.core.splice import common_path
from designer.core.value import replace


def run_of(design: Design, ids: Iterable[str]) -> tuple[str, str]:
    """The one layer that a selection reads from outside, and the one in it that is read from outside or last.

    Raises EditError where there are several: nothing can be put beside such a selection.
    """
    inside = set(ids)
    chosen = [layer for layer in design if layer.id in inside]
    if not chosen:
        raise EditError("nothing is selected: select the layers to go around")
    if any(isinstance(layer.kind, Input) for layer in chosen):
        raise EditError("nothing stands above an input: select layers below it")
    sources = list(dict.fromkeys(name for layer in chosen for name in layer.inputs if name not in inside))
    if len(sources) > 1:
        raise EditError(f"the selection reads {_listed(sources)}: it needs one way in")
    ends = [x.id for x in chosen if any(reader.id not in inside for reader in design.consumers(x.id))]
    ends += [x.id for x in chosen if not design.consumers(x.id)]
    if len(ends) > 1:
        raise EditError(f"the selection is left by {_listed(ends)}: it needs one way out")
    return sources[0], ends[0]


def _listed(names: Sequence[str]) -> str:
    return " and ".join(names) if len(names) == 2 else f"{', '.join(names[:2])} and {len(names) - 2} more"


def wrap_residual(design: Design, ids: Iterable[str], project: bool = True, join: Kind | None = None) -> Design:
    """A shortcut around the selection, added to its output; `join` is Add() where left out.

    Where the shapes differ and `project` is set, a 1×1 convolution with the stride that fits stands on the shortcut
    (a linear layer where the output is a vector). Raises EditError where they differ and cannot be made equal.
    """
    inside = set(ids)
    source, end = run_of(design, inside)
    facts = analyse(design).facts
    above, below = facts[source].output, facts[end].output
    lane: tuple[Kind, ...] = ()
    if above != below and above is not None and below is not None:
        if not project:
            raise EditError(
                f"{above.text} goes in and {below.text} comes out: the sum needs a projection on the shortcut"
            )
        lane = (projection(above, below),)
    return _beside(design, inside, source, end, lane, join or Add(), merge=False)


def projection(above: Output, below: Output) -> Kind:
    """The layer that brings the shape `above` to `below`; raises EditError where there is none."""
    if isinstance(below, Flat):
        return Linear(out_features=below.features)
    if isinstance(above, Flat):
        raise EditError(f"a vector of {above.features} features cannot become maps of {below.text}")
    strides = _stride(above.height, below.height), _stride(above.width, below.width)
    return Conv2d(out_channels=below.channels, kernel_size=(1, 1), stride=strides)


def _stride(before: int, after: int) -> int:
    """The smallest stride with which a 1×1 window has `after` positions on `before` units."""
    stride = (before - 1) // after + 1
    if (before - 1) // stride + 1 != after:
        raise EditError(f"no 1×1 projection brings {before} rows or columns to {after}: pad the layers inside")
    return stride


def wrap_branch(
    design: Design, ids: Iterable[str], lane: Sequence[Kind] | None = None, join: Kind | None = None
) -> Design:
    """A parallel branch of the kinds in `lane` beside the selection, joined to its output; raises EditError.

    Where the only reader below is a join of the wanted kind already, the branch becomes one more input of it.
    Left out, `lane` is the 1×1 convolution that gives what the selection gives, and `join` is Concat().
    """
    inside = set(ids)
    source, end = run_of(design, inside)
    if lane is None:
        facts = analyse(design).facts
        above, below = facts[source].output, facts[end].output
        lane = (PRESETS["conv1x1"].kind_for(above) if above is None or below is None else projection(above, below),)
    for kind in lane:
        if isinstance(kind, Input) or kind.joins:
            raise EditError(f"{kind.label} cannot stand in a branch of its own")
    if not lane:
        raise EditError("a branch needs one or more layers")
    return _beside(design, inside, source, end, lane, join or Concat(), merge=True)


def _beside(
    design: Design, inside: set[str], source: str, end: str, lane: Sequence[Kind], join: Kind, merge: bool
) -> Design:
    """Layers from `source` around the layers `inside`, joined to `end`; all that read `end` reads the join."""
    block = common_path([layer.block for layer in design if layer.id in inside])
    new: list[Layer] = []
    for kind in lane:
        name = fresh_id(design, kind.name, (layer.id for layer in new))
        new.append(Layer(name, kind, (new[-1].id if new else source,), block))
    other = new[-1].id if new else source
    readers = design.consumers(end)
    merged = readers[0].id if merge and len(readers) == 1 and type(readers[0].kind) is type(join) else None
    joined = Layer(fresh_id(design, join.name, (layer.id for layer in new)), join, (end, other), block)
    layers: list[Layer] = []
    for layer in design:
        if layer.id == merged:
            layers.append(replace(layer, inputs=(*layer.inputs, other)))
        else:
            layers.append(reading(layer, {end: joined.id}) if merged is None else layer)
        if layer.id == end:
            layers += new if merged else [*new, joined]
    return with_layers(design, layers)


def swap(design: Design, layer_id: str, wanted: str) -> Design:
    """Another kind, by its name in the file, for a layer; options that fit are kept, the others are the palette's.

    Output channels and output features are one thing here. Raises EditError where the inputs do not fit.
    """
    layer = layer_of(design, layer_id)
    if wanted not in KINDS:
        raise EditError(f"there is no kind {wanted}")
    kind = KINDS[wanted]
    if type(layer.kind) is kind:
        return design
    above = analyse(design).facts[layer_id].inputs
    starts = (preset.kind_for(above[0] if above else None) for preset in PRESETS.values())
    start = next(each for each in starts if type(each) is kind)
    defaults = {name: getattr(start, name) for name in options_of(kind)}
    width = getattr(layer.kind, "out_channels", getattr(layer.kind, "out_features", None))
    for name in ("out_channels", "out_features"):
        if name in defaults and width is not None:
            defaults[name] = width
    return set_kind(design, layer_id, swap_kind(layer.kind, kind, defaults))


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


def keep_branch(design: Design, layer_id: str, index: int) -> Design:
    """The join gone, and of its branches only input number `index` left; raises EditError.

    What only the other branches were for goes with them.
    """
    if layer_id not in design or not design[layer_id].kind.joins:
        raise EditError(f"{layer_id} is no join: it has no branches to choose from")
    inputs = design[layer_id].inputs
    if not 0 <= index < len(inputs):
        raise EditError(f"{layer_id} has {len(inputs)} inputs, and number {index + 1} is not one of them")
    kept = inputs[index]
    needed = {layer.id for layer in design.outputs} | {kept, *(layer.id for layer in design.inputs)}
    for layer in reversed(design.layers):
        if layer.id == layer_id:
            continue
        if layer.id in needed:
            needed.update(kept if name == layer_id else name for name in layer.inputs)
    layers = (layer for layer in design if layer.id in needed and layer.id != layer_id)
    return with_layers(design, (reading(layer, {layer_id: kept}) for layer in layers))
