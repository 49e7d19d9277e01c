"""The command line: each subcommand imports only what it needs."""

import argparse
import os
import sys
from typing import NoReturn

from designer import __version__
from designer.cli.command import DONE, NOTHING_DONE, PROGRAM, Command, Refusal
from designer.core.files import reason_of
from designer.core.shapes import Problem
from designer.core.strictjson import FileError, printable

COMMANDS = ("table", "check", "field", "run", "screenshot")
"""All commands but that of the window, which has no name."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Refuse the arguments in one line."""
        raise Refusal(f"{message} (see {self.prog} --help)")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and give the exit status: 0 done, 1 done with errors in the design, 2 nothing done."""
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # × and − come out right wherever the output goes
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        named = bool(given) and given[0] in COMMANDS
        options = _parser(given[0] if named else None).parse_args(given[named:])
        status: int = options.command(options)
        if sys.stdout is not None:  # closed by the shell
            sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough: nothing more may be written, at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (Refusal, FileError, Problem) as error:
        return _refuse(str(error))
    except MemoryError:
        return _refuse("there is not enough memory for this design: try a smaller image, or fewer layers at once")
    except KeyboardInterrupt:
        return _refuse("stopped")
    except OSError as error:
        return _refuse(f"cannot write: {reason_of(error)}")
    return status


def _refuse(line: str) -> int:
    print(f"{PROGRAM}: error: {printable(line)}", file=sys.stderr)
    return NOTHING_DONE


def _layout(prog: str) -> argparse.HelpFormatter:
    """The layout of help texts; left to itself argparse imports shutil, which takes long, for each argument."""
    try:
        width = os.get_terminal_size().columns
    except OSError:
        width = 80
    return argparse.HelpFormatter(prog, width=max(40, width) - 2)


def _command(name: str) -> Command:
    """One of the COMMANDS; no module but its own is loaded."""
    if name == "run":
        from designer.cli.run import RUN

        return RUN
    if name == "screenshot":
        from designer.cli.window import SCREENSHOT

        return SCREENSHOT
    from designer.cli.figures import CHECK, FIELD, TABLE

    return {"table": TABLE, "check": CHECK, "field": FIELD}[name]


def _parser(command: str | None) -> argparse.ArgumentParser:
    """The arguments of one command, or of the window; only what is asked for is built."""
    if command is not None:
        found = _command(command)
        parser = _Parser(prog=f"{PROGRAM} {command}", description=found.text, formatter_class=_layout)
        parser.add_argument("file", metavar="FILE", help="the design (*.cnn.json)")
        found.add_arguments(parser)
        parser.set_defaults(command=found.run)
        return parser
    parser = _Parser(
        prog=PROGRAM,
        description="Design convolutional networks by hand: shapes, receptive fields, costs and feature maps, live.",
        epilog=f"Commands without a window: {', '.join(COMMANDS)}; COMMAND --help tells more.",
        formatter_class=_layout,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    parser.add_argument("file", nargs="?", metavar="FILE", help="design to open (*.cnn.json)")
    parser.set_defaults(command=_window)
    return parser


def _window(options: argparse.Namespace) -> int:
    from designer.cli.window import open_window

    return open_window(options)
