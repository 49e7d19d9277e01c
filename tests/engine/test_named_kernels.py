"""Named kernels: textbook numbers, sums, turns, and what they answer on straight steps."""

import numpy as np
import pytest

from designer.engine import named_kernels as nk
from designer.engine.named_kernels import KERNELS, KernelError, edge, edge_bank, gabor, gabor_bank

SIZES = [(3, 3), (5, 5), (7, 7), (4, 4), (3, 5), (11, 11)]
BLURS = ["Box blur", "Gaussian blur", "Identity", "Sharpen"]
FLAT = [name for name in KERNELS if name not in BLURS]


def test_textbook_numbers():
    assert nk.sobel_x((3, 3)).tolist() == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    assert nk.sobel_y((3, 3)).tolist() == [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    assert edge(45, (3, 3)).tolist() == [[0, 1, 2], [-1, 0, 1], [-2, -1, 0]]
    assert edge(135, (3, 3)).tolist() == [[2, 1, 0], [1, 0, -1], [0, -1, -2]]
    assert nk.laplacian_4((3, 3)).tolist() == [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
    assert nk.laplacian_8((3, 3)).tolist() == [[1, 1, 1], [1, -8, 1], [1, 1, 1]]
    assert nk.sharpen((3, 3)).tolist() == [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
    assert nk.scharr_x((3, 3)).tolist() == [[-0.75, 0, 0.75], [-2.5, 0, 2.5], [-0.75, 0, 0.75]]
    assert nk.identity((3, 3)).tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert nk.identity((2, 2)).tolist() == [[1, 0], [0, 0]]


def test_sobel_of_five_is_the_known_one():
    expected = np.outer([1, 4, 6, 4, 1], [-1, -2, 0, 2, 1])
    np.testing.assert_allclose(nk.sobel_x((5, 5)), expected / 16, atol=1e-12)


def test_gaussian_is_opencv_s():
    # cv2.getGaussianKernel(5, -1): σ = 1.1
    line = [0.07076, 0.24446, 0.36956, 0.24446, 0.07076]
    np.testing.assert_allclose(nk.gaussian_blur((5, 5)), np.outer(line, line), atol=1e-4)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", BLURS)
def test_blurs_keep_flat_pictures(name, size):
    assert KERNELS[name](size).shape == size
    assert KERNELS[name](size).sum() == pytest.approx(1)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", FLAT)
def test_edges_do_not_see_flat_pictures(name, size):
    assert KERNELS[name](size).shape == size
    assert KERNELS[name](size).sum() == pytest.approx(0, abs=1e-12)
    assert np.abs(KERNELS[name](size)).max() > 0


@pytest.mark.parametrize("size", [(3, 3), (5, 5), (7, 7), (9, 9)])
def test_edges_turn(size):
    for degrees in range(0, 360, 45):
        np.testing.assert_allclose(np.rot90(edge(degrees, size)), edge((degrees + 90) % 360, size), atol=1e-12)
        np.testing.assert_allclose(edge(degrees, size), -edge((degrees + 180) % 360, size), atol=1e-12)


@pytest.mark.parametrize("size", [(3, 3), (5, 5), (7, 7), (4, 4), (2, 2)])
def test_an_edge_answers_most_where_it_points(size):
    y, x = np.mgrid[: size[0], : size[1]] - (np.array(size)[:, None, None] - 1) / 2
    for number, degrees in enumerate(range(0, 360, 45)):
        turn = np.radians(degrees)
        step = (x * np.cos(turn) - y * np.sin(turn) > 1e-9).astype(float)
        answers = [(edge(other, size) * step).sum() for other in range(0, 360, 45)]
        assert int(np.argmax(np.round(answers, 9))) == number
    assert (edge(0, size) * x).sum() == pytest.approx(2 if size == (2, 2) else 8)
    assert (edge(90, size) * -y).sum() == pytest.approx(2 if size == (2, 2) else 8)


@pytest.mark.parametrize("size", [(5, 5), (7, 7), (9, 9), (6, 6)])
def test_gabor_answers_its_waves(size):
    y, x = np.mgrid[: size[0], : size[1]] - (np.array(size)[:, None, None] - 1) / 2
    for number, degrees in enumerate((0, 45, 90, 135)):
        turn = np.radians(degrees)
        waves = np.cos(2 * np.pi * 1.5 / size[0] * (x * np.cos(turn) - y * np.sin(turn)))
        answers = [(gabor(other, size) * waves).sum() for other in (0, 45, 90, 135)]
        assert int(np.argmax(answers)) == number
        assert np.abs(gabor(degrees, size)).sum() == pytest.approx(2)


@pytest.mark.parametrize("size", [(3, 3), (5, 5), (3, 5), (11, 11)])
def test_every_filter_of_a_gabor_bank_answers_something_but_no_flat_picture(size):
    bank = gabor_bank(48, size)
    assert np.abs(bank.sum(axis=(1, 2))).max() < 1e-9
    np.testing.assert_allclose(np.abs(bank).sum(axis=(1, 2)), 2)
    assert len({np.round(kernel, 9).tobytes() for kernel in bank[:16]}) == 16


def test_a_gabor_bank_does_not_repeat_itself_soon():
    bank = gabor_bank(48, (7, 7)).reshape(48, -1)
    near = np.corrcoef(bank) - np.eye(48)
    assert near.max() < 0.999
    assert np.abs(bank.sum(axis=1)).max() < 1e-9


def test_what_has_no_room_is_said():
    with pytest.raises(KernelError, match="the Laplacian needs a kernel of 3×3 or larger, and this one is 1×5"):
        nk.laplacian_4((1, 5))
    with pytest.raises(KernelError, match="an edge needs"):
        edge(45, (2, 3))


def test_colours_oppose():
    for name, colour in (("R − G", 0), ("B − Y", 2)):
        kernel = nk.coloured(name, (5, 5))
        assert kernel.sum() == pytest.approx(0)  # grey is not seen
        assert int(kernel.sum(axis=(1, 2)).argmax()) == colour
    assert nk.coloured("Luminance", (3, 3)).sum() == pytest.approx(1)


@pytest.mark.parametrize(
    "shape", [(50, 3, 3, 3), (16, 1, 7, 7), (4, 3, 1, 1), (3, 2, 1, 5), (8, 1, 11, 4), (40, 3, 2, 2)]
)
def test_edge_bank_ignores_flat_pictures(shape):
    bank = edge_bank(shape)
    assert bank.shape == shape
    assert bank.dtype == np.float32
    assert np.isfinite(bank).all()
    assert np.abs(bank).sum(axis=(1, 2, 3)).min() > 0.9
    if min(shape[2:]) > 2:
        np.testing.assert_allclose(bank.sum(axis=(1, 2, 3)), 0, atol=1e-5)


def test_edge_bank_answers_its_direction():
    bank = edge_bank((8, 1, 5, 5))
    step = np.where(np.arange(5) >= 3, 1.0, 0.0)
    answers = (bank[:, 0] * step[None, None, :]).sum(axis=(1, 2))  # dark at the left, bright at the right
    assert answers.argmax() == 0
    assert answers.argmin() == 4
    assert 0.5 < answers.max() < 1.1


def test_edge_bank_of_colour_pictures_has_colour_filters():
    bank = edge_bank((24, 3, 5, 5))
    grey = np.abs(bank.sum(axis=1)).sum(axis=(1, 2))  # what a filter answers to a grey picture
    assert (grey[:16] > 1).all()
    assert np.allclose(grey[16:], 0, atol=1e-6)
    assert len({bank[n].tobytes() for n in range(24)}) == 24
