"""Each guard of conftest trips on a bad test and stays quiet on a good one."""

import ast
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).parent

# The name of each test says what must be in its failure; those called good must pass.
CASES = """
import threading, time
from concurrent.futures import ThreadPoolExecutor
from PySide6.QtCore import *
from PySide6.QtWidgets import *

kept = []

def test_good_window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.timer = QTimer(window)
    window.timer.start(10)
    window.setFixedSize(300, 200)
    window.show()

def test_good_settings(tmp_path_factory):
    settings = QSettings("maker", "program")
    settings.setValue("x", 1)
    settings.sync()
    base = str(tmp_path_factory.getbasetemp())
    assert settings.fileName().startswith(base)
    assert QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation).startswith(base)

def test_good_settings_of_its_own():
    assert QSettings("maker", "program").value("x") is None

def test_good_thread_that_ends():
    ThreadPoolExecutor(thread_name_prefix="preview").submit(time.sleep, 0)

def test_good_copy(qapp):
    qapp.clipboard().setText("x")

def test_good_copy_of_its_own(qapp):
    assert qapp.clipboard().text() == ""

def test_bad_message(qtbot):
    "QMessageBox.question would wait"
    QMessageBox.question(None, "title", "?")

def test_bad_dialog(qtbot):
    "QDialog.exec would wait"
    class Own(QDialog):
        pass
    Own().exec()

def test_bad_file_dialog(qtbot):
    "QFileDialog.getSaveFileName would wait"
    QFileDialog.getSaveFileName()

def test_bad_loop(qapp):
    "QApplication.exec would wait"
    qapp.exec()

def test_bad_qt_thread(qapp):
    "left behind: thread"
    class Work(QThread):
        def run(self):
            while not self.isInterruptionRequested():
                self.msleep(5)
    kept.append(Work())
    kept[-1].start()

def test_bad_thread(monkeypatch):
    "left behind: thread 'preview"
    import conftest
    monkeypatch.setattr(conftest, "PATIENCE", 0.05)
    kept.append(threading.Event())
    threading.Thread(target=kept[-1].wait, args=(5,), name="preview_0", daemon=True).start()

def test_bad_job(qapp):
    "left behind: 1 jobs"
    class Job(QRunnable):
        def run(self):
            QThread.msleep(200)
    QThreadPool.globalInstance().start(Job())

def test_bad_timer(qapp):
    "left behind: timer"
    kept.append(QTimer())
    kept[-1].start(1000)

def test_bad_window(qapp):
    "left behind: window"
    kept.append(QLabel("x"))
    kept[-1].show()

def test_bad_slot(qtbot):
    "ZeroDivisionError"
    QTimer.singleShot(0, lambda: 1 / 0)
    qtbot.wait(20)

def test_bad_qt_warning(qtbot):
    "Qt messages with level WARNING"
    qWarning("oops")
"""


def child(folder: Path, tests: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run tests under the project's own guards and settings in another process."""
    (folder / "conftest.py").write_text((HERE / "conftest.py").read_text())
    (folder / "test_cases.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-c", str(HERE.parent / "pyproject.toml"), f"--rootdir={folder}"]
    command += ["-p", "no:cacheprovider", *options, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=100)


def outcomes(folder: Path, tests: str) -> dict[str, str]:
    """Give each test's failure, and what its guards said after it; empty where it passed."""
    report = folder / "report.xml"
    child(folder, tests, f"--junitxml={report}")
    failures: dict[str, str] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        faults = [part for part in case if part.tag in ("failure", "error")]
        texts = [f"{fault.get('message')} {fault.text}" for fault in faults]
        name = case.get("name", "")
        failures[name] = failures.get(name, "") + "".join(texts)
    return failures


def test_guards_trip_on_bad_tests_only(tmp_path):
    failures = outcomes(tmp_path, CASES)
    cases = [node for node in ast.parse(CASES).body if isinstance(node, ast.FunctionDef)]
    assert sorted(failures) == sorted(case.name for case in cases)
    for case in cases:
        expected = ast.get_docstring(case)
        if expected is None:
            assert failures[case.name] == "", case.name
        else:
            assert expected in failures[case.name], case.name


def test_a_hanging_test_ends(tmp_path):
    tests = "import threading\n\ndef test_hangs():\n    threading.Event().wait()\n"
    run = child(tmp_path, tests, "-o", "timeout=0.5")
    assert run.returncode != 0
    assert "Timeout" in run.stdout + run.stderr
