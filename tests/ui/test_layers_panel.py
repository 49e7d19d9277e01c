"""The panel of the layer table: one selection with the document, copies that paste, widths, totals below."""

import csv
import io
from html.parser import HTMLParser

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from designer.core import edits, property_edits, removals
from designer.core.kinds import Concat, Conv2d, MaxPool2d
from designer.export.columns import COLUMNS, DEFAULT
from designer.ui.panels.layers import LayersPanel
from designer.ui.theme import LIGHT
from tests.ui.layers_kit import AT, Role, cell, open_editor

# Selection


def test_selection_goes_both_ways_without_echo(panel, document, qtbot):
    heard = []
    document.selection_changed.connect(heard.append)
    document.select(["c3", "s2"])
    assert panel.selected_ids() == ("s2", "c3")
    panel.view.selectRow(panel.table.row_of("f6"))
    assert document.selection == ("f6",)
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    panel.view.selectionModel().select(panel.table.index(panel.table.row_of("image"), 0), flags)
    assert document.selection == ("image", "f6")
    panel.view.clearSelection()
    assert document.selection == ()
    panel.view.selectAll()
    assert document.selection == tuple(layer.id for layer in document.design)
    assert heard == [("s2", "c3"), ("f6",), ("image", "f6"), (), document.selection]


def test_a_selected_layer_comes_into_sight(panel, document):
    panel.resize(1000, 160)
    document.select(["output"])
    assert (
        panel.view.viewport()
        .rect()
        .intersects(panel.view.visualRect(panel.table.index(panel.table.row_of("output"), 0)))
    )


def test_inserting_removing_and_undo_carry_the_selection(panel, document):
    heard = []
    document.select(["c3"])
    document.selection_changed.connect(heard.append)
    document.apply("x", lambda design: edits.insert_after(design, "c3", Conv2d(out_channels=2)))
    assert panel.selected_ids() == document.selection == ("conv2d_1",)
    document.apply("x", lambda design: removals.remove(design, ["conv2d_1"]))
    assert panel.selected_ids() == document.selection == ()
    document.stack.undo()
    assert panel.selected_ids() == document.selection == ("conv2d_1",)
    document.stack.undo()
    assert panel.selected_ids() == document.selection == ("c3",)
    assert heard == [("conv2d_1",), (), ("conv2d_1",), ("c3",)]


def test_selection_survives_sorting(panel, document):
    document.select(["s2", "f6"])
    panel.view.sortByColumn(AT["macs"], Qt.SortOrder.DescendingOrder)
    assert set(panel.selected_ids()) == set(document.selection) == {"s2", "f6"}


# Copying


class Cells(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.rows = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip("\n")


def pasted() -> tuple[list[list[str]], list[list[str]]]:
    data = QGuiApplication.clipboard().mimeData()
    return list(csv.reader(io.StringIO(data.text()), delimiter="\t")), Cells(data.html()).rows


def test_copy_gives_text_and_html_of_the_whole_table(panel, document):
    panel.copy_table()
    text, html = pasted()
    assert text == html
    assert text[0][:3] == ["Name", "Kind", "Kernel"]
    assert [row[0] for row in text[1:]] == [*(layer.id for layer in document.design), "Total"]
    assert text[-1][[column.key for column in DEFAULT].index("parameters")] == "61706"


def test_ctrl_c_copies_the_selected_rows_even_where_the_window_has_that_key(qtbot, document):
    window = QMainWindow()
    panel = LayersPanel(document, LIGHT, window)
    qtbot.addWidget(window)
    action = QAction("Copy layers", window)
    action.setShortcut(QKeySequence.StandardKey.Copy)
    fired = []
    action.triggered.connect(lambda: fired.append(True))
    window.addAction(action)
    window.setCentralWidget(panel)
    with qtbot.waitExposed(window):
        window.show()
    document.select(["s2", "c3"])
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text, html = pasted()
    assert [row[0] for row in text] == [row[0] for row in html] == ["Name", "s2", "c3"]
    assert fired == []


def test_copy_takes_the_columns_in_sight(panel):
    choices = {action.text(): action for action in panel.view.horizontalHeader().actions()}
    assert set(choices) == {column.heading for column in COLUMNS[1:]}
    choices["Options"].setChecked(True)
    choices["Kind"].setChecked(False)
    assert not panel.view.isColumnHidden(AT["options"])
    assert not panel.totals.view.isColumnHidden(AT["options"])
    assert panel.totals.view.isColumnHidden(AT["kind"])
    panel.copy_table()
    assert pasted()[0][0][:3] == ["Name", "Options", "Kernel"]


def test_a_name_like_a_formula_is_copied_inert(panel, document):
    document.apply("x", lambda design: property_edits.rename(design, "c1", "=1+1"))
    document.select(["=1+1"])
    panel.copy_table()
    assert pasted()[0][1][0] == "'=1+1"


# Looks


def test_totals_follow_widths_and_sideways_scrolling(panel, qtbot):
    panel.resize(400, 300)
    panel.view.setColumnWidth(AT["macs"], 222)
    assert panel.totals.view.columnWidth(AT["macs"]) == 222
    bar = panel.totals.view.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() == panel.view.horizontalScrollBar().maximum() > 0)
    bar.setValue(bar.maximum())
    assert panel.view.horizontalScrollBar().value() == bar.maximum()


def test_columns_grow_for_what_an_edit_brings(panel, document):
    before = panel.view.columnWidth(AT["output"])
    document.apply("x", lambda design: property_edits.set_options(design, "c1", {"out_channels": 2**63 - 1}))
    assert panel.view.columnWidth(AT["output"]) > before


def test_names_for_screen_readers(panel):
    for widget in (panel, panel.view, panel.totals.view):
        assert widget.objectName()
        assert widget.accessibleName()
    assert open_editor(panel, "c1", "kernel").accessibleName() == "Kernel of c1"


def test_joins_show_all_their_inputs(panel, document):
    document.apply("x", lambda design: edits.branch(design, "s2", "s2", MaxPool2d(), Concat()))
    assert cell(panel, "concat_1", "input") == "14×14×6 + 14×14×6"


def test_texts_that_may_be_cut_off_are_told_by_the_tip(panel, document):
    for times in (1, 2):
        document.apply("x", lambda design: edits.branch(design, "s2", "s2", MaxPool2d()))
        assert len(document.design["concat_1"].inputs) == times + 1
    assert cell(panel, "concat_1", "input", Role.ToolTipRole) == "14×14×6 + 14×14×6 + 14×14×6"
    assert cell(panel, "s4", "input", Role.ToolTipRole) is None
