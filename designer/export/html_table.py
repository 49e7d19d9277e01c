"""The layer table as HTML: a document to read, and a bare table to paste."""

from html import escape

from designer.export.columns import Column
from designer.export.rows import Cell, Table
from designer.export.safe_text import plain

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font-family: sans-serif; }}
table {{ border-collapse: collapse; }}
caption {{ font-weight: bold; padding: 4px; text-align: left; }}
th, td {{ border: 1px solid; padding: 2px 8px; white-space: pre; }}
tfoot {{ font-weight: bold; }}
</style>
</head>
<body>
<table>
<caption>{title}</caption>
<thead><tr>{heads}</tr></thead>
<tbody>
{body}
</tbody>
{foot}</table>
</body>
</html>
"""


def write(table: Table) -> str:
    """A complete document with the design's name as title; each heading shows its formula on hovering."""
    heads = "".join(
        f'<th scope="col" title="{_safe(column.tip)}">{_safe(column.heading)}</th>' for column in table.columns
    )
    return PAGE.format(
        title=_safe(table.name) or "Layers",
        heads=heads,
        body="\n".join(_line(table, [cell.text for cell in row]) for row in table.rows),
        foot=f"<tfoot>{_line(table, [cell.text for cell in table.totals])}</tfoot>\n" if table.totals else "",
    )


def fragment(table: Table) -> str:
    """The `<table>` alone, with bare numbers and inert text: spreadsheets take it from the clipboard as typed."""
    heads = "".join(f"<th>{_safe(column.exact_heading)}</th>" for column in table.columns)
    rows = [_line(table, [_exact(cell) for cell in row]) for row in table.all_rows]
    return "\n".join(["<table>", f"<tr>{heads}</tr>", *rows, "</table>", ""])


def _exact(cell: Cell) -> str:
    return "" if cell.exact is None else str(cell.exact)


def _line(table: Table, texts: list[str]) -> str:
    return "<tr>" + "".join(map(_field, table.columns, texts)) + "</tr>"


def _field(column: Column, text: str) -> str:
    # The attribute, not a style: word processors read it when a table is pasted.
    return f'<td align="right">{_safe(text)}</td>' if column.right else f"<td>{_safe(text)}</td>"


def _safe(text: str) -> str:
    return escape(plain(text), quote=True)
