"""What can be done to the filters of a layer at once: named kernels and banks, on one filter, one channel or all."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from designer.core.kinds import BatchNorm2d
from designer.engine.filters import Filters
from designer.engine.named_kernels import COLOURS, KERNELS, KernelError, coloured, edge_bank, gabor_bank, spread

Doubles = NDArray[np.floating]

EDGE_BANK, GABOR_BANK, EACH_CHANNEL = "Edge bank", "Gabor bank", "Identity, channel by channel"
ZERO, RANDOM = "Zero", "Random"
BANKS = (EDGE_BANK, GABOR_BANK, EACH_CHANNEL)
"""Names that mean another kernel for each filter of a layer."""
FILTER, CHANNEL, LAYER = "this filter", "this input channel", "all filters"
SCOPES = (FILTER, CHANNEL, LAYER)
"""What a kernel can be given to: a whole filter, its slice of one input channel, or all filters of the layer."""


def names_for(filters: Filters) -> tuple[str, ...]:
    """The kernels that make sense for a layer; colours need three input channels."""
    if isinstance(filters.kind, BatchNorm2d):
        return ()
    colours = tuple(COLOURS) if filters.channels == 3 else ()
    return (*KERNELS, *colours, ZERO, RANDOM, *BANKS)


def with_kernel(filters: Filters, name: str, scope: str, index: int, channel: int, seed: int = 0) -> Filters:
    """The filters with a named kernel in one of SCOPES: the filter `index`, its input channel, or all.

    A kernel for a whole filter reads the mean of its input channels; a colour weighs them. Random numbers are
    He-normal, from a seed. Raises KernelError where the size has no room for the kernel.
    """
    numbers = filters.numbers.copy()
    if name == RANDOM:
        part = {FILTER: numbers[index], CHANNEL: numbers[index, channel], LAYER: numbers}[scope]
        part[...] = np.random.default_rng(seed).normal(0, math.sqrt(2 / numbers[0].size), part.shape)
    elif scope == CHANNEL:
        alike = name not in COLOURS and name != EACH_CHANNEL  # on all channels, of which this is but one
        numbers[index, channel] = _single(filters, name, index)[channel] * (filters.channels if alike else 1)
    elif scope == FILTER:
        numbers[index] = _single(filters, name, index)
    elif name in BANKS:
        numbers[:] = _bank(filters, name)
    else:
        numbers[:] = _single(filters, name, index)
    return replace(filters, numbers=numbers)


def _single(filters: Filters, name: str, index: int) -> Doubles:
    """The kernel for one filter: (channels, rows, columns); of a bank that which stands at the filter's place."""
    if name in BANKS:
        bank: Doubles = _bank(filters, name)[index]
        return bank
    if name in COLOURS:
        if filters.channels != 3:
            raise KernelError(
                f"{name} needs red, green and blue, and a filter of {filters.layer} reads {filters.channels}"
            )
        return coloured(name, filters.size)
    kernel = np.zeros(filters.size) if name == ZERO else KERNELS[name](filters.size)
    return spread(kernel, filters.channels)


def _bank(filters: Filters, name: str) -> Doubles:
    """A kernel for each filter."""
    if name == EDGE_BANK:
        return edge_bank(filters.numbers.shape)
    if name == GABOR_BANK:
        return np.array([spread(kernel, filters.channels) for kernel in gabor_bank(len(filters.numbers), filters.size)])
    found = np.zeros(filters.numbers.shape)
    for index in range(len(found)):
        found[index, index % filters.channels] = KERNELS["Identity"](filters.size)
    return found
