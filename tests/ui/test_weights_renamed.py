"""Weights of a file and layers that get other names or options, also while the file is being read."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from designer.core import property_edits
from designer.core.analysis import analyse
from designer.engine.weights import all_specs
from designer.ui import weights_desk
from designer.ui.weights_draft import Draft
from tests.ui.test_preview import GREY
from tests.ui.weights_kit import DESIGN, Desk


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Holds up the reading of files, and the taking of their arrays, until it is set."""
    made = threading.Event()
    read, take = weights_desk.read_draft, Draft.weights

    def held(*values: object) -> object:
        assert made.wait(20)
        return read(*values)  # type: ignore[arg-type]

    def held_weights(draft: Draft) -> object:
        assert made.wait(20)
        return take(draft)

    monkeypatch.setattr(weights_desk, "read_draft", held)
    monkeypatch.setattr(Draft, "weights", held_weights)
    yield made
    made.set()


def write_exact(desk: Desk) -> None:
    """A file whose names are the layers'."""
    specs = all_specs(analyse(DESIGN))
    np.savez(desk.path, **{s.full_name: np.full(s.shape, n, np.float32) for n, s in enumerate(specs)})


def rename(desk: Desk, name: str, other: str) -> None:
    assert desk.document.apply("Rename", lambda d: property_edits.rename(d, name, other))


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


def test_a_layer_renamed_while_the_file_is_read_has_its_weights(desk: Desk, gate: threading.Event) -> None:
    write_exact(desk)
    desk.preview.open_weights(desk.path)
    rename(desk, "b", "second")
    rename(desk, "a", "first")
    gate.set()
    desk.settle()
    assert desk.dock.isHidden()
    assert {name: array.flat[0] for name, array in desk.used.items()} == {
        "first.weight": 0, "first.bias": 1, "second.weight": 2, "second.bias": 3, "top.weight": 4, "top.bias": 5,
    }  # fmt: skip


def test_a_layer_renamed_while_agreed_arrays_are_taken_has_its_weights(desk: Desk, gate: threading.Event) -> None:
    gate.set()
    desk.open(two_bias=None)
    desk.match.draw.click()
    gate.clear()
    desk.match.use.click()
    rename(desk, "b", "second")
    gate.set()
    desk.settle()
    assert desk.used["second.weight"].flat[0] == 2
    assert desk.preview.weights_text == "weights from net.npz; second.bias drawn"


def test_a_layer_renamed_while_it_is_asked_about_keeps_its_row(desk: Desk) -> None:
    desk.open()
    rename(desk, "b", "second")
    desk.settle()
    assert [desk.texts(row)[:4:3] for row in (0, 2)] == [("a", "one.weight"), ("second", "two.weight")]


def test_a_design_edited_while_the_file_is_read_is_asked_about_as_it_is(desk: Desk, gate: threading.Event) -> None:
    write_exact(desk)
    desk.preview.open_weights(desk.path)
    desk.document.apply("wider", lambda d: property_edits.set_options(d, "top", {"out_features": 5}))
    gate.set()
    desk.settle()
    assert desk.texts(4)[2:] == ("5×192", "top.weight", "4×192", "wrong shape")


def test_another_design_does_not_get_the_weights_that_are_being_read(desk: Desk, gate: threading.Event) -> None:
    write_exact(desk)
    desk.preview.open_weights(desk.path)
    desk.document.reset(property_edits.rename(DESIGN, "b", "second"))
    gate.set()
    desk.settle()
    assert desk.preview.weights is None
    assert desk.dock.isHidden()


def test_names_of_classes_do_not_put_off_weights_that_are_being_read(desk: Desk, gate: threading.Event) -> None:
    write_exact(desk)
    (desk.path.parent / "names.txt").write_text("a\nb\nc\nd\n")
    desk.preview.open_weights(desk.path)
    desk.preview.desk.open_classes(desk.path.parent / "names.txt")
    gate.set()
    desk.settle()
    assert desk.preview.weights is not None
