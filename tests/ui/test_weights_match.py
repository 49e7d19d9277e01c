"""Files of weights whose names are not the layers': the table of what goes where, and the answers to it."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from designer.core import property_edits
from designer.core.analysis import analyse
from designer.engine.weights import all_specs
from designer.ui.models.match_rows import HEADINGS, Column
from tests.ui.weights_kit import DESIGN, Desk


def test_own_names_are_taken_at_once(desk: Desk) -> None:
    np.savez(desk.path, **{s.full_name: np.zeros(s.shape, np.float32) for s in all_specs(analyse(DESIGN))})
    desk.preview.open_weights(desk.path)
    desk.settle()
    assert desk.dock.isHidden()
    assert desk.preview.weights_text == "weights from net.npz"


def test_other_names_are_asked_about_first(desk: Desk) -> None:
    desk.open()
    assert not desk.dock.isHidden()
    assert desk.preview.weights is None
    assert HEADINGS == ("Layer", "Array", "Expected", "From the file", "Shape there", "State")
    assert desk.texts(0) == ("a", "weight", "3×3×3×3", "one.weight", "3×3×3×3", "by order: look")
    assert desk.texts(4) == ("top", "weight", "4×192", "head.weight", "4×192", "ok, the only one that fits")
    assert desk.match.summary.text() == "net.npz: 6 of 6 arrays found; 4 of them by order among arrays of one shape."
    assert not desk.match.draw.isVisibleTo(desk.match)
    desk.qtbot.mouseClick(desk.match.use, Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.dock.isHidden()
    assert {name: array.flat[0] for name, array in desk.used.items()} == {
        "a.weight": 0, "a.bias": 1, "b.weight": 2, "b.bias": 3, "top.weight": 4, "top.bias": 5,
    }  # fmt: skip


def test_a_confirmed_match_is_remembered_for_file_and_design(desk: Desk) -> None:
    desk.open()
    desk.match.rows.choose(0, desk.match.rows.proposal.entries[2])
    desk.match.use.click()
    desk.settle()
    desk.preview.set_weights(0, False)
    desk.open()
    assert desk.dock.isHidden()
    assert desk.used["a.weight"].flat[0] == 2
    desk.document.apply("wider", lambda d: property_edits.set_options(d, "top", {"out_features": 5}))
    desk.open()
    assert not desk.dock.isHidden()


def test_what_is_in_use_can_be_looked_at_again(desk: Desk) -> None:
    desk.preview.desk.reconsider()
    assert desk.failures == ["no weights of a file are in use: there is nothing to match"]
    desk.open()
    desk.match.rows.choose(0, desk.match.rows.proposal.entries[2])
    desk.match.use.click()
    desk.settle()
    desk.document.apply("other name", lambda d: property_edits.rename(d, "b", "second"))
    desk.preview.desk.reconsider()
    desk.settle()
    assert [desk.texts(row)[3] for row in (0, 2)] == ["two.weight", "one.weight"]  # the match goes with the name
    desk.document.stack.undo()
    desk.preview.desk.dismiss()
    desk.preview.desk.reconsider()
    desk.settle()
    assert [desk.texts(row)[3] for row in (0, 2)] == ["two.weight", "one.weight"]
    desk.match.cancel.click()
    assert desk.used["a.weight"].flat[0] == 2
    desk.preview.set_weights(0, False)
    desk.preview.desk.reconsider()
    assert len(desk.failures) == 2
    desk.settle()


def test_cancel_changes_nothing(desk: Desk) -> None:
    desk.open()
    desk.match.cancel.click()
    assert desk.dock.isHidden()
    assert desk.preview.weights is None
    desk.open()
    assert not desk.dock.isHidden()  # a no is not remembered
    desk.dock.close()
    assert desk.preview.desk.draft is None


def test_what_is_missing_is_drawn_only_where_the_user_says_so(desk: Desk) -> None:
    desk.open(head_weight=None, head_bias=None, more=np.zeros((2, 2)))
    assert desk.texts(4) == ("top", "weight", "4×192", "– none –", "–", "missing")
    assert desk.texts(6) == ("–", "–", "–", "more", "2×2 float64", "surplus: not used")
    assert "missing: top.weight, top.bias; surplus: more." in desk.match.summary.text()
    assert not desk.match.use.isEnabled()
    assert desk.match.draw.text() == "Draw the 2 that the file lacks"
    desk.match.draw.click()
    desk.match.use.click()
    desk.settle()
    assert desk.preview.weights_text == "weights from net.npz; top drawn"
    assert "top.weight" not in desk.used
    stored = desk.preview.weights.stored
    top = next(s for s in all_specs(analyse(DESIGN)) if s.full_name == "top.weight")
    assert stored.key(top, 0) != stored.key(top, 1)
    assert stored.array(top, 0, lambda: False).std() > 0
    stored.check(analyse(DESIGN))


def test_a_wrong_shape_is_said_and_not_used(desk: Desk) -> None:
    desk.open(head_weight=np.zeros((9, 192), np.float16))
    assert desk.texts(4)[3:] == ("head.weight", "9×192 float16", "wrong shape")
    assert "wrong shape: top.weight" in desk.match.summary.text()


def test_turned_arrays_are_said(desk: Desk) -> None:
    desk.open(head_weight=np.zeros((192, 4), np.float32))
    assert desk.texts(4)[4:] == ("192×4", "ok, the only one that fits; axes turned")


def test_nothing_that_fits_cannot_be_used(desk: Desk) -> None:
    np.savez(desk.path, x=np.zeros((7, 7)))
    desk.preview.open_weights(desk.path)
    desk.settle()
    assert desk.match.summary.text() == "net.npz: none of its 1 arrays fits a layer of this design."
    assert not desk.match.use.isEnabled()
    assert not desk.match.draw.isVisibleTo(desk.match)


def test_an_array_is_chosen_in_its_cell(desk: Desk) -> None:
    desk.open()
    table = desk.match.table
    index = desk.match.rows.index(0, Column.SOURCE)
    table.setCurrentIndex(index)
    table.edit(index)
    editor = table.findChild(QComboBox)
    assert [editor.itemText(row) for row in range(editor.count())] == ["– none –", "one.weight", "two.weight"]
    editor.setCurrentIndex(2)
    editor.activated.emit(2)
    assert (desk.texts(0)[3], desk.texts(2)[3]) == ("two.weight", "one.weight")
    assert desk.texts(0)[5] == "ok, chosen"
    assert not (desk.match.rows.index(0, Column.LAYER).flags() & Qt.ItemFlag.ItemIsEditable)


def test_an_edit_of_the_design_is_asked_about_anew(desk: Desk) -> None:
    desk.open()
    desk.document.apply("wider", lambda d: property_edits.set_options(d, "top", {"out_features": 5}))
    desk.settle()
    assert desk.texts(4)[2:] == ("5×192", "head.weight", "4×192", "wrong shape")


def test_a_file_that_cannot_be_read_takes_the_question_away(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    (tmp_path / "bad.npz").write_bytes(b"nothing")
    desk.preview.open_weights(tmp_path / "bad.npz")
    desk.settle()
    assert desk.dock.isHidden()
    assert [line.partition(":")[0] for line in desk.failures] == ["bad.npz"]
