"""The layer table as an Excel workbook."""

from io import BytesIO
from typing import Any

from designer.export.columns import Column
from designer.export.figures import Value, grouped
from designer.export.rows import Table

EXACT = 2**53
"""Up to here every integer is a number of Excel; larger ones are written as text to stay exact."""

LONGEST = 32767
"""Characters that a cell of Excel holds."""

WIDEST = 60
"""Characters of the widest column; longer text is cut off by the next cell."""


def write(table: Table) -> bytes:
    """A workbook of one sheet under frozen headings: numbers as exact numbers, names as text."""
    import xlsxwriter

    out = BytesIO()
    # In memory: no temporary files. Text goes through write_string only; the options on strings say so again.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("Layers")
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(table.columns):
            _fill(book, sheet, place, column, [row[place].exact for row in table.all_rows], table.totals is not None)
    return out.getvalue()


def _fill(book: Any, sheet: Any, place: int, column: Column, values: list[Value], totals: bool) -> None:
    side = {"align": "right" if column.right else "left"}
    whole, other = book.add_format({**side, "num_format": "#,##0"}), book.add_format(side)
    last = book.add_format({**side, "num_format": "#,##0", "bold": True, "top": 1})
    sheet.write_string(0, place, column.exact_heading, book.add_format({**side, "bold": True, "bottom": 1}))
    for line, value in enumerate(values, 1):
        style = last if totals and line == len(values) else whole if isinstance(value, int) else other
        if value is None:
            sheet.write_blank(line, place, None, style)
        elif isinstance(value, str) or abs(value) > EXACT:
            sheet.write_string(line, place, str(value)[:LONGEST], style)
        else:
            sheet.write_number(line, place, value, style)
    longest = max(map(len, [column.exact_heading, *map(grouped, values)]))
    sheet.set_column(place, place, min(WIDEST, longest + 2))
