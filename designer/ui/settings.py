"""What is remembered from one start to the next: recent files, theme, places of docks."""

import json
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

ORGANISATION, APPLICATION = "cnn-designer", "cnn-designer"
LAYOUT_VERSION = 2
MOST_RECENT = 10
MOST_NORMALISATIONS = 100


class Settings:
    """The user's settings, read and written at once."""

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store or QSettings(ORGANISATION, APPLICATION)
        self._elsewhere = store is not None

    @property
    def recent(self) -> list[Path]:
        """Files opened or saved lately that are still there, the newest first."""
        names = self._store.value("recent", [])
        listed = names if isinstance(names, list) else [names] if isinstance(names, str) else []
        return [path for path in map(Path, listed) if path.is_file()]

    def add_recent(self, path: Path) -> None:
        """Put a file at the head of the recent ones."""
        before = self.recent
        paths = [path.resolve(), *(other for other in before if other != path.resolve())][:MOST_RECENT]
        if paths != before:  # what is set is written to the disk, and the window waits for it
            self._store.setValue("recent", [str(p) for p in paths])

    def clear_recent(self) -> None:
        """Forget the recent files."""
        self._store.remove("recent")

    @property
    def theme(self) -> str:
        """`system`, `light` or `dark`."""
        return str(self._store.value("theme", "system"))

    @theme.setter
    def theme(self, choice: str) -> None:
        self._store.setValue("theme", choice)

    @property
    def thumbnails(self) -> bool:
        """Whether cards show small pictures of their feature maps."""
        return bool(self._store.value("thumbnails", True, bool))

    @thumbnails.setter
    def thumbnails(self, shown: bool) -> None:
        self._store.setValue("thumbnails", shown)

    @property
    def blocks_folder(self) -> Path:
        """The folder of the user's own blocks: beside settings that are kept elsewhere than usual."""
        if self._elsewhere:
            return Path(self._store.fileName()).parent / "blocks"
        data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
        return Path(data) / APPLICATION / "blocks"

    def normalisation(self, path: Path) -> str:
        """How pictures become numbers for a design file, as `keep_normalisation` was told; else empty."""
        return self._normalisations().get(str(path.resolve()), "")

    def keep_normalisation(self, path: Path, text: str) -> None:
        """Remember it for this file; of many files the one chosen longest ago is forgotten."""
        known = self._normalisations()
        known.pop(str(path.resolve()), None)
        known[str(path.resolve())] = text
        self._store.setValue("normalisations", json.dumps(dict(list(known.items())[-MOST_NORMALISATIONS:])))

    def _normalisations(self) -> dict[str, str]:
        try:
            known = json.loads(str(self._store.value("normalisations", "{}")))
        except ValueError:
            known = None
        return {str(name): str(text) for name, text in known.items()} if isinstance(known, dict) else {}

    @property
    def motion(self) -> bool:
        """Whether cards glide to their places where the desktop lets widgets move."""
        return bool(self._store.value("motion", True, bool))

    @motion.setter
    def motion(self, wanted: bool) -> None:
        self._store.setValue("motion", wanted)

    @property
    def memory_limit(self) -> int | None:
        """The most bytes one run may take; None leaves it to the engine."""
        return int(str(self._store.value("memory_limit", 0, int))) or None

    @memory_limit.setter
    def memory_limit(self, limit: int | None) -> None:
        self._store.setValue("memory_limit", limit or 0)

    @property
    def folder(self) -> str:
        """The folder that file dialogs open in."""
        return str(self._store.value("folder", ""))

    @folder.setter
    def folder(self, path: str) -> None:
        if path != self.folder:
            self._store.setValue("folder", path)

    @property
    def samples(self) -> list[Path]:
        """The user's own sample images that are still there."""
        names = self._store.value("samples", [])
        listed = names if isinstance(names, list) else [names] if isinstance(names, str) else []
        return [path for path in map(Path, listed) if path.is_file()]

    @samples.setter
    def samples(self, paths: list[Path]) -> None:
        self._store.setValue("samples", [str(path) for path in paths])

    def layout(self) -> tuple[QByteArray, QByteArray] | None:
        """The window's geometry and the places of its docks, where this version of the window saved them."""
        if self._store.value("layout/version", 0, int) != LAYOUT_VERSION:
            return None
        geometry, state = self._store.value("layout/geometry"), self._store.value("layout/state")
        return (geometry, state) if isinstance(geometry, QByteArray) and isinstance(state, QByteArray) else None

    def save_layout(self, geometry: QByteArray, state: QByteArray) -> None:
        """Remember geometry and docks."""
        self._store.setValue("layout/version", LAYOUT_VERSION)
        self._store.setValue("layout/geometry", geometry)
        self._store.setValue("layout/state", state)
