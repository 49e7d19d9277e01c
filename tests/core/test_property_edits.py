"""Laws of the edits of what forms hold: they take what a file can hold, and refuse the rest in one line."""

import pytest

from designer.core import edits, property_edits, wrap
from designer.core.design import Settings
from designer.core.edit_basics import EditError
from designer.core.kinds import (
    Add,
    Concat,
    Conv2d,
    Input,
    MaxPool2d,
)
from tests.core.edits_kit import CONV, RELU, chain, valid, wires


def test_rename_reaches_every_reader():
    design = edits.connect(chain("a", "b", "c"), "a", "c")
    renamed = valid(property_edits.rename(design, "a", "網.0"))
    assert wires(renamed)["b"] == ("網.0",)
    assert wires(renamed)["add_1"] == ("b", "網.0")
    assert property_edits.rename(renamed, "網.0", "a") == design
    assert property_edits.rename(design, "a", "a") is design
    for name, line in (("b", "the name b is taken"), ("", "1 to 128"), ("x" * 129, "1 to 128"), ("a\n", "1 to 128")):
        with pytest.raises(EditError, match=line):
            property_edits.rename(design, "a", name)


def test_options_are_read_like_those_of_the_file():
    design = edits.insert_after(chain(), "image", CONV, "c")
    changed = valid(property_edits.set_options(design, "c", {"kernel_size": [3, 5], "padding": "same", "bias": False}))
    assert changed["c"].kind == Conv2d(out_channels=4, kernel_size=(3, 5), padding="same", bias=False)
    for values, line in (
        ({"stride": 0}, r"^stride of c: expected a whole number from 1 up, or \[height, width\] of such$"),
        ({"kernel_size": None}, "^kernel_size of c: expected a whole number"),
        ({"groups": True}, "^groups of c: expected a whole number"),
        ({"colour": 1}, "^Convolution has no option colour$"),
    ):
        with pytest.raises(EditError, match=line):
            property_edits.set_options(design, "c", values)
    pool = edits.insert_after(chain(), "image", MaxPool2d(stride=(1, 1)), "p")
    assert property_edits.set_options(pool, "p", {"stride": None})["p"].kind == MaxPool2d()


def test_a_kind_is_exchanged_for_one_that_takes_as_many_inputs():
    design = edits.connect(chain("a", "b", "c"), "a", "c")
    assert valid(property_edits.set_kind(design, "add_1", Concat()))["add_1"].inputs == ("b", "a")
    for layer, kind, line in (
        ("a", Add(), "Add needs two or more inputs, and a has 1"),
        ("add_1", RELU, "Activation takes one input, and add_1 has 2"),
        ("a", Input(height=1, width=1, channels=1), "an input stays an input"),
        ("image", RELU, "an input stays an input"),
    ):
        with pytest.raises(EditError, match=line):
            property_edits.set_kind(design, layer, kind)
    swapped = wrap.swap_kind(
        Conv2d(out_channels=4, kernel_size=(5, 5), stride=(2, 2)), MaxPool2d, {"kernel_size": (2, 2)}
    )
    assert swapped == MaxPool2d(kernel_size=(5, 5), stride=(2, 2))


def test_names_and_notes_are_what_a_file_can_hold():
    design = chain("a")
    assert valid(property_edits.set_note(design, "a", "two\nlines"))["a"].note == "two\nlines"
    assert property_edits.set_note(property_edits.set_note(design, "a", "x"), "a", "") == design
    assert valid(property_edits.set_name(design, "名")).name == "名"
    assert valid(property_edits.set_settings(design, Settings(7, "int8"))).settings == Settings(7, "int8")
    for wrong in ("a\tb", "\x07", "\ud800", "x" * 10_001):
        with pytest.raises(EditError, match="a note has at most 10000 printable characters"):
            property_edits.set_note(design, "a", wrong)
    for wrong in ("a\nb", "x" * 1001):
        with pytest.raises(EditError, match="a name has at most 1000 printable characters"):
            property_edits.set_name(design, wrong)
