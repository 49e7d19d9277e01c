"""A layer of another kind: the options that fit stay, and what cannot be is refused in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError
from designer.core.fileformat import dumps, loads
from designer.core.kind import options_of
from designer.core.kinds import (
    KINDS,
    AdaptiveAvgPool2d,
    AdaptiveMaxPool2d,
    AvgPool2d,
    Concat,
    Conv2d,
    ConvTranspose2d,
    Dropout,
    Linear,
    MaxPool2d,
)
from designer.core.wrap import swap
from tests.core.wrap_kit import FORK, IMAGE, SAME
from tests.strategies import any_designs, designs

SWAPS = {
    "max_pool2d": (SAME, MaxPool2d(kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))),
    "conv2d": (MaxPool2d(), Conv2d(out_channels=16, kernel_size=(2, 2), stride=(2, 2), padding=(0, 0))),
    "avg_pool2d": (MaxPool2d(ceil_mode=True, dilation=(2, 2)), AvgPool2d(ceil_mode=True)),
    "conv_transpose2d": (
        Conv2d(out_channels=9, kernel_size=(3, 5), padding="same", bias=False),
        ConvTranspose2d(out_channels=9, kernel_size=(3, 5), stride=(1, 1), bias=False),
    ),
    "linear": (Conv2d(out_channels=9, bias=False), Linear(out_features=9, bias=False)),
    "dropout": (SAME, Dropout()),
    "adaptive_avg_pool2d": (AdaptiveMaxPool2d(output_size=(3, 2)), AdaptiveAvgPool2d(output_size=(3, 2))),
}


@pytest.mark.parametrize("wanted", SWAPS)
def test_swap_keeps_the_options_that_fit(wanted: str) -> None:
    before, after = SWAPS[wanted]
    design = Design((IMAGE, Layer("x", before, ("image",))))
    assert swap(design, "x", wanted)["x"].kind == after


def test_swap_of_a_linear_layer_keeps_its_width() -> None:
    design = Design((IMAGE, Layer("x", Linear(out_features=7), ("image",))))
    assert swap(design, "x", "conv2d")["x"].kind == Conv2d(out_channels=7, padding=(1, 1))


def test_swap_of_a_join_keeps_its_inputs() -> None:
    assert swap(FORK, "join", "concat")["join"] == Layer("join", Concat(), ("left", "right2"))
    assert swap(FORK, "join", "add") is FORK


@pytest.mark.parametrize(
    ("layer", "wanted"), [("left", "add"), ("join", "conv2d"), ("image", "conv2d"), ("left", "input"), ("no", "add")]
)
def test_swap_that_inputs_do_not_fit_is_refused(layer: str, wanted: str) -> None:
    with pytest.raises(EditError):
        swap(FORK, layer, wanted)
    with pytest.raises(EditError, match="there is no kind nothing"):
        swap(FORK, "left", "nothing")


@given(any_designs() | designs, st.integers(0, 99), st.sampled_from(list(KINDS)))
def test_swapped_layer_can_be_saved(design: Design, at: int, wanted: str) -> None:
    layer = design.layers[at % len(design)]
    try:
        after = swap(design, layer.id, wanted)
    except EditError:
        assert layer.kind.name == "input" or wanted == "input" or layer.kind.joins != KINDS[wanted].joins
        return
    assert loads(dumps(after)) == after
    assert type(after[layer.id].kind) is KINDS[wanted]
    for name, option in options_of(KINDS[wanted]).items():
        value = getattr(after[layer.id].kind, name)
        assert value is None or option.read(option.write(value)) == value
