"""Fast ways against the plain one: Winograd, panels, and workers that each do a share of a layer."""

from itertools import zip_longest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core import kinds as k
from designer.core.shapes import Flat, Shape
from designer.engine import binding, lowering
from designer.engine.binding import Job
from designer.engine.kernels import convolution, products, winograd
from designer.engine.kernels.blocks import Epilogue, Scratch
from designer.engine.kernels.winograd_matrices import Tile, matrices, pack_winograd, tiles, winograd_panel
from designer.engine.maps import Map, outside, padded_shape
from designer.engine.ways import Share, way
from tests.engine.cases import COMPUTED, Case, cases, close, numpy_shape, weights_for
from tests.engine.reference import reference, shape_of


def placed(array, shape, border):
    """A map that holds a C×H×W or flat array."""
    full = np.zeros(padded_shape(shape, border), np.float32)
    found = Map(full, border if isinstance(shape, Shape) else lowering.Border())
    if isinstance(shape, Shape):
        np.copyto(found.inside, array.transpose(1, 2, 0))
    else:
        np.copyto(found.flat, array)
    return found


def run_shared(case, members, epilogue=None):
    """The layer's output computed by several workers, block by block in turn, as one array."""
    shapes = tuple(shape_of(x) for x in case.inputs)
    output = case.kind.output(shapes)
    border = lowering.border_read(case.kind, shapes, output)
    inputs = tuple(placed(array, shape, border) for array, shape in zip(case.inputs, shapes, strict=True))
    out = Map(np.full(padded_shape(output, lowering.Border()), np.nan, np.float32), lowering.Border())
    if isinstance(case.kind, k.ZeroPad2d):
        out.full.fill(0)
    shared, work = Scratch(), []
    for member in range(members):
        share = Share(member, members)

        def arrays(name, part=None):
            return case.arrays[name] if part is None else case.arrays[name][slice(*part)]

        packed = lowering.pack(case.kind, shapes, output, arrays, share)
        job = Job(shapes, inputs, out, packed, share, Scratch(), epilogue or Epilogue(), lambda: None, shared)
        work.append(binding.bind(case.kind, job))
    with np.errstate(all="ignore"):
        for blocks in zip_longest(*work):
            for block in blocks:
                if block is not None:
                    block()
    return outside(out, output)


@pytest.mark.parametrize("name", [name for name in COMPUTED if name != "dropout"])
@pytest.mark.parametrize("members", [2, 3])
def test_shares_make_up_the_whole(name, members):
    @given(cases(name))
    def check(case):
        if not lowering.is_alias(case.kind, tuple(shape_of(x) for x in case.inputs)):
            close(run_shared(case, members), reference(case.kind, case.inputs, case.arrays))

    check()


def direct(case):
    """A convolution of one group by columns alone."""
    shape = shape_of(case.inputs[0])
    output = case.kind.output((shape,))
    top, bottom, left, right = case.kind.pads(shape)
    x = np.pad(case.inputs[0].transpose(1, 2, 0), ((top, bottom), (left, right), (0, 0)))
    out = np.zeros((output.height, output.width, output.channels), np.float32)
    bias = case.arrays.get("bias", np.zeros(output.channels, np.float32))
    packed = convolution.pack_columns(case.arrays["weight"], bias, 0)
    for block in convolution.columns(
        x,
        packed,
        out,
        (0, output.height),
        case.kind.kernel_size,
        case.kind.stride,
        case.kind.dilation,
        Epilogue(),
        Scratch(),
    ):
        block()
    return out.transpose(2, 0, 1)


TILES = [Tile(2, 3), Tile(4, 3), Tile(2, 5)]


@st.composite
def wide_convolutions(draw):
    """3×3 and 5×5 at stride 1, and 1×1, with many channels."""
    size = draw(st.sampled_from([1, 3, 3, 5]))
    kind = k.Conv2d(
        out_channels=draw(st.sampled_from([16, 24, 32, 40, 48, 64, 96, 160, 192])),
        kernel_size=(size, size),
        padding=draw(st.sampled_from([(2, 2), (1, 1), (2, 1, 1, 3)])),
        stride=(1, 1) if size > 1 else draw(st.sampled_from([(1, 1), (2, 2), (1, 3)])),
        bias=draw(st.booleans()),
    )
    channels = draw(st.sampled_from([16, 17, 32, 64, 200, 272]))
    shape = Shape(channels, draw(st.integers(3, 34)), draw(st.integers(3, 34)))
    random = np.random.default_rng(draw(st.integers(0, 99)))
    x = random.normal(size=numpy_shape(shape)).astype(np.float32)
    return Case(kind, [x], weights_for(kind, [shape], random))


@given(wide_convolutions(), st.integers(1, 3))
def test_wide_convolutions_as_by_columns(case, members):
    close(run_shared(case, members), direct(case).astype(np.float64), tolerance=2e-5)


@given(wide_convolutions(), st.sampled_from(["", "relu", "relu6"]), st.booleans(), st.integers(1, 2))
def test_what_is_done_while_results_are_hot(case, clip, add, members):
    expected = direct(case).astype(np.float64)
    residual = np.random.default_rng(0).normal(size=expected.shape).astype(np.float32) if add else None
    if residual is not None:
        expected = expected + residual
    limits = {"": (-np.inf, np.inf), "relu": (0, np.inf), "relu6": (0, 6)}[clip]
    turned = None if residual is None else residual.transpose(1, 2, 0)
    found = run_shared(case, members, Epilogue(clip, turned))
    assert np.abs(found - np.clip(expected, *limits)).max() <= 2e-5 * np.abs(expected).max()


@pytest.mark.parametrize("tile", TILES, ids=repr)
@pytest.mark.parametrize(("height", "width"), [(1, 1), (4, 4), (5, 9), (13, 12), (30, 7)])
def test_tiles_of_both_sizes(tile, height, width):
    random = np.random.default_rng(tile.m)
    x = random.normal(size=(height + 8, width + 8, 16)).astype(np.float32)
    weight, bias = (
        random.normal(size=(48, 16, tile.r, tile.r)).astype(np.float32),
        random.normal(size=48).astype(np.float32),
    )
    found, expected = np.zeros((2, height, width, 48), np.float32)
    packed = pack_winograd(weight, tile, (0, tile.size**2), winograd_panel(len(weight)))
    rows = tiles(found.shape, tile)[0]
    for block in winograd.winograd(x, packed, bias, found, tile, (0, rows), Epilogue(), Scratch()):
        block()
    plain = convolution.pack_columns(weight, bias, 0)
    for block in convolution.columns(
        x, plain, expected, (0, height), (tile.r, tile.r), (1, 1), (1, 1), Epilogue(), Scratch()
    ):
        block()
    np.testing.assert_allclose(found, expected, atol=1e-5 * np.abs(expected).max())


@pytest.mark.parametrize("tile", TILES, ids=repr)
def test_matrices_convolve_exactly(tile):
    a, g, b = (matrix.astype(np.float64) for matrix in matrices(tile))
    d, w = np.arange(float(tile.size)) ** 2, np.array([2.0, -1.0, 3.0, 0.5, 1.0])[: tile.r]
    np.testing.assert_allclose(a @ ((g @ w) * (b @ d)), np.convolve(d, w[::-1], "valid"), atol=1e-5)
    np.testing.assert_array_equal(a[:, 1], 1)  # where the bias is added


@given(st.integers(1, 40), st.integers(1, 80), st.sampled_from([1, 16, 24, 32, 48, 64, 96]))
def test_panels_are_the_plain_product(rows, depth, width):
    random = np.random.default_rng(rows)
    left = random.normal(size=(rows, depth + 3)).astype(np.float32)[:, :depth]
    right, out = random.normal(size=(depth, width)).astype(np.float32), np.zeros((rows, width), np.float32)
    packed = products.as_panels(right, products.panel_width(*right.shape))
    assert products.width_of(packed) == width
    for call in products.multiply(left, packed, out):
        call()
    np.testing.assert_allclose(out, left @ right, atol=1e-4)


@given(st.integers(0, 100), st.integers(1, 5), st.sampled_from([1, 4, 32]))
def test_shares_cover_everything_once(total, members, unit):
    ranges = [Share(member, members).of(total, unit) for member in range(members)]
    assert [number for first, last in ranges for number in range(first, last)] == list(range(total))
    assert all(first % unit == 0 for first, last in ranges if last > first)


def test_each_way_is_taken_somewhere():
    def chosen(channels, size, **options):
        kind, shape = k.Conv2d(**options), Shape(channels, size, size)
        return way(kind, shape, kind.output((shape,)))

    assert chosen(64, 56, out_channels=64, kernel_size=(1, 1)).algorithm == "product"
    assert chosen(1024, 7, out_channels=512, kernel_size=(1, 1)).split == "channels"
    assert chosen(32, 56, out_channels=32, groups=32).algorithm == "depthwise"
    assert chosen(3, 224, out_channels=64).algorithm == "columns"
    assert chosen(64, 112, out_channels=64, kernel_size=(7, 7)).algorithm == "columns"
    assert chosen(3, 224, out_channels=64, kernel_size=(7, 7), stride=(2, 2)).algorithm == "strips"
    assert chosen(64, 28, out_channels=96, kernel_size=(5, 5)).tile == Tile(2, 5)
    assert chosen(64, 224, out_channels=64).split == "rows"
    assert chosen(512, 28, out_channels=512).split == "frequencies"
    assert chosen(512, 14, out_channels=512).tile.m == 2
    assert chosen(96, 27, out_channels=256, kernel_size=(5, 5), groups=2).split == "groups"


def test_flat_outputs_are_shared_by_features():
    case = Case(k.Linear(out_features=7), [np.ones(5, np.float32)], {
        "weight": np.arange(35, dtype=np.float32).reshape(7, 5), "bias": np.ones(7, np.float32),
    })  # fmt: skip
    assert shape_of(case.inputs[0]) == Flat(5)
    close(run_shared(case, 4), reference(case.kind, case.inputs, case.arrays))
