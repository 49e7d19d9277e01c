"""How much memory a run needs, from shapes alone, and the sentence that refuses it."""

from __future__ import annotations

import math
from collections.abc import Iterable

from designer.engine.errors import MemoryLimit
from designer.engine.footprint import (
    call_numbers,
    constant_numbers,
    packed_by_each,
    packed_numbers,
    passing_numbers,
    scratch_numbers,
    shared_numbers,
)
from designer.engine.maps import padded_shape
from designer.engine.request import Request
from designer.engine.storeys import Storey
from designer.engine.weights import specs

SPARE = 8, 7 << 15  # a part in 8, and 224 KiB a process: what the allocator leaves unused, Python's own objects


def refuse_absurd(request: Request, limit: int) -> None:
    """Refuse what weights and outputs alone put over the limit, before anything is worked out from its sizes."""
    facts, numbers = request.analysis.facts, 0
    needed, waiting = set(), [layer for layer in request.kept if layer in facts]
    while waiting:
        layer = waiting.pop()
        if layer not in needed:
            needed.add(layer)
            waiting += request.design[layer].inputs
    for layer in needed:
        output = facts[layer].output
        numbers += 0 if output is None or facts[layer].layer.kind.in_place else output.elements
        numbers += sum(math.prod(spec.shape) for spec in specs(facts[layer]))
    refuse(4 * numbers, limit, request)


def bytes_needed(found: list[Storey], wanted: Iterable[str], members: int = 1) -> int:
    """The most bytes a run holds at once.

    Maps with borders, weights as kept, pictures, delivered copies grow from storey to storey; what packing takes for a
    moment comes on top where it happens. Memory counts from when it is first written to.
    """
    scratch = max((scratch_numbers(storey, members) for storey in found), default=0) * members
    scratch += max(map(shared_numbers, found), default=0)
    outputs = {storey.key: storey.last.output.elements for storey in found}
    copies = {task.key: task.output.elements for storey in found for task in storey.tasks if task.layer in set(wanted)}
    held, most = scratch, scratch
    for storey in found:
        numbers = math.prod(padded_shape(storey.last.output, storey.border)) if storey.placed is None else 0
        numbers += outputs[storey.key] if storey.placed is not None else 0
        numbers -= sum(outputs[part.key] for part in found if part.placed and part.placed[0] == storey.key)
        numbers += storey.base.output.elements if storey.kept else 0
        if not storey.base.inputs:
            numbers += 4 * storey.last.output.elements  # the picture, resized, as numbers
        held += (
            numbers
            + (call_numbers(storey) + constant_numbers(storey)) * members
            + packed_numbers(storey) * (members if packed_by_each(storey) else 1)
        )
        most = max(most, held + passing_numbers(storey, members) * members)
        copied = [copies.get(task.key, 0) for task in storey.tasks]
        if members > 1:  # a crew sends them on and forgets them
            most = max(most, held + 2 * max(copied))
        else:
            held += sum(copied)
    total = 4 * max(most, held)
    return total + total // SPARE[0] + SPARE[1] * members


def refuse(needed: int, limit: int, request: Request) -> None:
    """Raise MemoryLimit where a run needs more bytes than the limit."""
    if needed <= limit:
        return
    offer = "a smaller image"
    if request.rest:
        offer += ", or keep only the layers shown"
    elif len(request.delivered) > 1:
        offer += ", or fewer layers at once"
    raise MemoryLimit(f"this run needs {in_words(needed)} and may take {in_words(limit)}: try {offer}")


def in_words(size: int) -> str:
    """A number of bytes as people write it: 1.5 GiB."""
    for unit, power in (("EiB", 60), ("PiB", 50), ("TiB", 40), ("GiB", 30), ("MiB", 20)):
        if size >= 1 << power:
            tenths = size * 10 >> power
            return f"{tenths // 10}.{tenths % 10} {unit}" if tenths < 10**6 else f"{tenths // 10:,} {unit}"
    return f"{size >> 10} KiB"
