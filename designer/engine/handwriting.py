"""Draws digits as many hands would, without end and alike for one seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

SIZE = 28
STEPS = 4  # straight pieces of a curve between two points
Numbers = NDArray[np.floating]
Picture = NDArray[np.float32]
"""[size, size]: 0 black to 1 white."""
FIRST_UNSEEN = 2_000_000
"""Seeds from here on were used neither for training nor for the accuracy that the program names."""

WAYS: Sequence[Sequence[str]] = (
    (  # 0
        "30,0 10,14 2,50 10,86 30,100 51,86 58,50 50,14 30,0 20,3",
        "44,7 22,2 6,22 3,55 12,90 32,100 52,80 57,45 48,14 36,5",
        "34,8 20,0 4,25 3,65 20,98 44,94 58,60 53,20 34,3 22,14 24,24",
        "24,2 4,30 6,80 28,100 54,84 60,40 44,6 18,2 8,12",
        "30,0 50,14 58,50 50,86 30,100 10,86 2,50 10,14 30,0 38,4",
        "30,0 9,14 2,50 9,86 30,100 51,86 58,50 50,14 30,0 | 50,14 10,88",
    ),
    (  # 1
        "30,0! 30,100",
        "34,0 31,50 28,100",
        "8,25 32,0! 32,100",
        "18,16 33,0! 31,100",
        "2,44 34,0! 34,100",
        "4,30 20,20 33,2! 31,55 32,100",
        "10,22 32,0! 32,100 | 8,100 56,100",
        "30,0 30,100 | 12,100 50,98",
        "16,6! 32,0! 32,100 | 14,100 50,100",
    ),
    (  # 2
        "6,22 16,4 36,0 52,14 50,36 30,65 4,98! 60,98",
        "4,24 12,4 34,0 54,18 42,48 20,76 2,96! 30,94 60,100",
        "6,20 20,2 44,4 52,24 40,55 16,88 4,94 6,84 20,84 40,96 62,90",
        "10,30 4,14 18,0 42,2 50,22 36,50 10,80 6,98 22,90 42,98 60,88",
        "2,10 22,2 46,6 50,26 28,56 2,100! 58,100",
        "4,28 8,8 28,0 48,6 54,28 42,52 8,84 2,99! 56,97 57,88",
    ),
    (  # 3
        "6,12 28,0 50,12 48,34 24,46! 50,56 56,78 36,100 4,88",
        "8,10 30,0 50,16 42,40 24,47 46,56 56,76 40,98 6,92",
        "6,2! 52,2! 24,40! 48,50 56,74 38,98 4,90",
        "8,12 30,0 50,14 44,38 24,48 19,43 30,42 52,58 50,88 26,100 4,88",
        "4,16 20,0 46,4 46,30 10,48! 46,54 54,84 24,100 2,80",
        "10,6 38,0 50,18 34,40 14,44! 40,46 58,68 46,94 14,100 0,86",
        "4,22 10,6 30,0 50,8 54,26 44,42 26,46! 48,52 58,72 48,94 28,100 8,92 2,76",
        "4,4! 50,0! 20,44! 52,52 52,88 18,100 2,92",
    ),
    (  # 4
        "14,0 4,55! 60,55 | 44,20 44,100",
        "10,2 6,50! 58,50! | 42,6 38,100",
        "58,68 2,68! 44,0! 44,100",
        "40,0 2,64! 62,64 | 42,0 42,100",
        "30,0 18,30 2,60! 60,58 | 46,32 40,100",
        "12,0 8,40 20,54 46,48! 49,4! 46,100",
        "20,0 0,62! 56,60 | 40,34 36,100",
        "44,100 46,0! 4,60 4,66! 62,66",
        "8,4 8,34 16,50 46,50 | 48,2 46,60 42,100",
    ),
    (  # 5
        "54,2 12,2! 8,44! 32,36 56,54 54,84 30,100 2,90",
        "12,2 8,44! 36,38 56,62 46,92 22,100 0,88 | 12,2 56,2",
        "52,0 14,4! 12,42 38,42 56,62 44,94 2,95",
        "54,4 30,0 14,12 14,34 40,46 54,68 40,96 4,94",
        "50,0 16,0! 8,44! 30,36 52,48 54,80 24,100 0,84",
        "14,0 12,40! 30,40 54,52 54,80 34,98 4,98 | 14,4 60,0",
        "56,2 16,4! 6,50! 24,42 48,48 52,74 34,96 8,100 2,94",
    ),
    (  # 6
        "46,0 18,26 4,62 12,92 34,100 54,84 52,60 34,50 12,60 5,78",
        "36,0 6,62 10,90 30,100 52,86 52,64 32,54 8,70",
        "52,12 38,0 14,18 2,58 10,92 32,100 54,84 50,58 30,50 5,68",
        "38,0 12,40 2,76 16,100 44,98 54,80 40,64 18,68 4,84",
        "20,0 8,36 4,72 18,100 46,96 54,74 38,58 14,64 6,78",
        "58,4 24,20 4,56 8,90 34,100 56,82 46,60 26,58 8,74",
        "10,0 6,60 14,94 36,100 54,84 46,62 24,60 8,74",
        "54,16 46,4 30,0 12,14 3,48 8,84 28,100 50,92 56,68 46,48 28,42 10,52 4,66",
    ),
    (  # 7
        "4,4 56,4! 24,100",
        "2,2! 58,0! 36,45 28,100",
        "4,6 30,2 56,4! 36,45 26,100",
        "4,4 56,4! 24,100 | 18,52 54,50",
        "6,20 6,2! 56,2! 28,100",
        "6,18 7,2! 58,2! 40,40 26,100 | 22,54 52,48",
        "2,12 16,2 38,8 57,3! 38,44 28,100",
        "2,2 54,2! 50,50 48,100",
        "2,12 18,2 38,8 57,2! 30,98 | 16,46 56,52",
    ),
    (  # 8
        "52,14 34,0 12,10 12,30 34,46 54,66 52,88 30,100 8,88 8,66 28,48 48,30 51,14",
        "30,0 12,10 10,30 30,46 50,32 48,10 30,0 | 30,46 6,62 6,88 30,100 54,88 54,62 30,46",
        "30,46 10,28 16,6 32,0 48,8 48,30 30,46 8,66 8,90 30,100 54,88 52,64 30,46",
        "58,6 46,22 30,44 10,66 8,90 28,100 50,90 52,68 30,46 14,28 18,6 36,0 52,12",
        "54,10 30,0 12,16 24,40 48,60 48,90 24,100 6,84 22,58 46,36 56,14",
        "50,20 46,4 26,0 10,14 18,36 44,54 54,78 38,98 12,96 6,74 24,52 46,34 48,14",
        "22,46 12,24 22,4 40,2 50,20 38,42 14,58 4,82 24,100 50,90 52,66 36,50 20,42",
    ),
    (  # 9
        "50,24 34,2 10,12 6,38 26,52 48,36 52,12 50,40 48,100",
        "52,14 28,0 6,18 8,44 30,52 50,34 54,8! 50,100",
        "50,16 28,0 6,18 8,44 30,52 50,32 54,10 54,50 44,88 20,100 4,88",
        "50,26 30,2 8,20 12,46 34,50 50,28 | 52,2 48,100",
        "48,6 20,2 4,28 18,50 44,42 52,10! 44,60 24,100",
        "54,24 40,2 14,4 6,30 24,48 50,34 54,14 52,60 34,98 8,96",
        "44,2 16,8 8,36 28,50 50,36 50,4! 46,50 50,100",
        "56,34 46,52 28,58 10,48 4,28 12,8 30,0 50,10 57,40 52,78 36,98 18,98 6,86",
    ),
)
"""How each digit may be written, in a box 60 wide and 100 high: `|` parts strokes, a point with `!` is a corner."""


@dataclass(frozen=True, eq=False)
class Way:
    """A way to write a digit: its points [n, 2] about the middle, 1 high, and the curve through them as they move."""

    points: Numbers
    curve: Numbers  # [m, n]: the shares of the points in each place of the curve
    drawn: NDArray[np.bool_]  # bool [m − 1]: whether the pen is down between two places

    @classmethod
    def read(cls, text: str) -> Way:
        """Give the way of a text as in WAYS."""
        strokes = [stroke.split() for stroke in text.split("|")]
        points = [[float(part) for part in word.rstrip("!").split(",")] for stroke in strokes for word in stroke]
        curves, drawn, first = [], [], 0
        for stroke in strokes:
            repeated = [2 if word.endswith("!") else 1 for word in stroke]
            places = np.repeat(np.eye(len(points))[first : first + len(stroke)], repeated, axis=0)
            curves.append(spline(places))
            drawn += [True] * (len(curves[-1]) - 1) + [False]
            first += len(stroke)
        return cls((np.array(points) - (30, 50)) / 100, np.concatenate(curves), np.array(drawn[:-1]))


def spline(points: Numbers) -> Numbers:
    """Give a Catmull-Rom spline through points [n, any] as a finer chain; a point that stands twice is a corner."""
    chain = np.concatenate([points[:1], points, points[-1:]])
    t = (np.arange(STEPS) / STEPS)[:, None]
    shares = (2 * t**2 - t - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2)
    pieces = [np.concatenate(shares, 1) / 2 @ chain[i : i + 4] for i in range(len(points) - 1)]
    return np.concatenate([*pieces, points[-1:]])


HANDS = tuple(tuple(Way.read(text) for text in texts) for texts in WAYS)


def written(way: Way, rng: Generator) -> Numbers:
    """Give the places [m, 2] of the pen in a frame 0 to 1: no two hands, and no two tries of one, are alike."""
    points = way.points + rng.normal(size=way.points.shape) * rng.uniform(0.0, 0.05)
    path = way.curve @ points
    tremor = rng.normal(size=path.shape) * rng.uniform(0.0, 0.012)
    path += (np.roll(tremor, 1, 0) + tremor + np.roll(tremor, -1, 0)) / 2
    turns = path[:, ::-1] * rng.uniform(0.3, 1.1, 2) + rng.random(2)
    path += rng.normal(size=2) * 0.035 * np.sin(2 * np.pi * turns)
    slant, turn = rng.normal(0.1, 0.2), rng.normal(0.0, 0.11)
    lean = np.array([[np.exp(rng.normal(0.1, 0.25)), -slant], [0.0, 1.0]])
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    path = path @ (spin @ lean).T
    low, high = path.min(0), path.max(0)
    scale = rng.uniform(0.4, 0.86) / (high - low).max()
    room = 0.92 - scale * (high - low)
    place = 0.5 + np.clip(rng.normal(0.0, 0.2, 2), -0.5, 0.5) * room
    placed: Numbers = (path - (low + high) / 2) * scale + place
    return placed


def inked(path: Numbers, drawn: NDArray[np.bool_], rng: Generator, size: int) -> Picture:
    """Give the share 0 to 1 of each pixel that a pen of its own width and softness covers along the path."""
    tall = np.ptp(path, axis=0).max()
    width = max(tall * np.exp(rng.uniform(np.log(0.045), np.log(0.19))), 1.1 / size)
    press = 1 + rng.uniform(0.0, 0.3) * np.sin(np.linspace(0, rng.uniform(2, 14), len(drawn)) + rng.uniform(0, 6.3))
    start, step = path[:-1][drawn], np.diff(path, axis=0)[drawn]
    centres = (np.arange(size) + 0.5) / size
    pixels = np.stack([np.tile(centres, size), np.repeat(centres, size)]).astype(np.float32)
    start, step = start.astype(np.float32), step.astype(np.float32)
    length = np.maximum((step**2).sum(1), 1e-9)[:, None]
    towards = step @ pixels - (start * step).sum(1)[:, None]
    along = np.clip(towards / length, 0, 1)
    from_start = (pixels**2).sum(0) - 2 * (start @ pixels) + (start**2).sum(1)[:, None]
    square = from_start + along * (along * length - 2 * towards)
    edge = np.sqrt(np.maximum(square, 0)) - (press[drawn, None] * width / 2).astype(np.float32)
    soft = rng.uniform(0.2, 1.8) / size
    covered: Picture = np.clip(0.5 - edge.min(0) / soft, 0, 1).reshape(size, size)
    return covered


def draw(digit: int, rng: Generator, size: int = SIZE) -> Picture:
    """Give a drawing of the digit: light on dark or dark on light, on paper that may be uneven and grainy."""
    way = HANDS[digit][rng.integers(len(HANDS[digit]))]
    ink = inked(written(way, rng), way.drawn, rng, size)
    dark, light = rng.choice([0.0, 1.0], 2) * rng.uniform(0.0, 0.3, 2)
    picture = dark + ink * (1 - light - dark)
    if rng.random() < 0.4:
        picture = 1 - picture
    across = np.linspace(-1, 1, size)
    shade = rng.choice([0.0, 0.08]) * (rng.normal() * across + rng.normal() * across[:, None])
    grain = rng.choice([0.0, 0.05]) * rng.random() * rng.normal(size=ink.shape)
    seen: Picture = np.clip(picture + shade + grain, 0, 1).astype(np.float32)
    return seen


def drawings(count: int, seed: int) -> tuple[Picture, NDArray[np.int64]]:
    """Give pictures [count, 1, 28, 28] of float32 and the digits on them [count], each digit as often as the others."""
    rng = default_rng(seed)
    digits = rng.permutation(np.arange(count) % 10)
    return np.stack([draw(digit, rng) for digit in digits])[:, None], digits
