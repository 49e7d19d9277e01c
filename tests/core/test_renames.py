"""A layer is followed through a change of its name, and through nothing else."""

from designer.core import edits
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Conv2d, Input
from designer.core.renames import renamed

DESIGN = Design(
    (
        Layer("image", Input(height=8, width=8, channels=1)),
        Layer("conv", Conv2d(out_channels=2), ("image",)),
        Layer("relu", Activation(), ("conv",)),
    )
)


def test_a_new_name_is_found_and_its_undo_too():
    after = edits.rename(DESIGN, "conv", "first")
    assert renamed(DESIGN, after) == {"conv": "first"}
    assert renamed(after, DESIGN) == {"first": "conv"}


def test_other_edits_rename_nothing():
    assert renamed(DESIGN, DESIGN) == {}
    assert renamed(DESIGN, edits.remove(DESIGN, ["conv"])) == {}
    assert renamed(DESIGN, edits.set_options(DESIGN, "conv", {"out_channels": 3})) == {}
    swapped = Design(
        (DESIGN["image"], Layer("relu", Conv2d(out_channels=2), ("image",)), Layer("x", Activation(), ("relu",)))
    )
    assert renamed(DESIGN, swapped) == {}
