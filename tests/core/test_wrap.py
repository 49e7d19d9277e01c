"""Residual and parallel branches around a selection, other kinds for a layer, joins reduced to one branch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.blocks import insert_block
from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError
from designer.core.fileformat import dumps, loads
from designer.core.kinds import (
    Activation,
    Add,
    Conv2d,
    Flatten,
    Linear,
    Multiply,
    Upsample,
)
from designer.core.shapes import Flat, Shape
from designer.core.wrap import keep_branch, projection, run_of, wrap_branch, wrap_residual
from tests.core.wrap_kit import FORK, IMAGE, SAME, STACK, wiring
from tests.strategies import any_designs, designs


def test_run_has_one_way_in_and_one_way_out() -> None:
    assert run_of(STACK, ["relu", "b"]) == ("a", "b")
    assert run_of(FORK, ["left", "right", "right2", "join"]) == ("image", "join")
    assert run_of(STACK, ["end"]) == ("b", "end")


@pytest.mark.parametrize(
    ("ids", "reason"),
    [
        ([], "nothing is selected"),
        (["image", "left"], "nothing stands above an input"),
        (["join"], "reads left and right2: it needs one way in"),
        (["left", "right"], "is left by left and right: it needs one way out"),
    ],
)
def test_other_selections_are_refused(ids: list[str], reason: str) -> None:
    with pytest.raises(EditError, match=reason):
        wrap_residual(FORK, ids)
    with pytest.raises(EditError, match=reason):
        wrap_branch(FORK, ids, [SAME])


def test_residual_around_a_run_of_equal_shapes() -> None:
    after = wrap_residual(STACK, ["a", "relu"])
    assert wiring(after) == wiring(STACK) | {"add_1": ("relu", "image"), "b": ("add_1",)}
    assert [layer.id for layer in after] == ["image", "a", "relu", "add_1", "b", "end"]
    assert not analyse(after).has_errors
    assert wrap_residual(STACK, ["a", "relu"], project=False) == after
    assert isinstance(wrap_residual(STACK, ["a"], join=Multiply())["multiply_1"].kind, Multiply)


def test_residual_with_a_projection_where_shapes_differ() -> None:
    after = wrap_residual(STACK, ["relu", "b"])
    assert after["conv2d_1"].kind == Conv2d(out_channels=6, kernel_size=(1, 1), stride=(2, 2))
    assert after["add_1"].inputs == ("b", "conv2d_1")
    assert after["conv2d_1"].block == after["add_1"].block == "stage"
    assert analyse(after).facts["end"].output == Shape(6, 7, 4)
    with pytest.raises(EditError, match="13×8×4 goes in and 7×4×6 comes out: the sum needs a projection"):
        wrap_residual(STACK, ["relu", "b"], project=False)


def test_residual_around_a_whole_module_and_below_an_error() -> None:
    after = wrap_residual(FORK, ["left", "right", "right2", "join"])
    assert after["add_1"].inputs == ("join", "image")
    broken = Design((IMAGE, Layer("a", Conv2d(out_channels=4, kernel_size=(99, 99)), ("image",))))
    assert wrap_residual(broken, ["a"])["add_1"].inputs == ("a", "image")


@pytest.mark.parametrize("height", range(1, 20))
@pytest.mark.parametrize("stride", [1, 2, 3, 5, 40])
def test_projection_fits_any_stride(height: int, stride: int) -> None:
    above = Shape(3, height, 2 * height)
    below = Conv2d(out_channels=5, stride=(stride, stride), padding=(1, 1)).output((above,))
    assert projection(above, below).output((above,)) == below


def test_projection_of_vectors_and_of_what_cannot_be() -> None:
    assert projection(Shape(3, 2, 2), Flat(7)) == projection(Flat(3), Flat(7)) == Linear(out_features=7)
    with pytest.raises(EditError, match="no 1×1 projection brings 10 rows or columns to 7"):
        projection(Shape(3, 10, 10), Shape(3, 7, 7))
    with pytest.raises(EditError, match="no 1×1 projection brings 4 rows or columns to 8"):
        projection(Shape(3, 4, 4), Upsample().output((Shape(3, 4, 4),)))
    with pytest.raises(EditError, match="a vector of 3 features cannot become"):
        projection(Flat(3), Shape(3, 1, 1))


def test_branch_beside_a_run() -> None:
    after = wrap_branch(STACK, ["a", "relu"], [SAME, Activation()])
    assert wiring(after) == wiring(STACK) | {
        "conv2d_1": ("image",),
        "activation_1": ("conv2d_1",),
        "concat_1": ("relu", "activation_1"),
        "b": ("concat_1",),
    }
    added = wrap_branch(STACK, ["a"], [SAME], Add())
    assert added["add_1"].inputs == ("a", "conv2d_1")


def test_a_branch_left_out_gives_what_the_selection_gives() -> None:
    after = wrap_branch(STACK, ["relu", "b"])
    assert after["conv2d_1"].kind == Conv2d(out_channels=6, kernel_size=(1, 1), stride=(2, 2))
    assert after["concat_1"].inputs == ("b", "conv2d_1")
    assert not analyse(after).has_errors
    broken = Design((IMAGE, Layer("a", Conv2d(out_channels=4, kernel_size=(99, 99)), ("image",))))
    assert wrap_branch(broken, ["a"])["concat_1"].inputs == ("a", "conv2d_1")


def test_branch_beside_a_branch_becomes_one_more_input() -> None:
    after = wrap_branch(FORK, ["right", "right2"], [SAME], Add())
    assert after["join"].inputs == ("left", "right2", "conv2d_1")
    assert wrap_branch(FORK, ["right", "right2"], [SAME])["join"].inputs == ("left", "concat_1")


def test_branch_of_nothing_or_of_joins_is_refused() -> None:
    for lane, reason in (([], "one or more layers"), ([Add()], "Add cannot"), ([IMAGE.kind], "Input cannot")):
        with pytest.raises(EditError, match=reason):
            wrap_branch(STACK, ["a"], lane)


def test_kept_branch_takes_the_place_of_the_join() -> None:
    assert wiring(keep_branch(FORK, "join", 0)) == {"image": (), "left": ("image",), "end": ("left",)}
    assert wiring(keep_branch(FORK, "join", 1)) == {
        "image": (),
        "right": ("image",),
        "right2": ("right",),
        "end": ("right2",),
    }


def test_kept_branch_of_the_last_join_leaves_no_loose_end() -> None:
    last = Design(FORK.layers[:-1])
    assert [layer.id for layer in keep_branch(last, "join", 0)] == ["image", "left"]
    assert [layer.id for layer in keep_branch(last, "join", 1)] == ["image", "right", "right2"]


def test_kept_shortcut_and_kept_body() -> None:
    design = Design((IMAGE, Layer("a", SAME, ("image",)), Layer("sum", Add(), ("a", "image"))))
    assert wiring(keep_branch(design, "sum", 0)) == {"image": (), "a": ("image",)}
    assert wiring(keep_branch(design, "sum", 1)) == {"image": ()}


def test_other_loose_ends_and_inputs_stay() -> None:
    more = (Layer("aux", Flatten(), ("right",)), Layer("image 2", IMAGE.kind))
    after = keep_branch(Design((*FORK.layers, *more)), "join", 0)
    assert [layer.id for layer in after] == ["image", "left", "right", "end", "aux", "image 2"]


@pytest.mark.parametrize(("layer", "index"), [("left", 0), ("nowhere", 0), ("join", 2), ("join", -1)])
def test_no_such_branch(layer: str, index: int) -> None:
    with pytest.raises(EditError):
        keep_branch(FORK, layer, index)


@given(any_designs() | designs, st.integers(0, 99), st.integers(0, 3))
def test_kept_branch_leaves_a_valid_design(design: Design, at: int, index: int) -> None:
    joins = [layer for layer in design if layer.kind.joins]
    if not joins:
        return
    join = joins[at % len(joins)]
    kept = join.inputs[index % len(join.inputs)]
    after = keep_branch(design, join.id, index % len(join.inputs))
    assert loads(dumps(after)) == after
    assert {x.id for x in after.outputs} <= {x.id for x in design.outputs} | {kept} | {x.id for x in design.inputs}
    assert {x.id for x in design.outputs} - {join.id} <= {x.id for x in after.outputs}


@given(any_designs() | designs, st.lists(st.integers(0, 99), min_size=1, max_size=4), st.booleans())
def test_wrapped_design_is_valid(design: Design, numbers: list[int], residual: bool) -> None:
    ids = {design.layers[number % len(design)].id for number in numbers}
    try:
        after = wrap_residual(design, ids) if residual else wrap_branch(design, ids, [SAME, Activation()])
    except EditError:
        return
    assert loads(dumps(after)) == after
    assert len(after.outputs) == len(design.outputs)
    assert [layer.id for layer in after if layer.id in design] == [layer.id for layer in design]


def test_residual_around_ready_blocks() -> None:
    for name in ("inception", "fire", "dense", "residual_projection", "squeeze_excite"):
        design = insert_block(STACK, name, "a")
        inside = [layer.id for layer in design if layer.block and layer.block.startswith(name)]
        before, after = analyse(design), analyse(wrap_residual(design, inside))
        assert not after.has_errors
        assert after.facts["end"].output == before.facts["end"].output
