"""Copying, pasting and duplicating: what comes out is valid, and removing it gives back what was there."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from designer.core import removals
from designer.core.analysis import analyse
from designer.core.blocks import blocks, members
from designer.core.clipboard import copy, cut_out, duplicate, paste
from designer.core.design import MOST_LAYERS, Design, Layer, Settings
from designer.core.edit_basics import EditError
from designer.core.fileformat import dumps, loads
from designer.core.kinds import Activation, Add, Input
from designer.core.templates import NETWORKS
from tests.core.fragments_kit import CONV, FORKED, IMAGE, STACK, chosen, picks, wiring
from tests.strategies import any_designs, designs


def test_pasted_run_stands_on_the_edge_under_names_of_its_own() -> None:
    text = copy(STACK, {"relu", "b"})
    assert wiring(paste(STACK, text, "image")) == {
        "image": (),
        "relu_2": ("image",),
        "b_2": ("relu_2",),
        "a": ("b_2",),
        "relu": ("a",),
        "b": ("relu",),
        "end": ("b",),
    }
    twice = paste(paste(STACK, text, "end"), text, "b", ("end", 0))
    assert wiring(twice)["end"] == ("b_3",)
    assert wiring(twice)["relu_2"] == ("end",)
    assert wiring(twice)["relu_3"] == ("b",)


def test_layers_with_a_gap_between_them_become_neighbours() -> None:
    assert wiring(paste(STACK, copy(STACK, {"a", "end"}), "end"))["end_2"] == ("a_2",)


def test_copied_branches_stay_branches_and_are_joined() -> None:
    after = paste(FORKED, copy(FORKED, {"left", "right"}), "end")
    assert wiring(after)["concat_1"] == ("left_2", "right_2")
    assert wiring(after)["left_2"] == wiring(after)["right_2"] == ("end",)
    assert after.outputs == (after["concat_1"],)


def test_copied_join_reads_the_place_for_what_was_not_copied() -> None:
    after = paste(FORKED, copy(FORKED, {"left", "join"}), "end")
    assert wiring(after)["join_2"] == ("left_2", "end")


def test_input_layers_are_left_out_at_a_place_and_kept_beside() -> None:
    text = copy(STACK, {"image", "a"})
    assert wiring(paste(STACK, text, "end"))["a_2"] == ("end",)
    beside = paste(STACK, text)
    assert wiring(beside)["a_2"] == ("image_2",)
    assert beside.layers[: len(STACK)] == STACK.layers
    with pytest.raises(EditError, match="an input stands at the head"):
        paste(STACK, copy(STACK, {"image"}), "a")


def test_without_a_place_layers_of_the_same_name_are_read() -> None:
    assert wiring(paste(STACK, copy(STACK, {"b"})))["b_2"] == ("relu",)
    with pytest.raises(EditError, match="the layers read relu, which is not here"):
        paste(FORKED, copy(STACK, {"b"}))


def test_whole_design_can_be_pasted() -> None:
    text = dumps(replace(STACK, name="Stack", settings=Settings(4, "int8"))).decode()
    assert paste(Design(), text) == loads(text.encode())
    assert paste(Design(name="kept"), copy(STACK, {"image"})).name == "kept"
    below = paste(FORKED, text, "join")
    assert wiring(below)["a"] == ("join",)
    assert wiring(below)["end"] == ("end_2",)
    assert below.settings == Settings()


def test_long_ids_stay_short_enough() -> None:
    long = replace(STACK, layers=(IMAGE, Layer("x" * 128, Activation(), ("image",))))
    after = paste(paste(long, copy(long, {"x" * 128}), "image"), copy(long, {"x" * 128}), "image")
    assert loads(dumps(after)) == after
    assert len(after) == 4


def test_more_layers_than_a_file_holds_are_refused() -> None:
    rest = (Layer(f"r{n}", Activation(), (f"r{n - 1}" if n else "image",)) for n in range(MOST_LAYERS - 1))
    full = Design((IMAGE, *rest))
    with pytest.raises(EditError, match="at most 10000 layers"):
        paste(full, copy(STACK, {"a"}), "image")


def test_bad_places_are_refused() -> None:
    text = copy(STACK, {"a"})
    for source, target in (("nowhere", None), ("a", ("nowhere", 0)), ("a", ("b", 0)), ("a", ("relu", 1))):
        with pytest.raises(EditError):
            paste(STACK, text, source, target)
    with pytest.raises(EditError, match="nothing is selected"):
        copy(STACK, ["nowhere"])


def test_blocks_come_along_where_they_are_copied_whole() -> None:
    design = NETWORKS["googlenet"]()
    whole = members(design, "stage3/inception_3a")
    after = paste(design, copy(design, whole), whole[-1])
    assert set(blocks(after)) - set(blocks(design)) == {"stage3/inception_3a_2"}
    assert len(members(after, "stage3/inception_3a_2")) == len(whole)
    stage = members(design, "stage3")
    assert set(blocks(paste(design, copy(design, stage), design.layers[-1].id))) - set(blocks(design)) == {
        "stage3_2",
        "stage3_2/inception_3a",
        "stage3_2/inception_3b",
    }


def test_part_of_a_block_joins_the_block_at_its_place() -> None:
    design = NETWORKS["googlenet"]()
    ids = members(design, "stage3/inception_3a")
    assert all(layer.block is None for layer in cut_out(design, ids[:2]).layers)
    after = paste(design, copy(design, ids[:2]), ids[0], (ids[1], 0))
    assert after[f"{ids[0]}_2"].block == "stage3/inception_3a"
    top = design.inputs[0].id
    assert paste(design, copy(design, ids[:2]), top)[f"{ids[0]}_2"].block is None


def test_pasted_layers_can_be_framed() -> None:
    once = paste(STACK, copy(STACK, {"a", "relu"}), "end", block="mine")
    twice = paste(once, copy(once, members(once, "mine")), "image", block="mine")
    assert blocks(twice) == ("mine_2", "mine_2/mine", "mine")


def test_duplicate_stands_right_below() -> None:
    assert wiring(duplicate(STACK, {"a", "relu"})) == {
        "image": (),
        "a": ("image",),
        "relu": ("a",),
        "a_2": ("relu",),
        "relu_2": ("a_2",),
        "b": ("relu_2",),
        "end": ("b",),
    }


def test_duplicate_of_branches_is_one_in_each_branch() -> None:
    assert wiring(duplicate(FORKED, {"left", "right"}))["join"] == ("left_2", "right_2")
    assert wiring(duplicate(FORKED, {"left", "right"}))["right_2"] == ("right",)


def test_duplicate_of_an_input_is_refused() -> None:
    with pytest.raises(EditError, match="an input stands at the head"):
        duplicate(STACK, {"image"})


@given(any_designs() | designs, picks, st.integers(0, 99), st.booleans())
def test_pasted_design_is_valid_and_leaves_no_new_loose_end(
    design: Design, numbers: list[int], at: int, beside: bool
) -> None:
    ids = chosen(design, numbers)
    source = None if beside else design.layers[at % len(design)].id
    assume(source is None or not all(isinstance(design[name].kind, Input) for name in ids))
    after = paste(design, copy(design, ids), source)
    assert loads(dumps(after)) == after
    assert [layer.id for layer in after if layer.id in design] == [layer.id for layer in design]
    if source is not None:
        loose = {layer.id for layer in design.outputs}
        copies = sum(name in loose for name in ids)
        assert len(after.outputs) <= len(loose) + copies


@given(designs, picks, st.integers(0, 99))
def test_pasted_layers_removed_again_leave_the_design(design: Design, numbers: list[int], at: int) -> None:
    ids = chosen(design, numbers)
    source = design.layers[at % len(design)].id
    assume(not all(isinstance(design[name].kind, Input) for name in ids))
    assume(all(len(set(layer.inputs)) == len(layer.inputs) for layer in design))  # a healed join reads each once
    assume(design.consumers(source) or source == design.layers[-1].id)
    after = paste(design, copy(design, ids), source)
    assert removals.remove(after, [layer.id for layer in after if layer.id not in design]) == design


@given(designs, picks)
def test_duplicate_is_valid(design: Design, numbers: list[int]) -> None:
    ids = chosen(design, numbers)
    assume(not all(isinstance(design[name].kind, Input) for name in ids))
    after = duplicate(design, ids)
    assert loads(dumps(after)) == after
    assert len(after) > len(design)
    analyse(after)


def test_copy_of_a_join_in_a_residual_block() -> None:
    design = Design((IMAGE, Layer("c", CONV, ("image",)), Layer("sum", Add(), ("c", "image"))))
    after = duplicate(design, {"c", "sum"})
    assert wiring(after)["sum_2"] == ("c_2", "sum")
    assert not analyse(after).has_errors
