"""A store by content key that forgets what was used longest ago, beyond a budget of bytes."""

from __future__ import annotations

from collections import OrderedDict
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
        dropped = []
        while self.bytes > self.budget and self._entries:
            _, (value, size) = self._entries.popitem(last=False)
            self.bytes -= size
            dropped.append(value)
        return dropped

    def clear(self) -> list[T]:
        """Drop all values; gives them."""
        dropped = self.all()
        self._entries.clear()
        self.bytes = 0
        return dropped
