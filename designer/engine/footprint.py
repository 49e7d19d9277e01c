"""How many numbers each storey keeps and takes for a while, worked out as its kernel will."""

from __future__ import annotations

import math

from designer.core.kinds import (
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
from designer.engine.convolutions import CHUNK_NUMBERS
from designer.engine.kernels.blocks import CACHE_BYTES, RUN
from designer.engine.kernels.convolution import DEPTHWISE_BYTES, PRODUCT_BYTES
from designer.engine.kernels.linear import WIDE, outputs_at_once
from designer.engine.kernels.winograd import BAND_BYTES, LARGE_WEIGHTS
from designer.engine.kernels.winograd_matrices import PANELS, tiles
from designer.engine.storeys import Storey
from designer.engine.ways import Way, way
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
    """Numbers that packing takes besides, for a moment: some weights as drawn, and what lies between."""
    base = storey.base
    own = max((math.prod(spec.shape) for spec in base.weights), default=0)
    if not own:
        return 0
    some = min(own, DRAWN_AT_ONCE)
    drawing = NORMAL_QUANTILES.size + 2 * some + some // 2  # scaled quantiles; 64 bits of place and 16 bits drawn each
    if isinstance(base.kind, Linear):
        wide = -(-base.kind.out_features // members) >= WIDE
        return drawing + (min(own, outputs_at_once(base.shapes[0].elements) * base.shapes[0].elements) if wide else 0)
    chosen = _way(base.kind, base.shapes, storey.last.output)
    if chosen is None or chosen.algorithm == "depthwise":
        return max(drawing, 2 * own)
    panel = PANELS[0] * math.prod(base.weights[0].shape[1:])
    part = min(own, max(1, CHUNK_NUMBERS // panel) * panel)
    spectrum = part * chosen.tile.size**2 // chosen.tile.r**2 if chosen.algorithm == "winograd" else 0
    spectrum //= members if chosen.split == "frequencies" else 1
    return part + max(drawing, part + 2 * spectrum)


def constant_numbers(storey: Storey) -> int:
    """Numbers that each worker repeats so as to have long runs: biases, scales and shifts, weights of a row."""
    base, output = storey.base, storey.last.output
    chosen = _way(base.kind, base.shapes, output)
    if chosen is None or not isinstance(output, Shape):
        return 0
    assert isinstance(base.kind, Conv2d)
    run = RUN // 2 + output.channels
    runs = 2 * (storey.norm is not None) + (base.kind.bias and chosen.algorithm in ("product", "depthwise"))
    rows = math.prod(base.kind.kernel_size) * output.width * output.channels if chosen.algorithm == "depthwise" else 0
    return runs * run + rows


def scratch_numbers(storey: Storey, members: int = 1) -> int:
    """Numbers of scratch memory, of one worker."""
    base, output = storey.base, storey.last.output
    if not isinstance(output, Shape) or not base.shapes or not isinstance(base.shapes[0], Shape):
        return 0
    shape, kind = base.shapes[0], base.kind
    chosen = _way(kind, base.shapes, output)
    if chosen is not None:
        assert isinstance(kind, Conv2d)
        return _convolution(kind, chosen, shape, output, members)
    if isinstance(kind, ConvTranspose2d):
        depth = shape.channels * math.prod(kind.kernel_size) + 17
        return _block(output.height, output.width * (depth + output.channels), output.width * depth, CACHE_BYTES)
    if isinstance(kind, MaxPool2d | AvgPool2d | Add | BatchNorm2d | LocalResponseNorm):
        row = shape.width * shape.channels
        return 2 * _block(output.height, row, row, DEPTHWISE_BYTES)
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


def _block(rows: int, row_numbers: int, sized_by: int, block_bytes: int) -> int:
    """Numbers of a block of whole rows whose size was chosen by some of its numbers."""
    return min(rows, max(1, block_bytes // max(1, 4 * sized_by))) * row_numbers


def _convolution(kind: Conv2d, chosen: Way, shape: Shape, output: Shape, members: int) -> int:
    inputs, outputs = shape.channels // kind.groups, output.channels // kind.groups
    width = output.width
    if chosen.algorithm == "product":
        most = max(inputs, outputs)
        return _block(output.height, width * (inputs + outputs), width * most, PRODUCT_BYTES)
    if chosen.algorithm == "depthwise":
        row = width * output.channels
        return _block(output.height, row, row, DEPTHWISE_BYTES)
    if chosen.algorithm == "columns":
        depth = -(-(inputs * math.prod(kind.kernel_size) + 1) // 16) * 16
        return _block(output.height, width * (depth + outputs), width * depth, CACHE_BYTES)
    down, across = tiles((output.height, output.width), chosen.tile)
    size = chosen.tile.size**2
    if chosen.split == "frequencies":
        return 2 * size * -(-down // members) * across * max(inputs, outputs)
    packed = 4 * size * inputs * outputs
    row = size * across * max(inputs, outputs)
    return 2 * _block(down, row, row, BAND_BYTES if packed < LARGE_WEIGHTS else packed)


def _way(kind: Kind, shapes: tuple[Output, ...], output: Output) -> Way | None:
    if isinstance(kind, Conv2d) and isinstance(output, Shape) and isinstance(shapes[0], Shape):
        return way(kind, shapes[0], output)
    return None
