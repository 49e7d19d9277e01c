"""Templates: the shipped designs are what the templates give, and every network and block is sound."""

import subprocess
import sys
from pathlib import Path

import pytest

from designer.core.analysis import analyse
from designer.core.design import Design
from designer.core.fileformat import dumps
from designer.core.files import load
from designer.core.kinds import Add, Conv2d, ConvTranspose2d
from designer.core.shapes import Shape
from designer.core.templates import BLOCKS, EXAMPLES, NETWORKS, Block
from designer.core.templates.chain import conv, image, join
from designer.core.templates.resnet import basic_block, bottleneck
from designer.core.templates.unet import unet

ROOT = Path(__file__).parent.parent.parent
DESIGNS = ROOT / "resources" / "designs"
FAULTS = {"unequal-jump", "shifted-start", "loose-end", "bias-before-batch-norm", "window-in-padding"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_shipped_design_is_the_templates(name: str) -> None:
    path = DESIGNS / f"{name}.cnn.json"
    assert path.read_bytes() == dumps(EXAMPLES[name]()), "run packaging/write_designs.py"
    assert load(path) == EXAMPLES[name]()


def test_no_other_design_is_shipped() -> None:
    assert {path.name for path in DESIGNS.iterdir()} == {f"{name}.cnn.json" for name in EXAMPLES}


def test_script_writes_the_shipped_designs(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "packaging" / "write_designs.py"), str(tmp_path / "designs")]
    subprocess.run(command, check=True, cwd=tmp_path)
    for name in EXAMPLES:
        written = (tmp_path / "designs" / f"{name}.cnn.json").read_bytes()
        assert written == (DESIGNS / f"{name}.cnn.json").read_bytes()


@pytest.mark.parametrize("name", NETWORKS)
def test_network_has_all_figures_and_no_fault(name: str) -> None:
    design = NETWORKS[name]()
    analysis = analyse(design)
    assert not analysis.has_errors
    assert not analysis.totals.partial
    assert not {finding.code for finding in analysis.findings} & FAULTS
    assert design.name
    assert len(design.inputs) == len(design.outputs) == 1
    assert len({layer.id for layer in design}) == len(design)


@pytest.mark.parametrize("name", NETWORKS)
def test_notes_are_short(name: str) -> None:
    assert all(len(layer.note) <= 160 for layer in NETWORKS[name]() if layer.note)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_block_is_one_run_of_the_list(name: str) -> None:
    blocks = [layer.block for layer in NETWORKS[name]()]
    runs = [block for above, block in zip([None, *blocks], blocks, strict=False) if block != above and block]
    assert len(runs) == len(set(runs))


@pytest.mark.parametrize(
    ("name", "arrays", "samples"),
    [
        ("alexnet", 16, ("features.0.weight", "features.10.bias", "classifier.6.weight")),
        ("vgg16", 32, ("features.28.weight", "classifier.0.bias")),
        (
            "resnet18",
            62,
            ("conv1.weight", "bn1.bias", "layer2.0.downsample.0.weight", "layer4.1.conv2.weight", "fc.bias"),
        ),
        ("resnet50", 161, ("layer1.0.downsample.1.weight", "layer3.5.bn3.weight")),
        ("squeezenet1_1", 52, ("features.3.squeeze.weight", "features.12.expand3x3.bias", "classifier.1.bias")),
        (
            "googlenet_bn",
            173,
            ("conv1.conv.weight", "inception3a.branch1.bn.weight", "inception5b.branch4.1.conv.weight"),
        ),
        ("densenet121", 364, ("features.conv0.weight", "features.denseblock4.denselayer16.conv2.weight")),
        ("inception_v3", 284, ("Conv2d_1a_3x3.conv.weight", "Mixed_7c.branch3x3dbl_3b.bn.bias")),
        ("mobilenet_v1", 83, ("conv_stem.weight", "blocks.4.1.conv_pw.weight", "classifier.bias")),
        ("googlenet", 116, ("inception_3a/5x5_reduce.weight", "loss3/classifier.bias")),
    ],
)
def test_weights_are_named_as_in_the_checkpoint(name: str, arrays: int, samples: tuple[str, ...]) -> None:
    names = set()
    for facts in analyse(NETWORKS[name]()).facts.values():
        weights = facts.layer.kind.weights(tuple(shape for shape in facts.inputs if shape))
        names |= {f"{facts.layer.id}.{weight.name}" for weight in weights if weight.learned}
    assert len(names) == arrays
    assert names >= set(samples)


BLOCK_OUTPUTS = {
    "vgg": (384, 16),
    "residual": (192, 32),
    "residual_projection": (384, 16),
    "bottleneck": (192, 32),
    "inception_naive": (384, 32),
    "inception": (256, 32),
    "inception_factorised": (768, 32),
    "fire": (192, 32),
    "depthwise_separable": (192, 32),
    "squeeze_excite": (192, 32),
    "dense": (320, 32),
    "transition": (96, 16),
    "expand": (512, 32),
    "squeeze": (32, 16),
    "double_conv": (192, 32),
}


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_block_below_192_channels(block: Block) -> None:
    layers = image(32, 32, 192) + block.build("image", 192, "b")
    channels, size = BLOCK_OUTPUTS[block.name]
    assert analyse(Design(layers)).facts[layers[-1].id].output == Shape(channels, size, size)


@pytest.mark.parametrize("channels", [1, 2, 3, 7, 64])
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_block_fits_below_any_number_of_channels(block: Block, channels: int) -> None:
    layers = image(8, 8, channels) + block.build("image", channels, "my.block 1")
    design = Design(layers)
    analysis = analyse(design)
    assert not analysis.has_errors
    assert not {finding.code for finding in analysis.findings} & FAULTS
    assert design.outputs == (layers[-1],)
    assert len({layer.id for layer in layers}) == len(layers)
    for layer in layers[1:]:
        assert layer.id.startswith("my.block 1")
        assert (layer.block or "").split("/")[0] == "my.block 1"


OTHER_OPTIONS = {
    "vgg": ({"channels": 10, "depth": 1}, (10, 4), 3),
    "residual": ({"channels": 5, "stride": 2}, (5, 4), 9),
    "residual_projection": ({"channels": 6, "stride": 1}, (6, 8), 7),
    "bottleneck": ({"width": 3, "stride": 2}, (12, 4), 12),
    "inception_naive": ({"one": 1, "three": 2, "five": 3}, (12, 8), 8),
    "inception": ({"one": 1, "five": 2, "three": 3, "pool": 4}, (10, 8), 14),
    "inception_factorised": ({"width": 7}, (768, 8), 32),
    "fire": ({"squeeze": 2, "expand": 5}, (10, 8), 7),
    "depthwise_separable": ({"channels": 9, "stride": 2}, (9, 4), 6),
    "squeeze_excite": ({"reduction": 2}, (6, 8), 6),
    "dense": ({"depth": 2, "growth": 4}, (14, 8), 14),
    "transition": ({"channels": 4}, (4, 4), 4),
    "expand": ({"first": 3, "depth": 2}, (6, 8), 4),
    "squeeze": ({"channels": 4}, (4, 4), 3),
    "double_conv": ({"channels": 4}, (4, 8), 4),
}


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_block_takes_its_options(block: Block) -> None:
    values, (channels, size), count = OTHER_OPTIONS[block.name]
    assert set(values) <= {option.name for option in block.options}
    layers = image(8, 8, 6) + block.build("image", 6, "b", values)
    analysis = analyse(Design(layers))
    assert not analysis.has_errors
    assert analysis.facts[layers[-1].id].output == Shape(channels, size, size)
    assert len(layers) - 1 == count


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_defaults_of_a_block_are_numbers_that_its_options_take(block: Block) -> None:
    for channels in (1, 3, 64):
        for each in block.options:
            assert each.option.read(each.default(channels)) == each.default(channels)


def test_blocks_are_named_and_explained() -> None:
    assert len({block.name for block in BLOCKS}) == len({block.label for block in BLOCKS}) == len(BLOCKS)
    assert all(block.help.endswith(".") for block in BLOCKS)


def test_residual_blocks_add_their_own_input_or_its_projection() -> None:
    plain = basic_block("image", 8, prefix="b")
    assert next(layer for layer in plain if isinstance(layer.kind, Add)).inputs == ("b.bn2", "image")
    projected = bottleneck("image", 8, prefix="b", project=True)
    assert next(layer for layer in projected if isinstance(layer.kind, Add)).inputs == ("b.bn3", "b.downsample.1")


def test_two_blocks_from_one_layer_can_be_joined() -> None:
    first, second = (block.build("image", 16, block.name) for block in BLOCKS[1:4:2])
    joined = Design(image(8, 8, 16) + first + second + join("sum", Add(), first[-1].id, second[-1].id))
    assert analyse(joined).facts["sum"].output == Shape(16, 8, 8)


@pytest.mark.parametrize(("size", "depth", "width"), [(256, 4, 64), (64, 2, 8), (32, 5, 4)])
def test_unet_gives_a_map_as_large_as_the_image(size: int, depth: int, width: int) -> None:
    analysis = analyse(unet(size, 3, 5, width, depth))
    assert analysis.facts["output"].output == Shape(5, size, size)
    assert analysis.facts["bottom.relu2"].output == Shape(width * 2**depth, size // 2**depth, size // 2**depth)


def test_unet_has_the_papers_23_convolutions_and_their_parameters() -> None:
    design = EXAMPLES["unet"]()
    assert sum(isinstance(layer.kind, Conv2d | ConvTranspose2d) for layer in design) == 23
    widths = [64, 128, 256, 512, 1024]
    down = sum(9 * (above + w) * w + 2 * w for above, w in zip([1, *widths], widths, strict=False))
    up = sum(4 * 2 * w * w + w + 9 * (2 * w + w) * w + 2 * w for w in widths[:-1])
    assert analyse(design).totals.parameters == down + up + 2 * 64 + 2


def test_same_size_both_ways_is_one_value() -> None:
    assert conv(8, 3, 2, 1) == conv(8, (3, 3), (2, 2), (1, 1))
