"""The list of findings: in step with the document, a click leads to the layer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from designer.core import edits, property_edits
from designer.core.design import Design
from designer.core.kinds import BatchNorm2d
from designer.ui.document import Document
from designer.ui.models.finding_rows import LAYER, MESSAGE, FindingRows
from designer.ui.panels.findings import FindingsPanel
from designer.ui.theme import DARK, LIGHT
from tests.export.designs import broken, lenet


@pytest.fixture
def document(qapp):
    shown = Document()
    shown.reset(broken())
    yield shown
    shown.stack.clear()  # commands must be gone before the collector takes the stack apart


@pytest.fixture
def panel(qtbot, document):
    made = FindingsPanel(document, LIGHT)
    qtbot.addWidget(made)
    made.resize(260, 300)
    with qtbot.waitExposed(made):
        made.show()
    return made


def rows(panel) -> list[tuple[str, str]]:
    indexes = [panel.rows.index(row) for row in range(panel.rows.rowCount())]
    return [(index.data(LAYER), index.data(MESSAGE)) for index in indexes]


def test_each_finding_is_a_row_with_icon_and_words(panel, document):
    assert rows(panel) == [(finding.layer, finding.message) for finding in document.analysis.findings]
    index = panel.rows.index(0)
    assert index.data() == f"c2: {document.analysis.findings[0].message}"
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
    for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        assert index.data(role).startswith("Error at c2: ")
        assert index.data(role).endswith("[kernel-larger-than-input]")


def test_a_click_and_enter_select_the_layer(panel, document):
    view = panel.view
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(panel.rows.index(0)).center())
    assert document.selection == ("c2",)
    document.select([])
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert document.selection == ("c2",)


def test_without_findings_it_says_so(panel, document):
    assert not panel.nothing.isVisible()
    document.reset(lenet())
    assert rows(panel) == []
    assert panel.nothing.isVisible()
    assert panel.nothing.text() == "No findings"
    document.reset(broken())
    assert panel.view.isVisible()


def test_rows_follow_and_keep_still_where_nothing_changed(panel, document):
    resets = []
    panel.rows.modelReset.connect(lambda: resets.append(True))
    document.apply("x", lambda design: property_edits.set_note(design, "c1", "hello"))
    assert resets == []
    document.apply("x", lambda design: property_edits.set_options(design, "c2", {"kernel_size": 3}))
    assert resets == [True]
    document.apply("x", lambda design: edits.insert_after(design, "c1", BatchNorm2d()))
    assert ("c1", "the batch norm behind it subtracts its bias again: bias can be switched off") in rows(panel)


def test_long_messages_are_wrapped_not_cut(panel, document):
    height = panel.view.visualRect(panel.rows.index(0)).height()
    panel.resize(700, 300)
    assert panel.view.visualRect(panel.rows.index(0)).height() < height


def test_model_keeps_qt_s_rules(document, qtmodeltester):
    model = FindingRows(document, LIGHT)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for design in (lenet(), broken(), Design()):
        document.reset(design)
    model.set_theme(DARK)
    assert tester.model() is model
    qtmodeltester.check(model)


@pytest.mark.parametrize("worn", [LIGHT, DARK], ids=lambda worn: worn.name)
def test_severities_have_their_colours(panel, worn):
    panel.set_theme(worn)
    image = panel.rows.index(0).data(Qt.ItemDataRole.DecorationRole).pixmap(16, 16).toImage()
    assert worn.error in {image.pixelColor(x, y).name() for x in range(16) for y in range(16)}


def test_names_for_screen_readers(panel):
    for widget in (panel, panel.view):
        assert widget.objectName()
        assert widget.accessibleName()
