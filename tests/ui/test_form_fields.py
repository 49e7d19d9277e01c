"""Every option of every kind has a field that is edited live, steps, and explains wrong text in place."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel

from designer.core import property_edits
from designer.core.kind import options_of
from designer.core.kinds import KINDS, Conv2d
from designer.core.options import LARGEST, Choice, Flag, OptionError
from designer.core.size_options import PaddingOption, StrideOption
from designer.ui.panels.editors_stepped import step_integer, step_size
from tests.ui.form_kit import LINES, NAMES, OPTIONS, design_with, field, line, other_value, show_kind, type_into

# Every option of every kind


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_form_shows_every_option_with_its_help_and_value(form, document, kind):
    show_kind(document, kind)
    assert list(form.layer_page.options.fields) == list(options_of(kind))
    assert form.findChild(QLabel, "form_title").text() == kind.label
    layer = document.design["it"].kind
    for name, option in options_of(kind).items():
        shown = field(form, name)
        assert shown.widget.isVisible()
        assert option.help in shown.widget.toolTip()
        assert name in shown.widget.toolTip()
        assert shown.widget.accessibleName() == name.replace("_", " ").capitalize()
        assert shown.widget.objectName() == name
        match option:
            case Flag():
                assert shown.widget.isChecked() == getattr(layer, name)
            case Choice():
                assert shown.widget.currentText() == getattr(layer, name)
            case _:
                assert line(form, name).text() == option.text(getattr(layer, name))


@pytest.mark.parametrize(("kind", "name"), OPTIONS, ids=NAMES)
def test_each_option_is_edited_and_undone(form, document, kind, name):
    show_kind(document, kind)
    before, option = document.design, options_of(kind)[name]
    widget = field(form, name).widget
    if isinstance(option, Flag):
        assert isinstance(widget, QCheckBox)
        wanted = not getattr(before["it"].kind, name)
        widget.click()
    elif isinstance(option, Choice):
        assert isinstance(widget, QComboBox)
        wanted = option.words[-1]
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_End)
    else:
        wanted, text = other_value(option)
        type_into(form, name, text)
    assert getattr(document.design["it"].kind, name) == wanted
    assert document.stack.count() == 1
    assert document.stack.undoText() == f"Change {name.replace('_', ' ')} of it"
    document.stack.undo()
    assert document.design == before
    match option:
        case Flag():
            assert widget.isChecked() != wanted
        case Choice():
            assert widget.currentText() == getattr(before["it"].kind, name)
        case _:
            assert line(form, name).text() == option.text(getattr(before["it"].kind, name))


def why_not(option, text) -> str:
    """What an option says to a text; empty where it takes it."""
    try:
        option.parse(text)
    except OptionError as error:
        return str(error)
    return ""


WRONG = [
    (kind, name, text)
    for kind, name in LINES
    for text in ("", "q", "1q", "-1", "0", "1.5", "inf", str(LARGEST + 1), "9" * 5000, "1, 2, 3, 4, 5")
    if why_not(options_of(kind)[name], text)
]


@pytest.mark.parametrize(
    ("kind", "name", "wrong"), WRONG, ids=[f"{kind.name}.{name}-{text[:20]}" for kind, name, text in WRONG]
)
def test_text_that_is_no_value_is_explained_in_place(form, document, kind, name, wrong):
    show_kind(document, kind)
    before, option, shown = document.design, options_of(kind)[name], field(form, name)
    line(form, name).setText(wrong)
    line(form, name).textEdited.emit(wrong)
    assert document.design is before
    assert shown.reason.isVisible()
    assert shown.reason.text() == f"expected {why_not(option, wrong)}"
    assert shown.widget.property("severity") == "error"
    # Leaving the field keeps the text; Esc takes it back.
    shown.widget.setFocus()
    form.layer_page.note.widget.setFocus()
    assert line(form, name).text() == wrong
    shown.widget.setFocus()
    QTest.keyClick(shown.widget, Qt.Key.Key_Escape)
    assert line(form, name).text() == option.text(getattr(before["it"].kind, name))
    assert not shown.reason.isVisible()
    assert shown.widget.property("severity") is None
    assert document.design is before


# Stepping


def test_arrows_step_exactly_beyond_32_bits(form, document):
    document.reset(design_with(Conv2d))
    document.apply("x", lambda design: property_edits.set_options(design, "it", {"out_channels": 2**62}))
    document.select(["it"])
    widget = field(form, "out_channels").widget
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_Up)
    assert document.design["it"].kind.out_channels == 2**62 + 1
    QTest.keyClick(widget, Qt.Key.Key_PageDown)
    assert document.design["it"].kind.out_channels == 2**62 - 9
    assert document.stack.count() == 2


def test_arrows_stop_at_the_ends(form, document):
    document.select(["c1"])
    type_into(form, "out_channels", str(LARGEST))
    widget = field(form, "out_channels").widget
    QTest.keyClick(widget, Qt.Key.Key_Up)
    assert document.design["c1"].kind.out_channels == LARGEST
    type_into(form, "stride", "1")
    QTest.keyClick(field(form, "stride").widget, Qt.Key.Key_Down)
    assert document.design["c1"].kind.stride == (1, 1)
    type_into(form, "padding", "same")
    QTest.keyClick(field(form, "padding").widget, Qt.Key.Key_Up)
    assert document.design["c1"].kind.padding == "same"


def wheel(widget):
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at,
        widget.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_steps_only_with_the_focus(form, document):
    document.select(["c1"])
    widget = field(form, "kernel_size").widget
    form.layer_page.name.widget.setFocus()
    wheel(widget)
    assert document.design["c1"].kind.kernel_size == (5, 5)
    widget.setFocus()
    wheel(widget)
    assert document.design["c1"].kind.kernel_size == (6, 6)
    document.select(["a1"])
    form.layer_page.name.widget.setFocus()
    wheel(field(form, "function").widget)
    assert document.design["a1"].kind.function == "tanh"


@given(st.integers(1, LARGEST), st.integers(-20, 20))
def test_steps_of_whole_numbers_are_exact(number, count):
    assert step_integer(1)(str(number), count) == str(min(max(number + count, 1), LARGEST))


def test_steps_of_sizes_and_words():
    step = step_size(PaddingOption("", ("same",)))
    assert step("1", 2) == "3"
    assert step("1×2", 1) == "2×3"
    assert step("0, 1, 0, 1", -1) == "0, 0, 0, 0"
    assert step("same", 1) is None
    assert step("q", 1) is None
    assert step_size(StrideOption(""))("", 1) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.text(max_size=12))
def test_no_text_whatever_breaks_a_field(form, document, text):
    document.select(["c1"])
    for name in ("out_channels", "kernel_size", "padding"):
        line(form, name).setText(text)
        line(form, name).textEdited.emit(text)
        field(form, name).widget.stepBy(1)
