"""Drawings: nothing overlaps, wires keep clear of cards, shapes are symmetric, edits move little."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from designer.core.layout import Box, Layout, Rect, arrange, chains, nearest_slot, slots
from tests.core import drawings
from tests.core.drawings import NETWORKS, boxes

# What the drawings have now; a change that adds crossings to a network must be seen.
MOST_CROSSINGS = {"dense concats": 25, "nasnet": 24}


@st.composite
def acyclic(draw):
    count = draw(st.integers(1, 30))
    near = draw(st.integers(1, 30))
    found = []
    for node in range(count):
        inputs = draw(st.lists(st.integers(max(0, node - near), node - 1), max_size=4)) if node else []
        width, height = draw(st.sampled_from([(190, 56), (100, 18), (51, 31), (320, 90)]))
        found.append(Box(str(node), width, height, tuple(map(str, inputs)), draw(st.booleans())))
    return found


def check(boxes, layout):
    assert list(layout.frames) == [box.id for box in boxes]
    assert all((layout.frames[box.id].width, layout.frames[box.id].height) == (box.width, box.height) for box in boxes)
    assert not drawings.overlaps(layout)
    assert not drawings.pierced(layout)
    connections = [(source, box.id, index) for box in boxes for index, source in enumerate(box.inputs)]
    assert [(wire.source, wire.target, wire.index) for wire in layout.wires] == connections
    for wire in layout.wires:
        upper, lower = layout.frames[wire.source], layout.frames[wire.target]
        assert wire.points[0] == (upper.centre, upper.bottom)
        assert wire.points[-1][1] == lower.y
        assert lower.x <= wire.points[-1][0] <= lower.right
    for _, (x, y), (to, below) in drawings.lines(layout):
        assert (x == to and y < below) or (y == below and x != to)
    assert all(layout.bounds.x <= frame.x and frame.right <= layout.bounds.right for frame in layout.frames.values())
    assert min(frame.y for frame in layout.frames.values()) == layout.bounds.y == 0


@settings(max_examples=500)
@given(acyclic())
def test_any_acyclic_network_is_drawn_clear(boxes):
    layout = arrange(boxes)
    check(boxes, layout)
    assert not drawings.run_together(layout)
    assert layout == arrange(boxes)


@pytest.mark.parametrize("name", NETWORKS)
def test_known_networks_are_drawn_clear(name):
    given = boxes(NETWORKS[name])
    layout = arrange(given)
    check(given, layout)
    assert not drawings.run_together(layout)
    assert len(drawings.crossings(layout)) <= MOST_CROSSINGS.get(name, 0)


def test_empty_network_is_an_empty_drawing():
    assert arrange([]) == Layout({}, (), Rect(0, 0, 0, 0))


def test_pills_touch_the_card_they_follow():
    layout = arrange(boxes(drawings.resnet((2,), bottleneck=False)))
    glued = [wire for wire in layout.wires if wire.target.startswith(drawings.PILLS)]
    assert glued
    for wire in glued:
        assert layout.frames[wire.source].bottom == layout.frames[wire.target].y
        assert layout.frames[wire.source].centre == layout.frames[wire.target].centre
        assert wire.points[0] == wire.points[1] == wire.points[-1]


def test_a_pill_is_not_glued_where_its_input_feeds_others():
    layout = arrange([Box("a", 100, 50), Box("b", 80, 18, ("a",), glued=True), Box("c", 100, 50, ("a", "b"))])
    assert layout.frames["b"].y > layout.frames["a"].bottom


def test_lanes_stand_centred_under_the_split():
    layout = arrange(boxes(drawings.inception(1)))
    split, join = layout.frames["relu3"], next(f for name, f in layout.frames.items() if name.startswith("concat"))
    tops = [layout.frames[wire.target] for wire in layout.wires if wire.source == "relu3"]
    assert len({frame.y for frame in tops}) == 1
    distances = [frame.centre - split.centre for frame in tops]
    assert distances == sorted(distances)
    assert distances == [-distance for distance in reversed(distances)]
    assert join.centre == split.centre
    ports = [wire.points[-1][0] for wire in layout.wires if layout.frames[wire.target] == join]
    assert ports == sorted(ports)


def test_a_skip_runs_beside_the_body_that_stays_on_the_axis():
    layout = arrange(boxes(drawings.resnet((2,), bottleneck=False, projection=False)))
    assert {frame.centre for frame in layout.frames.values()} == {0}
    skip = next(wire for wire in layout.wires if wire.target.startswith("add") and wire.index == 1)
    lane = max(x for x, _ in skip.points)
    assert 0 < lane - max(frame.right for frame in layout.frames.values()) < 40


def test_long_skips_nest_in_lanes_of_their_own():
    layout = arrange(boxes(drawings.unet(4)))
    skips = [wire for wire in layout.wires if wire.target.startswith("concat") and wire.index == 0]
    lanes = [min(x for x, _ in wire.points) for wire in skips]
    assert lanes == sorted(lanes, reverse=True)
    assert len(set(lanes)) == 4
    assert {frame.centre for frame in layout.frames.values()} == {0}


def test_side_heads_leave_the_trunk_on_its_axis():
    net = drawings.Sketch()
    x = net("input")
    side = net("linear", net.storey(x))
    for _ in range(6):
        x = net.storey(x)
    layout = arrange(boxes(net.nodes))
    assert layout.frames[x].centre == 0
    assert layout.frames[side].x > 0


def test_separate_parts_stand_side_by_side():
    layout = arrange([Box("a", 100, 50), Box("b", 100, 50, ("a",)), Box("c", 100, 50)])
    assert layout.frames["a"].centre == layout.frames["b"].centre == 0
    assert layout.frames["c"].x > 50
    assert layout.frames["c"].y == 0


@given(st.integers(1, 20), st.integers(1, 20))
def test_inserting_in_a_chain_moves_only_what_is_below_and_only_down(count, place):
    place = min(place, count)
    given = [*boxes(drawings.chain(count))]
    old = arrange(given)
    fresh = Box("fresh", 190, 56, (f"n{place - 1}",))
    below = [replace(box, inputs=("fresh",)) if box.id == f"n{place}" else box for box in given[place:]]
    new = arrange([*given[:place], fresh, *below])
    down = {new.frames[box.id].y - old.frames[box.id].y for box in below}
    assert all(new.frames[box.id] == old.frames[box.id] for box in given[:place])
    assert all(new.frames[box.id].x == old.frames[box.id].x for box in below)
    assert len(down) <= 1
    assert all(distance > 56 for distance in down)


@pytest.mark.parametrize("name", ["inception", "resnet18", "u-net", "densenet121"])
def test_an_edit_at_the_end_moves_nothing(name):
    given = boxes(NETWORKS[name])
    new = arrange([*given, Box("last", 190, 56, (given[-1].id,))])
    old = arrange(given)
    assert all(new.frames[box.id] == old.frames[box.id] for box in given)


def test_a_thousand_nested_skips_do_not_overflow():
    nodes = drawings.chain(1100)
    layout = arrange(boxes([*nodes, ("cat", tuple(name for name, _ in nodes))]))
    assert len(layout.frames) == 1101


def test_slots_lie_on_wires_after_ends_and_beside_cards_and_chains():
    layout = arrange([Box("a", 100, 50), Box("b", 100, 50, ("a",)), Box("c", 100, 50, ("b",))])
    found = [(slot.kind, slot.source, slot.target) for slot in slots(layout)]
    assert found[:3] == [("wire", "a", "b"), ("wire", "b", "c"), ("end", "c", None)]
    assert found[3:] == [("beside", *ends) for ends in ("bb", "bb", "cc", "cc", "bc", "bc")]


def test_the_nearest_slot_is_the_one_pointed_at():
    layout = arrange([Box("a", 100, 50), Box("b", 100, 50, ("a",)), Box("c", 100, 50, ("b",))])
    places, b = slots(layout), layout.frames["b"]
    between = nearest_slot(places, 20, b.y - 5)
    assert (between.kind, between.source, between.target) == ("wire", "a", "b")
    assert between.middle == (0, b.y - (b.y - 50) / 2)
    beside = nearest_slot(places, b.right + 5, b.y + 25)
    assert (beside.kind, beside.source, beside.target) == ("beside", "b", "b")
    around = nearest_slot(places, b.right + 40, b.y + 25)
    assert (around.kind, around.source, around.target) == ("beside", "b", "c")
    assert nearest_slot(places, 0, layout.bounds.bottom + 20).kind == "end"
    assert nearest_slot(places, 900, 0, reach=100) is None
    assert nearest_slot((), 0, 0) is None


def test_the_slot_of_a_skip_lies_in_its_lane():
    layout = arrange(boxes(drawings.resnet((1,), bottleneck=False, projection=False)))
    skip = next(slot for slot in slots(layout) if slot.kind == "wire" and slot.index == 1)
    assert skip.start[0] == skip.stop[0] > max(frame.right for frame in layout.frames.values())


@example(boxes(NETWORKS["nasnet"]))
@given(acyclic())
def test_each_slot_can_be_pointed_at(given):
    layout = arrange(given)
    places = slots(layout)
    for place in places:
        assert nearest_slot(places, *place.middle).distance(*place.middle) == 0
    assert len(places) == len(set(places))
    members = [name for chain in chains(layout) for name in chain]
    assert sorted(members) == sorted(box.id for box in given if len(box.inputs) == 1)
