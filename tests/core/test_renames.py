"""A layer is followed through a change of its name, and through nothing else."""

from designer.core import blocks, property_edits, removals
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Conv2d, Input
from designer.core.renames import moved_blocks, renamed

DESIGN = Design(
    (
        Layer("image", Input(height=8, width=8, channels=1)),
        Layer("conv", Conv2d(out_channels=2), ("image",)),
        Layer("relu", Activation(), ("conv",)),
    )
)


def test_a_new_name_is_found_and_its_undo_too():
    after = property_edits.rename(DESIGN, "conv", "first")
    assert renamed(DESIGN, after) == {"conv": "first"}
    assert renamed(after, DESIGN) == {"first": "conv"}


def test_other_edits_rename_nothing():
    assert renamed(DESIGN, DESIGN) == {}
    assert renamed(DESIGN, removals.remove(DESIGN, ["conv"])) == {}
    assert renamed(DESIGN, property_edits.set_options(DESIGN, "conv", {"out_channels": 3})) == {}
    swapped = Design(
        (DESIGN["image"], Layer("relu", Conv2d(out_channels=2), ("image",)), Layer("x", Activation(), ("relu",)))
    )
    assert renamed(DESIGN, swapped) == {}


def test_blocks_are_followed_into_others_and_out_of_them():
    inner = blocks.group(DESIGN, ["relu"], "inner")
    outer = blocks.group(inner, ["conv", "relu"], "outer")
    assert moved_blocks(inner, outer, ["inner"]) == {"inner": "outer/inner"}
    assert moved_blocks(outer, inner, ["outer/inner", "outer"]) == {"outer/inner": "inner"}
    named = blocks.rename_block(outer, "outer", "o")
    assert moved_blocks(outer, named, ["outer", "outer/inner"]) == {"outer": "o", "outer/inner": "o/inner"}


def test_blocks_that_stay_or_go_move_nowhere():
    inner = blocks.group(DESIGN, ["relu"], "inner")
    assert moved_blocks(inner, inner, ["inner", "never there"]) == {}
    assert moved_blocks(inner, DESIGN, ["inner"]) == {}
    assert moved_blocks(inner, removals.remove(DESIGN, ["relu"]), ["inner"]) == {}
