"""Draws the sample images of the program, all of them our own: python packaging/draw_samples.py."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

SIZE = 448
Plane = np.ndarray  # float64 [height, width]: a distance in pixels (negative inside), or a share 0 to 1
Points = Sequence[tuple[float, float]]


class Picture:
    """A square canvas of colours 0 to 1 [size, size, 3], painted from back to front."""

    def __init__(self, size: int, ground: str) -> None:
        self.y, self.x = np.mgrid[0:size, 0:size] + 0.5
        self.pixels = np.tile(colour(ground), (size, size, 1))

    def paint(self, share: Plane, ink: str | np.ndarray) -> None:
        """Lay a colour, or one colour per pixel, over the picture by its share."""
        painted = colour(ink) if isinstance(ink, str) else ink
        self.pixels += share[..., None] * (painted - self.pixels)

    def shade(self, factor: Plane) -> None:
        """Make each pixel lighter or darker."""
        self.pixels = np.clip(self.pixels * factor[..., None], 0, 1)

    def ellipse(self, cx: float, cy: float, rx: float, ry: float) -> Plane:
        """Distance to an ellipse, to first order: exact enough for an edge of a pixel or two."""
        dx, dy = self.x - cx, self.y - cy
        level = np.hypot(dx / rx, dy / ry)
        return (level - 1) * level / np.maximum(np.hypot(dx / rx**2, dy / ry**2), 1e-9)

    def polygon(self, *corners: tuple[float, float]) -> Plane:
        """Distance to a simple polygon: to the nearest edge, its sign by counting edges to the right."""
        nearest, inside = np.full(self.x.shape, np.inf), np.zeros(self.x.shape, bool)
        for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
            nearest = np.minimum(nearest, self.segment((ax, ay), (bx, by))[0])
            if ay != by:
                crossing = ax + (self.y - ay) / (by - ay) * (bx - ax)
                inside ^= ((ay > self.y) != (by > self.y)) & (self.x < crossing)
        return np.where(inside, -nearest, nearest)

    def segment(self, a: tuple[float, float], b: tuple[float, float]) -> tuple[Plane, Plane]:
        """Distance to a line segment, and how far along it (0 to 1) the nearest point lies."""
        (ax, ay), (bx, by) = a, b
        length = (bx - ax) ** 2 + (by - ay) ** 2
        along = np.clip(((self.x - ax) * (bx - ax) + (self.y - ay) * (by - ay)) / max(length, 1e-9), 0, 1)
        return np.hypot(self.x - ax - along * (bx - ax), self.y - ay - along * (by - ay)), along

    def stroke(self, points: Points, width: Callable[[float], float]) -> Plane:
        """Distance to a round brush drawn smoothly through the points; `width` by the share of the way."""
        path = smooth(points)
        result = np.full(self.x.shape, np.inf)
        for i, (a, b) in enumerate(pairwise(path)):
            distance, along = self.segment(a, b)
            first, last = (width(k / (len(path) - 1)) / 2 for k in (i, i + 1))
            result = np.minimum(result, distance - (first + along * (last - first)))
        return result

    def levels(self) -> np.ndarray:
        """The picture as sRGB bytes [size, size, 3]."""
        return np.floor(np.clip(self.pixels, 0, 1) * 255 + 0.5).astype(np.uint8)


def colour(text: str) -> np.ndarray:
    """Red, green and blue, 0 to 1, of `#rrggbb`."""
    return np.array(list(bytes.fromhex(text[1:]))) / 255


def cover(distance: Plane, soft: float = 1.2) -> Plane:
    """How much of each pixel a shape covers, with an edge `soft` pixels wide."""
    return np.clip(0.5 - distance / soft, 0, 1)


def blend(first: str, second: str, share: Plane) -> np.ndarray:
    """One colour per pixel between two."""
    return colour(first) + np.clip(share, 0, 1)[..., None] * (colour(second) - colour(first))


def smooth(points: Points, steps: int = 12) -> Points:
    """A Catmull-Rom spline through the points, as a finer chain of points."""
    chain = np.array([points[0], *points, points[-1]])
    t = (np.arange(steps) / steps)[:, None]
    path = [
        (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3) / 2
        for a, b, c, d in zip(chain, chain[1:], chain[2:], chain[3:], strict=False)
    ]
    return [(float(x), float(y)) for x, y in np.concatenate([*path, chain[-1:]])]


def noise(x: Plane, y: Plane, seed: int) -> Plane:
    """Smooth noise 0 to 1 with a grain of one unit, from hashed integers: alike on every machine."""

    def corner(i: np.ndarray, j: np.ndarray) -> Plane:
        key = (i.astype(np.uint32) * np.uint32(0x9E3779B1)) ^ (j.astype(np.uint32) * np.uint32(0x85EBCA77))
        key ^= np.uint32(seed * 7919)
        for shift, factor in ((15, 0x2C1B3C6D), (12, 0x297A2D39), (15, 1)):
            key = (key ^ (key >> np.uint32(shift))) * np.uint32(factor)
        return key / 2.0**32

    i, j = np.floor(x + 4096).astype(np.int64), np.floor(y + 4096).astype(np.int64)
    u, v = (part * part * (3 - 2 * part) for part in (x + 4096 - i, y + 4096 - j))
    top = corner(i, j) * (1 - u) + corner(i + 1, j) * u
    return top * (1 - v) + (corner(i, j + 1) * (1 - u) + corner(i + 1, j + 1) * u) * v


def digit() -> np.ndarray:
    """An 8 written with a soft pen, light on dark: grey bytes [224, 224]."""
    page = Picture(224, "#000000")
    path = [(150, 55), (132, 41), (106, 42), (88, 64), (98, 92), (124, 117), (137, 148), (121, 180), (92, 187)]
    path += [(69, 167), (76, 136), (102, 109), (131, 84), (147, 66), (155, 50)]
    pen = page.stroke(path, lambda way: 17 + 4 * np.sin(9.5 * way + 0.6) - 5 * (2 * way - 1) ** 8)
    page.paint(cover(pen, 4), "#fcfcfc")
    page.shade(1 - 0.06 * noise(page.x / 16, page.y / 16, 1))
    return page.levels()[..., 0]


def face() -> np.ndarray:
    """A drawn head and shoulders, lit from the upper left."""
    page = Picture(SIZE, "#8fb6b0")
    page.paint(np.clip(np.hypot(page.x - 130, page.y - 120) / 420, 0, 1), "#3f6a76")
    hair, skin, dark_skin = "#3a2420", "#eebb98", "#c98a68"
    swirl = np.hypot(page.x - 330, (page.y - 80) / 1.4) + 26 * noise(page.x / 55, page.y / 75, 3)
    strands = noise(swirl / 3.4, page.y / 60, 2) * 0.8 + 0.2 * np.sin(swirl / 9)
    gloss = np.exp(-(((np.hypot(page.x - 224, page.y - 205) - 108) / 15) ** 2))
    gloss = gloss * np.clip((200 - page.y) / 60, 0, 1) * np.clip((300 - page.x) / 60, 0, 1)
    locks = blend(hair, "#7d4c36", strands * 0.8 + 0.35 * gloss * strands)
    page.paint(cover(np.minimum(page.ellipse(224, 190, 128, 140), page.ellipse(224, 275, 132, 105))), locks)

    knit = 0.5 + 0.5 * np.sin(page.x / 2.6 + 1.6 * np.sin(page.y / 3.2))
    page.paint(cover(page.ellipse(224, 492, 196, 116)), blend("#a63a3f", "#cf5a52", knit))
    page.paint(cover(page.polygon((180, 320), (268, 320), (284, 398), (164, 398)), 6), dark_skin)
    page.paint(cover(page.ellipse(224, 394, 60, 24), 2), dark_skin)
    page.paint(0.5 * cover(page.ellipse(224, 338, 62, 40), 34) * cover(page.y - 398, 30), "#8d5540")

    for ear in (120, 328):
        page.paint(cover(page.ellipse(ear, 232, 17, 30)), "#dda07c")
        page.paint(cover(page.ellipse(ear, 234, 8, 18), 8), "#b9785a")
    head = page.ellipse(224, 226, 104, 136)
    light = (page.x - 224) / 104 * 0.62 + (page.y - 226) / 136 * 0.45
    page.paint(cover(head), blend(skin, dark_skin, 0.22 + 0.62 * light))
    for cheek in (166, 282):
        page.paint(0.34 * np.exp(-(((page.x - cheek) / 26) ** 2) - ((page.y - 274) / 19) ** 2), "#d9604f")
    fringe = np.maximum(page.ellipse(224, 190, 122, 134), -page.ellipse(262, 262, 140, 128))
    tip = np.minimum((page.y - 262 + 1.6 * (page.x - 104)) / 1.9, 142 - page.x)
    page.paint(cover(np.maximum(fringe, tip)), locks)

    for side in (-1, 1):
        _eye(page, 224 + 46 * side, 226, side)
    page.paint(0.55 * cover(page.stroke([(232, 222), (239, 262), (246, 280), (232, 288)], lambda _: 4.5), 5), "#96583f")
    page.paint(0.5 * cover(page.ellipse(209, 285, 7, 3.5), 5), "#7a4030")
    page.paint(0.5 * np.exp(-(((page.x - 219) / 7) ** 2) - ((page.y - 268) / 20) ** 2), "#fff0dd")

    upper = page.polygon(*smooth([(184, 315), (206, 309), (224, 313), (242, 309), (266, 314), (226, 322)], 6))
    lower = page.polygon(*smooth([(186, 316), (224, 320), (264, 315), (246, 333), (224, 338), (203, 333)], 6))
    page.paint(cover(lower, 2), "#c65a58")
    page.paint(cover(upper, 2), "#a9403f")
    page.paint(
        cover(page.stroke([(180, 313), (205, 319), (226, 320), (248, 318), (270, 311)], lambda _: 2.6)), "#5e2024"
    )
    page.paint(0.45 * np.exp(-(((page.x - 216) / 14) ** 2) - ((page.y - 329) / 3.2) ** 2), "#ffe0d6")
    return page.levels()


def _eye(page: Picture, x: float, y: float, side: int) -> None:
    lids = np.maximum(page.ellipse(x, y + 17, 34, 31), page.ellipse(x, y - 14, 34, 29))
    page.paint(0.30 * cover(page.ellipse(x, y - 3, 35, 23), 16), "#8a4d3c")
    page.paint(cover(lids), "#f7f4ee")
    inside = cover(lids)
    page.paint(inside * cover(page.ellipse(x, y, 13.5, 13.5)), "#2f5d50")
    page.paint(inside * cover(page.ellipse(x, y, 10.5, 10.5), 4), "#5fa184")
    page.paint(inside * cover(page.ellipse(x, y, 6, 6)), "#101314")
    page.paint(cover(page.ellipse(x - 4.5, y - 5, 3, 3)), "#ffffff")
    lid = [(x - 31, y + 5), (x - 17, y - 10), (x, y - 15), (x + 17, y - 10), (x + 31, y + 5)]
    page.paint(cover(page.stroke(lid, lambda way: 2 + 3.5 * np.sin(np.pi * way))), "#2a1715")
    brow = [(x - 27 * side, y - 31), (x - 6 * side, y - 38), (x + 19 * side, y - 38), (x + 38 * side, y - 26)]
    page.paint(0.9 * cover(page.stroke(brow, lambda way: 8 - 5 * way), 4), "#3a2420")


def card() -> np.ndarray:
    """Edges in all directions: a star, eight gratings, a ring, sharp and soft steps, lines, colours."""
    page = Picture(SIZE, "#9a9a9a")
    dx, dy = page.x - 224, page.y - 224
    radius, angle = np.hypot(dx, dy), np.arctan2(dy, dx)
    # Distance to the nearest spoke: the angle left over from 16 pairs of sectors, times the radius.
    spoke = (np.abs((angle * 16 / np.pi + 0.5) % 2 - 1) - 0.5) * np.pi / 16 * radius
    page.paint(cover(radius - 84), blend("#ffffff", "#000000", cover(spoke, 1.4)))
    page.paint(cover(np.abs(radius - 96) - 4), "#000000")
    page.paint(cover(radius - 9), "#9a9a9a")
    for k in range(8):
        turn, across = k * np.pi / 4, k * np.pi / 8
        x, y = 224 + 152 * np.sin(turn), 224 - 152 * np.cos(turn)
        wave = np.sin(2 * np.pi / 11 * ((page.x - x) * np.cos(across) + (page.y - y) * np.sin(across)))
        page.paint(cover(page.ellipse(x, y, 44, 44)), blend("#000000", "#ffffff", 0.5 + 1.6 * wave))
    _steps(page, 14, 14)
    _lines(page, 366, 14)
    _ramps(page, 14, 366)
    _bars(page, 366, 366)
    return page.levels()


def _box(page: Picture, x: float, y: float, width: float, height: float) -> Plane:
    return cover(
        np.maximum(np.abs(page.x - x - width / 2) - width / 2, np.abs(page.y - y - height / 2) - height / 2), 1
    )


def _steps(page: Picture, x: int, y: int) -> None:
    """Sharp steps: squares within squares, from black to white and back."""
    for i, ink in enumerate(("#000000", "#ffffff", "#404040", "#c8c8c8", "#000000")):
        page.paint(_box(page, x + 7 * i, y + 7 * i, 68 - 14 * i, 68 - 14 * i), ink)


def _lines(page: Picture, x: int, y: int) -> None:
    """Bright lines of 1 to 5 pixels and single points on black."""
    page.paint(_box(page, x, y, 68, 68), "#000000")
    for i, left in enumerate((8, 18, 29, 41, 54)):
        page.paint(_box(page, x + left, y + 7, i + 1, 40), "#ffffff")
        page.paint(_box(page, x + left, y + 54, i + 1, i + 1), "#ffffff")


def _ramps(page: Picture, x: int, y: int) -> None:
    """Soft steps: the same step, blurred more from row to row."""
    for i, softness in enumerate((1, 4, 10, 24)):
        step = 0.5 + 0.5 * np.tanh((page.x - x - 34) / softness)
        page.paint(_box(page, x, y + 17 * i, 68, 17), blend("#000000", "#ffffff", step))


def _bars(page: Picture, x: int, y: int) -> None:
    """The eight corners of the colour cube."""
    inks = ("#ffffff", "#ffff00", "#00ffff", "#00ff00", "#ff00ff", "#ff0000", "#0000ff", "#000000")
    for i, ink in enumerate(inks):
        page.paint(_box(page, x + 17 * (i % 4), y + 34 * (i // 4), 17, 34), ink)


def _scatter(count: int, box: tuple[float, float, float, float]) -> Points:
    """Points spread evenly but without a pattern over a box: the fractions of multiples of two irrational numbers."""
    left, top, width, height = box
    return [(left + width * (i * 0.7548776662 % 1), top + height * (i * 0.5698402910 % 1)) for i in range(1, count + 1)]


def scene() -> np.ndarray:
    """A house and a tree by the sea: flat and rough, warm and cold, straight and round."""
    page = Picture(SIZE, "#bfe3f5")
    page.paint(np.ones_like(page.x), blend("#3f8fd6", "#d8eef4", page.y / 200))
    far = page.ellipse(92, 82, 34, 34)
    page.paint(0.75 * np.exp(-np.maximum(far, 0) / 34), "#ffeeb0")
    page.paint(cover(far), "#ffcf3f")
    _clouds(page)
    _sea(page)
    _land(page)
    _house(page)
    _tree(page)
    _fence(page)
    return page.levels()


def _clouds(page: Picture) -> None:
    for cx, cy, scale in ((208, 60, 1.0), (318, 40, 0.6), (160, 130, 0.55)):
        puffs = ((-44, 8, 30, 18), (-14, -8, 34, 26), (22, -2, 32, 22), (50, 9, 26, 15))
        body = np.minimum.reduce(
            [page.ellipse(cx + x * scale, cy + y * scale, rx * scale, ry * scale) for x, y, rx, ry in puffs]
        )
        page.paint(0.93 * cover(body, 7), blend("#ffffff", "#c9d9e6", (page.y - cy) / (26 * scale)))


def _sea(page: Picture) -> None:
    depth = (page.y - 196) / 130
    swell = np.sin(page.y**1.25 / 2.1 + 2.4 * noise(page.x / 38, page.y / 9, 5))
    water = blend("#2c6fa6", "#1fa3a8", depth) + 0.05 * swell[..., None]
    page.paint(cover(196 - page.y), water)
    glint = (noise(page.x / 7, page.y / 1.6, 6) > 0.72) * np.exp(-(((page.x - 92) / (16 + 60 * depth)) ** 2))
    page.paint(0.8 * glint * cover(198 - page.y), "#fff3c4")
    page.paint(cover(page.polygon((30, 219), (84, 219), (74, 232), (40, 232))), "#7d3b2a")
    page.paint(cover(page.polygon((55, 160), (55, 215), (26, 215))), "#fbfaf4")
    page.paint(cover(page.polygon((59, 168), (59, 215), (82, 215))), "#e8583e")
    page.paint(cover(page.segment((57, 156), (57, 220))[0] - 1.3), "#4a2a20")


def _land(page: Picture) -> None:
    shore = page.y - (322 - 34 * np.sin(page.x / 118 - 0.6) - 5 * np.sin(page.x / 23))
    page.paint(0.9 * cover(-shore - 7, 5), "#f4fbf8")
    grains = noise(page.x / 1.7, page.y / 1.7, 7)
    page.paint(cover(-shore), blend("#d9b777", "#f3dca6", grains))
    hill = page.y - (352 - 108 * np.exp(-(((page.x - 345) / 150) ** 2)) + 5 * np.sin(page.x / 31))
    blades = noise(page.x / 2.2 + page.y / 7, page.y / 8, 8)
    meadow = blend("#3f7f35", "#9cc653", 0.75 * blades + 0.45 * np.clip(-(page.y - 300) / 90, -0.6, 0.6))
    page.paint(cover(-hill, 3), meadow)
    for i, (x, y) in enumerate(_scatter(54, (4, 374, 440, 70))):
        page.paint(cover(page.ellipse(x, y, 3.2, 2.8)), ("#f2464e", "#ffd84a", "#ffffff", "#b06be0")[i % 4])


def _house(page: Picture) -> None:
    row = np.floor((page.y - 190) / 9)
    joint = np.minimum((page.y - 190) % 9, (page.x + 9.5 * (row % 2)) % 19)
    burnt = noise(np.floor((page.x + 9.5 * (row % 2)) / 19), row, 9)
    bricks = blend("#a84a34", "#cf7350", burnt)
    bricks = bricks + cover(joint - 1.2)[..., None] * (colour("#dccab4") - bricks)
    page.paint(_box(page, 366, 96, 22, 60), bricks)
    page.paint(_box(page, 362, 91, 30, 7), "#6d3a2e")
    page.paint(_box(page, 268, 186, 136, 116), bricks)
    tiles = 0.5 + 0.5 * np.sin((page.x + 6 * (np.floor(page.y / 10) % 2)) * np.pi / 6)
    slates = blend("#3b4a66", "#6b7fa3", 0.65 * tiles * ((page.y % 10) / 10) + 0.25)
    page.paint(cover(page.polygon((252, 194), (296, 116), (376, 116), (420, 194))), slates)
    page.paint(_box(page, 250, 191, 172, 6), "#f1ece0")
    for x in (284, 358):
        page.paint(_box(page, x, 212, 34, 42), "#f7f3e8")
        glass = blend("#2d4f70", "#a9d2ea", (page.x - x + page.y - 212) / 76)
        page.paint(_box(page, x + 3, 215, 28, 36), glass)
        page.paint(np.maximum(_box(page, x + 15.5, 214, 3, 38), _box(page, x + 2, 231, 30, 3)), "#f7f3e8")
        page.paint(_box(page, x - 3, 254, 40, 5), "#e4dccb")
    page.paint(_box(page, 323, 236, 30, 66), "#f1ece0")
    planks = 0.5 + 0.5 * np.sign(np.sin((page.x - 326) * 2 * np.pi / 8))
    page.paint(_box(page, 326, 239, 24, 63), blend("#1d6b5d", "#2a8573", planks))
    page.paint(cover(page.ellipse(346, 273, 2.2, 2.2)), "#ffd84a")


def _tree(page: Picture) -> None:
    bark = blend("#4d3322", "#8a6040", noise(page.x / 2.5, page.y / 16, 10))
    page.paint(cover(page.polygon((160, 262), (178, 262), (184, 378), (202, 390), (138, 390), (156, 378))), bark)
    page.paint(cover(page.stroke([(170, 300), (190, 270), (206, 256)], lambda way: 10 - 5 * way)), bark)
    crowns = ((170, 196, 56, 46), (132, 232, 42, 36), (208, 230, 44, 38), (170, 246, 48, 30))
    crown = np.minimum.reduce([page.ellipse(*parts) for parts in crowns])
    crown = crown + 9 * (noise(page.x / 9, page.y / 9, 11) - 0.5)
    leaves = noise(page.x / 4.5, page.y / 4.5, 12)
    sunlit = np.clip((230 - page.y) / 120 - (page.x - 170) / 200 + 0.4, 0, 1)
    page.paint(cover(crown, 2), blend("#1d4d2b", "#79b54a", 0.55 * leaves + 0.5 * sunlit))
    for x, y in _scatter(13, (122, 176, 98, 84)):
        page.paint(cover(page.ellipse(x, y, 4.6, 4.6)), "#d8322f")
        page.paint(cover(page.ellipse(x - 1.5, y - 1.5, 1.2, 1.2)), "#ffb3a0")


def _fence(page: Picture) -> None:
    for y in (336, 352):
        page.paint(_box(page, 236, y, 212, 5), "#e9e3d6")
    for x in range(242, 448, 22):
        post = page.polygon((x, 326), (x + 5, 319), (x + 10, 326), (x + 10, 366), (x, 366))
        page.paint(cover(post), "#fbf8f0")
        page.paint(0.35 * _box(page, x + 7, 326, 3, 40), "#8d8470")


SAMPLES: dict[str, Callable[[], np.ndarray]] = {"digit": digit, "face": face, "edges": card, "scene": scene}


def save(pixels: np.ndarray, path: Path) -> None:
    """Write grey [height, width] or colour [height, width, 3] bytes as an sRGB PNG."""
    from PySide6.QtGui import QColorSpace, QImage

    height, width = pixels.shape[:2]
    grey = pixels.ndim == 2
    form = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
    image = QImage(pixels.tobytes(), width, height, pixels[0].size, form)
    if not grey:  # PNG takes no colour profile in a grey image
        image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    if not image.save(str(path), quality=0):
        raise OSError(f"cannot write {path}")


def main() -> None:
    """Draw all samples into the resources."""
    folder = Path(__file__).resolve().parent.parent / "resources" / "samples"
    folder.mkdir(exist_ok=True)
    for name, draw in SAMPLES.items():
        path = folder / f"{name}.png"
        save(draw(), path)
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
