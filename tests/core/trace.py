"""An oracle of shapes and dependence by brute force: loops over window positions, taps and units.

It shares no arithmetic with the program: it reads the options of the layers and nothing else. `sees` walks from a unit
back to pixels on an endless lattice, axis by axis; `dependence` says for every unit of every finite map which pixels of
the images change it. The sizes are found by counting.
"""

from fractions import Fraction
from functools import cache
from itertools import count, takewhile
from math import ceil, floor, lcm


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


class Trace:
    """Shapes and dependence of a design; `shapes[id]` is (C, H, W), (features,) or None where the arithmetic fails."""

    def __init__(self, design):
        self.layers = {layer.id: layer for layer in design}
        self.shapes = {}
        for layer in design:
            above = [self.shapes[name] for name in layer.inputs]
            self.shapes[layer.id] = None if None in above else shape_of(layer.kind, above)
        self.sources = cache(self._sources)
        self.sees = cache(self._sees)
        self.rates = cache(self._rates)
        self.cycle = cache(self._cycle)

    def reads(self, layer, index, axis):
        """A function from an output unit to the units of the input `index` it reads, or "all" of them, or "same"."""
        kind, shape = layer.kind, self.shapes[layer.inputs[index]]
        if len(shape) == 1:
            return "same"
        n = shape[1 + axis]
        match kind.name:
            case "conv2d" | "max_pool2d" | "avg_pool2d":
                return Window(kind, axis, n).taps
            case "conv_transpose2d":
                return Scatter(kind, axis, n).taps
            case "upsample":
                return upsampled(kind, axis)
            case "zero_pad2d":
                lead = pair_of(kind.padding)[axis][0]
                return lambda unit: [unit - lead]
            case "adaptive_avg_pool2d" | "adaptive_max_pool2d" if kind.output_size[axis] > 1:
                return lambda unit: bin_of(unit, n, kind.output_size[axis])
            case "adaptive_avg_pool2d" | "adaptive_max_pool2d" | "flatten" | "linear":
                return "all"
            case "multiply" if shape != self.shapes[layer.id]:
                return "all"
        return "same"

    def _sources(self, layer_id, axis):
        """What a layer reads on an axis: pairs of a layer above and how its units are read."""
        layer = self.layers[layer_id]
        return [(name, self.reads(layer, i, axis)) for i, name in enumerate(layer.inputs)]

    def _sees(self, layer_id, axis, unit):
        """First and last pixel that a unit sees on the endless lattice, or None."""
        sources = self.sources(layer_id, axis)
        if not sources:
            return unit, unit
        ends = []
        for name, reads in sources:
            units = [unit] if reads == "same" else range(self.shapes[name][1 + axis]) if reads == "all" else reads(unit)
            ends += [seen for i in units if (seen := self.sees(name, axis, i))]
        return (min(lo for lo, _ in ends), max(hi for _, hi in ends)) if ends else None

    def _rates(self, layer_id, axis):
        """The jumps of all paths to the images, 0 behind a layer that sees all units."""
        layer, found = self.layers[layer_id], set()
        for name, reads in self.sources(layer_id, axis):
            factor = Fraction(1)
            if reads == "all":
                factor = Fraction(0)
            elif reads != "same":
                kind = layer.kind
                match kind.name:
                    case "conv2d" | "max_pool2d" | "avg_pool2d":
                        factor = Fraction((kind.stride or kind.kernel_size)[axis])
                    case "conv_transpose2d":
                        factor = Fraction(1, kind.stride[axis])
                    case "upsample":
                        factor = Fraction(1, kind.scale_factor[axis])
                    case "adaptive_avg_pool2d" | "adaptive_max_pool2d":
                        factor = Fraction(self.shapes[name][1 + axis], kind.output_size[axis])
            found |= {rate * factor for rate in self.rates(name, axis)}
        return frozenset(found or {Fraction(1)})

    def _cycle(self, layer_id, axis):
        """A number of units after which the pattern of what they see repeats."""
        layer, cycles = self.layers[layer_id], [1]
        for name, reads in self.sources(layer_id, axis):
            own = 1
            if reads not in ("same", "all"):
                match layer.kind.name:
                    case "conv_transpose2d":
                        own = layer.kind.stride[axis]
                    case "upsample":
                        own = layer.kind.scale_factor[axis]
                    case "adaptive_avg_pool2d" | "adaptive_max_pool2d":
                        own = layer.kind.output_size[axis]
            cycles.append(own * self.cycle(name, axis))
        return lcm(*cycles)

    def jump(self, layer_id, axis):
        """The one jump of the units that move, else None."""
        moving = {rate for rate in self.rates(layer_id, axis) if rate}
        return moving.pop() if len(moving) == 1 else None

    def receptive_field(self, layer_id, axis):
        """The most pixels that a unit sees: of all phases, or of the units there are where paths differ in jump."""
        shape = self.shapes[layer_id]
        units = shape[1 + axis] if len(shape) == 3 else 1
        if len(self.rates(layer_id, axis)) == 1 and len(shape) == 3:
            units = max(units, self.cycle(layer_id, axis))
        seen = [self.sees(layer_id, axis, unit) for unit in range(units)]
        return max((hi - lo + 1 for lo, hi in (ends for ends in seen if ends)), default=0)

    def dependence(self):
        """For every layer with a shape the grid of its units; each unit is a set of pixels, as bits of an integer.

        Returns the grids by id and the place (row, column) of every bit. A vector has one unit.
        """
        grids, places = {}, []
        for layer in self.layers.values():
            shape = self.shapes[layer.id]
            if shape is None:
                continue
            height, width = shape[1:] if len(shape) == 3 else (1, 1)
            if not layer.inputs:
                grids[layer.id] = [[1 << (len(places) + r * width + c) for c in range(width)] for r in range(height)]
                places += [(r, c) for r in range(height) for c in range(width)]
                continue
            grid = [[0] * width for _ in range(height)]
            both = zip(self.sources(layer.id, 0), self.sources(layer.id, 1), strict=True)
            for (name, down), (_, across) in both:
                self._mark(grid, grids[name], down, across, layer.kind)
            grids[layer.id] = grid
        return grids, places

    @staticmethod
    def _mark(grid, above, down, across, kind):
        """Add to every unit of `grid` the pixels of the units of `above` that it reads."""
        clamped = kind.name == "upsample"  # neighbours beyond the border are the border's pixel again

        def within(reads, unit, length):
            if reads == "all":
                return range(length)
            units = [unit] if reads == "same" else reads(unit)
            return [min(max(i, 0), length - 1) if clamped else i for i in units if clamped or 0 <= i < length]

        columns = [within(across, c, len(above[0])) for c in range(len(grid[0]))]
        for r, line in enumerate(grid):
            rows = within(down, r, len(above))
            merged = [0] * len(above[0])
            for i in rows:
                merged = [seen | more for seen, more in zip(merged, above[i], strict=True)]
            for c, reads in enumerate(columns):
                for i in reads:
                    line[c] |= merged[i]


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
