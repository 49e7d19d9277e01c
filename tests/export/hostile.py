"""Names that are formulas, markup, TeX or control characters, and strategies that make more of them."""

from unicodedata import category

from hypothesis import strategies as st

HOSTILE = [
    '=HYPERLINK("http://evil.example","click")', "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1",
    '";=1+1;"', " =1+1", "\u3000=1+1", "\x00=1+1", "\u202e=1+1", "\u200b=1+1", "＝1+1", "＋1", "－1", "＠A1",
    "a,b", "a;b", 'say "hi"', '"', '""', "'", "'=1", "line\nbreak", "a\r\nb", "a\tb", "a\u2028b", "a\x85b", "a\x0bb",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</td></tr></table>", "&amp;", "&#61;1", "<!--",
    "\\input{/etc/passwd}", "$x_1$ & 50% #1 {a} ~ ^ \\", "\\\\", "[5cm]", "*[5cm]", "--", "---", "^^41", "}", "{", "%",
    "| pipe |", "\\|", "`code` **bold** [x](javascript:alert(1))", "http://evil.example", "# title", "---|---",
    "_x0041_", "\ufffe", "\uffff", "\ud800", "\u202egnp.exe", "\u2066x\u2069", "a\u0000b", "\x1b[31mred", "\x7f",
    "网络 🧠", "é́", "0", "1e5", "1,5", "TRUE", "http://a.example/" + "x" * 120, "café", "a  b", " ",
]  # fmt: skip

NAMES = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=4), min_size=1, max_size=3).map("".join)
NAME_LISTS = st.lists(NAMES.filter(bool), min_size=1, max_size=30, unique=True)


def one_line(name: str) -> str:
    """What every table must show of a name: blanks for white space, nothing for control and format characters."""
    spaced = "".join(" " if c.isspace() else c for c in name)
    return "".join(c for c in spaced if category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
