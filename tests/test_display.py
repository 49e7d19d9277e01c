"""Finding out whether a window can be shown, without Qt."""

import socket
from pathlib import Path

import pytest

from designer.display import has_display


@pytest.fixture(autouse=True)
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")


def test_no_variable_is_no_display() -> None:
    assert not has_display()


@pytest.mark.parametrize("display", [":64999", "localhost:64000.0", "nonsense", ":", "unix:x"])
def test_a_server_that_does_not_answer_is_no_display(monkeypatch: pytest.MonkeyPatch, display: str) -> None:
    monkeypatch.setenv("DISPLAY", display)
    assert not has_display()


def test_a_wayland_socket_that_answers_is_a_display(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    assert not has_display()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen()
        assert has_display()


def test_an_x_server_on_tcp_that_answers_is_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_INET) as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        number = server.getsockname()[1] - 6000
        if number < 0:
            pytest.skip("the system gave a port below those of X servers")
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{number}.0")
        assert has_display()


@pytest.mark.parametrize(("platform", "shown"), [("offscreen", False), ("minimal:enable_fonts", False), ("xcb", True)])
def test_a_platform_that_was_asked_for_decides(monkeypatch: pytest.MonkeyPatch, platform: str, shown: bool) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert has_display() is shown
