"""What all kernels share: blocks of calls, even cuts, reusable scratch memory, the finish of hot results."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
Call = Callable[[], object]
Block = Callable[[], None]
Blocks = list[Block]
Made = Iterable[Block]
"""Blocks that may be made one by one: making thousands takes long, and a run can be stopped in between."""
Rows = tuple[int, int]
Pair = tuple[int, int]
Clip = Literal["", "relu", "relu6"]

CACHE_BYTES = 1 << 20  # half of a usual second-level cache: a block and its result stay in it
RUN = (
    1 << 14
)  # numbers: operations on two arrays this long are three times faster than on short rows or with one number
ZEROS = np.zeros(RUN, np.float32)
NO_NUMBERS = ZEROS[:0]
ZERO, SIX = np.float32(0), np.float32(6)
MOST_WORK = 1 << 29  # multiply–accumulates of one call: some milliseconds, then a stop is noticed


def cuts(rows: Rows, size: int) -> list[Rows]:
    """Cut a range into nearly equal parts of at most `size`."""
    first, last = rows
    total = last - first
    if total <= 0:
        return []
    parts = -(-total // max(1, size))
    edges = [first + total * i // parts for i in range(parts + 1)]
    return list(pairwise(edges))


def longest(parts: Iterable[Rows]) -> int:
    """The size of the largest part; 0 for none."""
    return max((last - first for first, last in parts), default=0)


def rows_per_block(row_bytes: int, block_bytes: int = CACHE_BYTES) -> int:
    """How many rows of that size fit a block; at least one."""
    return max(1, block_bytes // max(1, row_bytes))


def in_turn(calls: Iterable[Call]) -> Block:
    """One block of several calls."""
    steps = tuple(calls)

    def run() -> None:
        for step in steps:
            step()

    return run


def in_turn_or_alone(calls: Iterable[Call], work: int) -> Blocks:
    """One block of several calls; where that is much work, a block each, so that a run can be stopped in between."""
    return [in_turn(calls)] if work <= MOST_WORK else [in_turn([call]) for call in calls]


class Scratch:
    """Memory all kernels of one worker use in turn, so that it stays in the cache.

    Only one block runs at a time and none expects what another left, so every kernel may start at the front again.
    """

    def __init__(self, memory: FloatArray | None = None) -> None:
        self._memory = np.empty(0, np.float32) if memory is None else memory

    @property
    def bytes(self) -> int:
        """Bytes held."""
        return self._memory.nbytes

    def reserve(self, numbers: int) -> None:
        """Make room for that many numbers now; arrays taken before stay in the old memory."""
        if numbers > self._memory.size:
            self._memory = np.empty(numbers, np.float32)

    def take(self, *shapes: tuple[int, ...]) -> list[FloatArray]:
        """Arrays of these shapes, side by side; each starts on a cache line."""
        sizes = [-(-math.prod(shape) // 16) * 16 for shape in shapes]
        self.reserve(sum(sizes))
        arrays, start = [], 0
        for shape, size in zip(shapes, sizes, strict=True):
            arrays.append(self._memory[start : start + math.prod(shape)].reshape(shape))
            start += size
        return arrays


def windows(x: FloatArray, count: Pair, kernel: Pair, stride: Pair, dilation: Pair) -> FloatArray:
    """All windows of x, which starts at the first tap: (rows, columns, kernel rows, kernel columns, channels)."""
    down, right, deep = x.strides
    return as_strided(
        x,
        (*count, *kernel, x.shape[2]),
        (down * stride[0], right * stride[1], down * dilation[0], right * dilation[1], deep),
        writeable=False,
    )


def flat_pixels(view: FloatArray) -> FloatArray | None:
    """View (H, W, C) as (H·W, C), or None where rows do not follow each other evenly."""
    height, width, channels = view.shape
    if height == 1 or view.strides[0] == width * view.strides[1]:
        return as_strided(view, (height * width, channels), view.strides[1:])
    return None


def flat_rows(view: FloatArray) -> FloatArray:
    """View (H, W, C) as (H, W·C) where pixels follow each other without gaps; the view itself elsewhere."""
    height, width, channels = view.shape
    if view.strides[1] == channels * view.itemsize and view.strides[2] == view.itemsize:
        return as_strided(view, (height, width * channels), (view.strides[0], view.itemsize))
    return view


def sides(view: FloatArray, widths: tuple[int, int, int, int]) -> list[FloatArray]:
    """The frame of a view (H, W, C), `widths` (top, bottom, left, right) wide, as four views."""
    top, bottom, left, right = widths
    height, width, _ = view.shape
    between = view[top : height - bottom]
    return [view[:top], view[height - bottom :], between[:, :left], between[:, width - right :]]


def with_constant(operation: np.ufunc, values: FloatArray, constant: FloatArray, out: FloatArray) -> list[Call]:
    """Calls for out = operation(values, constant), flat arrays; `constant` repeats every len(constant) numbers."""
    run = constant.size
    whole = values.size // run * run
    calls: list[Call] = []
    if whole:
        calls.append(partial(operation, values[:whole].reshape(-1, run), constant, out=out[:whole].reshape(-1, run)))
    if whole < values.size:
        calls.append(partial(operation, values[whole:], constant[: values.size - whole], out=out[whole:]))
    return calls


def clipped(clip: Clip, values: FloatArray, out: FloatArray) -> list[Call]:
    """Calls for out = max(values, 0), or min(max(values, 0), 6); flat arrays without gaps."""
    if clip == "relu":
        return with_constant(np.maximum, values, ZEROS, out)
    if clip == "relu6":
        return [partial(np.clip, values, ZERO, SIX, out)]  # with two numbers twice as fast as two operations on arrays
    return []


def repeated(constant: FloatArray) -> FloatArray:
    """A number per channel repeated over as many pixels as make a long run; what is long already as it is."""
    if not constant.size or 2 * constant.size >= RUN:
        return constant
    return np.tile(constant, max(1, -(-RUN // 2 // max(1, constant.size))))


def with_channels(operation: np.ufunc, values: FloatArray, constant: FloatArray, out: FloatArray) -> list[Call]:
    """Calls for out = operation(values, constant) with a number per channel, none where there are no numbers; flat."""
    return with_constant(operation, values, repeated(constant), out) if constant.size else []


@dataclass(frozen=True, eq=False)
class Epilogue:
    """What happens to a layer's results while they are hot, and the way to where they belong.

    They are kept as they are where `kept` says so, then scaled and shifted by channel, a map is added, and they are
    clipped: the batch norm, the addition and the activation behind a layer.
    """

    clip: Clip = ""
    residual: FloatArray | None = None
    kept: FloatArray | None = None
    """Where the layer's own results are kept (H, W, C)."""
    scale: FloatArray = field(default_factory=lambda: NO_NUMBERS)
    shift: FloatArray = field(default_factory=lambda: NO_NUMBERS)

    def part(self, place: tuple[slice, ...]) -> Epilogue:
        """The same for a part of the output (rows, columns, channels)."""
        channels = place[2] if len(place) > 2 else slice(None)
        return Epilogue(
            self.clip,
            None if self.residual is None else self.residual[place],
            None if self.kept is None else self.kept[place],
            self.scale[channels],
            self.shift[channels],
        )

    def channels(self, part: slice) -> Epilogue:
        """The same for some channels of the output."""
        return self.part((slice(None), slice(None), part))

    def ready(self) -> Epilogue:
        """The same with scale and shift as long runs, made once for all blocks; no more to be parted by channels."""
        return replace(self, scale=repeated(self.scale), shift=repeated(self.shift))

    def place(self, hot: FloatArray, rows: Rows) -> FloatArray:
        """Where a kernel shall put some rows (rows, W, C without gaps): where they are kept, or into `hot`."""
        kept = None if self.kept is None else self.kept[slice(*rows)]
        return hot if kept is None or not kept.flags.c_contiguous else kept

    def finish(self, made: FloatArray, hot: FloatArray, out: FloatArray, rows: Rows) -> list[Call]:
        """Calls that bring what was made in `place` to those rows of out (H, W, C); `hot` is overwritten."""
        target = out[slice(*rows)]
        calls: list[Call] = []
        if self.kept is not None and made is hot:
            calls.append(partial(np.copyto, self.kept[slice(*rows)], hot))
        if self.scale.size:
            calls += with_channels(np.multiply, made.reshape(-1), self.scale, hot.reshape(-1))
            made = hot
            calls += with_channels(np.add, made.reshape(-1), self.shift, hot.reshape(-1))
        if self.residual is not None:
            calls.append(partial(np.add, made, self.residual[slice(*rows)], hot))
            made = hot
        if self.clip:
            direct = target.flags.c_contiguous
            calls += clipped(self.clip, made.reshape(-1), target.reshape(-1) if direct else hot.reshape(-1))
            if direct:
                return calls
            made = hot
        return [*calls, partial(np.copyto, target, made)]
