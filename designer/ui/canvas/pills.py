"""Which layers are drawn as pills."""

from designer.core.kind import Kind
from designer.core.kinds import Activation, BatchNorm2d, Dropout, LocalResponseNorm

PILLS = (Activation, BatchNorm2d, Dropout, LocalResponseNorm)


def is_pill(kind: Kind) -> bool:
    """Whether layers of this kind are drawn as pills under the layer they follow."""
    return isinstance(kind, PILLS)
