"""JSON bytes to plain values, with everything hostile turned into one clear line or into a value no field accepts."""

import json
from itertools import accumulate
from math import isfinite

MOST_BYTES = 8 * 1024 * 1024
MOST_COMMAS = 500_000
MOST_DEPTH = 64
_DEEPER = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_UNMARKED = bytes(set(range(256)) - {ord('"'), *_DEEPER})
_DIGITS = 19  # of the largest integer, 2**63 − 1


class FileError(ValueError):
    """Why a file was refused or not written, in one line: place, what was expected, what stood there."""


class Unfit:
    """A JSON value that no field takes: a number that is not finite, an object with a key twice."""

    def __init__(self, description: str) -> None:
        self.description = description


class LongNumber(int):
    """A whole number of more digits than any field takes. Its value is only as far out, so that it costs nothing."""

    digits: int

    def __new__(cls, text: str) -> "LongNumber":
        """The number written as `text`, whose digits are counted and not read."""
        number = super().__new__(cls, -(10**_DIGITS) if text.startswith("-") else 10**_DIGITS)
        number.digits = len(text.lstrip("-"))
        return number


def parse(data: bytes) -> object:
    """The document in `data`; raises FileError with line and column where it is not strict UTF-8 JSON."""
    if len(data) > MOST_BYTES:
        raise FileError(f"expected at most {MOST_BYTES} bytes, found more")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileError(f"byte {error.start}: expected UTF-8 text, found byte 0x{data[error.start]:02x}") from None
    if text.startswith("\ufeff"):
        raise FileError("byte 0: expected UTF-8 text without a byte order mark")
    if data.count(b",") > MOST_COMMAS:
        raise FileError(f"expected at most {MOST_COMMAS} values, found more")
    _check_depth(data)
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=_real, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        message = error.msg[:1].lower() + error.msg[1:]
        raise FileError(f"line {error.lineno} column {error.colno}: expected JSON: {message}") from None


def _object(pairs: list[tuple[str, object]]) -> object:
    value = dict(pairs)
    if len(value) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                return Unfit(f"an object with the key {shown(key)} twice")
            seen.add(key)
    return value


def _integer(text: str) -> object:
    return int(text) if len(text.lstrip("-")) <= _DIGITS else LongNumber(text)


def _real(text: str) -> object:
    value = float(text) if len(text) <= 400 else float("inf")
    return value if isfinite(value) else Unfit(f"the number {text[:20]}{'…' if len(text) > 20 else ''}")


def _constant(text: str) -> object:
    return Unfit(text)


def _check_depth(data: bytes) -> None:
    """Raise FileError with the line where brackets stand in more than MOST_DEPTH others; those in strings do not count.

    Before parsing, since the parser goes as deep as the interpreter lets it, which depends on its version.
    """
    if b"\\" in data:  # what is escaped neither ends a string nor escapes
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    marks = data.translate(None, _UNMARKED).replace(b'""', b"")  # quotes and brackets; most strings are gone
    brackets = b"".join(marks.split(b'"')[::2])  # parts outside and inside of strings come by turns
    if max(accumulate(map(_DEEPER.__getitem__, brackets)), default=0) > MOST_DEPTH:
        raise FileError(f"line {_too_deep(data)}: expected at most {MOST_DEPTH} levels of nesting")


def _too_deep(data: bytes) -> int:
    """The line on which nesting passes the limit, in text without escaped quotes."""
    depth, line = 0, 1
    for n, part in enumerate(data.split(b'"')):
        for byte in part:
            line += byte == ord("\n")
            depth += _DEEPER.get(byte, 0) if n % 2 == 0 else 0
            if depth > MOST_DEPTH:
                return line
    return line


def shown(value: object) -> str:
    """A value as it stood in the file, short and printable, for messages."""
    if isinstance(value, Unfit):
        return value.description
    if isinstance(value, LongNumber):
        return f"a number of {value.digits} digits"
    if isinstance(value, dict):
        return "an object" if value else "an empty object"
    if isinstance(value, list) and (
        len(value) > 4 or any(isinstance(item, list | dict | Unfit | LongNumber) for item in value)
    ):
        return f"a list of {len(value)}"
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:59] + "…"


def printable(text: str) -> str:
    """The text with what cannot be printed on a line escaped: for names that come from outside."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
