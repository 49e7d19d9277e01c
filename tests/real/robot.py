"""A virtual screen with a window manager, and a hand on its mouse and keyboard."""

import json
import os
import selectors
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

PROGRAMS = ("Xvfb", "xdotool", "openbox")
State = dict[str, Any]
LONGEST_WAIT = 80
STIR_SECONDS = 0.12


def missing_programs() -> list[str]:
    """The programs of the robot that are not here."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


@contextmanager
def screen(folder: Path) -> Iterator[dict[str, str]]:
    """A virtual X server with a window manager; gives the environment for programs on it."""
    reader, writer = os.pipe()
    log = (folder / "screen.log").open("wb")
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writer], stdout=log, stderr=log,
    )  # fmt: skip
    os.close(writer)
    with os.fdopen(reader) as numbers:
        number = numbers.readline().strip()
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "XDG_RUNTIME_DIR": str(runtime)}
    environment.pop("WAYLAND_DISPLAY", None)
    manager = subprocess.Popen(["openbox"], env=environment, stdout=log, stderr=log)
    try:
        yield environment
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)
        log.close()


class Robot:
    """Drives the window under test and reads what it shows."""

    def __init__(self, design: Path, environment: dict[str, str], *hidden_docks: str) -> None:
        script = Path(__file__).with_name("shown_window.py")
        self.environment = environment
        self.process = subprocess.Popen(
            [sys.executable, str(script), str(design), *hidden_docks],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)
        self.state: State = {}
        self._rest = ""

    def wait(self, what: str, true_of: Callable[[State], object]) -> State:
        """The first settled state of the window that `true_of` holds of; fails with `what` was waited for."""
        output = self.process.stdout
        assert output is not None
        with selectors.DefaultSelector() as selector:
            selector.register(output, selectors.EVENT_READ)
            while not (self.state and self.state["settled"] and true_of(self.state)):
                assert selector.select(LONGEST_WAIT), f"the window never showed {what}: {self.state}"
                data = os.read(output.fileno(), 1 << 20).decode()
                assert data, f"the window ended before it showed {what}"
                self._take(data)
        return self.state

    def pull(self, start: list[int], end: list[int], what: str, true_of: Callable[[State], object]) -> None:
        """Press at one place and pull to another, until the window shows what it should; the button stays down."""
        (x, y), (to_x, to_y) = start, end
        self.do("mousemove", x, y, "mousedown", 1)
        for step in (6, 12, 18):
            self.do("mousemove", x + step, y)
        self.stir((to_x, to_y), what, true_of)

    def stir(self, place: tuple[int, int], what: str, true_of: Callable[[State], object]) -> None:
        """Move about a place until the window shows what it should: a drag hears of moves alone."""
        x, y = place
        self.do("mousemove", x + 2, y, "mousemove", x, y)
        end = monotonic() + LONGEST_WAIT
        off = 0
        while not true_of(self._look(STIR_SECONDS)):
            assert monotonic() < end, f"the window never showed {what} but {self.state['mark']}: {self.state}"
            off = 1 - off
            self.do("mousemove", x + off, y)

    def drop(self) -> None:
        """Let the button go."""
        self.do("mouseup", 1)

    def _look(self, seconds: float) -> State:
        """What the window shows now, or within some seconds."""
        output = self.process.stdout
        assert output is not None
        with selectors.DefaultSelector() as selector:
            selector.register(output, selectors.EVENT_READ)
            if selector.select(seconds):
                self._take(os.read(output.fileno(), 1 << 20).decode())
        return self.state

    def _take(self, data: str) -> None:
        *lines, self._rest = (self._rest + data).split("\n")
        if lines:
            self.state = json.loads(lines[-1])

    def do(self, *words: object) -> None:
        """One chain of xdotool commands."""
        subprocess.run(["xdotool", *map(str, words)], env=self.environment, check=True, timeout=LONGEST_WAIT)

    def drag(self, start: list[int], end: list[int]) -> None:
        """Press at one place, pull in small steps as a hand does, let go at another."""
        (x, y), (to_x, to_y) = start, end
        words: list[object] = ["mousemove", x, y, "sleep", 0.1, "mousedown", 1, "sleep", 0.1]
        for step in (4, 8, 12, 16):
            words += ["mousemove", x + step, y + step // 2, "sleep", 0.04]
        for step in range(1, 13):
            words += ["mousemove", x + (to_x - x) * step // 12, y + (to_y - y) * step // 12, "sleep", 0.03]
        self.do(*words, "sleep", 0.15, "mouseup", 1)

    def click(self, place: list[int]) -> None:
        """Click once."""
        self.do("mousemove", *place, "sleep", 0.05, "click", 1)

    def close(self) -> None:
        """End the window."""
        self.process.kill()
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()
