"""What tests of linked fields share: a walk over every unit between two layers, and sets of units to compare."""

from functools import cache


def size_of(trace, layer_id):
    shape = trace.shapes[layer_id]
    return shape[1:] if len(shape) == 3 else (1, 1)


def grids_from(trace, source):
    """For every unit of every layer behind `source` the units of `source` it sees, as bits of an integer."""
    height, width = size_of(trace, source)
    grids = {source: [[1 << (r * width + c) for c in range(width)] for r in range(height)]}
    later = list(trace.layers)[list(trace.layers).index(source) + 1 :]
    for layer_id in later:
        if trace.shapes[layer_id] is None:
            continue
        rows, columns = size_of(trace, layer_id)
        grid = [[0] * columns for _ in range(rows)]
        for (name, down), (_, across) in zip(trace.sources(layer_id, 0), trace.sources(layer_id, 1), strict=True):
            if name in grids:
                trace._mark(grid, grids[name], down, across, trace.layers[layer_id].kind)
        grids[layer_id] = grid
    return grids


def reach_from(trace, source, axis):
    """A function from a layer and unit of it to the first and last unit of `source` seen if there were no borders."""

    @cache
    def reach(layer_id, unit):
        if layer_id == source:
            return unit, unit
        ends = []
        for name, how in trace.sources(layer_id, axis):
            units = [unit] if how == "same" else range(size_of(trace, name)[axis]) if how == "all" else how(unit)
            ends += [seen for i in units if (seen := reach(name, i))]
        return (min(lo for lo, _ in ends), max(hi for _, hi in ends)) if ends else None

    return reach


def units_in(found, height, width):
    mask = found.mask()
    assert len(mask) == height * width
    units = {(i // width, i % width) for i, byte in enumerate(mask) if byte}
    assert len(units) == found.count
    return units


def bits(number, width):
    return {divmod(i, width) for i in range(number.bit_length()) if number >> i & 1}
