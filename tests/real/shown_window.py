"""The real window for a robot: every change of what it shows is one JSON line on standard output.

Places are device pixels of the screen, so that the robot reads where things are and never guesses. The names of docks
that shall be hidden may follow the design's.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, QTimer
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget

from designer.core.fileformat import dumps
from designer.core.folding import block_key
from designer.engine.runner import Runner
from designer.export.table import render
from designer.ui.app import application
from designer.ui.canvas.block_card import button_of
from designer.ui.window import Window

SETTLED = 6
"""Looks without a change after which nothing moves any more: the window manager has placed the window."""


def state(window: Window) -> dict[str, object]:
    ratio = window.devicePixelRatioF()

    def place(widget: QWidget, point: QPoint) -> list[int]:
        at = widget.mapToGlobal(point)
        return [round(at.x() * ratio), round(at.y() * ratio)]

    palette, model = window.palette_panel.view, window.palette_panel.view.model()
    rows = {}
    for group in range(model.rowCount()):
        parent = model.index(group, 0)
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            rows[index.data()] = place(palette.viewport(), palette.visualRect(index).center())
    canvas = window.canvas
    cards = {
        name: place(canvas.viewport(), canvas.mapFromScene(item.sceneBoundingRect().center()))
        for name, item in canvas.scene().layers.items()
    }
    fields = {
        field.objectName(): place(field, field.rect().center())
        for kind in (QLineEdit, QComboBox, QAbstractSpinBox)
        for field in window.form.findChildren(kind)
        if field.isVisible()
    }

    def in_drawing(x: float, y: float) -> list[int]:
        return place(canvas.viewport(), canvas.mapFromScene(QPointF(x, y)))

    frames = canvas.network.layout.frames
    mark = canvas.mark
    titles = {path: item.frame.title for path, item in canvas.network.frames.items()}
    buttons = {path: item.frame.button for path, item in canvas.network.frames.items()}
    buttons |= {path: button_of(frames[block_key(path)]) for path in canvas.network.outline.paths}
    table = str(render(window.document.analysis, "tsv"))
    return {
        "title": window.windowTitle(),
        "modified": window.document.modified,
        "palette": rows,
        "cards": cards,
        "edges": {
            name: [in_drawing(each.x, each.y), in_drawing(each.right, each.bottom)] for name, each in frames.items()
        },
        "buttons": {path: in_drawing(each.centre, each.y + each.height / 2) for path, each in buttons.items()},
        "titles": {path: in_drawing(each.centre, each.y + each.height / 2) for path, each in titles.items()},
        "zoom": canvas.zoom,
        "mark": None
        if mark is None
        else {"text": mark.text, "wrong": mark.wrong, "slot": mark.slot and mark.slot.kind},
        "band": canvas.band is not None,
        "moving": canvas.motion.running,
        "undo": window.document.stack.undoText(),
        "fields": fields,
        "selection": window.document.selection,
        "design": json.loads(dumps(window.document.design)),
        "table": [line.split("\t") for line in table.splitlines()],
        "tabular": [window.layers.table.index(row, 0).data() for row in range(window.layers.table.rowCount())],
        "maps": window.maps.readout.text(),
        "platform": QApplication.platformName(),
    }


def main() -> int:
    app = application()
    window = Window(make_runner=Runner.in_processes)
    window.files.open(Path(sys.argv[1]))
    window.resize(1200, 760)
    window.move(0, 0)
    for name in sys.argv[2:]:
        window.docks[name].hide()
    window.show()
    window.canvas.set_zoom(1.0)
    told = shown = ""
    quiet = 0

    def tell() -> None:
        nonlocal told, shown, quiet
        now = state(window)
        quiet = quiet + 1 if json.dumps(now) == shown else 0
        shown = json.dumps(now)
        line = json.dumps(now | {"settled": quiet >= SETTLED})
        if line != told:
            told = line
            print(line, flush=True)

    timer = QTimer(window, interval=50)
    timer.timeout.connect(tell)
    timer.start()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
