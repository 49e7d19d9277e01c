"""Times edits of a thousand layers until they are on screen, part by part, and frames of what hands do, beside goals.

Processor time, so that other work on the machine does not count.

QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.canvas
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from os import cpu_count, getloadavg
from statistics import median
from time import process_time as clock_time
from unittest.mock import patch

from PySide6.QtCore import QPointF, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from designer.core import edits, property_edits
from designer.core.blocks import blocks
from designer.core.design import Design
from designer.core.kinds import BatchNorm2d, Conv2d
from designer.core.presets import PRESETS
from designer.ui import document as documents
from designer.ui import theme
from designer.ui.canvas import Canvas, scene
from designer.ui.canvas.drops import NewLayer
from designer.ui.canvas.gestures import NONE, Drop, MoveLayers
from designer.ui.document import Document
from designer.ui.models.layer_table import LayerTable
from designer.ui.panels.layers import LayersPanel
from tests.benchmarks.core import branching, chain, residual

SIZE = 1300, 900
NORM = BatchNorm2d()
PARTS = ("analysis", "layout", "scene", "painting", "table", "its painting", "all else")
EDIT, FRAME, HOVER = (50, 100), (33, 33), (16, 50)
"""Goals in milliseconds: median and worst."""


class Clock:
    """Adds up the seconds of each part."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(PARTS, 0.0)

    @contextmanager
    def timing(self, part: str) -> Iterator[None]:
        start = clock_time()
        yield
        self.spent[part] += clock_time() - start

    def wrapped(self, part: str, work: Callable) -> Callable:
        def timed(*arguments, **options):
            with self.timing(part):
                return work(*arguments, **options)

        return timed


def in_blocks(design: Design, size: int = 20) -> Design:
    """The design in blocks of so many layers, each with two smaller ones."""
    layers = (replace(x, block=f"block{n // size}/part{n % size // (size // 2)}") for n, x in enumerate(design))
    return replace(design, layers=tuple(layers))


def shown(design: Design, fold: bool) -> tuple[Document, Canvas, LayersPanel]:
    """A document with its canvas and its table, on screen."""
    document = Document()
    document.reset(design)
    canvas, table = Canvas(document, theme.LIGHT), LayersPanel(document, theme.LIGHT)
    for widget in (canvas, table):
        widget.resize(*SIZE)
        widget.show()
    if fold:
        canvas.fold_all()
    QApplication.processEvents()
    gc.collect()
    gc.freeze()  # as the program does
    return document, canvas, table


def edits_of(document: Document) -> Iterator[Callable[[], object]]:
    """Edits all over a design, every third one undone: insertions, and options that change all shapes below."""
    names = [layer.id for layer in document.design if not layer.kind.joins][1:]
    for number, name in enumerate(names[:: len(names) // 30]):
        if number % 3 == 2:
            yield document.stack.undo
        elif number % 6 == 4 and isinstance(document.design[name].kind, Conv2d):
            yield lambda name=name: document.apply(
                "Set", lambda value: property_edits.set_options(value, name, {"padding": 2})
            )
        else:
            yield lambda name=name: document.apply("Insert", lambda value: edits.insert_after(value, name, NORM))


def edit_times(design: Design, fold: bool = False) -> None:
    """How long edits take until they are painted, which part takes how much, and the frames of what hands do then."""
    clock = Clock()
    show = scene.NetworkScene.show_analysis
    with (
        patch.object(documents, "analyse", clock.wrapped("analysis", documents.analyse)),
        patch.object(scene, "drawing", clock.wrapped("layout", scene.drawing)),
        patch.object(scene.NetworkScene, "show_analysis", clock.wrapped("scene", show)),
        patch.object(LayerTable, "_bring_in_line", clock.wrapped("table", LayerTable._bring_in_line)),
        patch.object(LayersPanel, "_fit_columns", clock.wrapped("table", LayersPanel._fit_columns)),
    ):
        document, canvas, table = shown(design, fold)
        clock.spent = dict.fromkeys(PARTS, 0.0)
        totals = []
        for edit in edits_of(document):
            start = clock_time()
            edit()
            changed = clock_time()
            with clock.timing("painting"):
                canvas.viewport().repaint()
            with clock.timing("its painting"):
                table.repaint()
            totals.append(clock_time() - start)
            clock.spent["all else"] += changed - start
            QApplication.processEvents()
    spent, whole = clock.spent, sum(totals)
    spent["all else"] -= spent["analysis"] + spent["scene"] + spent["table"]
    spent["scene"] -= spent["layout"]
    shares = ", ".join(f"{part} {100 * spent[part] / whole:.0f} %" for part in PARTS)
    print(f"  edit: {told(totals, *EDIT)}\n    {shares}")
    frame_times(canvas)
    for widget in (canvas, table):
        widget.close()
        widget.deleteLater()
    document.deleteLater()
    QApplication.processEvents()


def frame_times(canvas: Canvas) -> None:
    """Frames of panning and zooming at several scales, of hovering, and of dragging layers over the drawing."""
    frame = canvas.network.layout.frames
    keys = list(frame)
    pans, scales = [], []
    for zoom in (1.5, 1.0, 0.4, 0.1):
        canvas.set_zoom(zoom)
        canvas.look_at(0, frame[keys[len(keys) // 2]].y)
        pans += frames(canvas, lambda step: canvas.camera.pan(QPointF(3, 40 if step % 20 < 10 else -40)))
        scales += frames(canvas, lambda step, zoom=zoom: canvas.set_zoom(zoom * 1.05 ** (step % 10)))
    print(f"  panning: {told(pans, *FRAME)}\n  zooming: {told(scales, *FRAME)}")
    canvas.set_zoom(0.4)
    hover = frames(canvas, lambda step: canvas.hover(QPointF(400 + 11 * step, 100 + 13 * step)))
    print(f"  hovering: {told(hover, *HOVER)}")
    print(f"  dragging from the palette: {told(drag(canvas, Drop(canvas, NewLayer(PRESETS['conv3x3']))), *HOVER)}")
    canvas.document.select(canvas.network.outline.members(keys[len(keys) // 2]))
    print(f"  dragging a card: {told(drag(canvas, MoveLayers(canvas)), *HOVER)}")


def drag(canvas: Canvas, gesture: Drop) -> list[float]:
    """The frames of a gesture all over the view: often a new place, where the edit has to be tried."""
    start = clock_time()
    canvas.hands.begin(gesture, QPointF(600, 100))
    canvas.viewport().repaint()
    begun = clock_time() - start
    moves = frames(canvas, lambda step: canvas.hands.move(QPointF(400 + 37 * step % 500, 100 + 17 * step % 800), NONE))
    canvas.cancel()
    return [begun, *moves]


def frames(canvas: Canvas, act: Callable[[int], object], count: int = 40) -> list[float]:
    """The seconds that each step and its painting take."""
    taken = []
    for step in range(count):
        start = clock_time()
        act(step)
        canvas.viewport().repaint()
        taken.append(clock_time() - start)
    return taken


def told(taken: list[float], usual: float, most: float) -> str:
    """Median and worst time beside their goals, all in milliseconds."""
    middle, worst = 1000 * median(taken), 1000 * max(taken)
    verdict = "" if middle <= usual and worst <= most else "   <-- beyond its goal"
    return f"{middle:.0f} ms median (goal {usual:.0f}), {worst:.0f} ms at worst (goal {most:.0f}){verdict}"


def main() -> None:
    app = QApplication.instance() or QApplication([])
    qInstallMessageHandler(lambda *_: None)  # offscreen windows complain about size hints
    assert isinstance(app, QApplication)
    theme.apply(app, theme.LIGHT)
    print(f"load of the machine: {getloadavg()[0]:.1f} on {cpu_count()} processors")
    plain = residual(1000)
    framed = in_blocks(plain)
    for name, design in (("a chain", chain(1000)), ("residual blocks", plain), ("nested branches", branching(7))):
        print(f"{len(design)} layers, {name}:")
        edit_times(design)
    print(f"{len(framed)} layers in {len(blocks(framed))} blocks:")
    edit_times(framed)
    print(f"{len(framed)} layers in folded blocks:")
    edit_times(framed, fold=True)


if __name__ == "__main__":
    main()
