"""What cards say: options in a few signs, counts in a few digits."""

import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kind import Kind
from designer.core.kinds import (
    KINDS,
    Activation,
    AdaptiveAvgPool2d,
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    ConvTranspose2d,
    Dropout,
    Input,
    Linear,
    MaxPool2d,
    Upsample,
    ZeroPad2d,
)
from designer.core.presets import PRESETS
from designer.ui.canvas.texts import counted, figures_text, options_text, short
from tests.ui.canvas_kit import IMAGE, stack


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (1, "1"),
        (640, "640"),
        (999, "999"),
        (1000, "1 k"),
        (1792, "1.8 k"),
        (1949, "1.9 k"),
        (1950, "2 k"),
        (36_928, "36.9 k"),
        (999_949, "999.9 k"),
        (999_950, "1 M"),
        (102_764_544, "102.8 M"),
        (138_357_544, "138.4 M"),
        (2**63, "9.2 E"),
        (10**24, "1000000 E"),
    ],
)
def test_counts_are_short(count: int, text: str) -> None:
    assert short(count) == text


def test_one_parameter_is_singular() -> None:
    assert counted(1) == "1 param"
    assert counted(10) == "10 params"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Input(height=4, width=4, channels=1), "grey image"),
        (Input(height=4, width=4, channels=3), "colour image"),
        (Input(height=4, width=4, channels=12), "image of 12 channels"),
        (Conv2d(out_channels=64, padding=(1, 1)), "3×3, 64, s1 p1"),
        (Conv2d(out_channels=64, padding="valid"), "3×3, 64, s1 p0"),
        (Conv2d(out_channels=64, padding="same", stride=(2, 2)), "3×3, 64, s2 same"),
        (Conv2d(out_channels=64, kernel_size=(1, 7), padding=(0, 3), bias=False), "1×7, 64, s1 p0×3, no bias"),
        (Conv2d(out_channels=8, padding=(0, 1, 0, 1), dilation=(2, 2)), "3×3, 8, s1 p0+1, dilation 2"),
        (Conv2d(out_channels=8, groups=4), "3×3, 8, s1 p0 g4"),
        (ConvTranspose2d(out_channels=8, output_padding=(1, 1)), "transposed 2×2, 8, s2 p0, +1"),
        (MaxPool2d(kernel_size=(3, 3), stride=(2, 2), ceil_mode=True), "max 3×3, s2 p0, ceil"),
        (MaxPool2d(), "max 2×2, s2 p0"),
        (AvgPool2d(kernel_size=(7, 7), stride=(1, 1)), "average 7×7, s1 p0"),
        (AdaptiveAvgPool2d(), "global average"),
        (AdaptiveAvgPool2d(output_size=(7, 7)), "average to 7×7"),
        (Activation(function="leaky_relu", negative_slope=0.2), "Leaky ReLU 0.2"),
        (Activation(function="hardswish"), "Hard swish"),
        (Dropout(), "Dropout 0.5"),
        (Linear(out_features=10), "10 features"),
        (Upsample(mode="bilinear"), "×2 bilinear"),
        (ZeroPad2d(padding=(1, 2)), "zeros 1×2"),
    ],
)  # fmt: skip
def test_options_in_a_few_signs(kind: Kind, text: str) -> None:
    assert options_text(kind) == text


def test_every_kind_has_a_text_of_its_own() -> None:
    said = {preset.kind_for(None).name: options_text(preset.kind_for(None)) for preset in PRESETS.values()}
    assert set(said) == set(KINDS)
    assert all(said.values())
    assert len(set(said.values())) == len(said)


def test_figures() -> None:
    facts = analyse(stack()).facts
    assert figures_text(facts["conv1"]) == "RF 3 · j 1 · 448 params"
    assert figures_text(facts["pool"]) == "RF 4 · j 2"
    broken = Design((IMAGE, Layer("wide", Conv2d(out_channels=1, kernel_size=(99, 1)), ("image",))))
    assert figures_text(analyse(broken).facts["wide"]) == "RF – · j –"
    uneven = Design((IMAGE, Layer("row", Conv2d(out_channels=1, kernel_size=(1, 5), stride=(1, 2)), ("image",))))
    assert figures_text(analyse(uneven).facts["row"]) == "RF 1×5 · j 1×2 · 16 params"
    flat = Design((IMAGE, Layer("fc", Linear(out_features=2), ("image",)), Layer("b", BatchNorm2d(), ("fc",))))
    assert figures_text(analyse(flat).facts["fc"]) == "RF 32 · 6.1 k params"
