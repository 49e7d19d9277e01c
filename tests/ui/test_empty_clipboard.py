"""Pasting where the platform has no clipboard to give, as some have none before anything was copied."""

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from designer.ui.window import Window


def test_pasting_an_image_of_a_platform_without_clipboard_says_that_there_is_none(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Nothing:
        """What some platforms have as long as nothing was copied."""

        def mimeData(self) -> QMimeData | None:
            return None

        def text(self) -> str:
            return ""

    with monkeypatch.context() as patch:
        patch.setattr(QGuiApplication, "clipboard", Nothing)
        window.actions_by_key["paste_image"].trigger()
        assert "holds no image" in window.notice.text
        window.actions_by_key["paste"].trigger()
        assert "holds no image" not in window.notice.text
