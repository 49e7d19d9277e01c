"""Convolutions of both kinds: from options, shapes and shares to kernels."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from designer.core.kinds import Conv2d, ConvTranspose2d
from designer.core.shapes import Shape
from designer.engine.kernels import convolution, products, transposed, winograd
from designer.engine.kernels.blocks import NO_NUMBERS, Made, Rows
from designer.engine.kernels.strips import pack_strips, strips
from designer.engine.kernels.winograd_matrices import pack_winograd, tiles, winograd_panel
from designer.engine.maps import Border
from designer.engine.ways import Share, Way, way

if TYPE_CHECKING:
    from designer.engine.binding import Job
    from designer.engine.lowering import Arrays, Packed

FloatArray = NDArray[np.float32]
CHANNEL_UNIT = 32  # whole panels of a packed matrix
CHUNK_NUMBERS = 1 << 18  # weights packed at once: a few milliseconds, then a stop is noticed


def border(kind: Conv2d, shape: Shape, output: Shape) -> Border:
    """The padding, as far as taps reach into it; for Winograd as far as the last tiles reach."""
    top, _, left, _ = kind.pads(shape)
    chosen = way(kind, shape, output)
    rows = (output.height - 1) * kind.stride[0] + (kind.kernel_size[0] - 1) * kind.dilation[0] + 1
    columns = (output.width - 1) * kind.stride[1] + (kind.kernel_size[1] - 1) * kind.dilation[1] + 1
    if chosen.algorithm == "winograd":
        down, across = tiles((output.height, output.width), chosen.tile)
        extra = chosen.tile.r - 1
        rows, columns = down * chosen.tile.m + extra, across * chosen.tile.m + extra
    return Border(top, max(0, rows - top - shape.height), left, max(0, columns - left - shape.width))


def channel_share(kind: Conv2d, chosen: Way, share: Share) -> Rows:
    """The output channels this worker computes."""
    if chosen.split == "channels":
        return share.of(kind.out_channels, CHANNEL_UNIT)
    if chosen.split == "groups":
        unit = kind.out_channels // kind.groups
        first, last = share.of(kind.groups)
        return first * unit, last * unit
    return 0, kind.out_channels


def pack(kind: Conv2d, shape: Shape, output: Shape, arrays: Arrays, share: Share) -> Packed:
    """Weights for the way of this layer, for the worker's channels only: the bias, then one array a group."""
    chosen = way(kind, shape, output)
    first, last = channel_share(kind, chosen, share)
    bias = arrays("bias", (first, last)) if kind.bias else NO_NUMBERS
    if chosen.algorithm == "depthwise":
        return bias, convolution.pack_depthwise(arrays("weight", (first, last)), kind.groups)
    inputs, outputs = shape.channels // kind.groups, kind.out_channels // kind.groups
    depth, columns = inputs * math.prod(kind.kernel_size), min(outputs, last - first)
    panel, axis = products.panel_width(depth, columns), 0
    frequencies = (0, 0)
    if chosen.algorithm == "winograd":
        frequencies = share.of(chosen.tile.size**2) if chosen.split == "frequencies" else (0, chosen.tile.size**2)
        panel, axis = winograd_panel(columns), 1
    elif chosen.algorithm == "columns":
        panel = products.panel_width(depth + 1, columns)

    def some(begin: int, end: int) -> FloatArray:
        weight = arrays("weight", (begin, end))
        if chosen.algorithm == "winograd":
            return pack_winograd(weight, chosen.tile, frequencies, panel)
        if chosen.algorithm == "product":
            return convolution.pack_product(weight, panel)
        if chosen.algorithm == "strips":
            return pack_strips(weight, panel)
        return convolution.pack_columns(weight, bias[begin - first : end - first], panel)

    parts = [(begin, begin + columns) for begin in range(first, last, max(1, columns))]
    return bias, *(_in_chunks(some, part, depth, panel, axis) for part in parts)


def _in_chunks(some: Callable[[int, int], FloatArray], channels: Rows, depth: int, panel: int, axis: int) -> FloatArray:
    """Weights packed some output channels at a time: asking for them notices a stop, and they stay in the cache.

    `some` packs a range of channels, of `depth` numbers each; the parts are joined panel by panel along `axis`, or
    channel by channel along the last where there are no panels.
    """
    first, last = channels
    unit = panel or 1
    step = max(1, CHUNK_NUMBERS // max(1, depth * unit)) * unit
    axis, total = (axis, (last - first) // panel) if panel else (-1, last - first)
    packed: FloatArray | None = None
    for begin in range(first, last, step):
        chunk = some(begin, min(begin + step, last))
        if packed is None:
            shape = list(chunk.shape)
            shape[axis] = total
            packed = np.empty(shape, np.float32)
        place = (begin - first) // unit
        np.copyto(packed.swapaxes(0, axis)[place : place + chunk.shape[axis]], chunk.swapaxes(0, axis))
        del chunk  # before the next is drawn
    assert packed is not None
    return packed


def bind(kind: Conv2d, job: Job) -> Made:
    """The calls for this worker's rows, channels, groups or frequencies."""
    shape = job.shapes[0]
    assert isinstance(shape, Shape)
    output = Shape(kind.out_channels, *job.out.shape[:2])
    chosen = way(kind, shape, output)
    top, _, left, _ = kind.pads(shape)
    x = job.inputs[0].from_tap(top, left)
    channels = slice(*channel_share(kind, chosen, job.share))
    out, epilogue = job.out[:, :, channels], job.epilogue.channels(channels)
    if kind.groups == 1 or chosen.algorithm == "depthwise":
        epilogue = epilogue.ready()
    rows = job.rows if chosen.split == "rows" else (0, output.height)
    bias, *parts = job.packed
    if not out.size:
        return []
    if chosen.algorithm == "depthwise":
        return convolution.depthwise(x, parts[0], bias, out, rows, kind.stride, kind.dilation, epilogue, job.scratch)
    if chosen.algorithm == "product":
        return convolution.product(x, parts[0], bias, out, rows, kind.stride, epilogue, job.scratch)
    if chosen.split == "frequencies":
        return winograd.by_frequencies(
            x, parts[0], bias, job.out, chosen.tile, job.share.of(tiles(job.out.shape, chosen.tile)[0]),
            job.share.of(chosen.tile.size**2), epilogue, job.scratch, job.shared, job.meet,
        )  # fmt: skip
    inputs, outputs = shape.channels // kind.groups, kind.out_channels // kind.groups

    def group(number: int, packed: FloatArray) -> Made:
        at = number + channels.start // outputs if kind.groups > 1 else 0
        source = x[:, :, at * inputs : (at + 1) * inputs]
        place = slice(number * outputs, (number + 1) * outputs) if kind.groups > 1 else slice(None)
        target, finish = out[:, :, place], epilogue.channels(place).ready()
        if chosen.algorithm == "winograd":
            tile_rows = tiles(job.out.shape, chosen.tile)[0]
            band = job.share.of(tile_rows) if chosen.split == "rows" else (0, tile_rows)
            return winograd.winograd(source, packed, bias[place], target, chosen.tile, band, finish, job.scratch)
        if chosen.algorithm == "strips":
            return strips(
                source, packed, bias[place], target, rows, kind.kernel_size, kind.stride, kind.dilation[1], finish,
                job.scratch,
            )  # fmt: skip
        return convolution.columns(
            source, packed, target, rows, kind.kernel_size, kind.stride, kind.dilation, finish, job.scratch
        )

    return (block for each in enumerate(parts) for block in group(*each))


def pack_transposed(kind: ConvTranspose2d, arrays: Arrays) -> Packed:
    """One packed matrix for each group, row phase and column phase, in this order."""
    weight = arrays("weight")
    bias = arrays("bias") if kind.bias else np.zeros(kind.out_channels, np.float32)
    packed = []
    for group, shift in zip(np.split(weight, kind.groups), np.split(bias, kind.groups), strict=True):
        swapped = group.swapaxes(0, 1)
        for rows in _taps(kind, 0):
            for columns in _taps(kind, 1):
                taps = swapped[:, :, rows][:, :, :, columns]
                panel = products.panel_width(taps[0].size + 1, len(taps))
                packed.append(convolution.pack_columns(taps, shift, panel))
    return tuple(packed)


def _taps(kind: ConvTranspose2d, axis: int) -> list[list[int]]:
    """The taps of every phase of one axis, phase by phase."""
    stride, lead = kind.stride[axis], kind.pads()[2 * axis]
    found = transposed.phases(stride, kind.kernel_size[axis], stride, kind.dilation[axis], lead)
    return [list(phase.taps) for phase in found]


def bind_transposed(kind: ConvTranspose2d, job: Job) -> Made:
    """The calls for this worker's rows of every phase of every group."""
    source, out = job.inputs[0], job.out
    top, _, left, _ = kind.pads()
    down = transposed.phases(out.shape[0], kind.kernel_size[0], kind.stride[0], kind.dilation[0], top)
    across = transposed.phases(out.shape[1], kind.kernel_size[1], kind.stride[1], kind.dilation[1], left)
    part = partial(_part, groups=kind.groups)
    for group in range(kind.groups):
        inputs, outputs = part(source.full.shape[2], group), part(out.shape[2], group)
        for row in down:
            for column in across:
                number = (group * kind.stride[0] + row.first) * kind.stride[1] + column.first
                place = slice(row.first, None, kind.stride[0]), slice(column.first, None, kind.stride[1]), outputs
                yield from convolution.columns(
                    source.from_tap(-row.offset, -column.offset)[:, :, inputs],
                    job.packed[number],
                    out[place],
                    _rows_of(row, job.rows, kind.stride[0]),
                    (len(row.taps), len(column.taps)),
                    (1, 1),
                    (row.spacing, column.spacing),
                    job.epilogue.part(place),
                    job.scratch,
                )


def _part(total: int, group: int, groups: int) -> slice:
    size = total // groups
    return slice(group * size, (group + 1) * size)


def _rows_of(phase: transposed.Phase, rows: Rows, stride: int) -> Rows:
    """Which outputs of a phase lie in a range of output rows."""
    first, last = (-(-(row - phase.first) // stride) for row in rows)
    return first, last
