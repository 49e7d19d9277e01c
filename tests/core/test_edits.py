"""Laws of the edits: what is undone by another edit, what stays valid, what is refused and how."""

from contextlib import suppress
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core import edits, property_edits, removals
from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError
from designer.core.fileformat import dumps, loads
from designer.core.kinds import (
    Add,
    BatchNorm2d,
    Concat,
    Dropout,
    Input,
    Linear,
    MaxPool2d,
    Multiply,
)
from tests.core.edits_kit import CONV, RELU, chain, edges, loose, random_designs, valid, wires
from tests.strategies import random_design


@given(random_designs, st.randoms(use_true_random=False))
def test_a_layer_put_on_an_edge_and_removed_leaves_nothing(design, random):
    for source, target in random.sample(edges(design), min(4, len(edges(design)))):
        grown = valid(edits.insert_between(design, source, target, RELU, "new"))
        assert len(grown) == len(design) + 1
        assert grown["new"].inputs == (source,)
        assert grown[target[0]].inputs[target[1]] == "new"
        assert loose(grown) == loose(design)
        reader = design[target[0]]
        if reader.inputs.count(source) == 1 and not isinstance(reader.kind, Concat):  # there it is a branch that went
            assert removals.remove(grown, ["new"]) == design


@given(random_designs, st.randoms(use_true_random=False))
def test_a_layer_put_below_another_and_removed_leaves_nothing(design, random):
    source = random.choice(design.layers).id
    grown = valid(edits.insert_after(design, source, RELU, "new"))
    assert grown.consumers(source) == (grown["new"],)
    assert [x.id for x in grown.consumers("new")] == [x.id for x in design.consumers(source)]
    if not any(x.inputs.count(source) > 1 or isinstance(x.kind, Concat) for x in design.consumers(source)):
        assert removals.remove(grown, ["new"]) == design


@given(st.integers(1, 5), st.data(), st.sampled_from([Add(), Concat()]))
def test_a_branch_put_beside_a_run_and_removed_leaves_nothing(length, data, join):
    design = chain(*[f"a{i}" for i in range(length)])
    first = data.draw(st.integers(0, length - 1))
    last = data.draw(st.integers(first, length - 1))
    grown = valid(edits.branch(design, f"a{first}", f"a{last}", CONV, join))
    assert grown["conv2d_1"].inputs == design[f"a{first}"].inputs
    assert grown[f"{join.name}_1"].inputs == (f"a{last}", "conv2d_1")
    assert len(loose(grown)) == 1
    if isinstance(join, Concat):
        assert removals.remove(grown, ["conv2d_1"]) == design
    assert removals.remove(grown, ["conv2d_1", f"{join.name}_1"]) == design


def test_a_second_branch_becomes_one_more_input_of_the_join():
    design = edits.branch(chain("a", "b"), "a", "b", CONV)
    grown = valid(edits.branch(design, "a", "b", CONV))
    assert grown["concat_1"].inputs == ("b", "conv2d_1", "conv2d_2")
    assert removals.remove(grown, ["conv2d_2"]) == design


def test_a_branch_needs_a_run_from_above_to_below():
    design = chain("a", "b", "c")
    with pytest.raises(EditError, match="b does not depend on c"):
        edits.branch(design, "c", "b", CONV)
    side = edits.insert_chain(design, "image", ("a", 0), [])
    assert side == design
    with pytest.raises(EditError, match="nothing to read"):
        edits.branch(design, "image", "b", CONV)
    with pytest.raises(EditError, match="cannot be a branch"):
        edits.branch(design, "a", "b", Add())


@given(random_designs, st.randoms(use_true_random=False))
def test_connecting_never_closes_a_loop(design, random):
    source, target = (random.choice(design.layers).id for _ in range(2))
    below, waiting = set(), [target]
    while waiting:
        readers = {layer.id for layer in design.consumers(waiting.pop())} - below
        below |= readers
        waiting += readers
    try:
        joined = valid(edits.connect(design, source, target))
    except EditError as error:
        reason = str(error)
    else:
        reason = ""
        assert source not in below
        reader = target if design[target].kind.joins else joined[target].inputs[0]
        assert joined[reader].inputs == (*design[target].inputs, source)
    if source in below and not isinstance(design[target].kind, Input):
        assert reason == f"{target} stands above {source}: the connection would close a loop"


def test_connect_and_disconnect_undo_each_other():
    design = chain("a", "b", "c")
    joined = valid(edits.connect(design, "a", "c"))
    assert wires(joined)["add_1"] == ("b", "a")
    assert removals.disconnect(joined, "add_1", 1) == design
    with pytest.raises(EditError, match="reads a already"):
        edits.connect(joined, "a", "add_1")
    with pytest.raises(EditError, match="c has one input"):
        removals.disconnect(joined, "c", 0)
    for index in (2, -1):
        with pytest.raises(EditError, match=f"add_1 has no input number {index}"):
            removals.disconnect(joined, "add_1", index)
    with pytest.raises(EditError, match="an input layer reads nothing"):
        edits.connect(design, "a", "image")


def test_join_gathers_layers_and_passes_them_on():
    design = edits.insert_chain(chain("a", "b"), "a", None, [])
    fork = Design(
        (*design.layers[:2], Layer("left", RELU, ("a",)), Layer("right", RELU, ("a",)), Layer("end", RELU, ("right",)))
    )
    joined = valid(edits.join(fork, ["left", "right"], Multiply()))
    assert wires(joined)["multiply_1"] == ("left", "right")
    assert wires(joined)["end"] == ("multiply_1",)
    assert wires(edits.join(chain("a", "b"), ["b"], Add()))["add_1"] == ("a", "b")
    for ids in ([], ["image"]):
        with pytest.raises(EditError, match="joins two or more layers"):
            edits.join(fork, ids, Add())


def test_new_layers_share_the_block_of_both_neighbours():
    layers = chain("a", "b", "c").layers
    framed = Design((*layers[:1], *(Layer(x.id, x.kind, x.inputs, "block") for x in layers[1:3]), layers[3]))
    assert edits.insert_between(framed, "a", ("b", 0), RELU, "in")["in"].block == "block"
    assert edits.insert_between(framed, "b", ("c", 0), RELU, "out")["out"].block is None


def test_unknown_layers_and_taken_ids_are_refused():
    design = chain("a")
    for edit in (
        lambda: edits.insert_after(design, "x", RELU),
        lambda: removals.remove(design, ["x"]),
        lambda: property_edits.rename(design, "x", "y"),
        lambda: edits.connect(design, "x", "a"),
        lambda: property_edits.set_options(design, "x", {}),
        lambda: edits.insert_between(design, "image", ("x", 0), RELU),
    ):
        with pytest.raises(EditError, match="there is no layer x"):
            edit()
    with pytest.raises(EditError, match="the id a is taken"):
        edits.insert_after(design, "image", RELU, "a")
    with pytest.raises(EditError, match="a does not read a"):
        edits.insert_between(design, "a", ("a", 0), RELU)
    with pytest.raises(EditError, match="an input stands at the head"):
        edits.insert_after(design, "a", Input(height=1, width=1, channels=1))


KINDS = (RELU, CONV, BatchNorm2d(), Dropout(), MaxPool2d(), Linear(out_features=3), Add(), Concat(), Multiply())


def any_edit(design, random):
    """One edit at random places, as gestures and forms make it."""
    one, other = (random.choice(design.layers).id for _ in range(2))
    source, target = random.choice([*edges(design), (one, None)])
    kind, join = random.choice(KINDS), random.choice(KINDS[-3:])
    return random.choice(
        [
            lambda: edits.insert_after(design, one, kind),
            lambda: edits.insert_between(design, source, target, kind),
            lambda: edits.branch(design, one, other, kind, random.choice([None, join])),
            lambda: removals.remove(design, [one, other]),
            lambda: removals.remove(design, [one]),
            lambda: removals.move(design, [one], source, target),
            lambda: removals.move(design, [one, other], source, target),
            lambda: edits.connect(design, one, other, random.choice([None, join])),
            lambda: removals.disconnect(design, one, random.randint(0, 2)),
            lambda: property_edits.set_kind(design, one, kind),
            lambda: property_edits.set_options(
                design, one, {random.choice(["stride", "bias", "p"]): random.choice([1, None, True])}
            ),
            lambda: property_edits.rename(design, one, f"r{random.randint(0, 99)}"),
            lambda: edits.join(design, [one, other], join),
            lambda: property_edits.set_note(design, one, random.choice(["", "note"])),
        ]
    )


@pytest.mark.parametrize("seed", range(60))
def test_edits_in_any_order_keep_the_design_valid(seed):
    random = Random(seed)
    design = random_design(random, broken=0.2)
    for _ in range(40):
        before, edited = dumps(design), design
        with suppress(EditError):
            edited = any_edit(design, random)()
        assert dumps(design) == before  # the value that undo goes back to
        assert loads(dumps(edited)) == edited
        assert len(loose(edited)) <= max(1, len(design.outputs))
        design = edited if len(edited) < 40 else design
