"""Blocks: grouped, named, dissolved, folded with subtotals that add up, and ready ones below any shape."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.blocks import (
    READY,
    block_of,
    blocks,
    free_block,
    group,
    insert_block,
    members,
    rename_block,
    ungroup,
)
from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError
from designer.core.fileformat import dumps, loads
from designer.core.folding import folded
from designer.core.kinds import Activation, Conv2d, Input
from designer.core.shapes import Flat, Shape
from tests.core.blocks_kit import CONV, IMAGE, RESIDUAL, paths
from tests.strategies import any_designs, designs


def test_blocks_and_their_members() -> None:
    assert blocks(RESIDUAL) == ("outer", "outer/inner")
    assert members(RESIDUAL, "outer") == ("b", "c", "sum")
    assert members(RESIDUAL, "outer/inner") == ("b", "c")
    with pytest.raises(EditError, match=r"there is no block out$"):
        members(RESIDUAL, "out")


def test_group_stands_inside_what_all_share_and_around_whole_blocks() -> None:
    assert paths(group(RESIDUAL, ["image", "a"], "stem"))[:3] == ["stem", "stem", "outer/inner"]
    assert paths(group(RESIDUAL, ["c"], "last"))[3] == "outer/inner/last"
    assert paths(group(RESIDUAL, ["b", "c"], "wrap"))[2:5] == ["outer/wrap/inner", "outer/wrap/inner", "outer"]
    assert paths(group(RESIDUAL, ["a", "b", "c", "sum"], "all"))[1:] == [
        "all",
        "all/outer/inner",
        "all/outer/inner",
        "all/outer",
        None,
    ]


GROUPS_REFUSED = {
    "nothing is selected": ([], "x"),
    "there is no layer nowhere": (["a", "nowhere"], "x"),
    "outer is selected in part": (["a", "b"], "x"),
    "outer/inner is selected in part": (["c", "sum"], "x"),
    "comes back by b": (["a", "sum"], "x"),
    "there is a block outer already": (["a"], "outer"),
    "1 to 128 printable": (["a"], ""),
    "none of them a slash": (["a"], "x/y"),
}


@pytest.mark.parametrize("reason", GROUPS_REFUSED)
def test_group_is_refused(reason: str) -> None:
    ids, name = GROUPS_REFUSED[reason]
    design = RESIDUAL if "comes back" not in reason else replace(RESIDUAL, layers=tuple(bare(RESIDUAL)))
    with pytest.raises(EditError, match=reason):
        group(design, ids, name)


def bare(design: Design) -> list[Layer]:
    return [replace(layer, block=None) for layer in design]


@pytest.mark.parametrize("name", ["x\ny", "x" * 129])
def test_odd_names_are_refused(name: str) -> None:
    with pytest.raises(EditError, match="printable"):
        rename_block(RESIDUAL, "outer", name)


def test_paths_stay_short_enough_for_a_file() -> None:
    deep = replace(RESIDUAL, layers=(IMAGE, Layer("a", CONV, ("image",), "/".join(["x" * 99] * 10))))
    with pytest.raises(EditError, match="at most 1000"):
        group(deep, ["a"], "y" * 5)


def test_ungroup_moves_inner_blocks_out_beside_their_namesakes() -> None:
    assert paths(ungroup(RESIDUAL, "outer"))[1:] == [None, "inner", "inner", None, None]
    assert paths(ungroup(RESIDUAL, "outer/inner"))[2:5] == ["outer"] * 3
    taken = replace(RESIDUAL, layers=(replace(IMAGE, block="inner"), *RESIDUAL.layers[1:]))
    assert paths(ungroup(taken, "outer"))[:4] == ["inner", None, "inner_2", "inner_2"]


def test_rename_keeps_the_place() -> None:
    assert blocks(rename_block(RESIDUAL, "outer", "body")) == ("body", "body/inner")
    assert blocks(rename_block(RESIDUAL, "outer/inner", "body")) == ("outer", "outer/body")
    assert rename_block(RESIDUAL, "outer", "outer") is RESIDUAL
    two = group(RESIDUAL, ["a"], "two")
    with pytest.raises(EditError, match="there is a block two already"):
        rename_block(two, "outer", "two")


def test_free_block_counts_on() -> None:
    assert free_block(RESIDUAL) == "block"
    assert free_block(RESIDUAL, "outer") == "outer_2"
    assert free_block(RESIDUAL, "inner", "outer") == "outer/inner_2"


@given(any_designs() | designs, st.lists(st.integers(0, 99), min_size=1, max_size=8))
def test_group_and_ungroup_is_nothing(design: Design, numbers: list[int]) -> None:
    ids = {design.layers[number % len(design)].id for number in numbers}
    try:
        grouped = group(design, ids, "a new block")
    except EditError:
        return
    (new,) = [path for path in blocks(grouped) if path.endswith("a new block")]
    assert set(members(grouped, new)) == ids
    assert loads(dumps(grouped)) == grouped
    assert folded(grouped, analyse(grouped), [new]).unfoldable == ()
    assert ungroup(grouped, new) == design


@pytest.mark.parametrize("name", READY)
@pytest.mark.parametrize("shape", [Shape(1, 2, 2), Shape(3, 13, 7), Shape(7, 2, 31), Shape(130, 5, 4), Shape(64, 9, 9)])
def test_ready_block_fits_below_odd_shapes(name: str, shape: Shape) -> None:
    image = Layer("image", Input(height=shape.height, width=shape.width, channels=shape.channels))
    design = Design((image, Layer("in", Activation(), ("image",)), Layer("out", Activation(), ("in",))))
    for target in (None, ("out", 0)):
        after = insert_block(design, name, "in", target)
        assert loads(dumps(after)) == after
        analysis = analyse(after)
        assert not analysis.has_errors
        assert not {finding.code for finding in analysis.findings} & {"loose-end", "unequal-jump", "shifted-start"}
        assert blocks(after)[0] == f"{name}_1"
        assert after["out"].inputs == (members(after, f"{name}_1")[-1],)
        again = insert_block(after, name, "out")
        assert again.layers[-1].block is not None
        assert again.layers[-1].block.startswith(f"{name}_2")


def test_ready_block_takes_its_options_and_its_place() -> None:
    after = insert_block(RESIDUAL, "fire", "b", ("c", 0), {"squeeze": 2, "expand": 3})
    assert analyse(after).facts[after["c"].inputs[0]].output == Shape(6, 8, 8)
    assert blocks(after) == ("outer", "outer/inner", "outer/inner/fire_1")
    assert blocks(insert_block(RESIDUAL, "fire", "a")) == ("fire_1", "outer", "outer/inner")


def test_blocks_below_one_another_stand_side_by_side() -> None:
    design = Design((IMAGE,))
    for _ in range(3):
        design = insert_block(design, "residual", design.layers[-1].id)
    assert blocks(design) == ("residual_1", "residual_2", "residual_3")


BLOCKS_REFUSED = {
    "there is no block nothing": ("nothing", "a", {}),
    "there is no layer nowhere": ("fire", "nowhere", {}),
    "Fire module has no option depth": ("fire", "a", {"depth": 1}),
    "squeeze of Fire module: expected a whole number": ("fire", "a", {"squeeze": 0}),
    "depth of Dense block": ("dense", "a", {"depth": 10**9}),
    "out_channels would not be": ("bottleneck", "a", {"width": 2**62}),
    "needs maps": ("fire", "end", {}),
}


@pytest.mark.parametrize("reason", BLOCKS_REFUSED)
def test_ready_block_is_refused(reason: str) -> None:
    name, source, values = BLOCKS_REFUSED[reason]
    with pytest.raises(EditError, match=reason) as caught:
        insert_block(RESIDUAL, name, source, None, values)
    assert "\n" not in str(caught.value)


def test_below_an_error_the_palettes_channels_are_taken() -> None:
    broken = Design((IMAGE, Layer("a", Conv2d(out_channels=3, kernel_size=(9, 9)), ("image",))))
    assert analyse(broken).facts["a"].output is None
    assert loads(dumps(insert_block(broken, "residual", "a")))
    assert analyse(RESIDUAL).facts["end"].output == Flat(10)


def test_groups_without_a_name_get_one_that_is_free() -> None:
    once = group(RESIDUAL, ["a"])
    assert once["a"].block == "block"
    assert group(once, ["end"])["end"].block == "block_2"
    assert group(once, ["b"])["b"].block == "outer/inner/block"


def test_the_block_that_a_selection_means() -> None:
    inner, outer = members(RESIDUAL, "outer/inner"), members(RESIDUAL, "outer")
    assert block_of(RESIDUAL, inner[:1]) == ("outer/inner" if len(inner) < len(outer) else "outer")
    assert block_of(RESIDUAL, outer) == "outer"
    twice = group(RESIDUAL, outer, "around")
    assert block_of(twice, outer) == "around"
    with pytest.raises(EditError, match="the selection is in no block"):
        block_of(RESIDUAL, ["a", "b"])
