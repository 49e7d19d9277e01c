"""Where the keys move the choice in a mosaic."""

from PySide6.QtCore import Qt

from designer.ui.panels.maps_tiles import Maps, Unit

ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
TURNS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}
MOVES = (*ARROWS, *TURNS, *ENDS)
"""All keys that move the choice."""


def moved_unit(maps: Maps, unit: Unit | None, single: int | None, key: Qt.Key) -> Unit:
    """The unit that one of MOVES leads to: arrows on the map, Page Up and Down to the maps beside it, Home and End to
    the first and the last unit of the map, or of a vector.

    Without one it is the middle of the first map, or of the `single` one on show.
    """
    tiles, (height, width) = maps.tiles, maps.size
    if unit is None:
        channel = int(tiles.order[0]) if single is None else single
        return channel, height // 2, width // 2
    channel, row, column = unit
    if key in ENDS:
        if maps.array.ndim == 1:
            return int(tiles.order[ENDS[key]]), 0, 0
        return channel, ENDS[key] % height, ENDS[key] % width
    down, right = ARROWS.get(key, (0, 0))
    place = int(tiles.places[channel]) + TURNS.get(key, 0)
    if maps.array.ndim == 1:  # a vector is drawn as tiles of one pixel
        place += right + down * tiles.columns
    channel = int(tiles.order[min(max(place, 0), tiles.count - 1)])
    return channel, min(max(row + down, 0), height - 1), min(max(column + right, 0), width - 1)
