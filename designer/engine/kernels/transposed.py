"""Transposed convolution as one ordinary convolution for each phase of the output.

y[i·s − p + k·d] += w[k] · x[i] per axis. Outputs whose index leaves the same rest on division by the stride read
the same taps, so each such phase is a convolution of x at stride 1 with every g-th tap of the flipped kernel
(Dumoulin & Visin 2016, section 4, taken apart by phase so that no product with an inserted zero is formed).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd


@dataclass(frozen=True)
class Phase:
    """One phase of one axis: outputs first, first + stride, …

    Output number q reads x[q + offset + n·spacing] with kernel tap taps[n].
    """

    first: int
    count: int
    offset: int
    spacing: int
    taps: tuple[int, ...]


def phases(size: int, kernel: int, stride: int, dilation: int, lead: int) -> list[Phase]:
    """All phases of an axis whose output has `size` units and whose leading padding is `lead`.

    A phase without taps (a kernel shorter than its stride) has an empty tuple: its outputs are the bias.
    """
    spacing = dilation // gcd(dilation, stride)
    found = []
    for first in range(min(stride, size)):
        taps = tuple(k for k in reversed(range(kernel)) if (first + lead - k * dilation) % stride == 0)
        offset = (first + lead - taps[0] * dilation) // stride if taps else 0
        found.append(Phase(first, -(-(size - first) // stride), offset, spacing, taps))
    return found


def reach(size: int, inputs: int, kernel: int, stride: int, dilation: int, lead: int) -> tuple[int, int]:
    """Zeros needed before and after an axis of `inputs` units so that every phase stays inside."""
    before = after = 0
    for phase in phases(size, kernel, stride, dilation, lead):
        if phase.taps:
            last = phase.count - 1 + phase.offset + (len(phase.taps) - 1) * phase.spacing
            before, after = max(before, -phase.offset), max(after, last + 1 - inputs)
    return before, after
