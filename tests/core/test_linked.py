"""Linked fields and the units that see a pixel: gaps, padding, branches, and what is asked for in vain."""

import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Add, Concat, Conv2d, Flatten, Input, Linear, MaxPool2d, Upsample, ZeroPad2d
from designer.core.linked import branch_fields, linked_field, seen_by
from designer.core.shapes import Problem
from tests.core.linked_kit import units_in


def stack(*kinds, size=8):
    layers = [Layer("0", Input(height=size, width=size, channels=1))]
    for kind in kinds:
        layers.append(Layer(str(len(layers)), kind, (layers[-1].id,)))
    return Design(tuple(layers))


def test_dilation_leaves_gaps_between_the_pixels_touched():
    analysis = analyse(stack(Conv2d(out_channels=1, dilation=(2, 3)), size=9))
    touched = linked_field(analysis, "1", 1, 2)["0"].touched
    assert [[i for lo, hi in runs for i in range(lo, hi + 1)] for runs in touched.patches[0]] == [[1, 3, 5], [2, 5, 8]]
    assert (3, 5) in touched
    assert (2, 5) not in touched
    assert (touched.count, touched.share) == (9, 9 / 81)
    assert list(seen_by(analysis, "0", 3, 5)["1"].bands()) == [(1, 1, ((2, 2),)), (3, 3, ((2, 2),))]


def test_the_field_of_a_corner_lies_partly_in_padding():
    analysis = analyse(stack(Conv2d(out_channels=1, padding=(1, 1)), Conv2d(out_channels=1, padding=(1, 1))))
    image = linked_field(analysis, "2", 0, 7)["0"]
    assert image.interval == (-2, 5, 2, 9)
    assert image.box == (0, 5, 2, 7)
    assert image.padding == ((-2, 5, -1, 9), (0, 8, 2, 9))
    assert linked_field(analysis, "2", 4, 4)["0"].padding == ()
    between = linked_field(analysis, "2", 0, 7)["1"]
    assert (between.interval, between.box, between.share) == ((-1, 6, 1, 8), (0, 6, 1, 7), 4 / 64)


def test_a_unit_that_sees_nothing_but_padding():
    image = linked_field(analyse(stack(ZeroPad2d(padding=(3, 0, 0, 0)))), "1", 1, 4)["0"]
    assert (image.interval, image.box, image.share, image.touched.count) == ((-2, 4, -2, 4), None, 0.0, 0)
    assert image.padding == ((-2, 4, -2, 4),)


BRANCHES = Design(
    (
        *stack().layers,
        Layer("wide", Conv2d(out_channels=1, kernel_size=(5, 5), padding="same"), ("0",)),
        Layer("narrow", Conv2d(out_channels=1, kernel_size=(1, 1)), ("0",)),
        Layer("both", Concat(), ("wide", "narrow")),
        Layer("pool", MaxPool2d(), ("both",)),
        Layer("out", Linear(out_features=2), ("pool",)),
    )
)


def test_each_branch_has_its_own_share():
    analysis = analyse(BRANCHES)
    field = linked_field(analysis, "pool", 1, 1)
    assert [part.layer for part in field.layers] == ["pool", "both", "narrow", "wide", "0"]
    assert field["0"].box == (0, 0, 5, 5)
    wide, narrow = branch_fields(analysis, field, "both")
    assert (wide["0"].box, narrow["0"].box) == ((0, 0, 5, 5), (2, 2, 3, 3))
    assert (wide["0"].share, narrow["0"].share) == (36 / 64, 4 / 64)
    assert "narrow" not in wide
    assert linked_field(analysis, "out", 0, 0)["0"].share == 1


def test_the_walk_down_ends_where_it_is_told():
    analysis = analyse(BRANCHES)
    assert set(seen_by(analysis, "0", 0, 0, until="both")) == {"0", "wide", "narrow", "both"}
    assert set(seen_by(analysis, "wide", 0, 0)) == {"wide", "both", "pool", "out"}


def test_branches_that_look_at_different_places_stay_apart():
    pads = [(0, 5, 0, 5), (5, 0, 5, 0)]
    layers = [Layer(f"p{i}", ZeroPad2d(padding=pad), ("0",)) for i, pad in enumerate(pads)]
    analysis = analyse(Design((*stack().layers, *layers, Layer("sum", Add(), ("p0", "p1")))))
    touched = linked_field(analysis, "sum", 6, 7)["0"].touched
    assert {(6, 7), (1, 2)} == units_in(touched, 8, 8)
    assert touched.box == (1, 2, 6, 7)


@pytest.mark.parametrize(("layer", "unit"), [("0", (8, 0)), ("0", (0, -1)), ("1", (0, 1)), ("2", (0, 0))])
def test_there_is_no_such_unit(layer, unit):
    analysis = analyse(stack(Flatten(), Conv2d(out_channels=1)))
    with pytest.raises(Problem, match=f"{layer}: expected a unit of"):
        linked_field(analysis, layer, *unit)
    with pytest.raises(Problem):
        seen_by(analysis, layer, *unit)


def test_huge_maps_are_walked_without_visiting_every_unit():
    wide = Conv2d(out_channels=1, kernel_size=(2**40, 2**40), dilation=(3, 1))
    analysis = analyse(stack(wide, Upsample(scale_factor=(2, 2), mode="bilinear"), size=2**42))
    assert linked_field(analysis, "2", 0, 1)["0"].box == (0, 0, 3 * (2**40 - 1), 2**40)
    seen = seen_by(analysis, "0", 0, 2**39)
    assert seen["1"].box == (0, 0, 0, 2**39)
    assert seen["2"].box == (0, 0, 2, 2**40 + 2)
