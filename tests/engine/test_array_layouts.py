"""The orders of axes in which other frameworks keep weights, and the way back to PyTorch's."""

import numpy as np

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import Conv2d, ConvTranspose2d, Flatten, Input, Linear
from designer.core.shapes import Shape
from designer.engine.array_layouts import laid_out, layouts, needs
from designer.engine.weight_matching import propose
from designer.engine.weight_proposal import Entry

SQUARE = Design(
    (
        Layer("image", Input(channels=3, height=4, width=4)),
        Layer("c", Conv2d(out_channels=3), ("image",)),
        Layer("f", Flatten(), ("c",)),
        Layer("d1", Linear(out_features=12, bias=False), ("f",)),
        Layer("d2", Linear(out_features=5, bias=False), ("d1",)),
    )
)


def test_where_the_shape_does_not_tell_the_layout_the_other_arrays_do():
    keras = [Entry("c/kernel", (3, 3, 3, 3)), Entry("d1/kernel", (12, 12)), Entry("d2/kernel", (12, 5))]
    torch = [Entry("c.weight", (3, 3, 3, 3)), Entry("d1.weight", (12, 12)), Entry("d2.weight", (5, 12))]
    layouts_of = [[match.layout for match in propose(analyse(SQUARE), some).matches] for some in (keras, torch)]
    assert layouts_of == [["kernel", None, "dense of maps", "dense"], ["same", None, "same", "same"]]


def test_turned_arrays_hold_the_same_numbers_where_pytorch_reads_them():
    rng = np.random.default_rng(0)
    by_name = {need.name: need for need in needs(analyse(SQUARE))}
    kernel = rng.normal(size=(3, 3, 3, 3)).astype(np.float32)
    assert laid_out(kernel, by_name["c.weight"], "kernel")[2, 1, 0, 2] == kernel[0, 2, 1, 2]
    dense = rng.normal(size=(12, 5)).astype(np.float32)
    assert np.array_equal(laid_out(dense, by_name["d2.weight"], "dense"), dense.T)
    maps = rng.normal(size=(3, 2, 2)).astype(np.float32)  # channels, rows, columns
    assert by_name["d1.weight"].maps == Shape(3, 2, 2)
    behind = rng.normal(size=(12, 12)).astype(np.float32)
    expected = maps.transpose(1, 2, 0).ravel() @ behind
    np.testing.assert_allclose(laid_out(behind, by_name["d1.weight"], "dense of maps") @ maps.ravel(), expected, 1e-5)


def test_depthwise_and_transposed_kernels_of_keras():
    design = Design(
        (
            Layer("image", Input(channels=6, height=8, width=8)),
            Layer("dw", Conv2d(out_channels=6, groups=6, bias=False), ("image",)),
            Layer("up", ConvTranspose2d(out_channels=4, kernel_size=(2, 3), bias=False), ("dw",)),
        )
    )
    deep, up = needs(analyse(design))
    assert layouts(deep, (3, 3, 6, 1)) == ("depthwise",)
    numbers = np.arange(54, dtype=np.float32).reshape(3, 3, 6, 1)
    assert laid_out(numbers, deep, "depthwise")[4, 0, 1, 2] == numbers[1, 2, 4, 0]
    assert layouts(up, (2, 3, 4, 6)) == ("kernel",)  # Keras: height, width, out, in
    numbers = np.arange(144, dtype=np.float32).reshape(2, 3, 4, 6)
    assert laid_out(numbers, up, "kernel")[5, 3, 1, 2] == numbers[1, 2, 3, 5]
