"""What commands have in common: their arguments, where their text and files go, how they refuse, their exit status."""

import argparse
import sys
from collections.abc import Callable
from typing import Any

from designer.core.analysis import Analysis, analyse
from designer.core.files import load, reason_of, replace_file
from designer.core.strictjson import FileError
from designer.core.value import dataclass

PROGRAM = "cnn-designer"
DONE, DONE_WITH_ERRORS, NOTHING_DONE = 0, 1, 2


class Refusal(Exception):
    """Why nothing was done, in one line."""


@dataclass(frozen=True)
class Command:
    """A command of the program: what it does, its arguments beside the file, and the run that gives its exit status."""

    text: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def analysis_of(options: argparse.Namespace) -> Analysis:
    """All figures of the design that the arguments name."""
    return analyse(load(options.file))


def status_of(analysis: Analysis) -> int:
    """The exit status of a command that is done: whether the design has an error."""
    return DONE_WITH_ERRORS if analysis.has_errors else DONE


def path_of(text: str | None) -> Any:
    """A path, of a type whose import takes longer than most commands."""
    from pathlib import Path

    return None if text is None else Path(text)


def print_text(text: str) -> None:
    """Write to standard output, which a shell may have closed."""
    if sys.stdout is None:
        raise Refusal("cannot write: standard output is closed")
    sys.stdout.write(text)


def write_output(path: str, content: bytes) -> None:
    """Write a result so that an old file is replaced whole or not at all; raises Refusal with the file's name."""
    try:
        replace_file(path, content)
    except FileError as error:
        raise Refusal(f"{path}: {error}") from None
    except OSError as error:
        raise Refusal(f"{path}: cannot be written: {reason_of(error)}") from None
