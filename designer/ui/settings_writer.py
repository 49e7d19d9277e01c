"""Settings on their way to the disk."""

from threading import Lock, Thread

from PySide6.QtCore import QSettings


class SettingsWriter:
    """Writes values into the file of settings on a thread of its own, which ends when there is no more to write.

    QSettings would write them on the window's thread, which waits for the disk; and whoever reads waits for the writer.
    """

    def __init__(self, name: str, form: QSettings.Format) -> None:
        self._name, self._form = name, form
        self._waiting: dict[str, object] = {}
        self._lock = Lock()
        self._thread: Thread | None = None

    def write(self, key: str, value: object) -> None:
        """Put a value in place, in the order in which it was asked."""
        with self._lock:
            self._waiting[key] = value
            if self._thread is None:
                self._thread = Thread(target=self._work, name="settings")
                self._thread.start()

    def finish(self) -> None:
        """Wait until all is written."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        while values := self._taken():
            store = QSettings(self._name, self._form)
            for key, value in values.items():
                store.setValue(key, value)
            store.sync()

    def _taken(self) -> dict[str, object]:
        with self._lock:
            values, self._waiting = self._waiting, {}
            if not values:
                self._thread = None
        return values
