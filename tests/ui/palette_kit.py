"""What the tests of the palette share: the rows in sight, and one of them marked."""

from PySide6.QtCore import QModelIndex, Qt

from designer.core.blocks import READY
from designer.ui.models.palette_rows import KEY
from designer.ui.panels.palette import Palette

BLOCKS = [f"block:{name}" for name in READY]


def shown(palette: Palette) -> list[str]:
    """The keys in sight, from top to bottom."""
    model = palette.view.model()
    groups = [model.index(row, 0) for row in range(model.rowCount())]
    keys = [model.index(row, 0, group).data(KEY) for group in groups for row in range(model.rowCount(group))]
    return [key for key in keys if key is not None]


def index_of(palette: Palette, key: str) -> QModelIndex:
    """The row of a key, which must be in sight."""
    model = palette.view.model()
    return model.match(model.index(0, 0), KEY, key, 1, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)[0]


def mark(palette: Palette, key: str) -> None:
    """Make a row the current one."""
    palette.view.setCurrentIndex(index_of(palette, key))
    assert palette.view.currentIndex().isValid()
