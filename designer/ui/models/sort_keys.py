"""What the layer table sorts by: a float for each figure, a text for each word."""

from collections.abc import Callable, Iterable
from math import inf

from designer.core.shapes import Output
from designer.export.columns import Column, Row
from designer.export.windows import kernel_of, pads_of, stride_of

Figure = int | float | None
Key = float | str


def sort_key(column: Column, row: Row) -> Key:
    """The key of a cell: pairs by the sum of their axes, sizes by their elements; a missing figure sorts first."""
    if column.key in PAIRS:
        return _sum(PAIRS[column.key](row))
    value = column.value(row)
    if column.right:
        return -inf if value is None or isinstance(value, str) else _float(value)
    return "" if value is None else str(value).casefold()


def _float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:  # integers of the design are exact at any size
        return inf


def _sum(values: Iterable[Figure] | None) -> float:
    known = None if values is None else [value for value in values if value is not None]
    return _float(sum(known)) if known else -inf


def _pads(row: Row) -> Iterable[Figure] | None:
    pads = pads_of(row.facts)
    return pads if isinstance(pads, tuple) else None


def _elements(outputs: Iterable[Output | None]) -> list[int]:
    return [output.elements for output in outputs if output is not None]


def _largest_field(row: Row) -> tuple[int, int] | None:
    fields = [source.receptive_field for source in row.sources]
    return max((field for field in fields if field is not None), default=None)


PAIRS: dict[str, Callable[[Row], Iterable[Figure] | None]] = {
    "kernel": lambda row: kernel_of(row.facts.layer.kind),
    "stride": lambda row: stride_of(row.facts.layer.kind),
    "padding": _pads,
    "input": lambda row: _elements(row.facts.inputs),
    "output": lambda row: _elements([row.facts.output]),
    "jump_in": lambda row: row.sources[0].jump if row.sources else None,
    "jump_out": lambda row: row.facts.jump,
    "rf_in": _largest_field,
    "rf_out": lambda row: row.facts.receptive_field,
    "start": lambda row: row.facts.start,
}
