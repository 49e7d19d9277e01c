"""The chain of layers between a unit and the image, and the words for it."""

from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Activation, Add, BatchNorm2d, Concat, Conv2d, Flatten, Input, Linear, MaxPool2d
from designer.core.linked import linked_field
from designer.core.linked_chain import branch_shares, chain, field_words, joins_of, share_words
from designer.core.shapes import Shape
from tests.strategies import designs

DESIGN = Design(
    (
        Layer("image", Input(height=12, width=12, channels=3)),
        Layer("conv", Conv2d(out_channels=4, padding=(1, 1)), ("image",)),
        Layer("norm", BatchNorm2d(), ("conv",)),
        Layer("relu", Activation(), ("norm",)),
        Layer("wide", Conv2d(out_channels=4, kernel_size=(3, 3), dilation=(3, 3), padding="same"), ("relu",)),
        Layer("narrow", Conv2d(out_channels=4, kernel_size=(1, 1)), ("relu",)),
        Layer("both", Concat(), ("wide", "narrow")),
        Layer("pool", MaxPool2d(), ("both",)),
        Layer("flat", Flatten(), ("pool",)),
        Layer("dense", Linear(out_features=2), ("flat",)),
        Layer("soft", Activation(function="softmax"), ("dense",)),
    )
)
ANALYSIS = analyse(DESIGN)


def links(layer, row=0, column=0):
    return chain(ANALYSIS, linked_field(ANALYSIS, layer, row, column))


def test_what_passes_units_on_stands_with_its_layer():
    assert [link.names for link in links("pool", 1, 1)] == [
        ("image",), ("conv", "norm", "relu"), ("wide",), ("narrow",), ("both",), ("pool",),
    ]  # fmt: skip
    assert [link.names for link in links("soft")][-2:] == [("flat",), ("dense", "soft")]


def test_a_layer_of_which_more_is_seen_than_of_the_one_behind_stands_alone():
    """A shortcut around the activation sees the same units as it; one around a window does not."""
    layers = (*DESIGN.layers[:4], Layer("far", Conv2d(out_channels=4, padding=(1, 1)), ("norm",)))
    design = Design((*layers, Layer("sum", Add(), ("relu", "far"))))
    analysis = analyse(design)
    names = [link.names for link in chain(analysis, linked_field(analysis, "sum", 5, 5))]
    assert names == [("image",), ("conv", "norm"), ("relu",), ("far",), ("sum",)]


def test_a_one_by_one_convolution_has_a_link_of_its_own():
    design = Design((*DESIGN.layers[:2], Layer("mix", Conv2d(out_channels=4, kernel_size=(1, 1)), ("conv",))))
    analysis = analyse(design)
    names = [link.names for link in chain(analysis, linked_field(analysis, "mix", 5, 5))]
    assert names == [("image",), ("conv",), ("mix",)]


def test_every_layer_of_the_field_stands_in_one_link():
    @given(designs, st.randoms(use_true_random=False))
    def check(design, random):
        analysis = analyse(design)
        layer = random.choice(design.layers).id
        output = analysis.facts[layer].output
        size = (output.height, output.width) if isinstance(output, Shape) else (1, 1)
        linked = linked_field(analysis, layer, random.randrange(size[0]), random.randrange(size[1]))
        found = chain(analysis, linked)
        assert sorted(name for link in found for name in link.names) == sorted(each.layer for each in linked.layers)
        for link in found:
            assert all(linked[name].touched.patches == link.field.touched.patches for name in link.names)
            assert "\n" not in field_words(link.field)

    check()


def test_words():
    words = {link.names[0]: field_words(link.field) for link in links("pool", 0, 2)}
    assert words["pool"] == "1×1 of 6×6 (2.8%)"
    assert words["both"] == "2×2 of 12×12 (2.8%)"
    assert words["conv"] == "5×8 of 12×12 (28%), 24 units with gaps between, in padding: 3 rows above"
    assert words["image"] == "6×10 of 12×12 (42%), in padding: 4 rows above"
    words = {link.names[0]: field_words(link.field) for link in links("dense")}
    assert (words["image"], words["dense"], words["pool"]) == (
        "all 12×12, in padding: 4 rows above, 4 rows below, 4 columns left, 4 columns right", "all of it", "all 6×6",
    )  # fmt: skip
    assert [share_words(part) for part in (0.5, 0.0123, 0.00001)] == ["50%", "1.2%", "under 0.1%"]


def test_branches_of_a_join_and_what_each_sees():
    field = linked_field(ANALYSIS, "pool", 2, 2)
    assert joins_of(ANALYSIS, field) == ("both",)
    wide, narrow = branch_shares(ANALYSIS, field, "both", "image")
    assert (wide.name, wide.field.box) == ("wide", (0, 0, 9, 9))
    assert (narrow.name, narrow.field.box) == ("narrow", (3, 3, 6, 6))
    assert branch_shares(ANALYSIS, field, "both", "elsewhere")[0].field is None
