"""Makes names safe to print: no control characters, nothing a spreadsheet would run."""

# The signs that start a formula in spreadsheets, and their full-width twins.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def plain(text: str) -> str:
    """The text on one line: white space becomes blanks; control and direction characters are dropped."""
    if text.isprintable():
        return text
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or c.isprintable())


def inert(text: str) -> str:
    """The text for a spreadsheet cell: plain, with a leading apostrophe where it could be a formula."""
    line = plain(text)
    starts_formula = line.lstrip().startswith(FORMULA_STARTS) or text[:1] in ("\t", "\r", "\n")
    return "'" + line if starts_formula else line
