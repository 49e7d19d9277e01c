"""Quick insert: every word of the language, what it refuses, what it completes, what it says and inserts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.blocks import READY
from designer.core.edit_basics import EditError
from designer.core.kinds import (
    Activation,
    Conv2d,
    Dropout,
    Linear,
    MaxPool2d,
    Upsample,
)
from designer.core.kinds.pointwise import FUNCTIONS
from designer.core.quick import completions, describe, insert, parse
from designer.core.quick_words import ALIASES, WORDS
from designer.core.shapes import Flat, Shape
from tests.core.quick_kit import DESIGN, IMAGE, LINES, parsed


@pytest.mark.parametrize("line", LINES)
def test_line_stands_for_the_layer(line: str) -> None:
    (step,) = parse(line, IMAGE)
    assert step.what == LINES[line]
    assert not step.problem
    assert step.output == LINES[line].output((IMAGE,) * (2 if step.what.joins else 1))


@pytest.mark.parametrize("word", [*WORDS, *READY, *ALIASES])
def test_every_word_is_a_line_of_its_own_and_completes_to_itself(word: str) -> None:
    steps = parse(word, IMAGE)
    assert len(steps) == 1
    assert describe(steps).startswith("will insert: ")
    assert word in [each.text for each in completions(word)]


@pytest.mark.parametrize("separator", [",", ">", " , ", " → ", "->", ";", "\n", " ,, "])
def test_layers_are_parted(separator: str) -> None:
    steps = parse(separator.join(("3x3 8 s2", "bn", "relu", "mp 2", "fc 10")), IMAGE)
    shapes = [Shape(8, 12, 12)] * 3 + [Shape(8, 6, 6), Flat(10)]
    assert [step.output for step in steps] == shapes


@pytest.mark.parametrize("line", ["", " ", ",", " > , "])
def test_nothing_typed_is_nothing(line: str) -> None:
    assert parse(line, IMAGE) == ()
    assert describe(()) == ""
    assert insert(DESIGN, (), "a") is DESIGN


REFUSED = {
    "3y3": "“3y3”",
    "3x3 64 s2, foo 3": "“foo”",
    "relu 3": "“3”",
    "mp 2 64": "“64”",
    "mp 2 nobias": "“nobias”",
    "ap 2 d2": "“d2”",
    "3x3 64 s2 s3": "“s3”",
    "3x3 5x5": "“5x5”",
    "3x3 same p1": "“p1”",
    "0x3": "“0x3”",
    "3x3 0": "“0”",
    "3x3 1.5": "“1.5”",
    "do 2": "“2”",
    "pad same": "“same”",
    "fc ten": "“ten”",
    "fc 10 10": "“10”",
    "3x3 99999999999999999999999": "“99999999999999999999999”",
    "3x3 ٣": "“٣”",
    "residual 9 1 7": "“7”",
    "fire s2": "“s2”",
    "residual x": "“x”",
    "dense 101": "depth of Dense block",
    "fc 10, inception": "needs maps",
    "x" * 5000: "“xxx",
}


@pytest.mark.parametrize("line", REFUSED)
def test_refusal_is_one_line_that_names_the_word(line: str) -> None:
    with pytest.raises(EditError) as caught:
        parse(line, IMAGE)
    assert REFUSED[line] in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@given(st.text() | st.lists(st.sampled_from([*LINES, *READY, ",", "s2", "7", "x"])).map(" ".join))
def test_any_text_is_steps_or_one_refusal(line: str) -> None:
    steps = parsed(line, Shape(3, 9, 7))
    assert (steps if isinstance(steps, str) else describe(steps)).isprintable()
    assert all(len(each.text) >= len(line.rstrip()) for each in completions(line))


small = st.integers(1, 9)
spelt = st.one_of(
    st.builds(
        lambda kernel, out, stride, groups, bias: (
            f"{kernel[0]}x{kernel[1]} {out} s{stride} p1x2 g{groups} {'' if bias else 'nobias'}",
            Conv2d(
                out_channels=out, kernel_size=kernel, stride=(stride, stride), padding=(1, 2), groups=groups, bias=bias
            ),
        ),
        st.tuples(small, small), st.integers(1, 2**63 - 1), small, small, st.booleans(),
    ),
    st.builds(
        lambda kernel, stride: (f"mp {kernel} s{stride}", MaxPool2d(kernel_size=(kernel,) * 2, stride=(stride,) * 2)),
        small, small,
    ),
    st.builds(lambda n: (f"fc {n}", Linear(out_features=n)), small),
    st.builds(lambda p: (f"do {p / 10}", Dropout(p=p / 10)), small),
    st.builds(lambda n: (f"up {n} bilinear", Upsample(scale_factor=(n, n), mode="bilinear")), small),
    st.builds(lambda f: (f, Activation(function=f)), st.sampled_from(FUNCTIONS)),
)  # fmt: skip


@given(st.lists(spelt, max_size=5))
def test_what_is_spelt_is_read(spelling: list[tuple[str, object]]) -> None:
    steps = parse(", ".join(line for line, _ in spelling), None)
    assert [step.what for step in steps] == [kind for _, kind in spelling]


@pytest.mark.parametrize("kernel", ["1x1", "2x2", "3x5", "4x7", "6x1"])
@pytest.mark.parametrize("dilation", ["", " d2", " d3x1"])
def test_convolutions_keep_the_size_at_stride_1(kernel: str, dilation: str) -> None:
    (step,) = parse(f"{kernel} 5{dilation}", Shape(3, 13, 9))
    assert step.output == Shape(5, 13, 9)


def test_channels_are_those_of_the_palette() -> None:
    assert [parse("3x3", shape)[0].output for shape in (Shape(3, 32, 32), Shape(3, 224, 224), Shape(40, 8, 8))] == [
        Shape(16, 32, 32),
        Shape(32, 224, 224),
        Shape(40, 8, 8),
    ]


def test_completions_go_on_with_the_line() -> None:
    assert [each.text for each in completions("3x3 64, fir")] == ["3x3 64, fire"]
    assert [each.text for each in completions("3x3,f")][:2] == ["3x3, fc", "3x3, flatten"]
    assert "mp 2 s2" in [each.text for each in completions("mp 2 ")]
    assert "mp 2 nobias" not in [each.text for each in completions("mp 2 ")]
    assert "mp 2 s2 ceil" in [each.text for each in completions("mp 2 s2 ")]
    assert "mp 2 s2 s2" not in [each.text for each in completions("mp 2 s2 ")]
    assert [each.text for each in completions("residual 64 s")] == ["residual 64 s2"]
    assert completions("3y3 ") == []


def test_proposed_numbers_of_a_block_fit_what_stands_above_it() -> None:
    assert [each.text for each in completions("bottleneck ", Shape(256, 8, 8))] == ["bottleneck 64", "bottleneck s2"]
    assert completions("3x3 512, bottleneck ", Shape(256, 8, 8))[0].text == "3x3 512, bottleneck 128"
    assert completions("nonsense, bottleneck ", Shape(256, 8, 8))[0].text == "nonsense, bottleneck 64"
    assert completions("incep", IMAGE)[0].hint == "Inception: 1×1, 3×3 reduce, 3×3, 5×5 reduce, 5×5, pool 1×1"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "inception 64 96 128 16 32 32",
            "Inception, 1×1 64, 3×3 reduce 96, 3×3 128, 5×5 reduce 16, 5×5 32, pool 1×1 32 → 24×24×256",
        ),
        ("fire 16 64", "Fire module, squeeze 16, expand 64 → 24×24×128"),
        ("dense 4 12", "Dense block, repeats 4, growth 12 → 24×24×112"),
        ("bottleneck 64 s2", "Residual, bottleneck, width 64, stride 2 → 12×12×256"),
        ("se 4", "Squeeze-and-excite, reduction 4"),
    ],
)
def test_blocks_take_their_parameters_in_order(line: str, told: str) -> None:
    assert describe(parse(line, Shape(64, 24, 24))).startswith(f"will insert: {told}")


def test_a_number_too_many_names_the_parameters() -> None:
    with pytest.raises(EditError, match="“7” is not understood behind fire, which takes squeeze, expand"):
        parse("fire 16 64 7", IMAGE)


@pytest.mark.parametrize("word", [*WORDS, *READY, "3x3"])
def test_every_completion_is_a_line_and_has_a_hint(word: str) -> None:
    for each in completions(f"{word} "):
        assert parse(each.text, IMAGE), each
        assert each.hint
