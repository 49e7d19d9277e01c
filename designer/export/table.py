"""Writes the layer table in any format: the registry of formats, each imported only when it is asked for."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from designer.core.analysis import Analysis
from designer.export.columns import DEFAULT, Column
from designer.export.rows import Table, lay_out


class Format(NamedTuple):
    """How one format is written, the suffix of its files, and whether they are bytes."""

    write: Callable[[Table], str | bytes]
    suffix: str
    binary: bool = False


# Plain imports inside functions, not import_module: programs that bundle the application find these.


def _text(table: Table) -> str:
    from designer.export.text_table import write

    return write(table)


def _csv(table: Table) -> str:
    from designer.export.csv_table import write

    return write(table)


def _tsv(table: Table) -> str:
    from designer.export.tsv_table import write

    return write(table)


def _markdown(table: Table) -> str:
    from designer.export.markdown_table import write

    return write(table)


def _html(table: Table) -> str:
    from designer.export.html_table import write

    return write(table)


def _latex(table: Table) -> str:
    from designer.export.latex_table import write

    return write(table)


def _xlsx(table: Table) -> bytes:
    from designer.export.xlsx_table import write

    return write(table)


def _json(table: Table) -> str:
    from designer.export.json_table import write

    return write(table.analysis)


FORMATS = {
    "text": Format(_text, ".txt"),
    "csv": Format(_csv, ".csv"),
    "tsv": Format(_tsv, ".tsv"),
    "markdown": Format(_markdown, ".md"),
    "html": Format(_html, ".html"),
    "latex": Format(_latex, ".tex"),
    "json": Format(_json, ".json"),
    "xlsx": Format(_xlsx, ".xlsx", binary=True),
}


def render(
    analysis: Analysis,
    format: str,  # noqa: A002 (the word of the command line)
    columns: tuple[Column, ...] | None = None,
    layers: Collection[str] | None = None,
) -> str | bytes:
    """The table in one of FORMATS: bytes for a binary format, else text that ends in a newline.

    Without `columns` the default ones; with `layers` only those ids, without totals. JSON holds the whole
    analysis whatever is asked. An unknown format raises KeyError.
    """
    return FORMATS[format].write(lay_out(analysis, columns or DEFAULT, layers))


def clipboard(
    analysis: Analysis, columns: tuple[Column, ...] | None = None, layers: Collection[str] | None = None
) -> tuple[str, str]:
    """What spreadsheets and word processors paste as a table: tab-separated text, and an HTML table."""
    from designer.export.html_table import fragment

    table = lay_out(analysis, columns or DEFAULT, layers)
    return _tsv(table), fragment(table)
