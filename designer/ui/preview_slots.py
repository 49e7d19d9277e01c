"""Which of the engine's slots holds the values of which sample image."""

import numpy as np

from designer.ui.reader import Picture


class Slots:
    """Two slots: of the samples run last, so that going back to one, or comparing both, runs nothing twice."""

    def __init__(self) -> None:
        self._held: list[tuple[Picture | None, int]] = [(None, 0), (None, 1)]  # what was asked for last stands last

    def of(self, picture: Picture, beside: Picture | None = None) -> int:
        """The slot of a sample. A new one takes that of the one asked for longest ago, but not of the one beside it."""
        free = next(slot for held, slot in self._held if held is None or held is not beside)
        taken = next((slot for held, slot in self._held if held is picture), free)
        self._held = [each for each in self._held if each[1] != taken] + [(picture, taken)]
        return taken

    def known(self, picture: Picture) -> Picture:
        """The same sample as it was read before, where a slot holds it: its file may have been read again."""
        for held, _ in self._held:
            if held is not None and held.path == picture.path and np.array_equal(held.pixels, picture.pixels):
                return held
        return picture
