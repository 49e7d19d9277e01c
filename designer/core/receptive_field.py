"""Receptive fields of one axis: exact intervals of input pixels, per phase of an upsampling, united at joins.

A field is a tuple of *tracks*. A track of P phases and period J says that unit q·P + m of a layer sees the input
pixels lo_m + q·J … hi_m + q·J (or none), before any clipping at the border. A plain stack of windows has one track of
one phase, whose J is the jump (Araujo, Norris & Sim 2019, equations 1 to 3); a transposed convolution or an
upsampling multiplies the phases; a track with J = 0 sees the same pixels from every unit, as below a global pool.
Branches of unequal jump keep one track each.
"""

from functools import cached_property
from itertools import pairwise
from math import gcd, lcm

from designer.core.shapes import Problem, check_bits
from designer.core.value import dataclass

Interval = tuple[int, int]
MOST_PHASES = 4096
MOST_PHASES_IN_ALL = 2**19
_MOST_LOOKS = 16 * MOST_PHASES  # units looked at for one layer where the field moves to and fro


@dataclass(frozen=True)
class Transfer:
    """Which input units each output unit of one axis reads.

    Output unit q·Q + m, with Q = len(windows), reads the input units first + q·advance + i·step for 0 ≤ i < count,
    where (first, count, step) = windows[m]; None reads nothing. advance = 0 means that every unit reads the same.
    """

    advance: int
    windows: tuple[tuple[int, int, int] | None, ...]

    def reads(self, unit: int) -> tuple[int, int, int] | None:
        """(first, count, step) of the input units that output `unit` reads, unclipped."""
        q, m = divmod(unit, len(self.windows))
        window = self.windows[m]
        return window and (window[0] + q * self.advance, window[1], window[2])


IDENTITY = Transfer(1, ((0, 1, 1),))


@dataclass(frozen=True)
class Track:
    """Intervals of the first P units, and the pixels by which they move every P units."""

    period: int
    phases: tuple[Interval | None, ...]

    def interval(self, unit: int) -> Interval | None:
        """The pixels `unit` sees, unclipped."""
        q, m = divmod(unit, len(self.phases))
        phase = self.phases[m]
        return phase and (phase[0] + q * self.period, phase[1] + q * self.period)

    @cached_property
    def advances(self) -> bool:
        """Whether every unit sees something, and no unit starts or ends before the one in front of it."""
        units = [self.interval(unit) for unit in range(len(self.phases) + 1)]
        return all(a and b and a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(units))


Field = tuple[Track, ...]
OWN_PIXEL: Field = (Track(1, ((0, 0),)),)
"""The field of an input layer: unit n sees pixel n."""


def phases(field: Field) -> int:
    """How many intervals the field holds."""
    return len(field[0].phases) if len(field) == 1 else sum(len(track.phases) for track in field)


def slides(field: Field) -> bool:
    """Whether neighbouring units see different pixels on all paths: not so behind a global pool or its gate."""
    return field[0].period != 0 if len(field) == 1 else all(track.period for track in field)


def through(field: Field, transfer: Transfer) -> Field:
    """The field behind a layer that reads its input by `transfer`."""
    if transfer is IDENTITY:
        return field
    if len(field) == 1:
        return (_track_through(field[0], transfer),)
    return unite(tuple((_track_through(track, transfer),) for track in field))


def _track_through(track: Track, transfer: Transfer) -> Track:
    phases, advance, windows = len(track.phases), transfer.advance, transfer.windows
    if phases == 1 and len(windows) == 1 and windows[0] and track.phases[0]:  # a plain window: the usual case
        (first, count, step), (lo, hi) = windows[0], track.phases[0]
        jump = track.period
        check_bits(advance * jump)
        return Track(advance * jump, ((lo + first * jump, hi + (first + (count - 1) * step) * jump),))
    repeats = phases // gcd(phases, advance)
    if repeats * len(windows) > MOST_PHASES:
        raise Problem("field-too-fine", f"the receptive field has more than {MOST_PHASES} phases here: not calculated")
    looks = max((min(window[1], phases) for window in windows if window), default=0)
    if not track.advances and repeats * len(windows) * looks > _MOST_LOOKS:
        raise Problem("field-too-fine", "the receptive field jumps to and fro in too many phases: not calculated")
    check_bits(track.period * (advance * repeats // phases))
    intervals = tuple(
        _hull(track, window[0] + q * advance, window[1], window[2]) if window else None
        for q in range(repeats)
        for window in windows
    )
    return _reduced(Track(track.period * (advance * repeats // phases), intervals))


def _hull(track: Track, first: int, count: int, step: int) -> Interval | None:
    """The smallest interval with the pixels of the units first, first + step, …: `count` of them."""
    if track.advances:
        return _span([track.interval(first), track.interval(first + (count - 1) * step)])
    cycle = len(track.phases) // gcd(len(track.phases), step)
    ends = []
    for i in range(min(count, cycle)):  # within one phase the intervals move monotonously: look at both ends
        ends.append(track.interval(first + i * step))
        ends.append(track.interval(first + (i + (count - 1 - i) // cycle * cycle) * step))
    return _span(ends)


def _span(intervals: list[Interval | None]) -> Interval | None:
    seen = [interval for interval in intervals if interval]
    return (min(lo for lo, _ in seen), max(hi for _, hi in seen)) if seen else None


def _reduced(track: Track) -> Track:
    """The same track with as few phases as describe it."""
    total = len(track.phases)
    for length in range(1, total):
        if total % length == 0 and track.period % (total // length) == 0:
            short = Track(track.period // (total // length), track.phases[:length])
            if all(short.interval(m) == track.phases[m] for m in range(length, total)):
                return short
    return track


def unite(fields: tuple[Field, ...]) -> Field:
    """The field where branches join: unit by unit the smallest interval that holds those of all branches."""
    tracks: list[Track] = []
    for track in (track for field in fields for track in field):
        for i, other in enumerate(tracks):
            if track.period * len(other.phases) == other.period * len(track.phases):
                tracks[i] = other if track == other else _united(track, other)
                break
        else:
            tracks.append(track)
    if len(tracks) > 64:
        raise Problem("field-too-fine", "more than 64 branches of unequal jump meet here: the field is not calculated")
    return tuple(tracks)


def _united(a: Track, b: Track) -> Track:
    """Two tracks of equal jump as one."""
    if len(a.phases) == len(b.phases) == 1:  # the usual case
        return Track(a.period, (_span([a.phases[0], b.phases[0]]),))
    phases = lcm(len(a.phases), len(b.phases))
    if phases > MOST_PHASES:
        raise Problem("field-too-fine", f"the receptive field has more than {MOST_PHASES} phases here: not calculated")
    return _reduced(
        Track(
            a.period * (phases // len(a.phases)),
            tuple(_span([a.interval(m), b.interval(m)]) for m in range(phases)),
        )
    )


def unit_interval(field: Field, unit: int) -> Interval | None:
    """First and last input pixel of the field of `unit`, unclipped; None where it sees nothing."""
    return _span([track.interval(unit) for track in field])


def size(field: Field, units: int) -> int:
    """The receptive field r: the largest interval of any of the layer's `units`, in pixels."""
    if len(field) == 1:
        if len(field[0].phases) == 1 and (only := field[0].phases[0]):
            return only[1] - only[0] + 1
        return max((phase[1] - phase[0] + 1 for phase in field[0].phases if phase), default=0)
    cycle = lcm(*(len(track.phases) for track in field))
    if cycle > MOST_PHASES:
        raise Problem("field-too-fine", f"the receptive field has more than {MOST_PHASES} phases here: not calculated")
    largest = 0
    for m in range(min(cycle, units)):
        # Within one phase the length is convex in the unit (a maximum of linear ends): look at the first and last.
        for unit in (m, m + (units - 1 - m) // cycle * cycle):
            interval = unit_interval(field, unit)
            if interval:
                largest = max(largest, interval[1] - interval[0] + 1)
    return largest


def jump(field: Field) -> int | float | None:
    """Input pixels from one unit to the next; None below a global layer and where branches of unequal jump met."""
    moving = [track for track in field if track.period]
    if len(moving) != 1:
        return None
    period, phases = moving[0].period, len(moving[0].phases)
    return period // phases if period % phases == 0 else period / phases


def start(field: Field) -> int | None:
    """The first input pixel that unit 0 sees, negative in padding; None where it sees nothing."""
    interval = unit_interval(field, 0)
    return interval and interval[0]


def misalignment(fields: tuple[Field, ...]) -> str | None:
    """`jump` or `start` where branches that meet differ in it, compared by jump and mean centre; else None."""
    moving = [track for field in fields for track in field if track.period]
    centres = set()
    for track in moving:
        if track.period * len(moving[0].phases) != moving[0].period * len(track.phases):
            return "jump"
        if centre := _mean_centre(track):
            centres.add(centre)
    return "start" if len(centres) > 1 else None


def _mean_centre(track: Track) -> tuple[int, int] | None:
    """Twice the centre of unit 0, averaged over the phases and brought back to unit 0, as a reduced fraction."""
    if None in track.phases:
        return None
    phases = len(track.phases)
    if phases == 1 and track.phases[0]:
        return sum(track.phases[0]), 1
    total = sum(phase[0] + phase[1] for phase in track.phases if phase)
    # Mean over m of (2·centre of phase m) minus the mean advance 2·m·J/P, which is J·(P − 1)/P.
    twice = total - track.period * (phases - 1)
    divisor = gcd(twice, phases)
    return twice // divisor, phases // divisor
