"""Weights that a design keeps of its layers, as values: numbers, a seed to draw from, or a reference to a file."""

from collections.abc import Iterable
from functools import cached_property

from designer.core.value import dataclass

NAMES = ("weight", "bias", "running_mean", "running_var")
"""What arrays of layers are called, in the order of the file."""
MOST_KEPT = 1 << 22
"""Most numbers of one array that a design keeps: 16 MiB."""


@dataclass(frozen=True)
class Numbers:
    """An array of float32, C order, little-endian.

    `parts` holds one piece for each index of the first axis, of a vector one piece: a change of one filter of many
    shares all others with the value before it.
    """

    shape: tuple[int, ...]
    parts: tuple[bytes, ...]

    @property
    def data(self) -> bytes:
        """All numbers in one."""
        return b"".join(self.parts)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes, as 64 hexadecimal digits."""
        import hashlib

        sha = hashlib.sha256()
        for part in self.parts:
            sha.update(part)
        return sha.hexdigest()


@dataclass(frozen=True)
class Seed:
    """An array drawn as `run --seed` draws it, from a seed of its own: He-normal."""

    seed: int


@dataclass(frozen=True)
class Beside:
    """An array that is in a file beside the design, under its full name, and has not been read."""

    shape: tuple[int, ...]
    file: str
    digest: str


Kept = Numbers | Seed | Beside
KeptWeights = tuple[tuple[str, Kept], ...]
"""Name and array, in the order of NAMES."""


def count(shape: Iterable[int]) -> int:
    """How many numbers an array of a shape holds."""
    product = 1
    for length in shape:
        product *= length
    return product


def numbers(shape: tuple[int, ...], data: bytes) -> Numbers:
    """The array in some bytes, cut into its parts; raises ValueError where there are too few or too many."""
    if len(data) != 4 * count(shape):
        raise ValueError(f"an array of shape {list(shape)} has {4 * count(shape)} bytes, not {len(data)}")
    if len(shape) < 2:
        return Numbers(shape, (data,))
    size = len(data) // shape[0]
    return Numbers(shape, tuple(data[start : start + size] for start in range(0, len(data), size)))


def floats(part: bytes) -> tuple[float, ...]:
    """The numbers in some bytes."""
    import struct  # here: most commands never look at weights

    return struct.unpack(f"<{len(part) // 4}f", part)


def kept(weights: KeptWeights, name: str) -> Kept | None:
    """The array of that name, where it is kept."""
    return next((found for known, found in weights if known == name), None)


def put(weights: KeptWeights, name: str, array: Kept | None) -> KeptWeights:
    """The same with another array under a name, or without it."""
    found = dict(weights)
    found.pop(name, None)
    if array is not None:
        found[name] = array
    return tuple((known, found[known]) for known in NAMES if known in found)


def fits(array: Kept, shape: tuple[int, ...]) -> bool:
    """Whether an array can be that of a layer; a seed fits every shape."""
    return isinstance(array, Seed) or array.shape == shape


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as people write it: 64×3×7×7."""
    return "×".join(map(str, shape))
