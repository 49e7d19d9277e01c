"""Moving layers up and down by keys: past the next card, with its pills."""

from typing import TYPE_CHECKING

from designer.core.design import Design
from designer.core.edit_basics import EditError
from designer.core.layout import Slot
from designer.core.wrap import run_of
from designer.ui.canvas.carry import moved
from designer.ui.canvas.gestures import with_pills
from designer.ui.canvas.pills import is_pill

if TYPE_CHECKING:
    from designer.ui.canvas.board import Board


def shift(canvas: "Board", down: bool) -> None:
    """Move the selected layers past what stands above or below them; a line says why where that cannot be."""
    document = canvas.document
    if not document.selection:
        return
    ids = with_pills(canvas)
    text = f"Move {ids[0]} {'down' if down else 'up'}" if len(ids) == 1 else f"Move {len(ids)} layers"
    document.apply(text, lambda design: _shifted(canvas, design, ids, down), select=document.selection)


def _shifted(canvas: "Board", design: Design, ids: tuple[str, ...], down: bool) -> Design:
    source, end = run_of(design, ids)
    place = _below(canvas, design, ids, end) if down else _above(canvas, design, ids, source)
    place = canvas.network.outline.slot(place) or place
    return moved(design, ids, place.source, None if place.target is None else (place.target, place.index))


def _below(canvas: "Board", design: Design, ids: tuple[str, ...], end: str) -> Slot:
    """The place below the next card and its pills."""
    outline, items = canvas.network.outline, canvas.network.layers
    readers = design.consumers(end)
    if not readers:
        raise EditError(f"{end} is the last layer: nothing stands below it")
    if len(readers) > 1 or readers[0].kind.joins:
        raise EditError(f"branches begin or end below {end}: drag it to where it belongs")
    key = outline.card_of(readers[0].id)
    whole = not all(is_pill(design[name].kind) for name in ids)
    while whole and len(outline.readers(key)) == 1 and items[outline.readers(key)[0]].glued:
        key = outline.readers(key)[0]
    return Slot("end", key, None, 0, (0, 0), (0, 0))


def _above(canvas: "Board", design: Design, ids: tuple[str, ...], source: str) -> Slot:
    """The place above the card before, whose pills stand between."""
    outline, items = canvas.network.outline, canvas.network.layers
    key = outline.card_of(source)
    whole = not all(is_pill(design[name].kind) for name in ids)
    while whole and items[key].glued:
        key = outline.inputs(key)[0]
    above = outline.inputs(key)
    if not above:
        raise EditError(f"{key} stands at the head of the network: nothing can be moved above it")
    if len(above) > 1 or any(reader.id not in ids for reader in design.consumers(source)):
        raise EditError(f"branches begin or end at {source}: drag the layer to where it belongs")
    return Slot("wire", above[0], key, 0, (0, 0), (0, 0))
