"""Who computes a run: one process, or several that divide each layer."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from designer.engine.kernels.blocks import Scratch
from designer.engine.ways import Share

FloatArray = NDArray[np.float32]


class Team(Protocol):
    """The workers that compute a run together, each with its own share of every layer."""

    share: Share
    scratch: Scratch
    """This worker's own."""
    shared: Scratch
    """Seen by all."""

    def room(self, shape: tuple[int, ...]) -> FloatArray:
        """Memory all workers see, the same in each, of any content; all ask for the same in the same order."""
        ...

    def release(self, array: FloatArray) -> None:
        """Give memory back."""
        ...

    def meet(self) -> None:
        """Wait until all are here; raises Stopped in all where one has stopped."""
        ...


class Alone:
    """A team of one."""

    def __init__(self) -> None:
        self.share = Share()
        self.scratch = Scratch()
        self.shared = Scratch()

    def room(self, shape: tuple[int, ...]) -> FloatArray:
        """New memory."""
        return np.empty(shape, np.float32)

    def release(self, array: FloatArray) -> None:
        """Python frees it."""

    def meet(self) -> None:
        """Nobody to wait for."""
