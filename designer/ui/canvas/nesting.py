"""How open blocks lie in each other: which cards and smaller blocks stand right in each, and what two cards share."""

from collections.abc import Mapping


class Nesting:
    """Read from the innermost open block around each card, None for a card in none; a block is named by its path."""

    def __init__(self, paths: Mapping[str, str | None]) -> None:
        self.paths = paths
        self.cards: dict[str, list[str]] = {}
        """The keys of the cards right in a block; every block is a key of this, behind those around it."""
        self.parts: dict[str, list[str]] = {}
        """The blocks right in a block."""
        self.sizes: dict[str, int] = {}
        """How many cards are in a block, those of smaller blocks too."""
        self._around: dict[str | None, tuple[str, ...]] = {None: ()}
        self._shared: dict[tuple[str | None, str | None], int] = {}
        for key, path in paths.items():
            if path is not None:
                if path not in self._around:
                    self._enter(path)
                self.cards[path].append(key)
        for path in self.inner_first():
            self.sizes[path] = len(self.cards[path]) + sum(self.sizes[part] for part in self.parts[path])

    def _enter(self, path: str) -> None:
        """Note a block and those around it."""
        around: tuple[str, ...] = ()
        for name in path.split("/"):
            outer = around[-1] if around else None
            inner = name if outer is None else f"{outer}/{name}"
            around = (*around, inner)
            if inner not in self._around:
                self._around[inner] = around
                self.cards[inner], self.parts[inner] = [], []
                if outer is not None:
                    self.parts[outer].append(inner)

    def __bool__(self) -> bool:
        return bool(self.cards)

    def around(self, key: str) -> tuple[str, ...]:
        """The blocks around a card, the outermost first."""
        return self._around[self.paths[key]]

    def depth(self, path: str) -> int:
        """How many blocks a card right in a block is in: this one and those around it."""
        return len(self._around[path])

    def shared(self, one: str, other: str) -> int:
        """How many blocks are around both of two cards: the first so many of those around each."""
        pair = self.paths[one], self.paths[other]
        known = self._shared.get(pair)
        if known is None:
            second = self._around[pair[1]]
            known = self._shared[pair] = sum(block in second for block in self._around[pair[0]])
        return known

    def inner_first(self) -> list[str]:
        """All blocks, each before those around it."""
        return sorted(self.cards, key=lambda path: -len(self._around[path]))

    def inside(self, path: str) -> list[str]:
        """The keys of all cards in a block, those of smaller blocks too."""
        blocks = [path]
        for each in blocks:
            blocks += self.parts[each]
        return [key for each in blocks for key in self.cards[each]]
