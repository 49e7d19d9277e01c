"""How many numbers each storey keeps and takes for a while, worked out as its kernel will."""

from __future__ import annotations

import math

from designer.core.kinds import (
    AdaptiveAvgPool2d,
    AdaptiveMaxPool2d,
    Add,
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    ConvTranspose2d,
    Kind,
    Linear,
    LocalResponseNorm,
    MaxPool2d,
)
from designer.core.shapes import Output, Shape
from designer.engine.convolutions import CHUNK_NUMBERS, channel_share
from designer.engine.kernels.blocks import CACHE_BYTES, RUN, longest
from designer.engine.kernels.convolution import DEPTHWISE_BYTES, PRODUCT_BYTES
from designer.engine.kernels.strips import rows_of_block, rows_read
from designer.engine.kernels.winograd import BAND_BYTES, LARGE_WEIGHTS
from designer.engine.kernels.winograd_matrices import PANELS, tiles
from designer.engine.storeys import Storey
from designer.engine.ways import Share, Way, way
from designer.engine.weights import DRAWN_AT_ONCE, NORMAL_QUANTILES

CALL_NUMBERS = 128


def packed_numbers(storey: Storey) -> int:
    """Numbers of the packed weights that are kept, of all workers together where they divide them."""
    base = storey.base
    own = sum(math.prod(spec.shape) for spec in base.weights)
    chosen = _way(base.kind, base.shapes, storey.last.output)
    if chosen is not None and chosen.algorithm == "winograd":
        return own * chosen.tile.size**2 // chosen.tile.r**2
    return own


def packed_by_each(storey: Storey) -> bool:
    """Whether every worker keeps all of the packed weights, because workers divide rows."""
    chosen = _way(storey.base.kind, storey.base.shapes, storey.last.output)
    return chosen.split == "rows" if chosen is not None else not isinstance(storey.base.kind, Linear)


def passing_numbers(storey: Storey, members: int = 1) -> int:
    """Numbers that one worker's packing takes for a moment, besides all that is kept.

    Weights are drawn and packed in parts, and the place of all is taken when the first part is made.
    """
    base = storey.base
    chosen = _way(base.kind, base.shapes, storey.last.output)
    own = _asked_by_one(storey, chosen, members)
    if not own:
        return 0
    if isinstance(base.kind, Linear):
        return _drawing(own)
    if chosen is None or chosen.algorithm == "depthwise":
        return max(_drawing(own), 2 * own)
    panel = PANELS[0] * math.prod(base.weights[0].shape[1:])
    first = min(own, max(1, CHUNK_NUMBERS // panel) * panel)
    second = min(first, own - first)
    made = _packed(own, chosen, members)
    return max(
        _packing(first, chosen, members) - made, _packing(second, chosen, members), _packed(first, chosen, members)
    )


def _drawing(numbers: int) -> int:
    """Numbers that are taken while some are drawn: the scaled quantiles; 64 bits of place and 16 bits drawn each."""
    some = min(numbers, DRAWN_AT_ONCE)
    return NORMAL_QUANTILES.size + 2 * some + some // 2


def _packing(part: int, chosen: Way, members: int) -> int:
    """Numbers taken while a part of the weights is drawn, brought into order, transformed and cut into panels."""
    between = part + 2 * _packed(part, chosen, members) if chosen.algorithm == "winograd" else part
    return part + max(_drawing(part), between) if part else 0


def _packed(part: int, chosen: Way, members: int) -> int:
    """Numbers of a part of the weights as one worker keeps them."""
    if chosen.algorithm != "winograd":
        return part
    return part * chosen.tile.size**2 // chosen.tile.r**2 // (members if chosen.split == "frequencies" else 1)


def _asked_by_one(storey: Storey, chosen: Way | None, members: int) -> int:
    """Numbers of the largest array of weights, as far as the worker with the largest share asks for it."""
    base = storey.base
    if isinstance(base.kind, Linear):
        return max(_shares(base.kind.out_features, members)) * base.shapes[0].elements
    if isinstance(base.kind, Conv2d) and chosen is not None:
        parts = (channel_share(base.kind, chosen, Share(member, members)) for member in range(members))
        return longest(parts) * math.prod(base.weights[0].shape[1:])
    return max((math.prod(spec.shape) for spec in base.weights), default=0)


def _shares(total: int, members: int) -> set[int]:
    """How many rows, or tile rows, or features, the workers have."""
    return {last - first for first, last in (Share(member, members).of(total) for member in range(members))}


def constant_numbers(storey: Storey) -> int:
    """Numbers that each worker repeats so as to have long runs: biases, scales and shifts, weights of a row."""
    base, output = storey.base, storey.last.output
    chosen = _way(base.kind, base.shapes, output)
    if chosen is None or not isinstance(output, Shape):
        return 0
    assert isinstance(base.kind, Conv2d)
    run = RUN // 2 + output.channels
    runs = 2 * (storey.norm is not None) + (base.kind.bias and chosen.algorithm in ("product", "depthwise", "strips"))
    rows = math.prod(base.kind.kernel_size) * output.width * output.channels if chosen.algorithm == "depthwise" else 0
    return runs * run + rows


def scratch_numbers(storey: Storey, members: int = 1) -> int:
    """Numbers of scratch memory, of one worker."""
    base, output = storey.base, storey.last.output
    if not isinstance(output, Shape) or not base.shapes or not isinstance(base.shapes[0], Shape):
        return 0
    shape, kind, rows = base.shapes[0], base.kind, _shares(output.height, members)
    chosen = _way(kind, base.shapes, output)
    if chosen is not None:
        assert isinstance(kind, Conv2d)
        parts = {longest([channel_share(kind, chosen, Share(member, members))]) for member in range(members)}
        wide = (min(part, output.channels // kind.groups) for part in parts)
        return max(_convolution(kind, chosen, shape, output, outputs, members) for outputs in wide)
    if isinstance(kind, ConvTranspose2d):
        depth = shape.channels * math.prod(kind.kernel_size) + 17
        return _block(rows, output.width * (depth + output.channels), output.width * depth, CACHE_BYTES)
    if isinstance(kind, MaxPool2d | AvgPool2d | Add | BatchNorm2d | LocalResponseNorm):
        row = shape.width * shape.channels
        return 2 * _block(rows, row, row, DEPTHWISE_BYTES)
    if isinstance(kind, AdaptiveAvgPool2d | AdaptiveMaxPool2d):
        return (shape.width + output.width) * shape.channels
    return 2 * shape.width * shape.channels


def shared_numbers(storey: Storey) -> int:
    """Numbers of the scratch memory that workers share."""
    shapes, output = storey.base.shapes, storey.last.output
    chosen = _way(storey.base.kind, shapes, output)
    if chosen is None or chosen.split != "frequencies":
        return 0
    assert isinstance(output, Shape)
    assert isinstance(shapes[0], Shape)
    down, across = tiles((output.height, output.width), chosen.tile)
    return chosen.tile.size**2 * down * across * (shapes[0].channels + output.channels)


def call_numbers(storey: Storey) -> int:
    """Memory of the bound calls themselves, counted in numbers: a few hundred bytes each."""
    base, output = storey.base, storey.last.output
    if not isinstance(output, Shape) or not base.shapes or not isinstance(base.shapes[0], Shape):
        return CALL_NUMBERS
    kind, shape = base.kind, base.shapes[0]
    rows = output.height
    if isinstance(kind, MaxPool2d | AvgPool2d):
        blocks = -(-rows // max(1, DEPTHWISE_BYTES // (4 * shape.width * shape.channels)))
        down = min(kind.kernel_size[0], shape.height * rows)
        across = min(kind.kernel_size[1], shape.width * output.width)
        return CALL_NUMBERS * (blocks * (down + across) + rows + output.width)
    if isinstance(kind, ConvTranspose2d):
        phases = min(kind.stride[0], rows) * min(kind.stride[1], output.width)
        return CALL_NUMBERS * kind.groups * (phases + rows * min(kind.stride[1], output.width))
    if isinstance(kind, Conv2d) and kind.groups < shape.channels:
        depth = shape.channels // kind.groups * math.prod(kind.kernel_size)
        return CALL_NUMBERS * kind.groups * -(-rows // max(1, CACHE_BYTES // (4 * output.width * (depth + 17))))
    return CALL_NUMBERS * (rows + output.width)


def _block(shares: set[int], row_numbers: int, sized_by: int, block_bytes: int) -> int:
    """Numbers of the largest block of whole rows, as `cuts` makes them, sized by some of them."""
    return _longest(shares, max(1, block_bytes // max(1, 4 * sized_by))) * row_numbers


def _longest(shares: set[int], most: int) -> int:
    """The longest part, as `cuts` makes parts of at most so many rows."""
    return max(-(-rows // -(-rows // most)) if rows else 0 for rows in shares)


def _convolution(kind: Conv2d, chosen: Way, shape: Shape, output: Shape, outputs: int, members: int) -> int:
    """Scratch numbers of one worker that computes that many outputs of each group."""
    inputs = shape.channels // kind.groups
    width, divided = output.width, members if chosen.split == "rows" else 1
    rows = _shares(output.height, divided)
    if chosen.algorithm == "product":
        most = max(inputs, outputs)
        return _block(rows, width * (inputs + outputs), width * most, PRODUCT_BYTES)
    if chosen.algorithm == "depthwise":
        row = width * output.channels
        return _block(rows, row, row, DEPTHWISE_BYTES)
    if chosen.algorithm == "columns":
        depth = -(-(inputs * math.prod(kind.kernel_size) + 1) // 16) * 16
        return _block(rows, width * (depth + outputs), width * depth, CACHE_BYTES)
    if chosen.algorithm == "strips":
        run = inputs * kind.kernel_size[1]
        most = _longest(rows, rows_of_block(width, run, kind.kernel_size[0], kind.stride[0]))
        return width * (rows_read(most, kind.kernel_size[0], kind.stride[0]) * run + most * outputs)
    down, across = tiles((output.height, output.width), chosen.tile)
    size = chosen.tile.size**2
    if chosen.split == "frequencies":
        return 2 * size * -(-down // members) * across * max(inputs, outputs)
    packed = 4 * size * inputs * outputs
    row = size * across * max(inputs, outputs)
    return 2 * _block(_shares(down, divided), row, row, BAND_BYTES if packed < LARGE_WEIGHTS else packed)


def _way(kind: Kind, shapes: tuple[Output, ...], output: Output) -> Way | None:
    if isinstance(kind, Conv2d) and isinstance(output, Shape) and isinstance(shapes[0], Shape):
        return way(kind, shapes[0], output)
    return None
