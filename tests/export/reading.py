"""Reads exported tables back as rows of cell texts, and complains of anything in them that could come alive."""

import csv
import re
import zipfile
from html.parser import HTMLParser
from io import BytesIO, StringIO
from xml.etree import ElementTree

Rows = list[list[str]]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_separated(text: str, separator: str) -> Rows:
    return list(csv.reader(StringIO(text), delimiter=separator, strict=True))


def read_markdown(text: str) -> Rows:
    headings, marks, *lines = text.splitlines()
    assert re.fullmatch(r"\|( ---:? \|)+", marks)
    rows = []
    for line in (headings, *lines):
        assert line.startswith("| ")
        assert line.endswith(" |")
        rows.append([_markdown_cell(cell) for cell in line[2:-2].split(" | ")])
    return rows


def _markdown_cell(cell: str) -> str:
    bold = re.fullmatch(r"\*\*(.*)\*\*", cell)
    cell = bold[1] if bold else cell
    live = re.sub(r"\\.", "", cell)
    assert not set(live) & set("\\`*_{}[]<>#|~!&:@"), f"live Markdown: {cell}"
    return re.sub(r"\\(.)", r"\1", cell)


TAGS = {
    "html", "head", "meta", "title", "style", "body", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
}  # fmt: skip


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: Rows = []
        self.tags: set[str] = set()
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert {name for name, _ in attrs} <= {"lang", "charset", "scope", "title", "align"}
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def read_html(text: str) -> Rows:
    parser = _Cells()
    parser.feed(text)
    parser.close()
    assert parser.tags <= TAGS
    return parser.rows


TEX = {
    r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^", r"\textless{}": "<",
    r"\textgreater{}": ">", r"\textbar{}": "|", r"\symbol{34}": '"', r"\textquotesingle{}": "'",
    r"\textasciigrave{}": "`", r"$\times$": "×", "$-$": "−", r"\{": "{", r"\}": "}", r"\$": "$", r"\&": "&",
    r"\#": "#", r"\_": "_", r"\%": "%", "{[}": "[", "{]}": "]", "{*}": "*", "{}": "", "--": "–",
}  # fmt: skip
TEX_TOKEN = re.compile("|".join(map(re.escape, TEX)) + r"|[^\\{}$&#_%~^\[*]", re.DOTALL)


def read_latex(text: str) -> Rows:
    lines = text.splitlines()
    assert re.fullmatch(r"\\begin\{tabular\}\{[lr]+\}", lines[0])
    assert lines[-1] == r"\end{tabular}"
    rows = []
    for line in lines[1:-1]:
        if line != r"\hline":
            assert line.endswith(r" \\")
            rows.append([_tex_cell(cell) for cell in line[:-3].split(" & ")])
    return rows


def _tex_cell(cell: str) -> str:
    bold = re.fullmatch(r"\\textbf\{(.*)\}", cell)
    cell = bold[1] if bold else cell
    tokens, end = [], 0
    while end < len(cell):
        token = TEX_TOKEN.match(cell, end)
        assert token, f"live TeX: {cell[end:]}"
        tokens.append(TEX.get(token[0], token[0]))
        end = token.end()
    return "".join(tokens)


def read_xlsx(data: bytes) -> list[list[str | int | float]]:
    """Text cells as str, number cells as numbers, empty ones as ""."""
    with zipfile.ZipFile(BytesIO(data)) as book:
        assert not [name for name in book.namelist() if "rels" in name and "sheet" in name]
        strings = [
            re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), "".join(item.itertext()))
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert sheet.find(f".//{MAIN}f") is None
    assert sheet.find(f".//{MAIN}hyperlink") is None
    return [[_xlsx_cell(cell, strings) for cell in row] for row in sheet.iter(f"{MAIN}row")]


def _xlsx_cell(cell: ElementTree.Element, strings: list[str]) -> str | int | float:
    value = cell.findtext(f"{MAIN}v")
    if value is None:
        return ""
    if cell.get("t") == "s":
        return strings[int(value)]
    assert cell.get("t") is None
    return int(value) if value.lstrip("-").isdigit() else float(value)
