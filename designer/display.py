"""Whether there is a screen to show a window on: asked before Qt, which aborts the process where there is none."""

import os
import socket
import sys

WAIT_SECONDS = 1.0
FIRST_PORT = 6000
"""TCP port of display 0 of an X server."""


def has_display() -> bool:
    """Whether a window can be shown: always but on Unix without an X or Wayland server that answers."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform.startswith(("offscreen", "minimal")):
        return False
    if platform or sys.platform in ("win32", "darwin"):
        return True
    return _wayland_answers(os.environ.get("WAYLAND_DISPLAY", "")) or _x_answers(os.environ.get("DISPLAY", ""))


def _wayland_answers(name: str) -> bool:
    return bool(name) and _answers(socket.AF_UNIX, os.path.join(os.environ.get("XDG_RUNTIME_DIR", "/"), name))  # noqa: PTH118 (start-up: no pathlib)


def _x_answers(display: str) -> bool:
    """`host:number.screen`; without a host the server is on this machine."""
    host, colon, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not colon or not number.isdecimal():
        return False
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        return _answers(socket.AF_UNIX, path) or _answers(socket.AF_UNIX, f"\0{path}")
    return _answers(socket.AF_INET, (host, FIRST_PORT + int(number)))


def _answers(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(WAIT_SECONDS)
        try:
            connection.connect(address)
        except (OSError, OverflowError):
            return False
    return True
