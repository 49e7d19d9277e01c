"""The layer table as tab-separated values, for files and for the clipboard."""

from designer.export.figures import Value
from designer.export.rows import Table


def write(table: Table) -> str:
    """Headings, layers, totals: quotes only around text that holds one, as spreadsheets expect."""
    lines: list[list[Value]] = [[column.exact_heading for column in table.columns]]
    lines += [[cell.exact for cell in row] for row in table.all_rows]
    # An empty line would be no row at all: a lone empty field is written as a pair of quotes.
    return "".join(("\t".join(map(_field, line)) or '""') + "\n" for line in lines)


def _field(value: Value) -> str:
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"' if '"' in value else value
    return "" if value is None else str(value)
