"""The form's pages: of a layer, of several, of the design; their figures, findings and focus."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

from designer.core import removals
from designer.core.design import Design, Layer, Settings
from designer.core.kind import options_of
from designer.core.kinds import Add, Conv2d, Input
from designer.core.options import LARGEST
from designer.export.columns import BY_KEY
from designer.ui.panels.editors_stepped import Stepped
from designer.ui.panels.form_figures import LAYER_KEYS
from designer.ui.theme import DARK
from tests.export.designs import broken
from tests.ui.form_kit import design_with, field, line, type_into

# Figures, findings


def test_figures_are_those_of_the_table_with_their_formulas(form, document):
    document.select(["c3"])
    shown = {key: form.layer_page.findChild(QLabel, f"figure_{key}") for key in LAYER_KEYS}
    texts = {key: label.text() for key, label in shown.items()}
    assert texts == {
        "input": "14×14×6",
        "output": "10×10×16",
        "rf_out": "14",
        "jump_out": "2",
        "start": "0",
        "parameters": "2,416",
        "macs": "240,000",
        "memory": "6.3 KiB",
    }
    assert all(label.toolTip() == BY_KEY[key].tip for key, label in shown.items())
    type_into(form, "out_channels", "32")
    assert shown["parameters"].text() == "4,832"


def test_findings_of_the_layer_are_told_in_their_colour(form, document):
    document.reset(broken())
    document.select(["c2"])
    [said] = [label for label in form.layer_page._findings.findChildren(QLabel) if label.text()]
    assert "larger than the padded input" in said.text()
    assert said.property("severity") == "error"
    form.set_theme(DARK)
    type_into(form, "kernel_size", "3")
    assert not form.layer_page._findings.isVisible()


def test_findings_that_are_gone_are_not_shown_below_new_ones(form, document):
    document.reset(broken())
    document.select(["c2"])
    type_into(form, "kernel_size", "99")
    QApplication.processEvents()
    messages = [finding.message for finding in document.analysis.findings_of("c2")]
    texts = [label for label in form.layer_page._findings.findChildren(QLabel) if label.text() and label.isVisible()]
    assert [label.text() for label in texts] == messages


def endless() -> Design:
    """Sizes, names and settings as large as they may be."""
    image = Layer("image", Input(height=LARGEST, width=LARGEST, channels=LARGEST))
    wide = Conv2d(out_channels=LARGEST, kernel_size=(LARGEST - 1, LARGEST), padding=(LARGEST, LARGEST, LARGEST, 0))
    low = Conv2d(out_channels=3, kernel_size=(LARGEST, LARGEST), groups=5)
    layers = (image, Layer("wide", wide, ("image",), "b" * 300), Layer("low" * 40, low, ("wide",)))
    return Design(layers, "n" * 500, Settings(batch_size=LARGEST))


@pytest.mark.parametrize("selected", [(), ("image",), ("wide",), ("low" * 40,), ("image", "wide")])
def test_no_figure_pushes_the_fields_out_of_the_form(form, document, selected):
    document.reset(endless())
    document.select(selected)
    form.resize(form.minimumWidth(), 700)
    QApplication.processEvents()
    view = form.findChild(QScrollArea, "form_area").viewport()
    assert form.findChild(QScrollArea, "form_area").widget().width() == view.width()
    pages = (form.design_page.grid, form.layer_page.head, form.layer_page.options, form.layer_page.foot)
    for each in (each.widget for page in pages for each in page.fields.values() if each.widget.isVisible()):
        assert each.mapTo(view, each.rect().topRight()).x() < view.width(), each.objectName()


def test_figures_without_end_are_brief_with_the_whole_as_tip(form, document):
    document.reset(endless())
    document.select(["wide"])
    shown = form.layer_page.findChild(QLabel, "figure_parameters")
    assert shown.text() == "7.2·10⁷⁵"
    assert shown.toolTip() == f"{document.analysis.facts['wide'].parameters:,}\n{BY_KEY['parameters'].tip}"
    document.select(["image"])
    assert shown.toolTip() == BY_KEY["parameters"].tip


# Other pages


def test_without_a_selection_the_design_is_edited(form, document):
    assert form.design_page.isVisible()
    type_into(form, "design_name", "Net 5")
    type_into(form, "batch_size", "256")
    QTest.keyClick(field(form, "dtype").widget, Qt.Key.Key_Home)
    assert (document.design.name, document.design.settings.batch_size) == ("Net 5", 256)
    assert document.design.settings.dtype == "float16"
    assert [document.stack.text(i) for i in range(document.stack.count())] == [
        "Rename the design",
        "Change batch size",
        "Change number type",
    ]
    type_into(form, "batch_size", "0")
    assert field(form, "batch_size").reason.text().startswith("expected a whole number from 1")
    assert document.design.settings.batch_size == 256


def test_totals_of_the_design(form, document):
    figure = form.design_page.findChild(QLabel, "figure_parameters")
    assert figure.text() == "61,706"
    document.reset(broken())
    assert figure.text() == "40"
    assert form.design_page._partial.isVisible()


def test_several_layers_are_summed(form, document):
    document.select(["c1", "c3", "a1"])
    assert form.several_page.isVisible()
    assert form.several_page.findChild(QLabel, "several_title").text() == "3 layers selected"
    assert form.several_page.findChild(QLabel, "several_kinds").text() == "2 × Convolution, 1 × Activation"
    assert form.several_page.findChild(QLabel, "figure_parameters").text() == "2,572"
    document.reset(broken())
    document.select(["c1", "c2"])
    assert "sums without 1 that have no figures" in form.several_page.findChild(QLabel, "several_kinds").text()


def test_one_page_at_a_time(form, document):
    pages = (form.design_page, form.layer_page, form.several_page)
    for ids, at in (((), 0), (("c1",), 1), (("c1", "c3"), 2), ((), 0)):
        document.select(ids)
        assert [page.isVisible() for page in pages] == [i == at for i in range(3)]


def test_the_window_puts_the_cursor_where_it_wants(form, document):
    form.edit_name()
    document.select(["c1"])
    form.edit_name()
    assert form.layer_page.name.widget.hasFocus()
    assert form.layer_page.name.widget.selectedText() == "c1"
    form.edit_first_option()
    assert field(form, "out_channels").widget.hasFocus()
    document.reset(design_with(Add))
    document.select(["it"])
    form.edit_first_option()
    assert form.layer_page.name.widget.hasFocus()


def test_removing_the_shown_layer_shows_the_design(form, document):
    document.select(["c1"])
    document.apply("Delete", lambda design: removals.remove(design, ["c1"]))
    assert form.design_page.isVisible()
    document.stack.undo()
    assert form.layer_page.isVisible()
    assert line(form, "id").text() == "c1"


def test_keys_lead_through_the_fields_in_order(form, document):
    document.select(["c1"])
    form.edit_name()
    passed = []
    for _ in range(9):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        passed.append(QApplication.focusWidget().objectName())
    assert passed[:8] == [*options_of(Conv2d), "note"]


def test_numbers_have_arrows(form, document):
    document.select(["c1"])
    assert isinstance(field(form, "kernel_size").widget, Stepped)
    widget = field(form, "kernel_size").widget
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(widget.width() - 8, 6))
    assert document.design["c1"].kind.kernel_size == (6, 6)
