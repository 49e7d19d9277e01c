"""Hostile names in every table format: each comes back as it went in, on one line, and nothing comes alive."""

import re
from unicodedata import category

import pytest
from hypothesis import example, given, settings

from designer.core.analysis import analyse
from designer.export.columns import columns_named
from designer.export.findings_report import findings_text
from designer.export.safe_text import inert, plain
from designer.export.table import FORMATS, clipboard, render
from tests.export.designs import broken, named, stack
from tests.export.hostile import HOSTILE, NAME_LISTS, one_line
from tests.export.reading import read_html, read_latex, read_markdown, read_separated, read_xlsx

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COLUMNS = columns_named("name,block,macs")
TEXTS = [name for name in FORMATS if name not in ("json", "xlsx")]


def cells(names, read):
    """(id, block) of the rows between the headings and the totals."""
    rows = read(analyse(named(names, name=names[0])))
    assert len(rows) == len(names) + 2, "a row too many or too few"
    assert all(len(row) == 3 for row in rows)
    return [tuple(row[:2]) for row in rows[1:-1]]


def spreadsheet_cells(names, read):
    """As `cells`, after a look at how each begins."""
    found = cells(names, read)
    for cell in (cell for row in found for cell in row):
        assert not cell.lstrip().startswith(STARTS)
    return found


def shown(names):
    return [(one_line(name), one_line(name)) for name in names]


def in_spreadsheets(names):
    lines = [one_line(name) for name in names]
    return [
        ("'" + line,) * 2 if line.lstrip().startswith(STARTS) or name.startswith(STARTS) else (line,) * 2
        for line, name in zip(lines, names, strict=True)
    ]


@settings(max_examples=400, deadline=None)
@given(NAME_LISTS)
@example(HOSTILE)
def test_csv(names):
    found = spreadsheet_cells(names, lambda a: read_separated(render(a, "csv", COLUMNS), ","))
    assert found == in_spreadsheets(names)


@settings(max_examples=400, deadline=None)
@given(NAME_LISTS)
@example(HOSTILE)
def test_csv_quotes_all_text(names):
    text = render(analyse(named(names)), "csv", COLUMNS)
    assert set(re.sub(r'"(?:[^"]|"")*"', "", text)) <= set(",0123456789\n")


@settings(max_examples=400, deadline=None)
@given(NAME_LISTS)
@example(HOSTILE)
def test_tsv(names):
    found = spreadsheet_cells(names, lambda a: read_separated(render(a, "tsv", COLUMNS), "\t"))
    assert found == in_spreadsheets(names)


@settings(max_examples=300, deadline=None)
@given(NAME_LISTS)
@example(HOSTILE)
def test_clipboard(names):
    found = spreadsheet_cells(names, lambda a: read_html(clipboard(a, COLUMNS)[1]))
    assert found == in_spreadsheets(names)
    analysis = analyse(named(names))
    assert clipboard(analysis, COLUMNS)[0] == render(analysis, "tsv", COLUMNS)


@settings(max_examples=300, deadline=None)
@given(NAME_LISTS)
@example(HOSTILE)
def test_xlsx(names):
    found = spreadsheet_cells(names, lambda a: read_xlsx(render(a, "xlsx", COLUMNS)))
    assert found == in_spreadsheets(names)


@settings(max_examples=400, deadline=None)
@given(NAME_LISTS)
@example(HOSTILE)
def test_html(names):
    assert cells(names, lambda a: read_html(render(a, "html", COLUMNS))) == shown(names)


@settings(max_examples=400, deadline=None)
@given(NAME_LISTS)
@example(HOSTILE)
def test_latex(names):
    assert cells(names, lambda a: read_latex(render(a, "latex", COLUMNS))) == shown(names)


@settings(max_examples=400, deadline=None)
@given(NAME_LISTS)
@example(HOSTILE)
def test_markdown(names):
    assert cells(names, lambda a: read_markdown(render(a, "markdown", COLUMNS))) == shown(names)


@settings(max_examples=400, deadline=None)
@given(NAME_LISTS)
@example(HOSTILE)
def test_text_has_a_line_for_each_layer(names):
    lines = render(analyse(named(names)), "text", COLUMNS).split("\n")
    assert len(lines) == len(names) + 5  # headings, two rules, totals, the end
    assert all(line.startswith(one_line(name)) for line, name in zip(lines[2:], names, strict=False))


@settings(max_examples=300, deadline=None)
@given(NAME_LISTS)
@example(HOSTILE)
def test_no_format_lets_control_or_direction_characters_through(names):
    analysis = analyse(named(names, name="".join(names)))
    for name in TEXTS:
        separators = "\n\t" if name == "tsv" else "\n"
        for c in render(analysis, name, COLUMNS).strip(separators):
            assert c in separators or category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


@settings(max_examples=300, deadline=None)
@given(NAME_LISTS)
def test_names_of_printable_characters_stay_as_they_are(names):
    for name in names:
        assert plain(one_line(name)) == one_line(name)
        assert plain(inert(name)) == inert(name)


@pytest.mark.parametrize("name", [name for name in HOSTILE if name.strip()])
def test_findings_keep_to_one_line(name):
    first, second, third, _ = broken().layers
    links = ((name if layer is third else layer.id, layer.kind) for layer in (first, second, third))
    report = findings_text(analyse(stack(*links)))
    assert report.count("\n") == 1
    assert report.startswith(f"error: {one_line(name)}: ")
