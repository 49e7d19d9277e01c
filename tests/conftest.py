"""Guards around every test: no dialog that waits, no file of the user, nothing left running, open or copied."""

import gc
import os
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

# Before NumPy or Qt is imported: one BLAS thread keeps two busy cores steady, and no test needs a screen.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import settings

settings.register_profile("ci", max_examples=50, derandomize=True, deadline=None)
settings.register_profile("nightly", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

PATIENCE = 2.0  # seconds that a thread gets to end after its test


class WaitsForPerson(AssertionError):
    """A test reached a dialog that nobody will answer."""


def _refuse(name: str) -> Callable[..., NoReturn]:
    def refuse(*_args: object, **_kwargs: object) -> NoReturn:
        raise WaitsForPerson(f"{name} would wait for a person")

    return refuse


@pytest.fixture(autouse=True, scope="session")
def no_modal_dialogs() -> Iterator[None]:
    """Make every call that waits for a person fail; a test that wants an answer replaces the call itself."""
    if "PySide6.QtWidgets" not in sys.modules:
        yield
        return
    from PySide6 import QtWidgets

    waiting = {
        QtWidgets.QApplication: "exec",
        QtWidgets.QDialog: "exec",
        QtWidgets.QMenu: "exec",
        QtWidgets.QMessageBox: "exec question warning critical information about aboutQt",
        QtWidgets.QFileDialog: "exec getOpenFileName getOpenFileNames getSaveFileName getExistingDirectory",
        QtWidgets.QInputDialog: "exec getText getMultiLineText getInt getDouble getItem",
        QtWidgets.QColorDialog: "exec getColor",
    }
    with pytest.MonkeyPatch.context() as patch:
        for kind, names in waiting.items():
            for name in names.split():
                patch.setattr(kind, name, _refuse(f"{kind.__name__}.{name}"))
        yield


@pytest.fixture(scope="session")
def made() -> Iterator["weakref.WeakSet[object]"]:
    """Collect the Qt timers and threads that Python code makes: finding them afterwards costs far more."""
    known: weakref.WeakSet[object] = weakref.WeakSet()
    if "PySide6.QtCore" not in sys.modules:
        yield known
        return
    from PySide6 import QtCore

    def recording(make: Callable[..., None]) -> Callable[..., None]:
        def record(self: object, *args: object, **options: object) -> None:
            make(self, *args, **options)
            known.add(self)

        return record

    with pytest.MonkeyPatch.context() as patch:
        for kind in (QtCore.QTimer, QtCore.QThread):
            patch.setattr(kind, "__init__", recording(kind.__init__))
        yield known


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that holds one home of settings and states per test."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def no_user_files(request: pytest.FixtureRequest, homes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test settings, states and caches of its own instead of the user's; folders come when used."""
    home = homes / f"{hash(request.node.nodeid):x}"
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QSettings

        for form in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
            for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
                QSettings.setPath(form, scope, str(home / "config"))


@pytest.fixture(autouse=True)
def nothing_left_behind(made: "weakref.WeakSet[object]") -> Iterator[None]:
    """Fail a test after which a thread or a timer runs or a window is open, and end them for the next test."""
    before = set(threading.enumerate())
    yield
    left = _qt_left(made) if "PySide6.QtWidgets" in sys.modules else []
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)
        if thread.is_alive():
            left.append(f"thread {thread.name!r}")
    assert not left, "left behind: " + ", ".join(left)


def _qt_left(made: "weakref.WeakSet[object]") -> list[str]:
    from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = _qt_running(made)
    if left or any(window.isVisible() for window in application.topLevelWidgets()):
        gc.collect()  # what only waits for the collector is no fault, and looking twice is rare
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        left = _qt_running(made, end=True)
    for window in application.topLevelWidgets():
        if window.isVisible():
            left.append(f"window {window!r}")
            window.close()
    # No test reads another's; and without a screen, what is left there at the end crashes the process.
    application.clipboard().clear()
    pool = QThreadPool.globalInstance()
    if pool.activeThreadCount():
        left.append(f"{pool.activeThreadCount()} jobs of the thread pool")
        pool.waitForDone(int(1000 * PATIENCE))
    return left


def _qt_running(made: "weakref.WeakSet[object]", *, end: bool = False) -> list[str]:
    import shiboken6
    from PySide6.QtCore import QThread, QTimer

    running = []
    for thing in list(made):
        if not shiboken6.isValid(thing):
            continue
        if isinstance(thing, QTimer) and thing.isActive():
            running.append(f"timer {thing!r} of {thing.parent()!r}")
            if end:
                thing.stop()
        if isinstance(thing, QThread) and thing.isRunning():
            running.append(f"thread {thing!r}")
            if end:  # a QThread that is dropped while it runs aborts the process
                thing.requestInterruption()
                thing.quit()
                thing.wait(int(1000 * PATIENCE))
    return running
