"""Tables in every format: totals, partial totals, missing figures, exact integers, golden files."""

import csv
import subprocess
import sys
import zipfile
from io import BytesIO, StringIO
from pathlib import Path
from shutil import which

import pytest

from designer.core.analysis import analyse
from designer.core.kinds import Conv2d, Input
from designer.export.columns import BY_KEY, COLUMNS, columns_named
from designer.export.table import FORMATS, render
from tests.export.designs import broken, lenet, named, stack, uneven
from tests.export.hostile import HOSTILE
from tests.export.reading import read_html, read_latex, read_markdown, read_separated, read_xlsx

GOLDEN = Path(__file__).parent / "golden"
READERS = {
    "csv": lambda text: read_separated(text, ","),
    "tsv": lambda text: read_separated(text, "\t"),
    "markdown": read_markdown,
    "html": read_html,
    "latex": read_latex,
    "xlsx": read_xlsx,
}
FOR_PEOPLE = ("markdown", "html", "latex")
HUGE = stack(
    ("image", Input(height=2**40, width=2**40, channels=1)),
    ("c", Conv2d(out_channels=3, kernel_size=(1, 1))),
)


def table(design, name, keys=None):
    return READERS[name](render(analyse(design), name, columns_named(keys) if keys else None))


@pytest.mark.parametrize("name", [name for name, kind in FORMATS.items() if not kind.binary])
def test_golden(name):
    golden = GOLDEN / f"lenet5{FORMATS[name].suffix}"
    assert render(analyse(lenet()), name) == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", READERS)
def test_totals_close_the_table(name):
    total = table(lenet(), name, "name,kernel,parameters,macs,buffers,parameter_bytes")[-1]
    if name in FOR_PEOPLE:
        assert total == ["Total", "", "61,706", "416,520", "0", "241 KiB"]
    else:
        assert [str(cell) for cell in total] == ["Total", "", "61706", "416520", "0", "246824"]


@pytest.mark.parametrize("name", READERS)
def test_totals_say_partial_below_an_error(name):
    assert table(broken(), name, "kernel,name,macs")[-1][0] == "Total (partial)"
    figures = table(broken(), name, "macs,parameters")[-1]
    assert [str(cell) for cell in figures] == ["partial: 1,296", "40"]


def test_totals_say_partial_in_text():
    assert render(analyse(broken()), "text").splitlines()[-1].startswith("Total (partial) ")


@pytest.mark.parametrize("name", READERS)
def test_missing_figures(name):
    row = table(broken(), name, "name,output,macs,rf_out")[3]
    assert row == (["c2", "–", "–", "–"] if name in FOR_PEOPLE else ["c2", "", "", ""])


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_a_row_without_any_figure_is_still_a_row(name):
    assert table(broken(), name, "output") == [["Output"], ["8×8×1"], ["6×6×4"], [""], [""], ["Total (partial)"]]


@pytest.mark.parametrize("name", READERS)
def test_integers_are_exact_at_any_size(name):
    elements = 3 * 2**80
    row = table(HUGE, name, "name,output_elements,memory")[2]
    if name in FOR_PEOPLE:
        assert row == ["c", f"{elements:,}", "12,582,912 EiB"]
    else:
        assert row == ["c", str(elements), str(4 * elements)]


def test_xlsx_holds_numbers_as_numbers():
    rows = table(uneven(), "xlsx", "name,parameters,memory,jump_out,kernel")
    assert rows[0] == ["Name", "Parameters", "Memory (bytes)", "Jump out", "Kernel"]
    assert rows[1] == ["image", 0, 1920, 1, ""]
    assert rows[2] == ["c1", 124, 1920, "2×1", "3×5"]
    assert rows[6][3] == 0.5


def test_xlsx_headings_stay_in_sight():
    with zipfile.ZipFile(BytesIO(render(analyse(lenet()), "xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>' in sheet


@pytest.mark.parametrize("name", READERS)
def test_every_column_in_every_format(name):
    for design in (lenet(), broken(), uneven()):
        rows = table(design, name, ",".join(BY_KEY))
        assert len(rows) == len(design) + 2
        assert all(len(row) == len(COLUMNS) for row in rows)


def test_some_layers_in_the_order_of_the_design_and_without_totals():
    text = render(analyse(lenet()), "csv", columns_named("name,macs"), layers={"s2", "c1"})
    assert list(csv.reader(StringIO(text))) == [["Name", "MACs"], ["c1", "117600"], ["s2", "0"]]


def test_text_aligns_wide_and_combining_characters():
    lines = render(analyse(named(["网络", "e\u0301", "plain"])), "text", columns_named("name,macs")).splitlines()
    assert lines == [
        "Name   MACs",
        "─────  ────",
        "网络      0",
        "e\u0301         0",
        "plain     0",
        "─────  ────",
        "Total     0",
    ]


def test_an_empty_design_has_headings_and_totals():
    for name in READERS:
        assert len(table(stack(), name)) == 2


@pytest.mark.skipif(which("pdflatex") is None, reason="needs pdflatex")
def test_latex_compiles_without_packages(tmp_path):
    latin = [name for name in HOSTILE if all(ord(c) < 0x180 for c in name)]
    tables = [render(analyse(design), "latex") for design in (lenet(), broken(), uneven(), named(latin))]
    tables.append(render(analyse(named(latin)), "latex", columns_named("macs,name")))
    document = "\\documentclass{article}\n\\begin{document}\n" + "\n\n".join(tables) + "\\end{document}\n"
    (tmp_path / "table.tex").write_text(document, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "table.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_text_needs_no_other_format_and_no_large_library():
    code = (
        "import sys\n"
        "from designer.core.analysis import analyse\n"
        "from designer.core.design import Design\n"
        "from designer.export.table import render\n"
        "render(analyse(Design()), 'text')\n"
        "print(*sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "designer.export.text_table" in loaded
    assert not loaded & {"numpy", "PySide6", "pyqtgraph", "xlsxwriter", "csv", "html", "json", "unicodedata"}
    assert {name for name in loaded if name.endswith("_table")} == {"designer.export.text_table"}
