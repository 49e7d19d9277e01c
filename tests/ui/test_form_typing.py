"""Typing options into the form: one step of undo a field, wrong text stays where it is, the undo key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from designer.core import property_edits
from designer.core.kind import options_of
from designer.core.kinds import MaxPool2d
from designer.ui.panels.form import LayerForm
from designer.ui.theme import LIGHT
from tests.ui.form_kit import design_with, field, line, type_into


def test_what_is_typed_is_one_step_of_undo(form, document):
    document.select(["c1"])
    type_into(form, "out_channels", "1234")
    assert document.design["c1"].kind.out_channels == 1234
    assert document.stack.count() == 1
    document.stack.undo()
    assert document.design["c1"].kind.out_channels == 6
    assert line(form, "out_channels").text() == "6"


def test_fields_of_one_layer_and_layers_of_one_field_are_steps_of_their_own(form, document):
    document.select(["c1"])
    type_into(form, "out_channels", "12")
    type_into(form, "kernel_size", "3")
    document.select(["c3"])
    type_into(form, "kernel_size", "3")
    steps = ["Change out channels of c1", "Change kernel size of c1", "Change kernel size of c3"]
    assert [document.stack.text(i) for i in range(document.stack.count())] == steps


def test_values_below_the_wrong_text_are_taken_while_typing(form, document):
    document.select(["c1"])
    type_into(form, "kernel_size", "3x5")
    assert document.design["c1"].kind.kernel_size == (3, 5)
    assert line(form, "kernel_size").text() == "3x5"
    QTest.keyClick(field(form, "kernel_size").widget, Qt.Key.Key_Return)
    assert line(form, "kernel_size").text() == "3×5"


@pytest.mark.parametrize(("name", "text"), [("padding", "1,2,3"), ("kernel_size", "3x5x7"), ("out_channels", "12q")])
def test_text_that_is_no_value_leaves_the_design_as_it_was(form, document, name, text):
    document.select(["c1"])
    before = document.design
    type_into(form, name, text)
    assert document.design == before
    assert document.stack.count() == 0
    assert line(form, name).text() == text
    assert field(form, name).reason.isVisible()


def test_text_that_becomes_a_value_again_is_taken_in_one_step(form, document):
    document.select(["c1"])
    before = document.design
    type_into(form, "padding", "1,2,3,4")
    assert document.design["c1"].kind.padding == (1, 2, 3, 4)
    assert document.stack.count() == 1
    QTest.keyClick(field(form, "padding").widget, Qt.Key.Key_Backspace)
    QTest.keyClick(field(form, "padding").widget, Qt.Key.Key_Escape)
    assert (document.design, line(form, "padding").text()) == (before, "0")


@pytest.mark.parametrize("how", ["enter", "elsewhere", "undone"])
def test_wrong_text_goes_back_to_what_was_taken_last(form, document, how):
    document.select(["c1"])
    type_into(form, "kernel_size", "3")
    if how == "enter":
        QTest.keyClick(field(form, "kernel_size").widget, Qt.Key.Key_Return)
    elif how == "elsewhere":
        document.apply("x", lambda design: property_edits.set_options(design, "c1", {"kernel_size": 2}))
    else:
        document.stack.undo()
    kept = document.design
    type_into(form, "kernel_size", "4q")
    assert document.design == kept


def test_the_field_being_typed_in_keeps_text_and_cursor(form, document):
    document.select(["c1"])
    type_into(form, "kernel_size", "3 x 5")
    line(form, "kernel_size").setCursorPosition(1)
    document.apply("x", lambda design: property_edits.set_options(design, "c1", {"out_channels": 9}))
    assert line(form, "out_channels").text() == "9"
    assert (line(form, "kernel_size").text(), line(form, "kernel_size").cursorPosition()) == ("3 x 5", 1)
    assert field(form, "kernel_size").widget.hasFocus()


def test_wrong_text_stays_while_other_things_change_and_goes_with_its_own_value(form, document):
    document.select(["c1"])
    type_into(form, "kernel_size", "3q")
    document.apply("x", lambda design: property_edits.set_options(design, "c3", {"out_channels": 9}))
    assert line(form, "kernel_size").text() == "3q"
    document.apply("x", lambda design: property_edits.set_options(design, "c1", {"kernel_size": 7}))
    assert line(form, "kernel_size").text() == "7"
    assert not field(form, "kernel_size").reason.isVisible()


def test_another_layer_of_the_kind_shows_its_own_values(form, document):
    document.select(["c1"])
    type_into(form, "kernel_size", "3q")
    document.select(["c3"])
    assert line(form, "kernel_size").text() == "5"
    assert line(form, "out_channels").text() == "16"
    assert not field(form, "kernel_size").reason.isVisible()
    type_into(form, "out_channels", "8")
    assert document.design["c1"].kind.out_channels == 6


def test_a_change_of_kind_makes_other_fields(form, document):
    document.select(["s2"])
    document.apply("x", lambda design: property_edits.set_kind(design, "s2", MaxPool2d()))
    assert list(form.layer_page.options.fields) == list(options_of(MaxPool2d))
    document.stack.undo()
    assert "count_include_pad" in form.layer_page.options.fields


def test_an_empty_stride_is_the_kernel_and_says_so(form, document):
    document.select(["s2"])
    assert line(form, "stride").placeholderText() == "2, the kernel size"
    type_into(form, "stride", "2")  # the kernel's own size is the same thing said twice
    assert document.design["s2"].kind.stride is None
    assert line(form, "stride").text() == "2"
    QTest.keyClicks(field(form, "stride").widget, "1")
    assert document.design["s2"].kind.stride == (21, 21)
    type_into(form, "stride", "")
    assert document.design["s2"].kind.stride is None
    type_into(form, "kernel_size", "4")
    assert line(form, "stride").placeholderText() == "4, the kernel size"


def strided_pool(document, stride):
    """A 3×3 pool of this stride, selected."""
    document.reset(design_with(MaxPool2d))
    document.apply("x", lambda design: property_edits.set_options(design, "it", {"kernel_size": 3, "stride": stride}))
    document.select(["it"])


@pytest.mark.parametrize(("text", "kernel"), [("21", (21, 21)), ("2x3", (2, 3)), ("2q", (3, 3))])
def test_a_kernel_that_is_the_stride_while_typed_leaves_the_stride_as_it_was(form, document, text, kernel):
    strided_pool(document, 2)
    type_into(form, "kernel_size", text)
    pool = document.design["it"].kind
    assert (pool.kernel_size, pool.stride) == (kernel, (2, 2))


def test_a_kernel_stepped_to_and_fro_leaves_the_stride_as_it_was(form, document):
    strided_pool(document, 2)
    before, widget = document.design, field(form, "kernel_size").widget
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_Down)
    assert line(form, "stride").placeholderText() == "2, the kernel size"
    QTest.keyClick(widget, Qt.Key.Key_Up)
    assert document.design == before


def test_a_kernel_taken_as_large_as_the_stride_takes_the_stride_along(form, document):
    strided_pool(document, 2)
    type_into(form, "kernel_size", "2")
    QTest.keyClick(field(form, "kernel_size").widget, Qt.Key.Key_Return)
    type_into(form, "kernel_size", "4")
    assert document.design["it"].kind.strides == (4, 4)
    assert "follows the kernel" in field(form, "stride").widget.toolTip()


def test_words_are_completed_for_padding(form, document):
    document.select(["c1"])
    type_into(form, "padding", "s")
    assert (line(form, "padding").text(), line(form, "padding").selectedText()) == ("same", "ame")
    assert document.design["c1"].kind.padding == "same"
    assert not field(form, "padding").reason.isVisible()
    type_into(form, "padding", "V")
    assert document.design["c1"].kind.padding == "valid"
    type_into(form, "padding", "2")
    assert document.design["c1"].kind.padding == (2, 2)
    assert document.stack.count() == 1


def test_undo_key_belongs_to_the_document_unless_the_text_is_wrong(qtbot, document):
    window = QMainWindow()
    qtbot.addWidget(window)
    form = LayerForm(document, LIGHT, window)
    window.setCentralWidget(form)
    undo = QAction("Undo", window)
    undo.setShortcut(QKeySequence.StandardKey.Undo)
    undo.triggered.connect(document.stack.undo)
    window.addAction(undo)
    with qtbot.waitExposed(window):
        window.show()
    document.select(["c1"])
    type_into(form, "kernel_size", "33")
    widget = field(form, "kernel_size").widget
    QTest.keyClick(widget, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.design["c1"].kind.kernel_size == (5, 5)
    assert line(form, "kernel_size").text() == "5"
    document.stack.redo()
    QTest.keyClicks(widget, "q")
    QTest.keyClick(widget, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.design["c1"].kind.kernel_size == (33, 33)
    assert line(form, "kernel_size").text() == "33"
    QTest.keyRelease(widget, Qt.Key.Key_Control)  # Qt remembers it held, and the next test would add to a selection
