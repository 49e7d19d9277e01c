"""Starts the window, or draws it into a picture without a display."""

import gc
import os
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QSettings, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from designer.core.files import load
from designer.engine.design_weights import read_beside
from designer.engine.images import read_image
from designer.engine.memory import return_large_blocks
from designer.engine.runner import Runner
from designer.paths import resource
from designer.ui import icons
from designer.ui import theme as themes
from designer.ui.reader import Picture
from designer.ui.settings import APPLICATION, ORGANISATION, Settings
from designer.ui.window import Window

DESKTOP_FILE = "io.github.cnn_designer.CnnDesigner"
SCREENSHOT_SIZE = (1600, 1000)
LONGEST_WAIT_MS = 60_000


def application() -> QApplication:
    """The one QApplication, named and dressed."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    app = QApplication(sys.argv[:1])
    app.setApplicationName(APPLICATION)
    app.setOrganizationName(ORGANISATION)
    app.setApplicationDisplayName("CNN Designer")
    QGuiApplication.setDesktopFileName(DESKTOP_FILE)
    app.setWindowIcon(icons.app_icon())
    return app


def run(path: Path | None) -> int:
    """Open the window with a design, or with the small example, until it is closed."""
    return_large_blocks()
    app = application()
    window = Window(make_runner=Runner.in_processes)
    if path is None:
        window.files.open_example(resource("designs", "lenet5.cnn.json"))
    else:
        window.files.open(path)
    window.show()
    signal.signal(signal.SIGINT, lambda _signal, _frame: window.close())
    heartbeat = QTimer(interval=200)  # lets Python see Ctrl+C while Qt waits
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start()
    gc.collect()
    gc.freeze()  # what lives as long as the window is not looked through again in the middle of an edit
    gc.set_threshold(20_000, 20, 100)  # nor a thousand layers at each edit: values make few cycles
    return app.exec()


def screenshot(path: Path, layer: str | None, image: Path | None, theme: str) -> bytes:
    """The whole window with a design, as the bytes of a PNG, drawn without a display.

    Raises FileError for the design and ImageError for the picture.
    """
    picture = Picture(image.name, read_image(image), image.resolve()) if image is not None else None
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qInstallMessageHandler(_quiet)
    application()
    with TemporaryDirectory() as folder:  # neither the user's layout nor his recent files come into the picture
        window = Window(Settings(QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat)))
        return _drawn(window, path, layer, picture, theme)


def _drawn(window: Window, path: Path, layer: str | None, picture: Picture | None, theme: str) -> bytes:
    window.appearance.wear(themes.choose(theme, QGuiApplication.styleHints().colorScheme()))
    window.resize(*SCREENSHOT_SIZE)
    design, _ = read_beside(load(path), path.parent)
    window.document.reset(design, path)
    window.show()
    if layer is not None:
        window.document.select([layer])
    if picture is not None:
        window.preview.show_picture(picture)
    _wait_for_maps(window)
    if layer is not None:
        window.canvas.reveal(layer)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    window.close()
    return bytes(buffer.data().data())


def _quiet(_kind: QtMsgType, _context: object, text: str) -> None:
    """Pass Qt's messages on, but for the one that the offscreen platform prints at every window."""
    if "propagateSizeHints" not in text:
        print(f"Qt: {text}", file=sys.stderr)


def _wait_for_maps(window: Window) -> None:
    loop = QEventLoop()
    watch = QTimer(interval=10)
    watch.timeout.connect(lambda: None if window.preview.busy else loop.quit())
    watch.start()
    limit = QTimer(singleShot=True, interval=LONGEST_WAIT_MS)
    limit.timeout.connect(loop.quit)
    limit.start()
    loop.exec()
    watch.stop()
    limit.stop()
