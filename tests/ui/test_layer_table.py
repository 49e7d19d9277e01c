"""The rows of the layer table: texts of the exports, order, and how they follow the document by id."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester, QTest

from designer.core import edits, property_edits, removals
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Conv2d, Input, MaxPool2d
from designer.export.columns import COLUMNS, DEFAULT
from designer.export.rows import lay_out
from designer.ui.models.layer_table import LAYER, SORT, LayerTable
from designer.ui.models.steps import steps
from designer.ui.models.total_row import TotalRow
from designer.ui.theme import DARK, LIGHT
from tests.export.designs import broken, stack
from tests.ui.layers_kit import AT, Role, cell, ids

# Cells


def test_cells_and_headings_are_those_of_the_exports(panel, document):
    table = lay_out(document.analysis, COLUMNS)
    model = panel.table
    assert [[model.index(row, at).data() for at in range(len(COLUMNS))] for row in range(model.rowCount())] == [
        [written.text for written in row] for row in table.rows
    ]
    for section, column in enumerate(COLUMNS):
        assert model.headerData(section, Qt.Orientation.Horizontal) == column.heading
        assert column.tip in model.headerData(section, Qt.Orientation.Horizontal, Role.ToolTipRole)
        assert panel.view.isColumnHidden(section) == (column not in DEFAULT)


def test_totals_stand_below_and_say_partial(panel, document):
    model = panel.totals.view.model()
    assert model.index(0, 0).data() == "Total"
    assert model.index(0, AT["parameters"]).data() == "61,706"
    document.reset(broken())
    assert model.index(0, 0).data() == "Total (partial)"
    assert model.index(0, AT["parameters"]).data() == "40"


def test_broken_rows_are_red_with_a_sign_and_a_tip(panel, document):
    document.reset(broken())
    assert cell(panel, "c2", "kernel", Role.ForegroundRole) == QColor(LIGHT.error)
    assert "larger than the padded input" in cell(panel, "c2", "kernel", Role.ToolTipRole)
    assert not cell(panel, "c2", "name", Role.DecorationRole).isNull()
    assert cell(panel, "a2", "output") == "–"
    for layer in ("c1", "a2"):
        assert cell(panel, layer, "name", Role.ForegroundRole) is None
        assert cell(panel, layer, "name", Role.DecorationRole) is None
    panel.set_theme(DARK)
    assert cell(panel, "c2", "kernel", Role.ForegroundRole) == QColor(DARK.error)


def test_a_theme_draws_no_icon_before_it_is_shown_and_changes_colours_only(document, drawn_icons):
    table = LayerTable(document, LIGHT)
    told = []
    table.dataChanged.connect(lambda *change: told.append(change))
    table.set_theme(DARK)
    assert drawn_icons == []
    [(first, last, roles)] = told
    assert (first.row(), last.row(), last.column()) == (0, len(document.design) - 1, len(COLUMNS) - 1)
    assert set(roles) == {Role.DecorationRole, Role.ForegroundRole}
    for _ in range(2):
        table.index(table.row_of("c1"), AT["kind"]).data(Role.DecorationRole)
    assert drawn_icons == ["conv2d"]


# Sorting


def huge() -> Design:
    """Widths around the borders of 32 and 64 bits."""
    widths = (5, 2**31, 300, 2**31 - 1, 9_000_000_000, 2**62, 2**63 - 1, 1)
    layers = [Layer("image", Input(height=1, width=1, channels=2**63 - 1))]
    for width in widths:
        above = layers[-1].id
        layers.append(Layer(f"c{width}", Conv2d(out_channels=width, kernel_size=(1, 1)), (above,)))
    return Design(tuple(layers))


@pytest.mark.parametrize("key", ["parameters", "macs", "output", "memory", "output_elements"])
def test_figures_beyond_64_bits_sort_exactly_and_back(panel, document, key):
    document.reset(huge())
    exact = {
        "parameters": lambda facts: facts.parameters,
        "macs": lambda facts: facts.macs,
        "output": lambda facts: facts.output.elements,
        "memory": lambda facts: facts.output_bytes,
        "output_elements": lambda facts: facts.output_elements,
    }[key]
    facts = document.analysis.facts
    assert max(map(exact, facts.values())) >= 2**63 - 1
    listed = ids(panel.table)
    panel.view.sortByColumn(AT[key], Qt.SortOrder.AscendingOrder)
    assert [exact(facts[name]) for name in ids(panel.table)] == sorted(map(exact, facts.values()))
    panel.view.sortByColumn(AT[key], Qt.SortOrder.DescendingOrder)
    assert [exact(facts[name]) for name in ids(panel.table)] == sorted(map(exact, facts.values()), reverse=True)
    panel.view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert ids(panel.table) == listed == [layer.id for layer in document.design]


def test_three_clicks_on_a_heading_lead_back_to_the_order_of_the_network(panel, document):
    header = panel.view.horizontalHeader()
    at = header.sectionViewportPosition(AT["macs"]) + 10
    orders = []
    for _ in range(3):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at, 10))
        orders.append(ids(panel.table))
    listed = [layer.id for layer in document.design]
    macs = document.analysis.facts
    assert [macs[name].macs for name in orders[0]] == sorted(facts.macs for facts in macs.values())
    assert orders[1] != orders[0]
    assert orders[2] == listed


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_every_column_sorts(panel, document, column):
    document.reset(broken())
    keys = [panel.table.index(row, AT[column.key]).data(SORT) for row in range(panel.table.rowCount())]
    assert {type(key) for key in keys} == {float if column.right else str}
    panel.view.sortByColumn(AT[column.key], Qt.SortOrder.AscendingOrder)
    assert sorted(keys) == [panel.table.index(row, AT[column.key]).data(SORT) for row in range(panel.table.rowCount())]


def test_a_sorted_table_stays_sorted_through_edits(panel, document):
    panel.view.sortByColumn(AT["parameters"], Qt.SortOrder.DescendingOrder)
    first = ids(panel.table)[0]
    assert document.apply("x", lambda design: property_edits.set_options(design, "c3", {"out_channels": 5000}))
    counts = [document.analysis.facts[name].parameters for name in ids(panel.table)]
    assert counts == sorted(counts, reverse=True)
    assert first in ids(panel.table)[1:] or first == "c5"


# Rows follow the document


@pytest.mark.parametrize(
    ("old", "new"),
    [("abc", "abc"), ("abc", "axc"), ("abc", "bc"), ("abc", ""), ("", "abc"), ("abcd", "dbca"), ("abc", "xcyaz")],
)
def test_steps_lead_from_old_to_new(old, new):
    assert_steps(list(old), list(new))


names = st.lists(st.sampled_from("abcdefghij"), unique=True)


@given(names, names)
def test_steps_lead_from_any_list_to_any_other(old, new):
    assert_steps(old, new)


def assert_steps(old, new):
    todo, rows = steps(old, new), list(old)
    for first, last in reversed(todo.gone):
        del rows[first : last + 1]
    if todo.order is not None:
        assert sorted(todo.order) == sorted(rows)
        rows = list(todo.order)
    for first, last in todo.come:
        rows[first:first] = new[first : last + 1]
    assert len(rows) == len(new)
    # Where a place only changed its name there is no step at all.
    assert rows == new or todo == steps([], [])


def test_models_keep_qt_s_rules_through_edits_undo_and_sorting(document, qtmodeltester):
    table = LayerTable(document, LIGHT)
    totals = TotalRow(document)
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    testers = [QAbstractItemModelTester(model, mode) for model in (table, totals)]
    wanted = [
        lambda design: edits.insert_after(design, "c1", Conv2d(out_channels=3)),
        lambda design: removals.remove(design, ["a1", "c3", "a6"]),
        lambda design: edits.branch(design, "s2", "s2", MaxPool2d()),
        lambda design: property_edits.rename(design, "c5", "classifier"),
        lambda design: replace(design, layers=()),
        lambda _design: huge(),
    ]
    for column in (-1, AT["macs"]):
        table.sort(column)
        for edit in wanted:
            assert document.apply("x", edit)
            assert sorted(ids(table)) == sorted(layer.id for layer in document.design)
        while document.stack.canUndo():
            document.stack.undo()
            assert sorted(ids(table)) == sorted(layer.id for layer in document.design)
        keys = [table.index(row, max(column, 0)).data(SORT) for row in range(table.rowCount())]
        assert (keys == sorted(keys)) == (column >= 0)
    assert len(testers) == 2
    for model in (table, totals):
        qtmodeltester.check(model)


def test_an_edit_keeps_scroll_position_and_selection(panel, document):
    panel.resize(1000, 200)
    document.select(["f6"])
    bar = panel.view.verticalScrollBar()
    bar.setValue(bar.maximum() - 1)
    before = bar.value()
    document.apply("x", lambda design: property_edits.set_options(design, "f6", {"out_features": 99}))
    assert bar.value() == before
    assert panel.selected_ids() == ("f6",)
    assert cell(panel, "f6", "output") == "99"


def test_an_edit_tells_only_the_rows_that_changed(panel, document):
    told = []
    panel.table.dataChanged.connect(lambda first, last, _roles: told.append((first.row(), last.row())))
    kept = {line.layer.id: line for line in panel.table._lines}
    document.apply("x", lambda design: property_edits.set_options(design, "f6", {"out_features": 99}))
    changed = [panel.table.row_of(name) for name in ("f6", "a6", "output")]
    assert told == [(changed[0], changed[-1])]
    assert {row for row, line in enumerate(panel.table._lines) if kept[line.layer.id] is not line} == set(changed)
    told.clear()
    document.apply("x", lambda design: property_edits.set_note(design, "c1", "why"))
    # The layer below shows figures of c1, so it is read again.
    assert told == [(panel.table.row_of("c1"), panel.table.row_of("a1"))]
    told.clear()
    document.apply("x", lambda design: property_edits.set_name(design, "Net"))
    assert told == []


def test_moving_layers_keeps_what_points_at_them(panel, document):
    kept = [panel.table.index(row, 0) for row in range(panel.table.rowCount())]
    pins = {index.data(LAYER): QPersistentModelIndex(index) for index in kept}
    assert document.apply("Move", lambda design: removals.move(design, ["a1"], "c3", None), select=["a1"])
    assert {name: pin.data(LAYER) for name, pin in pins.items()} == {name: name for name in pins}
    assert ids(panel.table) == [layer.id for layer in document.design]


def test_a_thousand_layers_are_followed_row_by_row(panel, document):
    many = [("image", Input(height=64, width=64, channels=8))]
    many += [(f"r{i}", Activation()) for i in range(1000)]
    document.reset(stack(*many))
    inserted = []
    panel.table.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    panel.table.modelReset.connect(lambda: inserted.append("reset"))
    document.apply("x", lambda design: edits.insert_after(design, "r500", Activation()))
    assert inserted == [(502, 502)]
    assert panel.selected_ids() == ("activation_1",)
