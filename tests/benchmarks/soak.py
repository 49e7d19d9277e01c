"""Ten minutes of edits in the real window, five a second: memory, handles, stale maps. By hand:

python -m tests.benchmarks.soak [minutes]
"""

import os
import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QSettings, QTimer

from designer.core import property_edits
from designer.engine.memory import return_large_blocks
from designer.engine.runner import Runner
from designer.paths import resource
from designer.ui.app import application
from designer.ui.settings import Settings
from designer.ui.window import Window

EDIT_MS, BEAT_MS, ROW_SECONDS = 200, 5, 15
LAYERS = ("features.0", "features.2", "features.5", "features.7")
WIDTHS = (16, 24, 32, 48, 64)


class Soak:
    """Edits, undoes, selects, compares and pins in a window, and counts what is wrong."""

    def __init__(self, window):
        self.window, self.random = window, random.Random(0)
        self.edits = self.shown = self.stale = 0
        self.late = []
        self.due = perf_counter() + BEAT_MS / 1e3
        preview = window.preview
        preview.arrived.connect(self.arrived)
        preview.recalled.connect(self.arrived)

    def arrived(self, maps):
        """Maps on the screen must have the shape that the layer has now."""
        self.shown += 1
        facts = self.window.document.analysis.facts.get(maps.layer)
        output = facts.output if facts is not None else None
        if maps.layer != self.window.preview.layer or output is None or maps.array.size != output.elements:
            self.stale += 1

    def beat(self):
        now = perf_counter()
        self.late.append(max(0.0, now - self.due) * 1e3)
        self.due = perf_counter() + BEAT_MS / 1e3

    def edit(self):
        document, chance = self.window.document, self.random.random()
        self.edits += 1
        if chance < 0.25 and document.stack.canUndo():
            document.stack.undo()
        elif chance < 0.35:
            document.select([self.random.choice(LAYERS)])
        else:
            layer, width = self.random.choice(LAYERS), self.random.choice(WIDTHS)
            document.apply("Soak", lambda design: property_edits.set_options(design, layer, {"out_channels": width}))
        if self.edits % 150 == 75:
            self.window.maps.sample.strip.compare(1 + self.edits // 150 % 3)
        if self.edits % 150 == 0:
            self.window.preview.set_second(None)
        if self.edits % 100 == 50 and self.window.maps.mosaic.maps is not None:
            self.window.maps.beside.pin()
        if self.edits % 100 == 0:
            for layer in self.window.maps.beside.pins.layers:
                self.window.maps.beside.pins.unpin(layer)


def megabytes(process):
    """What a process holds; of memory that several share, its part."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def family(process):
    """All processes below one."""
    found = []
    for thread in Path(f"/proc/{process}/task").iterdir():
        for child in (thread / "children").read_text().split():
            found += [int(child), *family(int(child))]
    return found


def row(soak, begin):
    workers = family(os.getpid())
    handles = [len(list(Path(f"/proc/self/{kind}").iterdir())) for kind in ("fd", "task")]
    late, held = sorted(soak.late) or [0.0], soak.window.preview._history.bytes >> 20
    print(
        f"{monotonic() - begin:6.0f} s {soak.edits:6d} edits {soak.shown:6d} maps {soak.stale:3d} stale"
        f" · window {megabytes(os.getpid()):6.0f} MB ({held:3d} of it shown lately)"
        f", workers {sum(map(megabytes, workers)):6.0f} MB"
        f" · {handles[0]:3d} handles {handles[1]:3d} threads"
        f" · loop late 99 %: {late[int(0.99 * len(late))]:5.1f} ms, worst {late[-1]:6.1f} ms",
        flush=True,
    )
    soak.late.clear()


def timer(interval, slot):
    made = QTimer(interval=interval)
    made.timeout.connect(slot)
    made.start()
    return made


def main(minutes):
    return_large_blocks()
    application()
    with TemporaryDirectory() as folder:
        settings = Settings(QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat))
        window = Window(settings, Runner.in_processes)
        window.files.open_example(resource("designs", "vgg16.cnn.json"))
        window.show()
        window.document.select([LAYERS[0]])
        soak, loop, begin = Soak(window), QEventLoop(), monotonic()
        timers = [
            timer(EDIT_MS, soak.edit),
            timer(BEAT_MS, soak.beat),
            timer(ROW_SECONDS * 1000, lambda: row(soak, begin)),
        ]
        QTimer.singleShot(int(minutes * 60_000), loop.quit)
        loop.exec()
        for each in timers:
            each.stop()
        row(soak, begin)
        window.files.may_leave = lambda _later: True
        window.close()
    print("stale maps:", soak.stale)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10.0)
