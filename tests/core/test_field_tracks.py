"""Tracks of receptive fields, through windows and united, against a look at every unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.core.receptive_field import Track, Transfer, misalignment, through, unit_interval, unite
from designer.core.shapes import Problem


def brute(track, transfer, unit):
    """First and last pixel of an output unit, from every unit it reads."""
    window = transfer.reads(unit)
    if window is None:
        return None
    seen = [track.interval(window[0] + i * window[2]) for i in range(window[1])]
    ends = [interval for interval in seen if interval]
    return (min(lo for lo, _ in ends), max(hi for _, hi in ends)) if ends else None


intervals = st.none() | st.tuples(st.integers(-20, 20), st.integers(0, 9)).map(lambda pair: (pair[0], sum(pair)))
tracks = st.builds(Track, st.integers(0, 12), st.lists(intervals, min_size=1, max_size=5).map(tuple))
transfers = st.builds(
    Transfer,
    st.integers(0, 5),
    st.lists(
        st.none() | st.tuples(st.integers(-5, 5), st.integers(1, 9), st.integers(1, 4)), min_size=1, max_size=4
    ).map(tuple),
)


@given(tracks, transfers)
def test_a_field_goes_through_any_window_as_if_every_unit_were_looked_at(track, transfer):
    found = through((track,), transfer)
    for unit in range(-30, 31):
        assert unit_interval(found, unit) == brute(track, transfer, unit)


@pytest.mark.parametrize(
    "phases", [((0, 0), (1, 50), (2, 2)), ((5, 5), (0, 6), (7, 7)), ((0, 5), None), ((0, 3), (1, 13))]
)
def test_fields_that_move_to_and_fro_are_looked_at_unit_by_unit(phases):
    track = Track(10, phases)
    for transfer in (Transfer(1, ((0, 3, 1),)), Transfer(3, ((-1, 3, 2), (0, 1, 1)))):
        found = through((track,), transfer)
        for unit in range(-9, 10):
            assert unit_interval(found, unit) == brute(track, transfer, unit)


@given(st.lists(tracks, min_size=2, max_size=4))
def test_branches_are_united_unit_by_unit(several):
    found = unite(tuple((track,) for track in several))
    for unit in range(-30, 31):
        ends = [interval for track in several if (interval := track.interval(unit))]
        expected = (min(lo for lo, _ in ends), max(hi for _, hi in ends)) if ends else None
        assert unit_interval(found, unit) == expected
    assert misalignment((found,)) in (None, "jump")


def test_the_field_has_one_problem_type():
    with pytest.raises(Problem):
        unite(tuple((Track(period, ((0, 0),)),) for period in range(1, 70)))
