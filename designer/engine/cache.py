"""A store by content key that forgets what was used longest ago, beyond a budget of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Container
from typing import Generic, TypeVar

T = TypeVar("T")


class ByteBudgetCache(Generic[T]):
    """Values by key, the least recently used dropped first once their bytes exceed the budget."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.bytes = 0
        self._entries: OrderedDict[str, tuple[T, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> T | None:
        """The value, which counts as used now; None where it is not known."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[0]

    def put(self, key: str, value: T, size: int) -> None:
        """Keep a value of `size` bytes, in the place of an older one with the same key."""
        old = self._entries.pop(key, None)
        self.bytes += size - (old[1] if old else 0)
        self._entries[key] = (value, size)

    def all(self) -> list[T]:
        """Every value held, the least recently used first."""
        return [value for value, _ in self._entries.values()]

    def trim(self) -> list[T]:
        """Drop the oldest values until the rest fits the budget; gives what was dropped."""
        return self.trim_others((), self.budget)

    def bytes_of_others(self, keys: Container[str]) -> int:
        """What all values but those of `keys` take."""
        return sum(size for key, (_, size) in self._entries.items() if key not in keys)

    def trim_others(self, keys: Container[str], most: int) -> list[T]:
        """Drop the oldest values but those of `keys`, until such take at most so many bytes; gives what was dropped."""
        if self.bytes <= most:
            return []
        others, dropped = self.bytes_of_others(keys), []
        for key in [key for key in self._entries if key not in keys]:
            if others <= most:
                break
            value, size = self._entries.pop(key)
            others, self.bytes = others - size, self.bytes - size
            dropped.append(value)
        return dropped

    def clear(self) -> list[T]:
        """Drop all values; gives them."""
        dropped = self.all()
        self._entries.clear()
        self.bytes = 0
        return dropped
