"""An oracle of shapes by brute force: windows and taps one by one, sizes found by counting.

It shares no arithmetic with the program: it reads the options of the layers and nothing else.
"""

from fractions import Fraction
from itertools import count, takewhile
from math import ceil, floor


def pair_of(padding):
    """((top, bottom), (left, right)) of the numbers of a padding."""
    return ((padding[0],) * 2, (padding[1],) * 2) if len(padding) == 2 else (padding[:2], padding[2:])


class Window:
    """One axis of a convolution or pool over n units."""

    def __init__(self, kind, axis, n):
        self.n, self.kernel = n, kind.kernel_size[axis]
        self.stride = (kind.stride or kind.kernel_size)[axis]
        self.dilation = getattr(kind, "dilation", (1, 1))[axis]
        self.partial = getattr(kind, "ceil_mode", False)
        self.lead, self.trail = 0, 0
        if kind.padding == "same":
            wanted = ceil(Fraction(n, self.stride))
            for total in count():  # the least padding that gives enough windows, the odd unit trailing
                self.lead, self.trail = total // 2, total - total // 2
                if sum(1 for _ in self._whole()) >= wanted:
                    break
        elif kind.padding != "valid":
            self.lead, self.trail = pair_of(kind.padding)[axis]

    def taps(self, unit):
        """The input units that an output unit reads, on the endless lattice."""
        return [unit * self.stride - self.lead + tap * self.dilation for tap in range(self.kernel)]

    def _whole(self):
        for unit in count():
            if self.taps(unit)[-1] >= self.n + self.trail:
                return
            yield unit

    def positions(self):
        """How many windows there are: those that lie in the padded input, or with ceil_mode until all of it is read."""
        units = list(self._whole())
        if self.partial:
            last = self.n + self.trail - 1
            units = list(takewhile(lambda unit: self.taps(unit - 1)[-1] < last, count()))
            if units and self.taps(units[-1])[0] >= self.n:  # the last one may not start in the trailing padding
                units.pop()
        return len(units)


class Scatter:
    """One axis of a transposed convolution over n units: each of them writes a window of the output."""

    def __init__(self, kind, axis, n):
        self.n, self.kernel, self.stride = n, kind.kernel_size[axis], kind.stride[axis]
        self.dilation, self.extra = kind.dilation[axis], kind.output_padding[axis]
        self.lead, self.trail = (0, 0) if kind.padding == "valid" else pair_of(kind.padding)[axis]

    def writes(self, unit):
        return [unit * self.stride + tap * self.dilation - self.lead for tap in range(self.kernel)]

    def taps(self, unit):
        reach = self.kernel * self.dilation // self.stride + 2
        near = (unit + self.lead) // self.stride
        return [i for i in range(near - reach, near + 2) if unit in self.writes(i)]

    def positions(self):
        return max(max(self.writes(i)) for i in range(self.n)) + 1 + self.extra - self.trail


def upsampled(kind, axis):
    """A function from an output unit to the input units that it reads with a weight other than zero."""
    factor = kind.scale_factor[axis]
    if kind.mode == "nearest":
        return lambda unit: [floor(Fraction(unit, factor))]

    def blend(unit):
        place = (unit + Fraction(1, 2)) / factor - Fraction(1, 2)
        below = floor(place)
        return [i for i in (below, below + 1) if 1 - abs(place - i) > 0]

    return blend


def bin_of(unit, n, bins):
    """The units of an adaptive pool's bin, by PyTorch's floor and ceiling."""
    return list(range(floor(Fraction(unit * n, bins)), ceil(Fraction((unit + 1) * n, bins))))


def shape_of(kind, above):
    """The output of a layer, by counting; None where there is none."""
    first = above[0] if above else None
    maps = first is not None and len(first) == 3
    match kind.name:
        case "input":
            return kind.channels, kind.height, kind.width
        case "conv2d" | "conv_transpose2d" | "max_pool2d" | "avg_pool2d":
            if not maps:
                return None
            pool = kind.name.endswith("pool2d")
            if not pool and (first[0] % kind.groups or kind.out_channels % kind.groups):
                return None
            make = Scatter if kind.name == "conv_transpose2d" else Window
            axes = [make(kind, axis, first[1 + axis]) for axis in (0, 1)]
            if make is Scatter and any(axis.extra >= max(axis.stride, axis.dilation) for axis in axes):
                return None
            sizes = [axis.positions() for axis in axes]
            return (first[0] if pool else kind.out_channels, *sizes) if min(sizes) > 0 else None
        case "adaptive_avg_pool2d" | "adaptive_max_pool2d":
            return (first[0], *kind.output_size) if maps else None
        case "upsample":
            return (first[0], *(n * f for n, f in zip(first[1:], kind.scale_factor, strict=True))) if maps else None
        case "zero_pad2d":
            return (
                (first[0], *(n + sum(p) for n, p in zip(first[1:], pair_of(kind.padding), strict=True)))
                if maps
                else None
            )
        case "batch_norm2d" | "local_response_norm":
            return first if maps else None
        case "activation" | "dropout":
            return first
        case "flatten":
            return (first[0] * first[1] * first[2],) if maps else first
        case "linear":
            return (kind.out_features,)
        case "add":
            return first if len(set(above)) == 1 else None
        case "concat":
            return (sum(shape[0] for shape in above), *first[1:]) if len({shape[1:] for shape in above}) == 1 else None
        case "multiply":
            full = [shape for shape in above if shape[1:] != (1, 1)] or above
            gates = [shape for shape in above if shape[1:] == (1, 1)]
            if len(set(full)) > 1 or any(len(full[0]) != 3 or gate[0] != full[0][0] for gate in gates):
                return None
            return full[0]
    raise AssertionError(f"the oracle does not know {kind.name}")
