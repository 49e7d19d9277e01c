"""Times an edit of a thousand layers until it is on screen, part by part, and the frames of panning and zooming.

Processor time, so that other work on the machine does not count.

QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.canvas
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from statistics import median
from time import process_time as clock_time
from unittest.mock import patch

from PySide6.QtCore import QPointF, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from designer.core import edits
from designer.core.blocks import blocks
from designer.core.design import Design
from designer.core.kinds import BatchNorm2d
from designer.core.presets import PRESETS
from designer.ui import document as documents
from designer.ui import theme
from designer.ui.canvas import Canvas, scene
from designer.ui.canvas.drops import NewLayer
from designer.ui.canvas.gestures import NONE, Drop
from designer.ui.document import Document
from designer.ui.panels.layers import LayersPanel
from tests.benchmarks.core import residual

SIZE = 1300, 900
PARTS = ("analysis", "layout", "scene", "painting", "table", "its painting")


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


def edit_times(design: Design, fold: bool) -> None:
    """Edits all over a design: how long each takes until it is painted, and which part takes how much."""
    clock = Clock()
    show, rows = scene.NetworkScene.show_analysis, LayersPanel
    with (
        patch.object(documents, "analyse", clock.wrapped("analysis", documents.analyse)),
        patch.object(scene, "drawing", clock.wrapped("layout", scene.drawing)),
        patch.object(scene.NetworkScene, "show_analysis", clock.wrapped("scene", show)),
    ):
        document = Document()
        document.reset(design)
        canvas, table = Canvas(document, theme.LIGHT), rows(document, theme.LIGHT)
        for widget in (canvas, table):
            widget.resize(*SIZE)
            widget.show()
        if fold:
            canvas.fold_all()
        QApplication.processEvents()
        clock.spent = dict.fromkeys(PARTS, 0.0)
        totals = []
        ids = [layer.id for layer in design if not layer.kind.joins][1:]
        for number, name in enumerate(ids[:: len(ids) // 30]):
            start = clock_time()
            if number % 3 == 2:
                document.stack.undo()
            else:
                document.apply("Insert", lambda value, name=name: edits.insert_after(value, name, BatchNorm2d()))
            changed = clock_time()
            canvas.viewport().repaint()
            painted = clock_time()
            table.repaint()
            totals.append(clock_time() - start)
            clock.spent["painting"] += painted - changed
            clock.spent["its painting"] += clock_time() - painted
            clock.spent["table"] += changed - start
            QApplication.processEvents()
        spent = clock.spent
        spent["table"] -= spent["analysis"] + spent["scene"]
        spent["scene"] -= spent["layout"]
        whole = sum(totals)
        shares = ", ".join(f"{part} {100 * spent[part] / whole:.0f} %" for part in PARTS)
        print(f"  edit: {1000 * median(totals):.0f} ms median, {1000 * max(totals):.0f} ms at worst; {shares}")
        frame_times(canvas)
        for widget in (canvas, table):
            widget.close()
            widget.deleteLater()
        document.deleteLater()
        QApplication.processEvents()


def frame_times(canvas: Canvas) -> None:
    """Frames of panning and zooming at several scales, of hovering, and of dragging a layer over the drawing."""
    frame = canvas.network.layout.frames
    keys = list(frame)
    for zoom in (1.5, 1.0, 0.4, 0.1):
        canvas.set_zoom(zoom)
        canvas.look_at(0, frame[keys[len(keys) // 2]].y)
        pan = frames(canvas, lambda step: canvas.camera.pan(QPointF(3, 40 if step % 20 < 10 else -40)))
        scale = frames(canvas, lambda step, zoom=zoom: canvas.set_zoom(zoom * 1.05 ** (step % 10)))
        print(f"  at {100 * zoom:.0f} %: panning {told(pan)}, zooming {told(scale)}")
    canvas.set_zoom(0.4)
    hover = frames(canvas, lambda step: canvas.hover(QPointF(400 + 11 * step, 100 + 13 * step)))
    canvas.hands.begin(Drop(canvas, NewLayer(PRESETS["conv3x3"])), QPointF(600, 100))
    drag = frames(canvas, lambda step: canvas.hands.move(QPointF(600 + step % 3, 100 + 13 * step), NONE))
    canvas.cancel()
    print(f"  hovering {told(hover)}, dragging from the palette {told(drag)}")


def frames(canvas: Canvas, act: Callable[[int], object], count: int = 40) -> list[float]:
    """The seconds that each step and its painting take."""
    taken = []
    for step in range(count):
        start = clock_time()
        act(step)
        canvas.viewport().repaint()
        taken.append(clock_time() - start)
    return taken


def told(taken: list[float]) -> str:
    """Median and worst time of a frame."""
    return f"{1000 * median(taken):.0f} ms ({1000 * max(taken):.0f})"


def main() -> None:
    app = QApplication.instance() or QApplication([])
    qInstallMessageHandler(lambda *_: None)  # offscreen windows complain about size hints
    assert isinstance(app, QApplication)
    theme.apply(app, theme.LIGHT)
    for size in (300, 1000):
        plain = residual(size)
        framed = in_blocks(plain)
        print(f"{size} layers:")
        edit_times(plain, fold=False)
        print(f"{size} layers in {len(blocks(framed))} blocks:")
        edit_times(framed, fold=False)
        print(f"{size} layers in folded blocks:")
        edit_times(framed, fold=True)


if __name__ == "__main__":
    main()
