"""Design files on disk: read without trust, written so that the old or the new one is there whole at every moment."""

import os
import stat
from errno import EACCES

from designer.core.design import (
    Design,
)
from designer.core.fileformat import dumps, loads
from designer.core.strictjson import MOST_BYTES, FileError, printable


def load(path: str | os.PathLike[str]) -> Design:
    """The design in a file; raises FileError whose line begins with the file's name."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 (before opening: a pipe would block)
        if not stat.S_ISREG(mode):
            kind = "a folder" if stat.S_ISDIR(mode) else "a device or a pipe"
            raise FileError(f"expected a regular file, found {kind}")
        with open(path, "rb") as file:  # noqa: PTH123 (a str is a path here too)
            return loads(file.read(MOST_BYTES + 1))
    except FileError as error:
        raise FileError(f"{printable(os.fspath(path))}: {error}") from None
    except (OSError, ValueError) as error:
        raise FileError(f"{printable(os.fspath(path))}: cannot be read: {reason_of(error)}") from None


def save(design: Design, path: str | os.PathLike[str]) -> None:
    """Write the file so that at every moment the old or the new one is there whole; raises FileError.

    Weights too large for the text are in a file of their own, which is there before the design names it and goes when
    no design in the folder names it any more.
    """
    try:
        from designer.core.weights_beside import put_apart, remove_unnamed

        parted = put_apart(design, path)
        data = dumps(parted)
        if loads(data) != parted:
            raise FileError("the written design reads back differently")
        replace_file(path, data)
        remove_unnamed(path)
    except FileError as error:
        raise FileError(f"{printable(os.fspath(path))}: cannot be saved: {error}") from None
    except (OSError, ValueError) as error:
        raise FileError(f"{printable(os.fspath(path))}: cannot be saved: {reason_of(error)}") from None


def replace_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Put `data` in place of a file by way of a synced temporary one beside it; links and the mode are kept.

    Raises FileError for what is no regular file, OSError where it cannot be written; then the old file is there still.
    """
    from pathlib import Path  # here: most commands only read, and it takes long to import

    target = Path(os.path.realpath(path))
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):
        raise FileError("expected a regular file, found a folder or a device")
    if mode is not None and not os.access(target, os.W_OK):  # a new file in its place would not ask
        raise PermissionError(EACCES, os.strerror(EACCES))
    temporary = target.with_name(f".{os.getpid()}-{os.urandom(4).hex()}.part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(target)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def reason_of(error: Exception) -> str:
    """What the system says is wrong with a file, for the end of a line."""
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)).lower()
