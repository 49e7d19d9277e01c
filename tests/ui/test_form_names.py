"""Names and notes in the form: checked while typed, taken by Enter or on leaving, and shown."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from designer.core import property_edits
from designer.core.design import LONGEST_NOTE
from tests.ui.form_kit import field, line, type_into


def test_a_name_too_long_leaves_the_design_as_it_was(form, document):
    before = document.design
    type_into(form, "design_name", "n" * 2001)
    assert "characters" in field(form, "design_name").reason.text()
    assert document.design == before


def test_a_name_is_checked_while_typed_and_taken_by_enter(form, document):
    document.select(["c1"])
    type_into(form, "id", "c3")
    assert "c1" in document.design
    assert form.layer_page.name.reason.text() == "the name c3 is taken"
    QTest.keyClick(form.layer_page.name.widget, Qt.Key.Key_Return)
    assert "c1" in document.design
    QTest.keyClicks(form.layer_page.name.widget, "b")
    assert not form.layer_page.name.reason.isVisible()
    QTest.keyClick(form.layer_page.name.widget, Qt.Key.Key_Return)
    assert "c3b" in document.design
    assert document.selection == ("c3b",)
    assert document.stack.count() == 1
    assert document.stack.undoText() == "Rename c1"
    document.stack.undo()
    assert line(form, "id").text() == "c1"


def test_a_name_is_taken_on_leaving_its_field_and_given_up_by_escape(form, document):
    document.select(["c1"])
    type_into(form, "id", "first")
    QTest.keyClick(form.layer_page.name.widget, Qt.Key.Key_Escape)
    assert line(form, "id").text() == "c1"
    type_into(form, "id", "first")
    form.layer_page.note.widget.setFocus()
    assert "first" in document.design


def test_notes_of_several_lines(form, document):
    document.select(["c1"])
    widget = form.layer_page.note.widget
    assert isinstance(widget, QPlainTextEdit)
    widget.setFocus()
    QTest.keyClicks(widget, "why")
    QTest.keyClick(widget, Qt.Key.Key_Return)
    QTest.keyClicks(widget, "so")
    assert document.design["c1"].note == "why\nso"
    assert document.stack.count() == 1
    widget.insertPlainText("\t")
    assert document.design["c1"].note == "why\nso"
    assert form.layer_page.note.reason.text() == "expected no tab: use blanks"
    document.stack.undo()
    assert (widget.toPlainText(), document.design["c1"].note) == ("", None)
    assert not form.layer_page.note.reason.isVisible()


def test_a_note_too_long_or_not_printable_is_told_so(form, document):
    document.select(["c1"])
    before = document.design
    note = form.layer_page.note
    for text in ("n" * (LONGEST_NOTE + 1), "bell \a"):
        note.widget.setPlainText(text)
        assert note.reason.text() == f"a note has at most {LONGEST_NOTE} printable characters, in any number of lines"
        assert document.design == before


def test_a_long_name_is_shown_from_its_beginning(form, document):
    shown = line(form, "design_name")
    shown.clearFocus()
    document.apply("x", lambda design: property_edits.set_name(design, "A very long name of a design " * 30))
    assert shown.cursorPosition() == 0
    type_into(form, "design_name", "Another")
    assert shown.cursorPosition() == len("Another")
    field(form, "batch_size").widget.setFocus()
    assert shown.cursorPosition() == 0
