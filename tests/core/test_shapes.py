"""The window arithmetic of one axis against counting."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from designer.core.shapes import Flat, Problem, Shape, check_bits, same_padding, transposed_size, window_count

small = st.integers(1, 6)
pads = st.integers(0, 6)


@given(st.integers(1, 30), small, small, small, pads, pads)
def test_windows_are_counted(n, kernel, stride, dilation, lead, trail):
    starts = range(-lead, n + trail, stride)
    whole = [start for start in starts if start + dilation * (kernel - 1) < n + trail]
    assert window_count(n, kernel, stride, dilation, lead, trail) == len(whole)


@given(st.integers(1, 30), small, small, small, st.data())
def test_with_ceil_mode_everything_is_read_but_no_window_starts_behind_the_input(n, kernel, stride, dilation, data):
    most = (dilation * (kernel - 1) + 1) // 2  # PyTorch takes no more padding than half a window
    lead, trail = data.draw(st.integers(0, most)), data.draw(st.integers(0, most))
    count = window_count(n, kernel, stride, dilation, lead, trail, ceil=True)
    assume(count >= 1)
    last = (count - 1) * stride - lead
    assert last < n
    reached = last + dilation * (kernel - 1)
    assert reached >= n + trail - 1 or last + stride >= n
    assert count - window_count(n, kernel, stride, dilation, lead, trail) in (0, 1)


@pytest.mark.parametrize(
    ("n", "kernel", "stride", "padding", "count"),
    [
        (32, 1, 2, 0, 16),
        (9, 4, 4, 2, 3),
        (5, 3, 3, 1, 2),
        (6, 1, 2, 0, 3),
        (112, 3, 2, 0, 56),
        (2, 3, 3, 0, 1),
        (1, 6, 3, 0, 0),
    ],
)
def test_ceil_mode_where_others_went_wrong(n, kernel, stride, padding, count):
    assert window_count(n, kernel, stride, 1, padding, padding, ceil=True) == count


@given(st.integers(1, 60), small, small, small)
def test_same_padding_is_the_least_that_gives_a_window_per_stride(n, kernel, stride, dilation):
    lead, trail = same_padding(n, kernel, stride, dilation)
    wanted = len(range(0, n, stride))
    assert trail - lead in (0, 1)
    assert window_count(n, kernel, stride, dilation, lead, trail) == wanted
    if lead + trail:
        assert window_count(n, kernel, stride, dilation, lead, trail - 1) < wanted


@given(st.integers(1, 12), small, small, small, pads, pads)
def test_a_transposed_convolution_is_as_long_as_what_it_writes(n, kernel, stride, dilation, pad, extra):
    written = {i * stride + tap * dilation for i in range(n) for tap in range(kernel)}
    assert transposed_size(n, kernel, stride, dilation, pad, extra) == max(written) + 1 - pad + extra


@given(st.integers(1, 40), small, small, small, pads)
def test_a_transposed_convolution_undoes_the_size_of_a_convolution(n, kernel, stride, dilation, pad):
    count = window_count(n, kernel, stride, dilation, pad, pad)
    assume(count >= 1)
    rest = (n + 2 * pad - dilation * (kernel - 1) - 1) % stride
    assert transposed_size(count, kernel, stride, dilation, 2 * pad, rest) == n


def test_sizes_are_exact_at_any_length():
    n = 2**63 - 1
    assert window_count(n, 3, 2, 1, 0, 0) == 2**62 - 1
    assert window_count(n, 2, n, 1, 0, 0, ceil=True) == 1
    assert same_padding(n, 1, 2, 1) == (0, 0)
    assert transposed_size(n, n, n, n, 0, 0) == (n - 1) * n + n * (n - 1) + 1
    assert Shape(n, n, n).elements == n**3


def test_shapes_are_written_as_people_write_them():
    assert (Shape(3, 5, 7).text, Shape(3, 5, 7).elements) == ("5×7×3", 105)
    assert (Flat(12).text, Flat(12).elements) == ("12", 12)


def test_numbers_of_300_digits_are_too_large():
    check_bits(2**1000 - 1)
    check_bits(-(2**1000) + 1)
    with pytest.raises(Problem, match=r"2\^1000") as refused:
        check_bits(2**1000)
    assert refused.value.code == "too-large"
