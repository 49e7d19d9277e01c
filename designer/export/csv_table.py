"""The layer table as comma-separated values (RFC 4180)."""

from designer.export.figures import Value
from designer.export.rows import Table


def write(table: Table) -> str:
    """Headings, layers, totals: numbers bare, all text quoted, so that no other separator can split it."""
    lines: list[list[Value]] = [[column.exact_heading for column in table.columns]]
    lines += [[cell.exact for cell in row] for row in table.all_rows]
    # An empty line would be no row at all: a lone empty field is written as a pair of quotes.
    return "".join((",".join(map(_field, line)) or '""') + "\n" for line in lines)


def _field(value: Value) -> str:
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return "" if value is None else str(value)
