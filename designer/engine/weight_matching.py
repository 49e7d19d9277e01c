"""Which array of a file belongs to which layer: by name where names are alike, else by order and shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from designer.core.analysis import Analysis
from designer.engine.array_layouts import Layout, Need, layouts, needs
from designer.engine.array_names import COUNTER, module_and_part, parent, plain, without_common_prefix, written_order
from designer.engine.weight_proposal import By, Entry, Match, Proposal

MOST_MISFITS = 4
"""Names are believed where for each array they lead to that does not fit at least so many do."""


def propose(analysis: Analysis, entries: Iterable[Entry]) -> Proposal:
    """The likeliest match of the arrays of a file, in its order, with the layers of a design."""
    above = {layer.id: layer.inputs[0] for layer in analysis.design if layer.inputs}
    return _Matching(needs(analysis), above, tuple(entries)).proposal()


Modules = dict[str, dict[str, Entry]]
Layers = dict[str, dict[str, Need]]
Kind = tuple[tuple[int, ...], bool]
"""What layers have in common whose arrays could be exchanged: the weight's shape, and whether there are statistics."""


class _Matching:
    """One search: names first, then modules of one shape in their order, then single arrays without telling names."""

    def __init__(self, wanted: Sequence[Need], above: Mapping[str, str], entries: tuple[Entry, ...]) -> None:
        self.wanted, self.above, self.entries = wanted, above, entries
        self.found: dict[str, Match] = {}
        self.parents: dict[str, str] = {}
        self.layers: Layers = {}
        for need in wanted:
            self.layers.setdefault(need.spec.layer, {})[need.spec.name] = need
        self.modules: Modules = {}
        self.nameless: list[Entry] = []
        weights = [entry for entry in entries if not COUNTER.search(entry.name)]
        for entry in written_order(weights, lambda entry: entry.name, lambda entry: entry.dtype):
            module, part = module_and_part(entry.name)
            if not part or part in self.modules.get(module, {}):
                self.nameless.append(entry)
            else:
                self.modules.setdefault(module, {})[part] = entry
        self.turned = self._seems_turned()

    def _seems_turned(self) -> bool:
        """Whether arrays of this file stand in another order of axes than PyTorch's, as far as shapes tell."""
        same: set[tuple[int, ...]] = set()
        turned: set[tuple[int, ...]] = set()
        for need in self.wanted:
            if len(need.spec.shape) > 1:
                same.add(need.spec.shape)
                turned.update(_turned_shapes(need))
        votes = sum((entry.shape in turned) - (entry.shape in same) for entry in self.entries)
        return votes > 0

    def proposal(self) -> Proposal:
        """The match of every array needed."""
        self._by_name()
        self._by_module()
        self._by_shape()
        self._misfits()
        return Proposal(tuple(self.found.get(need.name, Match(need)) for need in self.wanted), self.entries)

    def _layout(self, need: Need, shape: tuple[int, ...]) -> Layout | None:
        """Of two layouts that fit, that of the other arrays of the file."""
        possible = layouts(need, shape)
        alike = [layout for layout in possible if (layout != "same") == self.turned]
        return next(iter([*alike, *possible]), None)

    def _take(self, layer: str, module: str, by: By) -> None:
        """Give a layer the arrays of a module, as far as they fit; neither is free any more."""
        parts = self.modules.pop(module)
        self.parents[layer] = parent(module)
        for part, need in self.layers.pop(layer).items():
            entry = parts.get(part)
            layout = self._layout(need, entry.shape) if entry is not None else None
            if layout is not None:
                self.found[need.name] = Match(need, entry, layout, by)

    def _by_name(self) -> None:
        """Modules of a layer's own name, also behind a prefix that all have; unless too many of them do not fit."""
        named = {plain(module): module for module in self.modules}
        bare = without_common_prefix(named)
        pairs, misfits = [], 0
        for layer, parts in self.layers.items():
            module = named.get(plain(layer)) or bare.get(plain(layer))
            if module is None:
                continue
            if self._fits(parts, self.modules[module]):
                pairs.append((layer, module))
            else:
                misfits += 1
        if MOST_MISFITS * misfits <= len(pairs):
            for layer, module in pairs:
                self._take(layer, module, "name")

    def _fits(self, parts: Mapping[str, Need], module: Mapping[str, Entry]) -> bool:
        main = _main(parts)
        return main in module and self._layout(parts[main], module[main].shape) is not None

    def _by_module(self) -> None:
        """The first module of a kind to the first layer of that kind, and so on."""
        layers: dict[Kind, list[str]] = {}
        for layer, parts in self.layers.items():
            layers.setdefault(_kind(parts, parts[_main(parts)].spec.shape), []).append(layer)
        modules: dict[Kind, list[str]] = {}
        index = self._index(layers)
        for module, entries in self.modules.items():
            for kind in index.get(_kind(entries, entries[_main(entries)].shape), [])[:1]:
                modules.setdefault(kind, []).append(module)
        for kind, some in sorted(modules.items(), key=lambda found: len(found[0][0]) == 1):  # norms behind the rest
            alone = len(some) == len(layers[kind]) == 1
            for layer, module in self._paired(kind, layers[kind], some):
                self._take(layer, module, "shape" if alone else "order")

    def _paired(self, kind: Kind, layers: Sequence[str], modules: Sequence[str]) -> list[tuple[str, str]]:
        """In order; a normalisation first with one that stands in the file beside the convolution it follows."""
        pairs: list[tuple[str, str]] = []
        homes: dict[str, list[str]] = {}
        for module in reversed(modules):
            homes.setdefault(parent(module), []).append(module)
        for layer in layers if len(kind[0]) == 1 else ():
            home = homes.get(self.parents.get(self.above[layer], "nowhere"))
            if home:
                pairs.append((layer, home.pop()))
        taken = {name for pair in pairs for name in pair}
        rest = [[name for name in names if name not in taken] for names in (layers, modules)]
        return pairs + list(zip(*rest, strict=False))

    def _index(self, layers: Mapping[Kind, Sequence[str]]) -> dict[Kind, list[Kind]]:
        """For each kind of module the kinds of layers that it fits, that of the file's layout first."""
        index: dict[Kind, list[Kind]] = {}
        for turned in (self.turned, not self.turned):
            for kind, names in layers.items():
                parts = self.layers[names[0]]
                need = parts[_main(parts)]
                for shape in _turned_shapes(need) if turned else (need.spec.shape,):
                    index.setdefault((shape, kind[1]), []).append(kind)
        return index

    def _by_shape(self) -> None:
        """Arrays whose names say nothing, one after the other among those of one shape."""
        queues: dict[tuple[int, ...], list[Entry]] = {}
        for entry in self.nameless:
            queues.setdefault(entry.shape, []).append(entry)
        waiting = [need for parts in self.layers.values() for need in parts.values()]
        rivals: dict[tuple[int, ...], int] = {}
        for need in waiting:
            rivals[need.spec.shape] = rivals.get(need.spec.shape, 0) + 1
        alone = {shape for shape, queue in queues.items() if len(queue) == 1}
        for need in waiting:
            shapes = [need.spec.shape, *_turned_shapes(need)]
            for shape in sorted(shapes, key=lambda shape: (shape == need.spec.shape) == self.turned):
                if queues.get(shape):
                    entry = queues[shape].pop(0)
                    by: By = "shape" if shape in alone and rivals[need.spec.shape] == 1 else "order"
                    self.found[need.name] = Match(need, entry, self._layout(need, shape), by)
                    break

    def _misfits(self) -> None:
        """Where nothing fits, the array of the layer's own name, if it is left over: its shape is wrong.

        So is that of the one module left over, where one layer is: another head, mostly.
        """
        if len(self.layers) == len(self.modules) == 1:
            ((layer, parts),), ((module, entries),) = self.layers.items(), self.modules.items()
            main = _main(parts)
            if parts.keys() == entries.keys() and len(entries[main].shape) == len(parts[main].spec.shape):
                self._take(layer, module, "order")
                for part in parts:
                    self.found.setdefault(parts[part].name, Match(parts[part], entries[part]))
        used = {match.entry.name for match in self.found.values() if match.entry is not None}
        left = {}
        for entry in self.entries:
            module, part = module_and_part(entry.name)
            if entry.name not in used and part:
                left[f"{plain(module)} {part}"] = entry
        for need in self.wanted:
            own = left.get(f"{plain(need.spec.layer)} {need.spec.name}")
            if need.name not in self.found and own is not None:
                self.found[need.name] = Match(need, own)


def _main(parts: Mapping[str, object]) -> str:
    """The part that tells a layer's kind: its weight, if it has one."""
    return "weight" if "weight" in parts else next(iter(parts))


def _kind(parts: Mapping[str, object], shape: tuple[int, ...]) -> Kind:
    return shape, "running_mean" in parts


def _turned_shapes(need: Need) -> tuple[tuple[int, ...], ...]:
    """The shapes, other than its own, in which an array may stand in a file of Keras."""
    shape = need.spec.shape
    if len(shape) == 2:
        return (shape[::-1],)
    if len(shape) == 4:
        out, channels, height, width = shape
        kernel = (height, width, channels, out)
        return (kernel, (height, width, out, 1)) if channels == 1 else (kernel,)
    return ()
