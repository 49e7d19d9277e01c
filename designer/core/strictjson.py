"""JSON bytes to plain values, with everything hostile turned into one clear line or into a value no field accepts."""

import json
from math import isfinite

MOST_BYTES = 8 * 1024 * 1024
MOST_COMMAS = 500_000
MOST_DEPTH = 64
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


_LONG = (list, dict, Unfit, LongNumber)  # what is not shown within a list


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
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=_real, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        message = error.msg[:1].lower() + error.msg[1:]
        raise FileError(f"line {error.lineno} column {error.colno}: expected JSON: {message}") from None
    except RecursionError:
        raise FileError(f"line {_too_deep(text)}: expected at most {MOST_DEPTH} levels of nesting") from None


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


def _too_deep(text: str) -> int:
    """The line on which nesting passes the limit."""
    depth, inside, escaped = 0, False, False
    for i, char in enumerate(text):
        if inside:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                inside = False
        elif char == '"':
            inside = True
        elif char in "[{":
            depth += 1
            if depth > MOST_DEPTH:
                return text.count("\n", 0, i) + 1
        elif char in "]}":
            depth -= 1
    return 1


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
