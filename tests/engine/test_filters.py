"""Filters of layers: which number of which array they are, and what is done to many at once."""

import numpy as np
import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.kinds import BatchNorm2d, Conv2d, ConvTranspose2d, Flatten, Input, Linear, MaxPool2d
from designer.engine.errors import EngineError
from designer.engine.filter_changes import (
    BANKS,
    CHANNEL,
    EACH_CHANNEL,
    EDGE_BANK,
    FILTER,
    LAYER,
    RANDOM,
    names_for,
    with_kernel,
)
from designer.engine.filters import filters_of
from designer.engine.named_kernels import KERNELS, KernelError, edge_bank
from designer.engine.weights import RandomWeights, all_specs

SOURCE = RandomWeights()


def one(kind, channels=4, size=6):
    """A picture and one layer `x`."""
    layers = (Layer("image", Input(height=size, width=size, channels=channels)), Layer("x", kind, ("image",)))
    return analyse(Design(layers))


def arrays(analysis):
    return {spec.name: SOURCE.array(spec, 0, lambda: False) for spec in all_specs(analysis)}


def filters(kind, channels=4, size=6):
    return filters_of(one(kind, channels, size), "x", SOURCE, 0)


KINDS = [
    (Conv2d(out_channels=6, kernel_size=(3, 2)), (6, 4, 3, 2)),
    (Conv2d(out_channels=6, groups=2, bias=False), (6, 2, 3, 3)),
    (ConvTranspose2d(out_channels=6, kernel_size=(2, 3)), (6, 4, 2, 3)),
    (ConvTranspose2d(out_channels=6, groups=2), (6, 2, 2, 2)),
    (Linear(out_features=5), (5, 4, 6, 6)),
    (BatchNorm2d(), (4, 1, 1, 4)),
    (BatchNorm2d(affine=False), (4, 1, 1, 2)),
]


@pytest.mark.parametrize(("kind", "shape"), KINDS, ids=lambda part: str(part)[:24])
def test_filters_and_back(kind, shape):
    found = filters(kind)
    assert found.numbers.shape == shape
    assert found.whole
    back = found.arrays()
    for name, array in arrays(one(kind)).items():
        assert np.array_equal(back[name], array)
        assert back[name].shape == array.shape
    assert set(back) == set(arrays(one(kind)))


@pytest.mark.parametrize("groups", [1, 2])
def test_a_filter_of_a_transposed_convolution_is_that_of_an_output_channel(groups):
    found = filters(ConvTranspose2d(out_channels=6, groups=groups))
    weight = found.with_number((4, 1, 0, 1), 99).arrays()["weight"]
    places = np.argwhere(weight == 99).tolist()
    # [in, out/groups, kh, kw]: of two groups the channels 3 to 5 read the inputs 2 and 3
    assert places == ([[1, 4, 0, 1]] if groups == 1 else [[3, 1, 0, 1]])


def test_a_number_and_a_bias_are_changed_alone():
    found = filters(Conv2d(out_channels=2))
    changed = found.with_number((1, 2, 0, 0), 5).with_bias(0, 7)
    assert (changed.numbers != found.numbers).sum() == 1
    assert changed.bias.tolist() == [7, 0]
    assert found.bias.tolist() == [0, 0]


def test_what_has_no_weights_is_said():
    with pytest.raises(EngineError, match="x has no weights to show"):
        filters(MaxPool2d())
    with pytest.raises(EngineError, match="x has no weights to show"):
        filters(Flatten())


def test_of_very_large_layers_only_some_filters_are_there():
    found = filters(Linear(out_features=40_000), channels=8, size=8)
    assert (found.count, len(found.numbers), found.whole) == (40_000, 8192, False)
    with pytest.raises(EngineError, match="transposed convolution are not shown"):
        filters(ConvTranspose2d(out_channels=60_000, kernel_size=(6, 6)))


def test_every_name_gives_a_kernel_in_every_scope():
    found = filters(Conv2d(out_channels=5, kernel_size=(5, 5)), channels=3)
    for name in names_for(found):
        for scope in (FILTER, CHANNEL, LAYER):
            changed = with_kernel(found, name, scope, 2, 1).numbers
            others = np.arange(5) != 2
            assert np.isfinite(changed).all()
            assert changed.dtype == np.float32
            if scope != LAYER:
                assert np.array_equal(changed[others], found.numbers[others]), name
            if scope == CHANNEL:
                assert np.array_equal(changed[2, [0, 2]], found.numbers[2, [0, 2]]), name
            assert not np.array_equal(changed, found.numbers), name


def test_a_filter_reads_the_mean_of_its_channels():
    found = with_kernel(filters(Conv2d(out_channels=2)), "Sobel y", FILTER, 1, 0)
    np.testing.assert_allclose(found.numbers[1], np.repeat(KERNELS["Sobel y"]((3, 3))[None] / 4, 4, axis=0))
    alone = with_kernel(found, "Sobel y", CHANNEL, 1, 3)
    np.testing.assert_allclose(alone.numbers[1, 3], KERNELS["Sobel y"]((3, 3)))


def test_banks_fill_a_layer_and_give_a_filter_its_own():
    found = filters(Conv2d(out_channels=9), channels=3)
    np.testing.assert_array_equal(with_kernel(found, EDGE_BANK, LAYER, 0, 0).numbers, edge_bank((9, 3, 3, 3)))
    for name in BANKS:
        whole = with_kernel(found, name, LAYER, 0, 0).numbers
        np.testing.assert_array_equal(with_kernel(found, name, FILTER, 7, 0).numbers[7], whole[7])


def test_the_identity_of_each_channel_passes_it():
    found = with_kernel(filters(Conv2d(out_channels=4)), EACH_CHANNEL, LAYER, 0, 0)
    assert found.numbers[:, :, 1, 1].tolist() == np.eye(4).tolist()
    assert found.numbers.sum() == 4


def test_random_numbers_go_by_the_seed():
    found = filters(Conv2d(out_channels=64), channels=16)
    first, again, other = (with_kernel(found, RANDOM, LAYER, 0, 0, seed).numbers for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.std() == pytest.approx((2 / 144) ** 0.5, rel=0.05)


def test_colours_need_three_channels():
    assert "R − G" not in names_for(filters(Conv2d(out_channels=2)))
    with pytest.raises(KernelError, match="needs red, green and blue, and a filter of x reads 4"):
        with_kernel(filters(Conv2d(out_channels=2)), "R − G", FILTER, 0, 0)
    assert names_for(filters(BatchNorm2d())) == ()
