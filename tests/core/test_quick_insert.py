"""Quick insert: what a line says it will insert is what stands in the design then."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.blocks import READY, blocks
from designer.core.design import Layer
from designer.core.fileformat import dumps, loads
from designer.core.kinds import (
    Input,
)
from designer.core.quick import describe, insert, parse
from designer.core.shapes import Flat, Shape
from tests.core.quick_kit import DESIGN, IMAGE, LINES, parsed


def test_line_says_what_it_will_insert() -> None:
    assert describe(parse("3x3 64 s2", Shape(3, 224, 224))) == (
        "will insert: 3×3 convolution, 64 channels, stride 2 → 112×112×64"
    )
    assert describe(parse("3x3 8, bn, relu", IMAGE)) == (
        "will insert: 3×3 convolution, 8 channels → 24×24×8 · batch norm · ReLU → 24×24×8"
    )
    assert describe(parse("dw 3 d2, do 0.3, leaky 0.1, aap 7, gap", IMAGE)) == (
        "will insert: 3×3 depthwise convolution, 64 channels, dilation 2 · dropout of 0.3 · leaky ReLU of slope 0.1"
        " · average pool to 7×7 → 7×7×64 · global average pool → 1×1×64"
    )
    assert describe(parse("residual 128 s2", IMAGE)) == (
        "will insert: Residual, basic, channels 128, stride 2 → 12×12×128"
    )
    assert describe(parse("fc 10", None)) == "will insert: linear, 10 features"


def test_line_says_what_fails() -> None:
    assert "mp 99" not in describe(parse("mp 99, relu", IMAGE))
    assert describe(parse("mp 99, relu", IMAGE)).startswith("will insert: 99×99 max-pool: the kernel's height 99")
    assert "one shape" in describe(parse("3x3 8, add", IMAGE))


def test_inserted_layers_stand_in_a_row_below_the_source() -> None:
    after = insert(DESIGN, parse("3x3 8, bn, relu", IMAGE), "a")
    assert [(layer.id, layer.inputs) for layer in after] == [
        ("image", ()),
        ("a", ("image",)),
        ("conv2d_1", ("a",)),
        ("batch_norm2d_1", ("conv2d_1",)),
        ("activation_1", ("batch_norm2d_1",)),
        ("b", ("activation_1",)),
    ]


def test_join_in_a_line_is_a_shortcut_around_it() -> None:
    after = insert(DESIGN, parse("3x3, relu, 3x3, add", IMAGE), "a", ("b", 0))
    assert after["add_1"].inputs == ("conv2d_2", "a")
    assert not analyse(after).has_errors
    assert insert(DESIGN, parse("add", IMAGE), "a")["add_1"].inputs == ("a", "a")


def test_layers_and_blocks_in_one_line() -> None:
    after = insert(DESIGN, parse("residual, mp 2, residual 128 s2, gap, fc 10", IMAGE), "b")
    analysis = analyse(after)
    assert not analysis.has_errors
    assert analysis.facts[after.layers[-1].id].output == Flat(10)
    assert blocks(after) == ("residual_1", "residual_2")


@given(
    st.lists(st.sampled_from([*LINES, *READY]), min_size=1, max_size=4).map(", ".join),
    st.integers(1, 70),
    st.integers(1, 20),
    st.sampled_from([None, ("b", 0)]),
)
def test_shape_that_was_told_is_the_shape_that_comes(
    line: str, channels: int, size: int, target: tuple[str, int] | None
) -> None:
    image = Layer("image", Input(height=size, width=size + 1, channels=channels))
    design = replace(DESIGN, layers=(image, *DESIGN.layers[1:]))
    steps = parsed(line, Shape(channels, size, size + 1))
    if isinstance(steps, str):
        assert "needs maps" in steps
        return
    after = insert(design, steps, "a", target)
    assert loads(dumps(after)) == after
    assert analyse(after).facts[after["b"].inputs[0]].output == steps[-1].output
