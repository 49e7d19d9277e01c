"""Lays an analysis out as a table of cells, with its totals, for the formats to write."""

from collections.abc import Collection
from typing import NamedTuple

from designer.core.analysis import Analysis
from designer.export.columns import Column, Row
from designer.export.figures import Value, grouped
from designer.export.safe_text import inert


class Cell(NamedTuple):
    """One cell: the exact value for programs, and the text that people read."""

    value: Value
    text: str

    @property
    def exact(self) -> Value:
        """The value for a spreadsheet: text that it could take for a formula is made inert."""
        return inert(self.value) if isinstance(self.value, str) else self.value


class Table(NamedTuple):
    """Columns, one row of cells a layer, and the totals (None where only some layers are shown)."""

    analysis: Analysis
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] | None

    @property
    def name(self) -> str:
        """The name of the design; may be empty."""
        return self.analysis.design.name

    @property
    def all_rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows of the layers, then the totals."""
        return self.rows if self.totals is None else (*self.rows, self.totals)


def lay_out(analysis: Analysis, columns: tuple[Column, ...], layers: Collection[str] | None = None) -> Table:
    """The table of all layers with totals; or of `layers`, ids, in the design's order and without totals."""
    rows = tuple(
        _cells(Row(facts, tuple(analysis.facts[source] for source in facts.layer.inputs)), columns)
        for name, facts in analysis.facts.items()
        if layers is None or name in layers
    )
    totals = _totals(analysis, columns) if layers is None else None
    return Table(analysis, columns, rows, totals)


def _cells(row: Row, columns: tuple[Column, ...]) -> tuple[Cell, ...]:
    values = [column.value(row) for column in columns]
    return tuple(Cell(value, column.text(value)) for value, column in zip(values, columns, strict=True))


def _totals(analysis: Analysis, columns: tuple[Column, ...]) -> tuple[Cell, ...]:
    # The label stands in the first column without a total; where all have one, a partial sum says so itself.
    totals = analysis.totals
    cells = []
    for column in columns:
        value = column.total(totals) if column.total else None
        cells.append(Cell(value, column.text(value)) if column.total else Cell(None, ""))
    label = "Total (partial)" if totals.partial else "Total"
    place = next((i for i, column in enumerate(columns) if not column.total), None)
    if place is not None:
        cells[place] = Cell(label, label)
    elif totals.partial:
        cells[0] = Cell(f"partial: {grouped(cells[0].value)}", f"partial: {cells[0].text}")
    return tuple(cells)
