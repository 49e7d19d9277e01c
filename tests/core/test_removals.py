"""Laws of the edits that take out: nothing is left loose, what is moved is the same elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core import edits, removals
from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError
from designer.core.kinds import (
    Add,
)
from tests.core.edits_kit import CONV, RELU, chain, edges, loose, random_designs, valid, wires


@given(random_designs, st.randoms(use_true_random=False))
def test_what_is_removed_is_gone_and_no_end_comes_loose(design, random):
    gone = random.sample([layer.id for layer in design], random.randint(1, min(4, len(design))))
    heads = [layer.id for layer in design.inputs]
    if set(gone) == set(heads):
        with pytest.raises(EditError, match="a design needs an input layer"):
            removals.remove(design, gone)
        return
    if set(gone) >= set(heads):
        gone.remove(heads[0])
    left = valid(removals.remove(design, gone))
    assert not any(name in left for name in gone)
    assert {layer.id for layer in left} < {layer.id for layer in design}
    assert len(loose(left)) <= max(1, len(loose(design)))


def test_above_a_removed_end_stands_the_new_end():
    layers = (*chain("a", "b", "c").layers, Layer("side", RELU, ("a",)), Layer("head", RELU, ("side",)))
    design = Design((*layers, Layer("d", RELU, ("c",))))
    assert loose(removals.remove(design, ["head"])) == ["side", "d"]
    assert loose(removals.remove(design, ["head", "side"])) == ["d"]
    assert loose(removals.remove(design, ["d", "c"])) == ["b", "head"]


def test_a_whole_branch_of_a_concat_goes_and_of_an_add_becomes_the_shortcut():
    grown = edits.branch(chain("top", "a"), "a", "a", CONV, Add())
    assert wires(removals.remove(grown, ["conv2d_1"]))["add_1"] == ("a", "top")
    grown = edits.branch(chain("top", "a", "end"), "a", "a", CONV)
    assert wires(removals.remove(grown, ["conv2d_1"])) == {"image": (), "top": ("image",), "a": ("top",), "end": ("a",)}


@given(random_designs, st.randoms(use_true_random=False))
def test_moved_layers_are_the_same_layers_elsewhere(design, random):
    source, target = random.choice(edges(design) or [("n0", None)])
    chosen = random.sample([layer.id for layer in design], random.randint(1, min(3, len(design))))
    try:
        moved = valid(removals.move(design, chosen, source, target))
    except EditError:
        return
    assert {layer.id for layer in moved} <= {layer.id for layer in design}
    for name in chosen:
        assert moved[name].kind == design[name].kind
    assert len(loose(moved)) <= max(1, len(loose(design)))


def test_a_move_along_a_stack():
    design = chain("a", "b", "c", "d")
    moved = valid(removals.move(design, ["a", "b"], "c", ("d", 0)))
    assert [layer.id for layer in moved] == ["image", "c", "a", "b", "d"]
    assert removals.move(moved, ["a", "b"], "image", ("c", 0)) == design
    for wrong in (("a", ("b", 0)), ("b", ("c", 0))):
        with pytest.raises(EditError, match="cannot be moved next to itself"):
            removals.move(design, ["a"] if wrong[0] == "a" else ["b"], *wrong)
    with pytest.raises(EditError, match="inputs and joins stay"):
        removals.move(design, ["image"], "c", ("d", 0))
