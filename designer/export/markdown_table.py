"""The layer table as a Markdown pipe table (GitHub Flavored Markdown, section 4.10)."""

from designer.export.rows import Cell, Table
from designer.export.safe_text import plain

PUNCTUATION = frozenset("!\"#$%&'()*+-./:;<=>?@[\\]^_`{|}~")


def write(table: Table) -> str:
    """Headings, alignments, one line a layer, the totals in bold."""
    headings = " | ".join(column.heading for column in table.columns)
    marks = " | ".join("---:" if column.right else "---" for column in table.columns)
    lines = [headings, marks, *(_line(row) for row in table.rows)]
    if table.totals is not None:
        lines.append(_line(table.totals, "**"))
    return "".join(f"| {line} |\n" for line in lines)


def _line(row: tuple[Cell, ...], mark: str = "") -> str:
    texts = [escaped(cell.text) if isinstance(cell.value, str) else cell.text for cell in row]
    return " | ".join(f"{mark}{text}{mark}" if text else "" for text in texts)


def escaped(text: str) -> str:
    """The text with every sign that could mean something in Markdown behind a backslash."""
    return "".join(f"\\{c}" if c in PUNCTUATION else c for c in plain(text))
