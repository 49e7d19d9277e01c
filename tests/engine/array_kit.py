"""Files of arrays written by hand, whole and broken."""

import io
import json
import struct
import zipfile

PLAIN = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
EIGHT = bytes(8)


def written(folder, data, name="w.npz"):
    """A file of these bytes."""
    path = folder / name
    path.write_bytes(data)
    return path


def safetensors(entries, data=b"", length=None):
    """The bytes of a .safetensors file; `entries` as an object or as the bytes of the header."""
    header = json.dumps(entries).encode() if not isinstance(entries, bytes) else entries
    return struct.pack("<Q", len(header) if length is None else length) + header + data


def entry(dtype="F32", shape=(2,), offsets=(0, 8)):
    """What the header says of an array."""
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


def npy(header, data=b"", version=1):
    """The bytes of a .npy stream."""
    text = header.encode("latin-1")
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", len(text)) + text + data


def zipped(name="a.npy", content=b"", compression=zipfile.ZIP_DEFLATED):
    """An archive of one member."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        archive.writestr(name, content)
    return stream.getvalue()
