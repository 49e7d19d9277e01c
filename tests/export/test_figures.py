"""Figures as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.export.figures import axes, byte_size, grouped, margins


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0"),
        (-3, "−3"),
        (138357544, "138,357,544"),
        (2**70, "1,180,591,620,717,411,303,424"),
        (0.5, "0.5"),
        ("3×5", "3×5"),
    ],
)
def test_grouped(value, text):
    assert grouped(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0 B"),
        (1023, "1,023 B"),
        (1024, "1 KiB"),
        (18816, "18.4 KiB"),
        (1048524, "1,023.9 KiB"),
        (1048525, "1 MiB"),
        (4 * 2**20, "4 MiB"),
        (5 * 2**29, "2.5 GiB"),
        (2**50, "1 PiB"),
        (2**80, "1,048,576 EiB"),
    ],
)
def test_byte_size(value, text):
    assert byte_size(value) == text


@given(st.integers(0, 2**90))
def test_byte_size_is_right_to_half_a_tenth(value):
    number, unit = byte_size(value).replace(",", "").split()
    scale = 1024 ** ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"].index(unit)
    whole, _, tenth = number.partition(".")
    assert abs(20 * value - (20 * int(whole) + 2 * int(tenth or 0)) * scale) <= scale


def test_axes_are_written_once_where_they_agree():
    assert axes(3, 3) == 3
    assert axes(3, 5) == "3×5"
    assert axes(-1, -2) == "−1×−2"
    assert axes(0.5, 2) == "0.5×2"
    assert axes(None, 1) == "–×1"
    assert axes(None, None) is None


def test_margins_show_both_sides_only_where_they_differ():
    assert margins(1, 1, 1, 1) == 1
    assert margins(1, 1, 2, 2) == "1×2"
    assert margins(0, 1, 0, 1) == "0+1"
    assert margins(0, 1, 2, 2) == "0+1×2+2"
