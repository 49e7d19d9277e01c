"""An oracle of dependence by brute force: loops over window positions, taps and units.

It shares no arithmetic with the program: it reads the options of the layers and nothing else, and has the sizes that
`counting` finds. `sees` walks from a unit back to pixels on an endless lattice, axis by axis; `dependence` says for
every unit of every finite map which pixels of the images change it.
"""

from fractions import Fraction
from functools import cache
from math import lcm

from tests.core.counting import Scatter, Window, bin_of, pair_of, shape_of, upsampled


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
