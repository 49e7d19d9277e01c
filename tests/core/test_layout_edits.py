"""Drawings after an edit: the same as drawn afresh, the rest taken over, and as few cards moved as can be."""

from collections import Counter
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.core.layout import Box, arrange, piece, stack
from tests.core import drawings
from tests.core.drawings import NETWORKS, boxes

SIZES = [(190, 56), (100, 18), (51, 31), (320, 90)]


def random_boxes(random, count):
    near, found = random.choice([1, 2, 3, 30]), []
    for node in range(count):
        inputs = random.choices(range(max(0, node - near), node), k=random.choice([1, 1, 1, 2, 3])) if node else []
        if random.random() < 0.02:
            inputs = []
        found.append(Box(str(node), *random.choice(SIZES), tuple(map(str, inputs)), random.random() < 0.5))
    return found


def changed(given, random):
    """The boxes after one edit: one put in, taken out, resized, glued or wired to another."""
    at = random.randrange(len(given))
    box, way = given[at], random.randrange(5)
    if way == 0:
        return inserted(given, at, f"new{len(given)}.{random.random()}")
    if way == 1 and len(box.inputs) == 1:
        swap = {box.id: box.inputs[0]}
        return [
            replace(each, inputs=tuple(swap.get(name, name) for name in each.inputs)) for each in given if each != box
        ]
    if way == 2:
        width, height = random.choice(SIZES)
        return [*given[:at], replace(box, width=width, height=height), *given[at + 1 :]]
    if way == 3 and at:
        inputs = (*box.inputs[1:], given[random.randrange(at)].id)
        return [*given[:at], replace(box, inputs=inputs), *given[at + 1 :]]
    return [*given[:at], replace(box, glued=not box.glued), *given[at + 1 :]]


def inserted(given, at, name):
    """One box more, on all wires that leave the one at a position."""
    source = given[at].id
    below = [
        replace(each, inputs=tuple(name if old == source else old for old in each.inputs)) for each in given[at + 1 :]
    ]
    return [*given[: at + 1], Box(name, 190, 56, (source,)), *below]


@settings(max_examples=300)
@given(st.randoms(use_true_random=False))
def test_a_drawing_after_edits_is_that_drawn_afresh(random):
    now = random_boxes(random, random.randint(1, 30))
    layout = arrange(now)
    for _ in range(random.randint(1, 5)):
        now = changed(now, random)
        layout = arrange(now, before=layout)
        afresh = arrange(now)
        assert layout == afresh
        assert list(layout.frames) == list(afresh.frames) == [box.id for box in now]


@pytest.fixture
def drawn():
    """The boxes of the pieces that are drawn."""
    pieces = []
    draw = piece.draw

    def counted(part, *others):
        pieces.append([box.id for box in part])
        return draw(part, *others)

    with patch("designer.core.layout.arrange.draw", counted):
        yield pieces


def test_an_edit_draws_its_piece_and_the_next_alone(drawn):
    given = boxes(NETWORKS["resnet152"])
    before = arrange(given)
    drawn.clear()
    after = arrange(inserted(given, 200, "new"), before=before)
    assert len(drawn) <= 2
    assert any("new" in names for names in drawn)
    assert sum(map(len, drawn)) < 20
    above = [box.id for box in given[:190]]
    assert all(after.frames[name] is before.frames[name] for name in above)


def test_other_boxes_are_drawn_afresh():
    layout = arrange(boxes(NETWORKS["inception"]))
    wide = [replace(box, width=box.width + 10) for box in boxes(NETWORKS["inception"])]
    assert arrange(wide, before=layout) == arrange(wide)


@pytest.mark.parametrize("name", ["inception", "resnet18", "resnet152", "densenet121", "chain"])
def test_an_insertion_moves_the_cards_below_down_and_few_aside(name):
    given = boxes(NETWORKS[name])
    old = arrange(given)
    for at in range(1, len(given), max(1, len(given) // 12)):
        after = inserted(given, at, "new")
        new = arrange(after, before=old)
        moves = Counter()
        for box in given:
            one, other = old.frames[box.id], new.frames[box.id]
            moves[other.x - one.x, other.y - one.y] += 1
        # What stands above stays, what stands below goes down as one; only cards beside the new one may go elsewhere.
        (still, _), *_others = sorted(moves.items(), key=lambda each: each[0] != (0, 0))
        assert still == (0, 0)
        below = [count for (_, down), count in moves.items() if down > 0]
        elsewhere = sum(moves.values()) - moves[0, 0] - max(below, default=0)
        assert elsewhere <= 40, (name, at, moves)


def nested(depth):
    """Branches within branches: no box but the first and the last is passed by all ways."""
    net = drawings.Sketch()

    def part(below, depth):
        top = net("conv", below)
        return net("conv", net("add", part(top, depth - 1), part(top, depth - 1))) if depth else top

    part(net("conv", net("input")), depth)
    return net.nodes


def test_an_edit_deep_in_branches_stacks_only_the_runs_around_it():
    given = boxes(nested(5))
    before = arrange(given)
    with patch("designer.core.layout.stack._stack", wraps=stack._stack) as stacked:
        after = arrange(inserted(given, 60, "new"), before=before)
        assert 1 < stacked.call_count <= 12
    assert after == arrange(inserted(given, 60, "new"))


def test_the_bounds_follow_a_card_that_grows_narrow_above_a_piece():
    wide = [Box("a", 320, 90), Box("b", 51, 31, ("a", "a")), Box("c", 51, 31, ("b",))]
    narrow = [replace(wide[0], width=51), *wide[1:]]
    assert arrange(narrow, before=arrange(wide)).bounds == arrange(narrow).bounds
    assert arrange(narrow).bounds.width < 320
