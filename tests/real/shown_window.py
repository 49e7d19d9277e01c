"""The real window for a robot: every change of what it shows is one JSON line on standard output.

Places are device pixels of the screen, so that the robot reads where things are and never guesses.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget

from designer.core.fileformat import dumps
from designer.engine.runner import Runner
from designer.export.table import render
from designer.ui.app import application
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
    table = str(render(window.document.analysis, "tsv"))
    return {
        "title": window.windowTitle(),
        "modified": window.document.modified,
        "palette": rows,
        "cards": cards,
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
