"""Sets of units as pictures to lay over maps and over the sample image."""

import numpy as np
from PySide6.QtGui import QColor, QImage

from designer.core.index_sets import UnitSet
from designer.engine.survivors import mask_of


def mask_image(units: UnitSet, colour: QColor, others: bool = False) -> QImage:
    """A picture of one pixel a unit: the units of the set in a colour (or the others), the rest clear."""
    return marked_image(mask_of(units) != others, colour)


def marked_image(marks: np.ndarray, colour: QColor) -> QImage:
    """A picture of one pixel a mark (H×W): those that are true in a colour, the rest clear."""
    levels = np.ascontiguousarray(marks, np.uint8)
    image = QImage(levels.data, levels.shape[1], levels.shape[0], levels.strides[0], QImage.Format.Format_Indexed8)
    image.setColorTable([0, colour.rgba()])
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
