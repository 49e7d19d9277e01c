"""Edits of what forms hold: a layer's kind, options, id and note, the design's name and settings."""

from collections.abc import Mapping
from typing import Any

from designer.core.design import LONGEST_ID, LONGEST_NAME, LONGEST_NOTE, Design, Settings
from designer.core.edit_basics import EditError, changed, layer_of, renamed, with_layers
from designer.core.kind import Kind, options_of
from designer.core.kinds import Input
from designer.core.options import OptionError
from designer.core.size_options import StrideOption
from designer.core.value import replace


def set_kind(design: Design, layer_id: str, kind: Kind) -> Design:
    """Another kind, or other options, for a layer."""
    layer = layer_of(design, layer_id)
    if isinstance(layer.kind, Input) != isinstance(kind, Input):
        raise EditError("an input stays an input, and other layers cannot become one")
    if kind.joins and not layer.kind.joins:
        raise EditError(f"{kind.label} needs two or more inputs, and {layer_id} has {len(layer.inputs)}")
    if layer.kind.joins and not kind.joins:
        raise EditError(f"{kind.label} takes one input, and {layer_id} has {len(layer.inputs)}")
    weights = layer.weights if type(kind) is type(layer.kind) else ()  # those of another kind mean something else
    return changed(design, layer, kind=kind, weights=weights)


def set_options(design: Design, layer_id: str, values: Mapping[str, Any]) -> Design:
    """New values, as JSON gives them, for options of a layer; raises EditError for what an option does not take."""
    kind = layer_of(design, layer_id).kind
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


def rename(design: Design, layer_id: str, new_id: str) -> Design:
    """Another id for a layer, in all that read it too."""
    layer_of(design, layer_id)
    if new_id == layer_id:
        return design
    if not 1 <= len(new_id) <= LONGEST_ID or not new_id.isprintable():
        raise EditError(f"a name has 1 to {LONGEST_ID} printable characters")
    if new_id in design:
        raise EditError(f"the name {new_id} is taken")
    return with_layers(design, renamed(design, {layer_id: new_id}))


def set_note(design: Design, layer_id: str, note: str) -> Design:
    """A note on a layer; empty text takes it away."""
    layer = layer_of(design, layer_id)
    if len(note) > LONGEST_NOTE or not note.replace("\n", "").isprintable():
        raise EditError(f"a note has at most {LONGEST_NOTE} printable characters, in any number of lines")
    return changed(design, layer, note=note or None)


def set_settings(design: Design, settings: Settings) -> Design:
    """Another batch size or number type."""
    return replace(design, settings=settings)


def set_name(design: Design, name: str) -> Design:
    """Another name for the design."""
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise EditError(f"a name has at most {LONGEST_NAME} printable characters")
    return replace(design, name=name)
