"""Designs that hold many numbers: what takes long with them is done where files are read."""

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from designer.core.design import Design, Layer
from designer.core.files import save
from designer.core.kept_weights import Numbers, numbers
from designer.core.kinds import Input, Linear
from designer.ui.window import Window
from tests.ui.window_kit import done


def test_kept_numbers_are_hashed_first_where_they_are_read(
    window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = (("weight", numbers((2, 4), bytes(32))),)
    image = Layer("image", Input(height=1, width=1, channels=4))
    save(Design((image, Layer("last", Linear(out_features=2), ("image",), weights=kept))), tmp_path / "kept.cnn.json")
    usual, threads = Numbers.__hash__, []

    def hashed(self: Numbers) -> int:
        threads.append(threading.current_thread())
        return usual(self)

    monkeypatch.setattr(Numbers, "__hash__", hashed)
    done(qtbot, window, lambda: window.files.open(tmp_path / "kept.cnn.json"))
    assert "last" in window.document.design
    assert threads[0] is not threading.main_thread()
