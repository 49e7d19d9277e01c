"""The line of totals: short figures, exact ones in the tips, findings to click."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from designer.core import property_edits
from designer.core.analysis import analyse
from designer.core.design import Design
from designer.core.files import load
from designer.core.kinds import Conv2d, Flatten, Input
from designer.export.figures import grouped
from designer.paths import resource
from designer.ui.document import Document
from designer.ui.figures import TOTALS, brief, field_text, short
from designer.ui.panels.totals import TotalsLine
from designer.ui.theme import DARK, LIGHT
from tests.export.designs import broken, lenet, stack


@pytest.fixture
def document(qapp):
    shown = Document()
    yield shown
    shown.stack.clear()  # commands must be gone before the collector takes the stack apart


@pytest.fixture
def line(qtbot, document):
    made = TotalsLine(document, LIGHT)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (640, "640"),
        (999, "999"),
        (1000, "1 k"),
        (1750, "1.8 k"),
        (1049, "1 k"),
        (1050, "1.1 k"),
        (999_949, "999.9 k"),
        (999_950, "1 M"),
        (138_357_544, "138.4 M"),
        (15_470_264_320, "15.5 G"),
        (2**63, "9.2 E"),
        (10**24, "1,000,000 E"),
        (10**33 - 1, "1·10³³"),
        (12 * 10**37, "1.2·10³⁸"),
    ],
)
def test_short(count, text):
    assert short(count) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("224×224×64", "224×224×64"),
        ("999,999,999,999,999", "999,999,999,999,999"),
        ("1,000,000,000,000,000", "1·10¹⁵"),
        ("9,223,372,036,854,775,807×3×64", "9.2·10¹⁸ × 3 × 64"),
        ("−9996372036854775807", "−1·10¹⁹"),
        ("peak 123,456,789,012,345,678.9 EiB", "peak 1.2·10¹⁷ EiB"),
        ("0000000000000000000001", "0000000000000000000001"),
    ],
)
def test_numbers_of_many_digits_in_brief(text, said):
    assert brief(text) == said


@given(st.integers(0, 10**80))
def test_brief_is_within_half_a_tenth_of_its_power(number):
    said = brief(str(number))
    if said == str(number):
        assert number < 10**15
    else:
        part, raised = said.split("·10")
        tenth = 10 ** (int(raised.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))) - 1)
        assert 2 * abs(int(Fraction(part) * 10) * tenth - number) <= tenth


def test_figures_without_end_stay_short_and_are_exact_in_the_tips(line, document):
    most = 2**63 - 1
    document.reset(stack(("image", Input(height=most, width=most, channels=most)), ("c", Conv2d(out_channels=most))))
    facts = document.analysis.facts["c"]
    assert len(line.text) < 120
    assert grouped(facts.parameters) in line._parts["parameters"].toolTip()
    assert grouped(facts.macs) in line._parts["macs"].toolTip()
    assert f"{most:,}" in line._parts["field"].toolTip()


def test_a_narrow_line_cuts_with_an_ellipsis(line, document):
    document.reset(lenet())
    line.resize(line.sizeHint().width(), 24)
    QApplication.processEvents()
    label = line._parts["macs"]
    whole = label.grab().toImage()
    line.resize(line.minimumSizeHint().width(), 24)
    QApplication.processEvents()
    cut = label.grab().toImage()
    assert cut.width() < whole.width()
    # Without the dots the label would show the first columns of the whole.
    assert cut != whole.copy(cut.rect())
    assert label.text().endswith("MACs")
    assert line.findings.width() >= line.findings.sizeHint().width()


@given(st.integers(0, 2**70))
def test_short_is_within_half_a_tenth_and_never_long(count):
    number, _, unit = short(count).partition(" ")
    scale = 1000 ** ["", "k", "M", "G", "T", "P", "E"].index(unit)
    shown = int(number.replace(",", "").replace(".", "")) * scale // (10 if "." in number else 1)
    assert abs(shown - count) * 20 <= scale
    assert unit == "E" or len(number) <= 5


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("vgg16", "138.4 M parameters · 15.5 G MACs · RF 212 of 224 · peak 24.5 MiB · no findings"),
        ("lenet5", "61.7 k parameters"),
    ],
)
def test_the_line_of_a_known_network(line, document, name, text):
    document.reset(load(resource("designs", f"{name}.cnn.json")))
    assert line.text.startswith(text)
    assert line.accessibleName() == f"Totals: {line.text}"


def test_partial_and_findings_are_said(line, document):
    document.reset(broken())
    assert line.text.endswith("partial · 1 finding")
    assert not line.findings.icon().isNull()
    document.reset(lenet())
    assert "partial" not in line.text
    assert line.text.endswith("no findings")
    assert line.findings.icon().isNull()


def test_tips_give_exact_figures_and_conventions(line, document):
    document.reset(lenet())
    tips = {key: label.toolTip() for key, label in line._parts.items()}
    assert tips["parameters"].startswith("61,706. ")
    assert "bias not counted" in tips["macs"]
    assert tips["macs"].startswith(f"{document.analysis.totals.macs:,}. ")
    assert tips["peak"].startswith(f"{document.analysis.totals.peak_activation_bytes:,} bytes. ")
    assert "Adam" in tips["peak"]
    assert "one unit of " in tips["field"]


def test_a_click_on_the_findings_is_told(line, document, qtbot):
    document.reset(broken())
    with qtbot.waitSignal(line.findings_clicked):
        QTest.mouseClick(line.findings, Qt.MouseButton.LeftButton)


def test_the_line_follows_edits(line, document):
    document.reset(lenet())
    document.apply("x", lambda design: property_edits.set_options(design, "c1", {"out_channels": 1}))
    assert "61.7 k" not in line.text
    document.stack.undo()
    assert line.text.startswith("61.7 k parameters")


def test_an_empty_design_has_no_field(line, document):
    assert line.text == "0 parameters · 0 MACs · peak 0 B · no findings"
    assert not line._parts["field"].isVisible()


@pytest.mark.parametrize(
    ("design", "text"),
    [
        (Design(), ""),
        (stack(("image", Input(height=8, width=6, channels=1))), "RF 1 of 8×6"),
        (stack(("image", Input(height=8, width=8, channels=1)), ("flat", Flatten())), "RF 1 of 8"),
    ],
)
def test_field_text(design, text):
    assert field_text(analyse(design)) == text


def test_every_total_is_explained():
    assert {total.key for total in TOTALS} == {
        "parameters",
        "buffers",
        "macs",
        "parameter_bytes",
        "activation_bytes",
        "peak_activation_bytes",
        "training_bytes",
    }
    totals = analyse(lenet()).totals
    for total in TOTALS:
        assert total.tip.endswith(".")
        assert total.value(totals) == getattr(totals, total.key)


def test_theme(line, document):
    document.reset(broken())
    line.set_theme(DARK)
    image = line.findings.icon().pixmap(16, 16).toImage()
    assert DARK.error in {image.pixelColor(x, y).name() for x in range(16) for y in range(16)}
