"""Branches: which one a layer stands in, what deleting a join leaves, and the ways of joining."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core import removals
from designer.core.analysis import analyse
from designer.core.branches import branch_of, connect, remove
from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError
from designer.core.fileformat import dumps, loads
from designer.core.kinds import Add, Concat, Conv2d, Flatten, Input, Linear, MaxPool2d
from tests.strategies import designs

IMAGE = Layer("image", Input(height=8, width=8, channels=4))
SAME = Conv2d(out_channels=4, padding=(1, 1))
WIDE = Conv2d(out_channels=6, padding=(1, 1))


def nested() -> Design:
    """image – [left | (inner1 | inner2) – in – right2 | –] – join – end."""
    return Design(
        (
            IMAGE,
            Layer("left", SAME, ("image",)),
            Layer("right", SAME, ("image",)),
            Layer("inner1", SAME, ("right",)),
            Layer("inner2", WIDE, ("right",)),
            Layer("in", Concat(), ("inner1", "inner2")),
            Layer("join", Concat(), ("left", "in", "image")),
            Layer("end", SAME, ("join",)),
        )
    )


@pytest.mark.parametrize(
    ("ids", "branch"),
    [
        (["left"], ("join", 0)),
        (["inner1"], ("in", 0)),
        (["inner2"], ("in", 1)),
        (["right"], ("join", 1)),
        (["in"], ("join", 1)),
        (["inner1", "inner2"], ("join", 1)),
    ],
)
def test_the_innermost_branch_around_layers(ids: list[str], branch: tuple[str, int]) -> None:
    assert branch_of(nested(), ids) == branch


@pytest.mark.parametrize("ids", [[], ["image"], ["join"], ["end"], ["left", "right"], ["inner1", "end"]])
def test_layers_in_no_one_branch(ids: list[str]) -> None:
    with pytest.raises(EditError, match="the selection is not in one branch"):
        branch_of(nested(), ids)


def test_a_layer_in_a_part_that_is_not_series_parallel() -> None:
    bridge = (("a", "image"), ("b", "image"), ("m", "a"), ("c", "m b"), ("d", "a b"), ("z", "c d"))
    joins = [Layer(name, Add() if " " in text else SAME, tuple(text.split())) for name, text in bridge]
    assert branch_of(Design((IMAGE, *joins)), ["m"]) == ("c", 0)
    with pytest.raises(EditError, match="not in one branch"):
        branch_of(Design((IMAGE, *joins)), ["a"])


@pytest.mark.parametrize("join", [Add(), Concat()])
def test_a_join_that_goes_leaves_its_first_branch_where_that_fits(join: Add | Concat) -> None:
    design = Design((IMAGE, Layer("a", SAME, ("image",)), Layer("j", join, ("a", "image")), Layer("end", SAME, ("j",))))
    assert remove(design, ["j"])["end"].inputs == ("a",)


def test_a_join_that_layers_below_need_says_so_in_one_line() -> None:
    skip = Layer("wide", Conv2d(out_channels=18, kernel_size=(1, 1)), ("image",))
    design = Design((*nested().layers[:-1], skip, Layer("sum", Add(), ("join", "wide"))))
    assert not analyse(design).has_errors
    with pytest.raises(EditError, match=r"without join sum does not fit: .*; keep another branch, or select") as caught:
        remove(design, ["join"])
    assert "\n" not in str(caught.value)
    assert analyse(removals.remove(design, ["join"])).has_errors
    assert "join" not in remove(design, ["join", "sum"])


def test_layers_that_are_no_joins_go_without_questions() -> None:
    design = Design((IMAGE, Layer("pool", MaxPool2d(), ("image",)), Layer("fc", Linear(out_features=3), ("pool",))))
    assert remove(design, ["pool"]) == removals.remove(design, ["pool"])


def test_a_connection_by_a_projection_fits_where_an_add_alone_does_not() -> None:
    design = Design((IMAGE, Layer("a", MaxPool2d(), ("image",)), Layer("b", WIDE, ("a",)), Layer("end", SAME, ("b",))))
    assert analyse(connect(design, "image", "end", "add")).has_errors
    after = connect(design, "image", "end", "projection")
    assert not analyse(after).has_errors
    assert after["add_1"].inputs == ("b", "conv2d_1")
    assert after["conv2d_1"].kind == Conv2d(out_channels=6, kernel_size=(1, 1), stride=(2, 2))
    more = connect(after, "a", "add_1", "projection")
    assert more["add_1"].inputs == ("b", "conv2d_1", "conv2d_2")
    assert not analyse(more).has_errors


def test_a_connection_of_equal_shapes_needs_no_projection() -> None:
    design = Design((IMAGE, Layer("a", SAME, ("image",)), Layer("end", SAME, ("a",))))
    assert connect(design, "image", "end", "projection") == connect(design, "image", "end", "add")
    assert isinstance(connect(design, "image", "end", "concat")["concat_1"].kind, Concat)


def test_a_projection_that_cannot_be_is_refused() -> None:
    flat = Design((IMAGE, Layer("f", Flatten(), ("image",)), Layer("end", Linear(out_features=3), ("f",))))
    assert not analyse(connect(flat, "image", "end", "projection")).has_errors
    broken = Design((IMAGE, Layer("a", MaxPool2d(kernel_size=(99, 99)), ("image",)), Layer("b", SAME, ("a",))))
    with pytest.raises(EditError, match="the shape of b is not known"):
        connect(broken, "image", "b", "projection")


@given(designs, st.integers(0, 99), st.integers(0, 99), st.sampled_from(["add", "concat", "projection"]))
def test_any_connection_is_valid_or_refused(design: Design, one: int, other: int, way: str) -> None:
    source, target = design.layers[one % len(design)].id, design.layers[other % len(design)].id
    try:
        after = connect(design, source, target, way)  # type: ignore[arg-type]
    except EditError:
        return
    assert loads(dumps(after)) == after


@given(designs, st.lists(st.integers(0, 99), min_size=1, max_size=3))
def test_any_removal_is_valid_or_refused(design: Design, numbers: list[int]) -> None:
    ids = {design.layers[number % len(design)].id for number in numbers}
    try:
        after = remove(design, ids)
    except EditError:
        return
    assert loads(dumps(after)) == after
