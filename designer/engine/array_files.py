"""Reading arrays from .npy, .npz and .safetensors files that may be broken or hostile.

Nothing is ever unpickled, and sizes are checked from the headers before a byte is expanded.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from designer.core.strictjson import FileError
from designer.engine.errors import WeightError
from designer.engine.npz_files import ARCHIVE, read_npy, read_npz
from designer.engine.safetensors_files import is_safetensors, read_safetensors
from designer.engine.stored_array import MOST_BYTES, Allowance, FloatArray, StoredArray

_OTHERS = (
    (b"\x93NUMPY", "a single .npy array: save it by its name in an .npz"),
    (b"\x89HDF", "HDF5, as Keras writes it: save it as .safetensors or .npz"),
    (b"\x80", "a pickle, which may run code: save it as .safetensors"),
)
"""How other files with weights begin, and what to say of them."""


def read_arrays(path: Path) -> tuple[StoredArray, ...]:
    """All arrays of a .npz or .safetensors file in the order of the file; raises WeightError in one line."""
    with _explained(path), path.open("rb") as file:
        if not path.is_file():  # a device or a pipe may never end
            raise WeightError("expected a file of weights, found something else")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise WeightError(f"expected at most {MOST_BYTES >> 30} GiB, found {size >> 30} GiB")
        start = file.read(8)
        file.seek(0)
        if start.startswith(ARCHIVE):
            return tuple(read_npz(file, size))
        if is_safetensors(start, size):
            return tuple(read_safetensors(file, size))
        found = next((f", found {words}" for mark, words in _OTHERS if start.startswith(mark)), "")
        raise WeightError(f"expected a .npz or .safetensors file{found}")


def read_array(path: Path) -> FloatArray:
    """The array of a .npy file as float32; raises WeightError in one line."""
    with _explained(path), path.open("rb") as file:
        if not path.is_file():
            raise WeightError("expected an array file, found something else")
        return read_npy(file, path.stat().st_size, "the array", Allowance()).numbers


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Every failure of reading as a WeightError that begins with the file's name."""
    try:
        yield
    except (WeightError, FileError) as error:
        raise WeightError(f"{path.name}: {error}") from None
    except OSError as error:
        raise WeightError(f"{path.name}: {(error.strerror or str(error)).lower()}") from None
    except MemoryError:
        raise WeightError(f"{path.name}: its numbers need more memory than there is") from None
    except UnicodeDecodeError:
        raise WeightError(f"{path.name}: not a readable .npz file: a name in it is no UTF-8 text") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise WeightError(f"{path.name}: not a readable .npz file: {error}") from None
