"""The document: edits, merging, undo with selection, and its end."""

import gc
from pathlib import Path

import pytest

from designer.core import edits, property_edits, removals
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Conv2d, Input
from designer.ui.document import Change, Document

START = Design(
    (
        Layer("image", Input(height=8, width=8, channels=3)),
        Layer("conv", Conv2d(out_channels=4), ("image",)),
    )
)


@pytest.fixture
def document(qapp: object) -> Document:
    document = Document()
    document.reset(START)
    return document


def test_an_edit_is_one_change_for_all_views(document: Document) -> None:
    changes: list[Change] = []
    document.changed.connect(changes.append)
    assert document.apply("Insert ReLU", lambda d: edits.insert_after(d, "conv", Activation()))
    assert len(changes) == 1
    assert changes[0].before is START
    assert changes[0].after is document.design
    assert changes[0].analysis.design is document.design
    assert document.selection == ("activation_1",)
    assert document.modified


def test_an_edit_that_cannot_be_made_leaves_no_trace(document: Document) -> None:
    lines: list[str] = []
    document.refused.connect(lines.append)
    assert not document.apply("Delete", lambda d: removals.remove(d, ["image"]))
    assert len(lines) == 1
    assert document.design is START
    assert document.stack.count() == 0


def test_an_edit_that_changes_nothing_is_no_step_of_undo(document: Document) -> None:
    assert document.apply("Same", lambda d: property_edits.set_options(d, "conv", {"out_channels": 4}))
    assert document.stack.count() == 0


def test_steps_in_one_field_are_one_step_of_undo(document: Document) -> None:
    for channels in (5, 6, 7):
        value = {"out_channels": channels}
        document.apply(
            "Channels", lambda d, value=value: property_edits.set_options(d, "conv", value), merge=("conv", "out")
        )
    document.apply(
        "Kernel", lambda d: property_edits.set_options(d, "conv", {"kernel_size": 1}), merge=("conv", "kernel")
    )
    assert document.stack.count() == 2
    document.stack.undo()
    document.stack.undo()
    assert document.design == START


def test_steps_that_come_back_to_their_start_vanish(document: Document) -> None:
    for channels in (5, 4):
        value = {"out_channels": channels}
        document.apply("Channels", lambda d, value=value: property_edits.set_options(d, "conv", value), merge="out")
    assert document.design == START
    assert not document.modified
    assert document.stack.count() == 0


def test_undo_brings_the_selection_back(document: Document) -> None:
    document.select(["conv"])
    document.apply("Insert", lambda d: edits.insert_after(d, "conv", Activation()))
    document.stack.undo()
    assert document.selection == ("conv",)
    document.stack.redo()
    assert document.selection == ("activation_1",)


def test_selection_keeps_list_order_and_ignores_strangers(document: Document) -> None:
    told: list[object] = []
    document.selection_changed.connect(told.append)
    document.select(["conv", "image", "nobody"])
    document.select(["image", "conv"])
    assert document.selection == ("image", "conv")
    assert told == [("image", "conv")]


def test_a_document_with_edits_can_be_collected(qapp: object) -> None:
    for _ in range(3):
        document = Document()
        document.reset(START)
        document.apply("Insert", lambda d: edits.insert_after(d, "conv", Activation()))
        document.myself = document  # type: ignore[attr-defined]  # a cycle: only the collector frees it
        del document
        gc.collect()


def test_what_is_saved_is_a_design_and_not_the_newest_one(document: Document, tmp_path: Path) -> None:
    told: list[bool] = []
    document.file_changed.connect(lambda: told.append(document.modified))
    before = document.design
    document.apply("Insert", lambda d: edits.insert_after(d, "conv", Activation()))
    document.mark_saved(before, tmp_path / "net.cnn.json")
    assert document.path == tmp_path / "net.cnn.json"
    document.mark_saved(document.design, tmp_path / "net.cnn.json")
    assert told == [True, False]
    document.stack.undo()
    assert document.modified
    document.apply("Insert", lambda d: edits.insert_after(d, "conv", Activation()))
    assert not document.modified, "the same design again is what the file holds"
