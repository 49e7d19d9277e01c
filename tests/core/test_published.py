"""Published figures against the templates and against TF-Slim's conventions."""

from functools import cache

import pytest

from designer.core.analysis import Analysis, analyse
from designer.core.templates import NETWORKS
from tests.core.published import (
    FIELD_SOURCE,
    FIELDS,
    INCEPTION_V3_FIELDS,
    LAYERS,
    MOBILENET_BASE,
    MOBILENET_CONVOLUTIONS,
    TEMPLATE_FIELDS,
    TOTALS,
    FieldRow,
    Row,
)
from tests.core.slim_networks import SLIM


@cache
def analysis_of(network: str) -> Analysis:
    return analyse(NETWORKS[network]())


@cache
def slim_analysis(network: str, size: int) -> Analysis:
    return analyse(SLIM[network](size))


def figure_of(row: Row) -> int:
    analysis = analysis_of(row.network)
    if row.place == "total":
        return getattr(analysis.totals, row.figure)
    if row.place.endswith("/*"):
        block = row.place.removesuffix("/*")
        return sum(getattr(f, row.figure) for f in analysis.facts.values() if f.layer.block == block)
    return getattr(analysis.facts[row.place], row.figure)


def named(row: Row) -> str:
    return f"{row.network}-{row.place}-{row.figure}"


@pytest.mark.parametrize("row", TOTALS + LAYERS, ids=named)
def test_published_figure(row: Row) -> None:
    digits = len(row.value.partition(".")[2])
    found = figure_of(row)
    shown = f"{found:,}" if row.unit == 1 else f"{found / row.unit:,.{digits}f}"
    assert shown == row.value, f"{row.source}; {row.convention}"


def test_every_row_names_source_and_convention() -> None:
    assert all(row.source and row.convention for row in TOTALS + LAYERS)


def test_the_eight_networks_have_parameters_and_macs() -> None:
    eight = ("lenet5", "alexnet", "vgg16", "resnet18", "resnet50", "googlenet", "squeezenet1_1", "mobilenet_v1")
    covered = {(row.network, row.figure) for row in TOTALS}
    assert {(network, figure) for network in eight for figure in ("parameters", "macs")} <= covered


def test_lenet_with_the_papers_c3_and_pools_has_60000_parameters() -> None:
    # LeCun et al. 1998: six maps of C3 read 3 maps, nine read 4, one reads 6; S2 and S4 learn two numbers per map.
    facts = analysis_of("lenet5").facts
    read = 6 * 3 + 9 * 4 + 1 * 6
    c3 = facts["c3"].parameters - (16 * 6 - read) * 5 * 5
    assert c3 == 1_516
    pools = 2 * (facts["s2"].output.channels + facts["s4"].output.channels)
    learned = facts["c1"].parameters + c3 + facts["c5"].parameters + facts["f6"].parameters + pools
    assert learned == 60_000


def test_lenet_c1_has_the_papers_connections() -> None:
    # A connection is a weight or a bias used once: 28 · 28 · 6 · (25 + 1).
    c1 = analysis_of("lenet5").facts["c1"]
    assert c1.macs + c1.output_elements == 122_304


def test_mobilenet_convolutions_are_those_of_tf_slim() -> None:
    facts = analysis_of("mobilenet_v1").facts.values()
    convolutions = [(f.parameters, f.macs) for f in facts if f.layer.kind.name == "conv2d"]
    assert tuple(convolutions) == MOBILENET_CONVOLUTIONS
    assert tuple(map(sum, zip(*convolutions, strict=True))) == MOBILENET_BASE


def test_vgg_peak_is_input_and_output_of_the_second_convolution() -> None:
    totals = analysis_of("vgg16").totals
    assert totals.peak_activation_bytes == 2 * 224 * 224 * 64 * 4
    assert totals.parameter_bytes == 4 * 138_357_544


FIELD_CASES = [
    pytest.param(network, size, row, id=f"{network}-{size}-{row.layer}")
    for network, rows in FIELDS.items()
    for size in (224, 321)
    for row in rows
]


@pytest.mark.parametrize(("network", "size", "row"), FIELD_CASES)
def test_field_of_tf_slims_network(network: str, size: int, row: FieldRow) -> None:
    facts = slim_analysis(network, size).facts[row.layer]
    padding = row.padding_224 if size == 224 else row.padding_321
    expected = ((row.r, row.r), (row.j, row.j), (-padding, -padding))
    assert (facts.receptive_field, facts.jump, facts.start) == expected, FIELD_SOURCE


def test_field_of_tf_slims_network_is_aligned_at_every_join() -> None:
    for network in SLIM:
        for size in (224, 321):
            codes = {finding.code for finding in slim_analysis(network, size).findings}
            assert not codes & {"unequal-jump", "shifted-start"}


@pytest.mark.parametrize(("layer", "r", "j", "padding"), INCEPTION_V3_FIELDS, ids=lambda value: str(value))
def test_field_of_inception_v3(layer: str, r: int, j: int, padding: int) -> None:
    facts = analysis_of("inception_v3").facts[layer]
    assert (facts.receptive_field, facts.jump, facts.start) == ((r, r), (j, j), (-padding, -padding)), FIELD_SOURCE


@pytest.mark.parametrize(("network", "layer", "r", "j", "start", "reason"), TEMPLATE_FIELDS)
def test_field_of_a_template(network: str, layer: str, r: int, j: int, start: int, reason: str) -> None:
    facts = analysis_of(network).facts[layer]
    assert (facts.receptive_field, facts.jump, facts.start) == ((r, r), (j, j), (start, start)), reason


def test_googlenet_pools_round_up() -> None:
    facts = analysis_of("googlenet").facts
    sizes = [facts[name].output.text for name in ("pool1/3x3_s2", "pool2/3x3_s2", "pool3/3x3_s2", "pool4/3x3_s2")]
    assert sizes == ["56×56×64", "28×28×192", "14×14×480", "7×7×832"]
