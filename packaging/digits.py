"""Draws a sheet of digits to look at, one row a digit: python packaging/digits.py SHEET.png."""

import sys
from pathlib import Path

import numpy as np
from numpy.random import default_rng

from designer.engine.handwriting import SIZE, draw


def main(sheet: Path) -> None:
    """Save the sheet as a picture."""
    from PIL import Image

    rng = default_rng(0)
    rows = [np.concatenate([draw(digit, rng) for _ in range(24)], axis=1) for digit in range(10)]
    levels = (np.concatenate(rows) * 255).astype(np.uint8)
    Image.fromarray(levels).resize((24 * 2 * SIZE, 10 * 2 * SIZE), Image.Resampling.NEAREST).save(sheet)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
