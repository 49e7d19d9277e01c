"""Settings hold at once and come to the disk beside the window's thread, however long the disk takes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile, QSettings

from designer.ui.settings import Settings

INI = QSettings.Format.IniFormat


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


@pytest.fixture
def settings(file: Path) -> Iterator[Settings]:
    made = Settings(QSettings(str(file), INI))
    yield made
    made.finish()


@pytest.fixture
def busy(settings: Settings, file: Path) -> Iterator[QLockFile]:
    """Something that has the file: nobody can write it until this is unlocked."""
    lock = QLockFile(f"{file}.lock")
    assert lock.lock()
    yield lock
    lock.unlock()


@pytest.mark.timeout(30)
def test_nobody_waits_for_the_disk_to_set_and_to_read(settings: Settings, file: Path, busy: QLockFile) -> None:
    for theme in ("dark", "light"):
        settings.theme = theme
        assert settings.theme == theme
        assert settings.folder == ""
    assert not file.exists()
    busy.unlock()
    settings.finish()
    assert Settings(QSettings(str(file), INI)).theme == "light"


def test_what_was_set_is_found_at_the_next_start(settings: Settings, file: Path) -> None:
    for shown in (True, False):
        settings.thumbnails = settings.motion = shown
    settings.memory_limit = 1 << 30
    settings.add_recent(file)
    settings.finish()
    settings.add_recent(file.parent / "other")
    settings.samples = []
    settings.finish()
    later = Settings(QSettings(str(file), INI))
    assert (later.thumbnails, later.motion, later.memory_limit) == (False, False, 1 << 30)
    assert later.recent == settings.recent == [file]
    assert later.samples == []


@pytest.mark.parametrize("text", ["much", "-1", ""])
def test_a_memory_limit_that_is_no_number_is_left_to_the_engine(file: Path, text: str) -> None:
    file.write_text(f"[General]\nmemory_limit={text}\n")
    assert Settings(QSettings(str(file), INI)).memory_limit is None
