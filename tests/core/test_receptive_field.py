"""Receptive fields: the rules of the format, the traps of other programs, and where they are not calculated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import (
    Activation,
    AdaptiveAvgPool2d,
    Add,
    AvgPool2d,
    Concat,
    Conv2d,
    ConvTranspose2d,
    Flatten,
    Input,
    Linear,
    MaxPool2d,
    Multiply,
    Upsample,
    ZeroPad2d,
)
from designer.core.receptive_field import unit_interval


def conv(kernel, stride=1, padding=0, dilation=1):
    padding = padding if isinstance(padding, tuple | str) else (padding, padding)
    return Conv2d(
        out_channels=4,
        kernel_size=(kernel, kernel),
        stride=(stride, stride),
        padding=padding,
        dilation=(dilation, dilation),
    )


def network(size, **layers):
    """Layers by name: a kind that reads the layer above, or (kind, inputs)."""
    built = [Layer("image", Input(height=size, width=size, channels=4))]
    for name, layer in layers.items():
        kind, inputs = layer if isinstance(layer, tuple) else (layer, (built[-1].id,))
        built.append(Layer(name, kind, inputs))
    return analyse(Design(tuple(built)))


def rows(analysis, layer):
    """(r, j, s) of the rows of a layer."""
    facts = analysis.facts[layer]
    return facts.receptive_field[0], facts.jump[0], facts.start[0]


def codes(analysis):
    return [(finding.layer, finding.code) for finding in analysis.findings]


windows = st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(0, 4), st.integers(0, 4), st.integers(1, 3))


@given(st.lists(windows, max_size=8))
def test_a_stack_follows_the_rule_of_the_format(stack):
    layers, r, j, s = {}, 1, 1, 0
    for i, (kernel, stride, lead, trail, dilation) in enumerate(stack):
        layers[f"c{i}"] = conv(kernel, stride, (lead, trail, lead, trail), dilation)
        r, s, j = r + (kernel - 1) * dilation * j, s - lead * j, stride * j
    analysis = network(10**9, **layers)
    assert rows(analysis, f"c{len(stack) - 1}" if stack else "image") == (r, j, s)


@pytest.mark.parametrize(
    ("kernel", "stride", "padding", "field"), [(4, 2, 1, 2), (5, 2, 2, 3), (6, 4, 1, 2), (2, 2, 0, 1), (3, 1, 1, 3)]
)
def test_a_transposed_convolution_has_whole_fields(kernel, stride, padding, field):
    size = {"kernel_size": (kernel, kernel), "stride": (stride, stride), "padding": (padding, padding)}
    analysis = network(9, up=ConvTranspose2d(out_channels=1, **size))
    jump = 1 if stride == 1 else 1 / stride
    assert analysis.facts["up"].receptive_field == (field, field)
    assert analysis.facts["up"].jump == (jump, jump)


def test_units_that_a_transposed_convolution_never_writes_see_nothing():
    analysis = network(5, gaps=ConvTranspose2d(out_channels=1, kernel_size=(1, 1), stride=(3, 3), padding=(1, 1)))
    facts = analysis.facts["gaps"]
    assert (facts.receptive_field, facts.start) == ((1, 1), (None, None))
    assert unit_interval(facts.fields[0], 2) == (1, 1)


def test_bilinear_upsampling_reads_two_neighbours():
    analysis = network(9, up=Upsample(mode="bilinear"))
    assert rows(analysis, "up") == (2, 0.5, -1)
    assert rows(network(9, up=Upsample()), "up") == (1, 0.5, 0)


def test_what_sees_all_has_no_jump():
    analysis = network(8, c=conv(3, 2, 1), pool=AdaptiveAvgPool2d(), f=Flatten(), out=Linear(out_features=3))
    for layer in ("pool", "f", "out"):
        assert rows(analysis, layer) == (3 + 3 * 2, None, -1)
    assert rows(network(8, out=Linear(out_features=3)), "out") == (8, None, 0)


def test_an_adaptive_pool_that_divides_evenly_is_a_window():
    assert rows(network(12, pool=AdaptiveAvgPool2d(output_size=(4, 3))), "pool") == (3, 3, 0)
    assert network(12, pool=AdaptiveAvgPool2d(output_size=(4, 3))).facts["pool"].jump == (3, 4)
    assert rows(network(7, pool=AdaptiveAvgPool2d(output_size=(5, 5))), "pool") == (3, 7 / 5, 0)


def test_shifted_branches_are_united_not_compared():
    analysis = network(
        9,
        a=(conv(3, padding=(0, 2, 0, 2)), ("image",)),
        b=(conv(3, padding=(2, 0, 2, 0)), ("image",)),
        sum=(Add(), ("a", "b")),
    )
    assert rows(analysis, "sum") == (5, 1, -2)
    assert codes(analysis) == [("sum", "shifted-start")]


def test_branches_of_unequal_jump_keep_their_fields_unit_by_unit():
    analysis = network(
        16,
        a=(MaxPool2d(), ("image",)),
        b=(conv(9), ("image",)),
        sum=(Concat(), ("a", "b")),
    )
    assert codes(analysis) == [("sum", "unequal-jump")]
    assert rows(analysis, "sum") == (9, None, 0)
    fields = analysis.facts["sum"].fields[0]
    assert [unit_interval(fields, unit) for unit in (0, 7)] == [(0, 8), (7, 15)]
    flat = network(16, a=(MaxPool2d(), ("image",)), b=(conv(9), ("image",)), sum=(Concat(), ("a", "b")), f=Flatten())
    assert rows(flat, "f") == (16, None, 0)


def test_a_gate_makes_the_field_global_but_keeps_the_jump():
    analysis = network(
        8, c=conv(3, 2, 1), gate=AdaptiveAvgPool2d(), fc=conv(1), scaled=(Multiply(), ("c", "fc")), next=conv(3, 1, 1)
    )
    assert rows(analysis, "scaled") == (9, 2, -1)
    assert analysis.facts["next"].jump == (2, 2)
    assert codes(analysis) == []


def test_a_residual_block_with_same_padding_and_a_stride_is_shifted():
    def block(padding):
        return network(
            8, main=(conv(3, 2, padding), ("image",)), short=(conv(1, 2), ("image",)), sum=(Add(), ("main", "short"))
        )

    assert ("sum", "shifted-start") in codes(block("same"))
    assert ("sum", "shifted-start") not in codes(block(1))


def test_the_inception_module_is_not_a_chain():
    pool = AvgPool2d(kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
    branches = {
        "a": (conv(1), ("image",)),
        "b1": (conv(1), ("image",)),
        "b": (conv(3, 1, 1), ("b1",)),
        "c1": (conv(1), ("image",)),
        "c": (conv(5, 1, 2), ("c1",)),
        "d1": (pool, ("image",)),
        "d": (conv(1), ("d1",)),
        "all": (Concat(), ("a", "b", "c", "d")),
    }
    analysis = network(28, **branches)
    assert rows(analysis, "all") == (5, 1, -2)
    assert codes(analysis) == []


def test_pointwise_layers_share_the_field_of_their_input():
    analysis = network(9, c=conv(3), a=Activation())
    assert analysis.facts["a"].fields[0] is analysis.facts["c"].fields[0]


@pytest.mark.parametrize(
    ("layers", "code"),
    [
        ({"up": Upsample(scale_factor=(5000, 1))}, "field-too-fine"),
        ({"up": ConvTranspose2d(out_channels=1, kernel_size=(5000, 1), stride=(5000, 1))}, "field-too-fine"),
        ({"pool": AdaptiveAvgPool2d(output_size=(4099, 1))}, "field-too-fine"),
        ({"a": Upsample(scale_factor=(4096, 1)), "b": Upsample(scale_factor=(3, 1))}, "field-too-fine"),
    ],
)
def test_too_many_phases_are_a_finding_and_the_other_figures_stay(layers, code):
    analysis = network(8, **layers, last=Activation())
    assert code in {finding.code for finding in analysis.findings}
    assert {finding.severity for finding in analysis.findings} == {"warning"}
    last = analysis.facts["last"]
    assert (last.fields, last.receptive_field, last.jump, last.start) == (None, None, None, None)
    assert last.output is not None
    assert not analysis.totals.partial


def test_many_layers_of_many_phases_end_in_a_finding():
    layers = {f"c{i}": conv(3, 1, 1) for i in range(200)}
    analysis = network(1, up=Upsample(scale_factor=(4001, 4001)), **layers)
    assert [finding.code for finding in analysis.findings][-1] == "field-too-fine"
    assert rows(analysis, "c3") == (2, 1 / 4001, -1)


def test_a_field_that_moves_to_and_fro_in_many_phases_is_not_calculated():
    gaps = ConvTranspose2d(out_channels=1, kernel_size=(1, 1), stride=(4001, 4001))
    analysis = network(2, gaps=gaps, wide=conv(3999))
    assert codes(analysis)[-1] == ("wide", "field-too-fine")


def test_a_jump_of_300_digits_is_not_calculated():
    wide = {f"c{i}": conv(1, 2**62) for i in range(20)}
    analysis = network(1, **wide)
    assert ("c16", "too-large") in codes(analysis)
    assert rows(analysis, "c15") == (1, 2 ** (62 * 16), 0)
    assert analysis.facts["c19"].output is not None


def test_padding_alone_moves_the_start():
    assert rows(network(4, pad=ZeroPad2d(padding=(3, 0, 1, 2))), "pad") == (1, 1, -3)
