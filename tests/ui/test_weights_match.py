"""Files of weights whose names are not the layers': the table of what goes where, and the answers to it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QMainWindow
from pytestqt.qtbot import QtBot

from designer.core import property_edits
from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Conv2d, Input, Linear
from designer.engine.errors import EngineError
from designer.engine.weights import all_specs
from designer.ui.document import Document
from designer.ui.models.match_rows import HEADINGS, Column
from designer.ui.panels.weights_match import WeightsMatch
from designer.ui.preview import Preview
from designer.ui.weights_dock import WeightsDock
from designer.ui.weights_draft import read_classes
from tests.ui.test_preview import GREY

DESIGN = Design(
    (
        Layer("image", Input(height=8, width=8, channels=3)),
        Layer("a", Conv2d(out_channels=3, padding=(1, 1)), ("image",)),
        Layer("b", Conv2d(out_channels=3, padding=(1, 1)), ("a",)),
        Layer("top", Linear(out_features=4), ("b",)),
    )
)
NAMES = {"a": "one", "b": "two", "top": "head"}


def arrays(**others: np.ndarray | None) -> dict[str, np.ndarray]:
    """What another program might have written: other names, the numbers of each array all alike."""
    found: dict[str, np.ndarray] = {}
    for number, spec in enumerate(all_specs(analyse(DESIGN))):
        found[f"{NAMES[spec.layer]}.{spec.name}"] = np.full(spec.shape, number, np.float32)
    changed = {name.replace("_", "."): array for name, array in others.items()}
    return {name: array for name, array in {**found, **changed}.items() if array is not None}


class Desk:
    """A preview and the dock that asks about weights."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.path = qtbot, folder / "net.npz"
        self.document = Document()
        self.document.reset(DESIGN)
        self.preview = Preview(self.document)
        self.window = QMainWindow()
        self.dock = WeightsDock(self.preview.desk, self.window)
        self.window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.dock)
        self.dock.hide()
        self.match: WeightsMatch = self.dock.match
        self.failures: list[str] = []
        self.preview.failed.connect(self.failures.append)
        qtbot.addWidget(self.window)
        self.window.resize(900, 400)
        with qtbot.waitExposed(self.window):
            self.window.show()

    def open(self, **others: np.ndarray | None) -> None:
        np.savez(self.path, **arrays(**others))
        self.preview.open_weights(self.path)
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.preview.busy, timeout=20_000)

    def texts(self, row: int) -> tuple[str, ...]:
        return tuple(self.match.rows.index(row, column).data() for column in Column)

    def maps(self, layer: str) -> np.ndarray:
        """The maps of a layer."""
        self.document.select([layer])
        self.settle()
        assert self.preview.maps is not None
        assert self.preview.maps.layer == layer
        return self.preview.maps.array

    @property
    def used(self) -> dict[str, np.ndarray]:
        assert self.preview.weights is not None
        return dict(self.preview.weights.stored.arrays)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path)
    yield made
    made.preview.close()


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
    desk.document.stack.clear()


def test_weights_stay_with_a_layer_that_is_renamed(desk: Desk) -> None:
    desk.preview.show_picture(GREY)
    desk.open(b_bias=None, two_bias=None)
    desk.match.rows.choose(0, desk.match.rows.proposal.entries[2])
    desk.match.draw.click()
    desk.match.use.click()
    desk.settle()
    before = desk.maps("b")
    ended: list[str] = []
    desk.preview.ended.connect(ended.append)
    desk.document.apply("other name", lambda d: property_edits.rename(d, "b", "second"), select=["second"])
    np.testing.assert_array_equal(desk.maps("second"), before)
    assert desk.preview.weights_text == "weights from net.npz; second.bias drawn"
    assert desk.used["a.weight"].flat[0] == 2
    desk.document.stack.undo()
    np.testing.assert_array_equal(desk.maps("b"), before)
    assert desk.preview.weights_text == "weights from net.npz; b.bias drawn"
    desk.document.stack.redo()
    desk.open(two_bias=None)  # the file is not asked about again
    assert desk.dock.isHidden()
    assert desk.used["a.weight"].flat[0] == 2
    assert not any(ended)
    desk.document.stack.clear()


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


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "expected 1 to 100,000 names, one a line, found 0"),
        (b"\xff\xfe\xfa", "expected names of classes as UTF-8 text"),
        (b"a\n" * 100_001, "found 100,001"),
    ],
)
def test_class_names_that_cannot_be_read(tmp_path: Path, content: bytes, line: str) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes(content)
    with pytest.raises(EngineError, match=f"^names.txt: .*{line}"):
        read_classes(path)
    with pytest.raises(EngineError, match="expected a text file"):
        read_classes(tmp_path)


def test_class_names_are_trimmed(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes("\ufeffcat\r\n\n  großer Hund \n".encode())
    assert read_classes(path) == ("cat", "großer Hund")
