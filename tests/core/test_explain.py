"""Explanations: what stands in a formula comes to the figure of the analysis, for every kind and for random designs."""

import math
import re
from random import Random

import pytest
from hypothesis import given, settings

from designer.core import receptive_field as rf
from designer.core.analysis import analyse
from designer.core.design import Design, Layer, Settings
from designer.core.explain import explain, explained_text
from designer.core.explain_sizes import _sizes
from designer.core.explain_step import Step, term, written
from designer.core.kind import Kind
from designer.core.kinds import (
    KINDS,
    Activation,
    Add,
    BatchNorm2d,
    Concat,
    Conv2d,
    ConvTranspose2d,
    Flatten,
    Input,
    Linear,
    MaxPool2d,
    Upsample,
)
from designer.core.shapes import Shape
from designer.core.templates import NETWORKS
from tests.strategies import any_designs, random_design


def calculated(numbers):
    """What the text of a formula comes to, read by Python."""
    text = numbers.replace(",", "") if "(" not in numbers else re.sub(r"(?<=\d),(?=\d{3})", "", numbers)
    for sign, word in (("·", "*"), ("−", "-"), ("⌊", "math.floor("), ("⌈", "math.ceil("), ("⌋", ")"), ("⌉", ")")):
        text = text.replace(sign, word)
    return eval(text, {"math": math, "max": max, "min": min})


def check(analysis, layer_id):
    facts, steps = analysis.facts[layer_id], explain(analysis, layer_id)
    by_heading = {step.heading: step for step in steps}
    assert len(by_heading) == len(steps)
    for step in steps:
        if step.numbers:
            assert calculated(step.numbers) == pytest.approx(step.value), (layer_id, step)
            assert step.formula, step
        else:
            assert step.note or step.formula, step
        assert "\n" not in step.line
        assert step.line
    if facts.output is None:
        assert len(steps) == 1
        assert steps[0].value is None
        return

    def value(heading, axis):
        return by_heading.get(heading, by_heading.get(f"{heading}, {('rows', 'columns')[axis]}")).value

    if isinstance(facts.output, Shape):
        sizes = tuple(value("Output size", axis) for axis in (0, 1))
        assert (by_heading["Output channels"].value, *sizes) == (
            facts.output.channels, facts.output.height, facts.output.width,
        )  # fmt: skip
    else:
        assert by_heading["Output features"].value == facts.output.features
    if facts.fields is not None:
        for axis in (0, 1):
            assert value("Receptive field", axis) == (facts.receptive_field and facts.receptive_field[axis])
            assert value("Jump", axis) == rf.jump(facts.fields[axis])
            assert value("Start", axis) == rf.start(facts.fields[axis])
    assert by_heading["Parameters"].value == facts.parameters
    assert by_heading["MACs"].value == facts.macs
    assert by_heading["Output in memory"].value == facts.output_bytes
    if facts.parameters:
        assert by_heading["Parameters in memory"].value == facts.parameter_bytes
    if facts.buffers:
        assert by_heading["Buffers"].value == facts.buffers


@pytest.mark.parametrize("seed", range(60))
def test_random_designs(seed):
    random = Random(seed)
    design = random_design(random, most=16)
    analysis = analyse(Design(design.layers, "", Settings(batch_size=random.randint(1, 9), dtype="float16")))
    for layer in design:
        check(analysis, layer.id)


@settings(max_examples=40)
@given(any_designs())
def test_broken_and_absurd_designs(design):
    analysis = analyse(design)
    for layer in design:
        explained_text(analysis, layer.id)


@pytest.mark.parametrize("name", ["vgg16", "googlenet", "resnet50", "unet", "densenet121", "inception_v3"])
def test_networks(name):
    design = NETWORKS[name]()
    analysis = analyse(design)
    for layer in design:
        check(analysis, layer.id)


SHAPE_STAYS = ("batch_norm2d", "local_response_norm", "activation", "dropout", "add", "multiply")


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_that_changes_the_shape_explains_its_size(name):
    own = _sizes.dispatch(KINDS[name]) is not _sizes.dispatch(Kind)
    assert own is (name not in SHAPE_STAYS), f"{name} has no explanation of its size"


def lines(*kinds, size=224, channels=3, **options):
    layers = [Layer("0", Input(height=size, width=size, channels=channels))]
    for kind in kinds:
        layers.append(Layer(str(len(layers)), kind, (layers[-1].id,)))
    analysis = analyse(Design(tuple(layers), "", Settings(**options)))
    return {step.heading: step.line for step in explain(analysis, layers[-1].id)}


def test_the_first_two_layers_of_vgg():
    conv = Conv2d(out_channels=64, padding=(1, 1))
    found = lines(conv, conv)
    assert found["Output size"] == "H = W = ⌊(n + p₁ + p₂ − k) / s⌋ + 1 = ⌊(224 + 1 + 1 − 3) / 1⌋ + 1 = 224"
    assert found["Receptive field"] == "r = r_in + (k − 1)·j_in = 3 + (3 − 1)·1 = 5 pixels"
    assert found["Jump"] == "j = j_in·s = 1·1 = 1 pixel"
    assert found["Start"] == "a = a_in − p₁·j_in = −1 − 1·1 = −2  (below 0 in the padding)"
    assert found["Parameters"] == "P = C·C_in·k_h·k_w + C = 64·64·3·3 + 64 = 36,928"
    assert found["MACs"] == (
        "M = H·W·C·C_in·k_h·k_w = 224·224·64·64·3·3 = 1,849,688,064  (for one image; the bias is not counted)"
    )
    assert found["Output in memory"] == (
        "N·C·H·W·b = 1·64·224·224·4 = 12,845,056 bytes  (N images, b bytes a number (float32))"
    )


def test_strides_dilation_and_same_padding():
    found = lines(MaxPool2d(kernel_size=(2, 2)), Conv2d(out_channels=8, dilation=(2, 2), padding="same"), size=20)
    assert found["Reach of the kernel"] == "k′ = d·(k − 1) + 1 = 2·(3 − 1) + 1 = 5  (taps are d pixels apart)"
    assert found["Padding in all"].startswith(
        "p₁ + p₂ = max(0, (⌈n / s⌉ − 1)·s + k′ − n) = max(0, (⌈10 / 1⌉ − 1)·1 + 5 − 10)"
    )
    assert found["Receptive field"] == "r = r_in + (k − 1)·d·j_in = 2 + (3 − 1)·2·2 = 10 pixels"
    found = lines(MaxPool2d(kernel_size=(3, 2), stride=(2, 2), ceil_mode=True), size=6)
    assert found["Output size, rows"] == "H = ⌈(n + p₁ + p₂ − k) / s⌉ + 1 = ⌈(6 + 0 + 0 − 3) / 2⌉ + 1 = 3"
    assert found["Output size, columns"] == "W = ⌈(n + p₁ + p₂ − k) / s⌉ + 1 = ⌈(6 + 0 + 0 − 2) / 2⌉ + 1 = 3"


def test_resizing_norms_and_dense_layers():
    found = lines(ConvTranspose2d(out_channels=4, kernel_size=(3, 3), padding=(1, 1), output_padding=(1, 1)), size=7)
    assert found["Output size"].startswith(
        "H = W = (n − 1)·s − p₁ − p₂ + d·(k − 1) + o + 1 = (7 − 1)·2 − 1 − 1 + 1·(3 − 1) + 1 + 1 = 14"
    )
    assert found["Jump"] == "j = j_in / s = 1 / 2 = 0.5  (units lie s times as close)"
    assert found["MACs"].startswith("M = H_in·W_in·C_in·C·k_h·k_w = 7·7·3·4·3·3 = 5,292")
    assert lines(Upsample(), size=7)["Output size"] == "H = W = n·f = 7·2 = 14"
    found = lines(BatchNorm2d(), size=7)
    assert found["Parameters"] == "P = scale + shift = 3 + 3 = 6"
    assert found["Buffers"] == "B = mean + variance = 3 + 3 = 6  (running statistics, not learned)"
    found = lines(Flatten(), Linear(out_features=10), size=7, batch_size=8, dtype="float16")
    assert found["Parameters"] == "P = C·n + C = 10·147 + 10 = 1,480"
    assert found["Output in memory"].startswith("N·C·b = 8·10·2 = 160 bytes")
    assert found["Jump"] == "none: every unit sees the same"
    assert lines(Activation())["Parameters"] == "P = 0  (nothing is learned)"


def test_joins():
    image = Layer("0", Input(height=8, width=8, channels=4))
    wide = Layer("wide", Conv2d(out_channels=6, kernel_size=(5, 5), padding=(2, 2)), ("0",))
    narrow = Layer("narrow", Conv2d(out_channels=6, kernel_size=(1, 1)), ("0",))
    joined = Design(
        (image, wide, narrow, Layer("cat", Concat(), ("wide", "narrow")), Layer("add", Add(), ("wide", "narrow")))
    )
    analysis = analyse(joined)
    found = {step.heading: step.line for step in explain(analysis, "cat")}
    assert found["Output channels"] == "C = Σ Cᵢ = 6 + 6 = 12  (one input behind the other)"
    assert found["Receptive field"] == "r = max(rᵢ) = max(5, 1) = 5  (the widest branch holds the others)"
    assert {step.heading: step.value for step in explain(analysis, "add")}["Output channels"] == 6
    assert found["Start"] == "a = min(aᵢ) = min(−2, 0) = −2  (of the first units)"


def test_a_broken_layer_says_why():
    design = Design((Layer("0", Input(height=2, width=2, channels=1)), Layer("c", Conv2d(out_channels=1), ("0",))))
    text = explained_text(analyse(design), "c")
    assert text.startswith("c: 3×3 convolution, 1 channels")
    assert "Output size: the kernel's height 3 is larger than the padded input's 2" in text


def test_the_text_has_a_line_a_step():
    design = Design((Layer("0", Input(height=9, width=9, channels=1)), Layer("c", Conv2d(out_channels=2), ("0",))))
    analysis = analyse(design)
    found = explained_text(analysis, "c").splitlines()
    assert found[0] == "c: 3×3 convolution, 2 channels, padding 0, 9×9×1 → 7×7×2"
    assert found[1:] == [f"{step.heading}: {step.line}" for step in explain(analysis, "c")]


def test_numbers_as_formulas_hold_them():
    assert (written(-1234567), written(0.5), term(-3), term(3)) == ("−1,234,567", "0.5", "(−3)", "3")
    assert Step("Jump", "j", "", "", None, "none").line == "none"
