"""The layer table as a LaTeX tabular that needs no package."""

from designer.export.rows import Cell, Table
from designer.export.safe_text import plain

# The opening bracket and the star would be read as options of the line end before them.
SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\symbol{34}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    "×": r"$\times$",
    "−": "$-$",
    "–": "--",
}


def write(table: Table) -> str:
    """A tabular of headings, layers and totals with rules between; totals and headings in bold."""
    alignment = "".join("r" if column.right else "l" for column in table.columns)
    headings = _line([rf"\textbf{{{column.heading}}}" for column in table.columns])
    lines = [rf"\begin{{tabular}}{{{alignment}}}", r"\hline", headings, r"\hline"]
    lines += [_line(_texts(row)) for row in table.rows]
    if table.totals is not None:
        bold = [text and rf"\textbf{{{text}}}" for text in _texts(table.totals)]
        lines += [r"\hline", _line(bold)]
    return "\n".join([*lines, r"\hline", r"\end{tabular}", ""])


def _texts(row: tuple[Cell, ...]) -> list[str]:
    return [escaped(cell.text) for cell in row]


def _line(texts: list[str]) -> str:
    return " & ".join(texts) + r" \\"


def escaped(text: str) -> str:
    """The text with TeX's signs spelt out, and doubled hyphens and commas kept from joining into one sign."""
    line = plain(text)
    return "".join(
        "{}" + c if c == before and c in "-," else SIGNS.get(c, c) for before, c in zip(" " + line, line, strict=False)
    )
