"""From arrays to pixels: how long the mosaic takes to be drawn, off the window's thread, and painted, on it.

python -m tests.benchmarks.maps
"""

import os
from contextlib import closing
from functools import partial
from statistics import median
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage

from designer.core import property_edits
from designer.core.kinds import MaxPool2d
from designer.engine.runner import Runner
from designer.ui import theme
from designer.ui.app import application
from designer.ui.document import Document
from designer.ui.panels.compare_survivors import find_survivors
from designer.ui.panels.compare_tiles import compare
from designer.ui.panels.maps import MapsPanel
from designer.ui.panels.maps_figure import figure_bytes
from designer.ui.panels.maps_tiles import Look, Maps, draw_tiles
from designer.ui.panels.mosaic import MosaicView
from designer.ui.preview import Preview
from designer.ui.reader import Picture
from tests.benchmarks.networks import network

GOAL, ROUNDS = 50.0, 15
SHAPES = ((2048, 7, 7), (64, 224, 224), (512, 28, 28), (1000,))
SIZE = 1100, 420


def timed(work, rounds=ROUNDS):
    """The median of several rounds, in milliseconds, and the last result."""
    times, result = [], None
    for _ in range(rounds):
        begin = perf_counter()
        result = work()
        times.append((perf_counter() - begin) * 1e3)
    return median(times), result


def line(what, *parts, goal=GOAL):
    total = sum(parts)
    print(f"{what:44s} {' + '.join(f'{part:6.1f}' for part in parts)} = {total:6.1f} ms {'!' if total > goal else ' '}")


def mosaics():
    """Drawing on a worker's thread and painting on the window's."""
    print("drawn + painted, goal 50 ms")
    generator = np.random.default_rng(0)
    view = MosaicView(theme.LIGHT)
    view.resize(*SIZE)
    for shape in SHAPES:
        array = generator.standard_normal(shape, np.float32)
        for name, numbers in (("signed", array), ("after ReLU", np.maximum(array, 0))):
            for shared in (False, True):
                look = Look(aspect=SIZE[0] / SIZE[1], shared=shared)
                drawing, tiles = timed(lambda numbers=numbers, look=look: draw_tiles(numbers, None, look))
                view.show_maps(Maps("layer", numbers, tiles, look))
                target = QImage(*SIZE, QImage.Format.Format_RGB32)
                painting, _ = timed(lambda target=target: view.render(target))
                line(f"{'×'.join(map(str, shape))} {name}{', one scale' if shared else ''}", drawing, painting)


def beside():
    """What stands beside the maps."""
    print("on the worker's thread")
    first, second = np.random.default_rng(1).standard_normal((2, 64, 224, 224), np.float32)
    look = Look()
    maps = Maps("layer", first, draw_tiles(first, None, look), look)
    line("two images and their difference, 64×224×224", timed(lambda: compare(maps, second, look), 5)[0], goal=300)
    pool = edits_pool()
    line("survivors, 64×224×224", timed(lambda: find_survivors(pool, "layer", first, pool.kind, look), 5)[0], goal=300)


def edits_pool():
    return next(layer for layer in network("vgg16") if isinstance(layer.kind, MaxPool2d))


def wait(signal, act):
    """Milliseconds from `act` to a signal."""
    loop, told = QEventLoop(), []
    connection = signal.connect(lambda *_: (told.append(perf_counter()), loop.quit()))
    QTimer.singleShot(20_000, loop.quit)
    begin = perf_counter()
    act()
    if not told:
        loop.exec()
    signal.disconnect(connection)
    return (told[0] - begin) * 1e3 if told else float("nan")


def settle(preview):
    loop = QEventLoop()
    look = QTimer(interval=5)
    look.timeout.connect(lambda: None if preview.busy else loop.quit())
    look.start()
    loop.exec()
    look.stop()


def edits_in_the_window():
    """From an edit of VGG-16's first layer to its maps, painted; and from an undo."""
    document = Document()
    document.reset(network("vgg16"))
    preview = Preview(document, make_runner=Runner.in_processes)
    panel = MapsPanel(document, preview, theme.LIGHT)
    panel.resize(*SIZE)
    panel.show()
    with closing(preview):
        preview.show_picture(Picture("noise", np.random.default_rng(0).integers(0, 256, (224, 224, 3), dtype=np.uint8)))
        document.select(["features.0"])
        settle(preview)
        forth, back = [], []
        for number in range(ROUNDS):
            change = {"out_channels": 48 + number}
            widen = partial(property_edits.set_options, layer_id="features.0", values=change)
            forth.append(wait(preview.arrived, partial(document.apply, "Edit", widen)) + paint(panel))
            settle(preview)
            back.append(wait(preview.recalled, document.stack.undo) + paint(panel))
            settle(preview)
        print("in the panel, VGG-16 at 224, first layer")
        line("edit to maps", median(forth), goal=100)
        line("undo to the old maps", median(back))
        figure = panel.saving.figure()
        line("figure as PNG, on the writer's thread", timed(lambda: figure_bytes(figure, "png"), 3)[0], goal=3000)
    panel.close()


def paint(panel):
    begin = perf_counter()
    panel.mosaic.repaint()
    return (perf_counter() - begin) * 1e3


def main():
    application()
    mosaics()
    beside()
    edits_in_the_window()


if __name__ == "__main__":
    main()
