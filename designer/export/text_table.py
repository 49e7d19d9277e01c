"""The layer table as aligned plain text."""

from designer.export.rows import Cell, Table
from designer.export.safe_text import plain

GAP = "  "


def write(table: Table) -> str:
    """Headings, a rule, one line a layer, a rule, the totals."""
    body = [_texts(row) for row in table.rows]
    ends = [] if table.totals is None else [_texts(table.totals)]
    headings = [column.heading for column in table.columns]
    widths = [max(map(_width, cells)) for cells in zip(headings, *body, *ends, strict=True)]
    rule = GAP.join("─" * width for width in widths)
    rights = [column.right for column in table.columns]
    lines = [_line(headings, widths, rights), rule]
    lines += [_line(row, widths, rights) for row in body]
    lines += [line for row in ends for line in (rule, _line(row, widths, rights))]
    return "\n".join(lines) + "\n"


def _texts(row: tuple[Cell, ...]) -> list[str]:
    return [plain(cell.text) for cell in row]


def _line(texts: list[str], widths: list[int], rights: list[bool]) -> str:
    cells = []
    for text, width, right in zip(texts, widths, rights, strict=True):
        blanks = " " * (width - _width(text))
        cells.append(blanks + text if right else text + blanks)
    return GAP.join(cells).rstrip()


def _width(text: str) -> int:
    """Columns of a terminal: two for wide East Asian characters, none for combining marks."""
    if text.isascii() or max(text) < "\u0300":
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
