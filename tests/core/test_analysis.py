"""The pass over a design: figures above an error, none below, sums, order, exact integers."""

from random import Random

import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer, Settings
from designer.core.fileformat import dumps
from designer.core.kinds import Activation, Add, Conv2d, Flatten, Input, Linear, Upsample
from designer.core.shapes import Flat, Shape
from tests.strategies import random_design

FIGURES = ("output", "fields", "receptive_field", "jump", "start", "parameters", "buffers", "macs", "output_elements",
           "output_bytes", "parameter_bytes")  # fmt: skip
HUGE = 2**63 - 1


def image(size=8, channels=3):
    return Layer("image", Input(height=size, width=size, channels=channels))


def test_an_empty_design_has_no_figures_and_no_findings():
    analysis = analyse(Design())
    assert (dict(analysis.facts), analysis.findings, analysis.totals.partial) == ({}, (), False)
    assert analysis.totals.peak_activation_bytes == 0


@pytest.mark.parametrize("chunk", range(4))
def test_below_an_error_there_is_nothing_and_beside_it_everything(chunk):
    for seed in range(75 * chunk, 75 * chunk + 75):
        design = random_design(Random(seed), broken=0.4)
        analysis = analyse(design)
        said = f"seed {seed}\n{dumps(design).decode()}"
        failed = {finding.layer for finding in analysis.findings if finding.severity == "error"}
        dead = set(failed)
        for layer in design:
            facts = analysis.facts[layer.id]
            if not dead.isdisjoint(layer.inputs):
                assert layer.id not in failed, said
                dead.add(layer.id)
            assert tuple(analysis.facts[name].output for name in layer.inputs) == facts.inputs, said
            missing = [name for name in FIGURES if getattr(facts, name) is None]
            assert missing == (list(FIGURES) if layer.id in dead else []), said
        totals, alive = analysis.totals, [facts for name, facts in analysis.facts.items() if name not in dead]
        assert totals.partial == bool(dead)
        assert analysis.has_errors == bool(failed)
        for name in ("parameters", "buffers", "macs", "parameter_bytes"):
            assert getattr(totals, name) == sum(getattr(facts, name) for facts in alive), said
        assert totals.activation_bytes == sum(facts.output_bytes for facts in alive)


def test_findings_stand_in_the_order_of_the_layers():
    for seed in range(100):
        design = random_design(Random(seed), broken=0.4)
        analysis = analyse(design)
        places = [design.index(finding.layer) for finding in analysis.findings]
        assert places == sorted(places)
        assert list(analysis.facts) == [layer.id for layer in design]
        for layer in design:
            assert analysis.findings_of(layer.id) == tuple(f for f in analysis.findings if f.layer == layer.id)


def test_a_layer_below_one_that_fails_is_no_error_itself():
    layers = (
        image(),
        Layer("wide", Conv2d(out_channels=4, kernel_size=(9, 7)), ("image",)),
        Layer("below", Activation(), ("wide",)),
        Layer("beside", Activation(), ("image",)),
    )
    analysis = analyse(Design(layers))
    assert [(f.code, f.severity, f.layer) for f in analysis.findings if f.severity == "error"] == [
        ("kernel-larger-than-input", "error", "wide")
    ]
    assert analysis.facts["beside"].output == Shape(3, 8, 8)
    assert analysis.facts["below"].inputs == (None,)


def test_integers_stay_exact_near_the_largest_a_file_may_hold():
    layers = (
        Layer("image", Input(height=HUGE, width=HUGE, channels=HUGE)),
        Layer("conv", Conv2d(out_channels=HUGE, kernel_size=(HUGE, 1)), ("image",)),
        Layer("flat", Flatten(), ("conv",)),
        Layer("out", Linear(out_features=HUGE), ("flat",)),
    )
    analysis = analyse(Design(layers, settings=Settings(HUGE, "float64")))
    conv, out, totals = analysis.facts["conv"], analysis.facts["out"], analysis.totals
    assert conv.output == Shape(HUGE, 1, HUGE)
    assert conv.parameters == HUGE**3 + HUGE
    assert conv.macs == HUGE**2 * HUGE * HUGE
    assert conv.receptive_field == (HUGE, 1)
    assert conv.output_bytes == HUGE**3 * 8
    assert analysis.facts["flat"].output == Flat(HUGE**2)
    assert out.parameters == HUGE**3 + HUGE
    assert out.receptive_field == (HUGE, HUGE)
    assert totals.peak_activation_bytes == 8 * HUGE * (HUGE**3 + HUGE**2)
    assert totals.training_bytes == 4 * totals.parameter_bytes + totals.activation_bytes


def test_an_output_beyond_300_digits_is_an_error_of_its_layer():
    layers = [image(1, 1)]
    for i in range(20):
        layers.append(Layer(f"up{i}", Upsample(scale_factor=(2**62, 1)), (layers[-1].id,)))
    analysis = analyse(Design(tuple(layers)))
    errors = [(finding.code, finding.layer) for finding in analysis.findings if finding.severity == "error"]
    assert errors == [("too-large", "up16")]
    assert analysis.facts["up15"].output == Shape(1, 2 ** (62 * 16), 1)
    assert len(str(analysis.totals.training_bytes)) < 400


def test_a_message_names_only_some_of_very_many_inputs():
    layers = [image()]
    layers += [Layer(f"c{i}", Conv2d(out_channels=1 + i % 2, kernel_size=(1, 1)), ("image",)) for i in range(900)]
    layers.append(Layer("sum", Add(), tuple(layer.id for layer in layers[1:])))
    (error,) = [finding for finding in analyse(Design(tuple(layers))).findings if finding.severity == "error"]
    assert error.message.endswith("8×8×1, 8×8×2, …")
    assert len(error.message) < 200


def test_two_images_are_two_inputs():
    layers = (image(), Layer("other", Input(height=8, width=8, channels=3)), Layer("sum", Add(), ("image", "other")))
    analysis = analyse(Design(layers))
    assert analysis.facts["sum"].output == Shape(3, 8, 8)
    assert analysis.facts["sum"].receptive_field == (1, 1)
    assert analysis.findings == ()
